import { Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useChooseOrganisations, usePendingConnection } from "@/api/connections";
import type { PendingConnection } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";

interface Props {
  pendingId: string;
  onClose: () => void;
  onConnected: (provider: string) => void;
}

/** Asks which organisation to link when the sign-in at the provider reaches several. */
export function ChooseOrganisation({ pendingId, onClose, onConnected }: Props) {
  const pending = usePendingConnection(pendingId);
  const name = pending.data?.provider_name ?? "";
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{`Select ${name} Organisation`.replace("  ", " ")}</Text>} size="md">
      <Faces query={pending} shape="text">
        {(body) => <Choice pending={body} onClose={onClose} onConnected={onConnected} />}
      </Faces>
    </Modal>
  );
}

function Choice({ pending, onClose, onConnected }: { pending: PendingConnection } & Pick<Props, "onClose" | "onConnected">) {
  const path = { ...useWorkspacePath(), pending_id: pending.id };
  const connect = useChooseOrganisations();
  const [chosen, choose] = useState(pending.organisations[0]?.id ?? "");
  const [isSure, setSure] = useState(false);
  const chosenName = pending.organisations.find(({ id }) => id === chosen)?.name ?? "";
  const submit = () =>
    connect.mutate(
      { params: { path }, body: { organisation_ids: [chosen] } },
      { onSuccess: () => onConnected(pending.provider) },
    );
  if (isSure) {
    return (
      <Stack>
        <Notice tone="amber" title={`Change from ${pending.replaces} to ${chosenName}?`}>
          From then on records go to {chosenName}, and its tax codes and ledger codes are read. {pending.replaces} is disconnected. Links to{" "}
          {pending.replaces} stay what they are and are shown as such: none is pointed at {chosenName}.
        </Notice>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setSure(false)}>Back</Button>
          <Button loading={connect.isPending} onClick={submit} data-autofocus>Change Organisation</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {pending.replaces
          ? `Your sign-in reaches these besides ${pending.replaces}. Which one should take its place?`
          : `Your sign-in reaches ${String(pending.organisations.length)} organisations. Which one should this workspace use?`}
      </Text>
      <Radio.Group value={chosen} onChange={choose} aria-label="Organisation">
        <Stack gap="xs">
          {pending.organisations.map((organisation) => (
            <Radio.Card key={organisation.id} value={organisation.id} p="sm" radius="md">
              <Group wrap="nowrap">
                <Radio.Indicator />
                <div>
                  <Text fw={550} size="sm">{organisation.name}</Text>
                  <Text size="xs" c="dimmed">{[organisation.country, organisation.currency].filter(Boolean).join(" · ")}</Text>
                </div>
              </Group>
            </Radio.Card>
          ))}
        </Stack>
      </Radio.Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>Cancel</Button>
        <Button disabled={chosen === ""} loading={connect.isPending} onClick={() => (pending.replaces ? setSure(true) : submit())}>Connect to Selected Organisation</Button>
      </Group>
    </Stack>
  );
}
