import { Box, Button, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconPlugConnected } from "@tabler/icons-react";
import { useState } from "react";
import { useAccountingPane, useChangeAccounting, useProposeAccounting } from "@/api/accounting";
import { asProblem } from "@/api/problem";
import type { AccountingMapping, AccountingPane as Pane, AccountingType } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import classes from "@/features/accounting/accounting-pane.module.css";
import { MappingForm } from "@/features/accounting/mapping-form";

const TYPES: { value: AccountingType; label: string }[] = [
  { value: "none", label: "Not linked" },
  { value: "contacts", label: "Contacts" },
  { value: "items", label: "Items" },
  { value: "invoices", label: "Invoices" },
  { value: "bills", label: "Bills" },
];

/** What the records of a collection are to the ledger; shown only while one is connected. */
export function AccountingPane({ collection }: { collection: string }) {
  const pane = useAccountingPane(collection);
  if (pane.data && !pane.data.ledger) {
    return (
      <Empty icon={IconPlugConnected} title="No ledger is connected" actions={<ButtonLink to="/settings/integrations">Connect a ledger</ButtonLink>}>
        What these records are to the ledger is set here once there is one.
      </Empty>
    );
  }
  return <Faces query={pane} shape="text">{(body) => <Edited key={collection} pane={body} collection={collection} />}</Faces>;
}

interface Draft {
  type: AccountingType;
  mapping: AccountingMapping | null;
}

function Edited({ pane, collection }: { pane: Pane; collection: string }) {
  const path = { ...useWorkspacePath(), key: collection };
  const saved: Draft = { type: pane.type, mapping: pane.mapping };
  const [draft, setDraft] = useState<Draft | null>(null);
  const propose = useProposeAccounting();
  const save = useChangeAccounting();
  const now = draft ?? saved;
  const provider = pane.ledger?.provider_name ?? "the ledger";
  const begin = (type: AccountingType) => {
    save.reset();
    if (type === saved.type) setDraft(null);
    else if (type === "none") setDraft({ type, mapping: null });
    else propose.mutate({ params: { path }, body: { type } }, { onSuccess: ({ mapping }) => setDraft({ type, mapping }) });
  };
  const choose = (type: AccountingType) => {
    if (pane.type === "none" || pane.drops === "" || type === now.type || now.type !== pane.type) begin(type);
    else {
      modals.openConfirmModal({
        title: "Change what these records are?",
        children: <Text size="sm">{pane.drops} Nothing is changed in {provider}. It takes effect when you save.</Text>,
        labels: { confirm: "Change the type", cancel: "Keep it" },
        onConfirm: () => begin(type),
      });
    }
  };
  const keep = () =>
    save.mutate({ params: { path }, body: { mapping: now.mapping, confirmed: true } }, {
      onSuccess: () => {
        setDraft(null);
        notifyDone("The accounting settings are saved.");
      },
    });
  return (
    <Panel title="Accounting" about={`What the records of this collection are in ${provider}, and which of their fields are synced.`}>
      <Stack gap="lg">
        <Box>
          <Title order={3} fz="sm" mb={6} id="accounting-type">These records are</Title>
          <Allowed to="edit_collections">
            {(disabled) => (
              <SegmentedControl aria-labelledby="accounting-type" data={TYPES} value={now.type} disabled={disabled || propose.isPending} onChange={(value) => choose(value as AccountingType)} style={{ flexWrap: "wrap" }} />
            )}
          </Allowed>
        </Box>
        {now.type === "none" && <Text size="sm" c="dimmed">The records stay in Tieout; nothing of them is sent to {provider}.</Text>}
        {now.mapping && <MappingForm pane={pane} collection={collection} type={now.type} draft={now.mapping} onChange={(mapping) => setDraft({ type: now.type, mapping })} />}
        {save.error && <Notice tone="red" role="alert" title="It is not saved">{asProblem(save.error).message} {asProblem(save.error).remedy}</Notice>}
        <Group justify="flex-end" className={draft ? classes.save : undefined}>
          {draft && <Button variant="default" onClick={() => setDraft(null)}>Discard</Button>}
          <Allowed to="edit_collections" unless={draft ? "" : "Nothing was changed."}>
            {(disabled) => <Button disabled={disabled} loading={save.isPending} onClick={keep}>Save</Button>}
          </Allowed>
        </Group>
      </Stack>
    </Panel>
  );
}
