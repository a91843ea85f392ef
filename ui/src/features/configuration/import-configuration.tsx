import { Button, FileButton, Group, Stack, Switch } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useApplyConfiguration, usePlanConfiguration, type Files } from "@/api/configuration";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { LedgerChoice } from "@/features/configuration/ledger-choice";
import { read } from "@/features/configuration/model/files";
import { PlanTable } from "@/features/configuration/plan-table";

/** Files in, what they would change, and then the change itself. */
export function ImportConfiguration() {
  const path = useWorkspacePath();
  const plan = usePlanConfiguration();
  const apply = useApplyConfiguration();
  const [files, setFiles] = useState<Files | null>(null);
  const [ledgers, setLedgers] = useState<Record<string, string>>({});
  const [remove, setRemove] = useState(false);
  const [unreadable, setUnreadable] = useState("");
  const look = (wanted: Files, said: Record<string, string>) => plan.mutate({ params: { path }, body: { files: wanted as never, ledgers: said } });
  const choose = async (file: File | null) => {
    if (!file) return;
    const found = await read([file]);
    setUnreadable(typeof found === "string" ? found : "");
    setFiles(typeof found === "string" ? null : found);
    apply.reset();
    plan.reset();
    if (typeof found !== "string") look(found, ledgers);
  };
  const say = (name: string, connection: string) => {
    const said = { ...ledgers, [name]: connection };
    setLedgers(said);
    if (files) look(files, said);
  };
  const found = plan.data;
  const carryOut = () => {
    if (!files || !found) return;
    apply.mutate({ params: { path }, body: { files: files as never, ledgers, fingerprint: found.fingerprint, remove } }, {
      onSuccess: () => {
        notifyDone("The configuration is taken in.");
        look(files, ledgers);
      },
    });
  };
  const trouble = unreadable || (plan.error ? asProblem(plan.error).message : "") || (apply.error ? `${asProblem(apply.error).message} ${asProblem(apply.error).remedy}` : "");
  const isMissing = found?.ledgers.some(({ connection_id }) => !connection_id);
  return (
    <Panel
      title="Import"
      about="Compares a downloaded configuration with this workspace. Nothing changes before you have seen the plan."
      actions={(
        <Allowed to="manage_settings">
          {(disabled) => (
            <FileButton accept="application/json,.json" onChange={(file) => void choose(file)} inputProps={{ "aria-label": "Configuration file" }}>
              {(props) => <Button {...props} variant="default" disabled={disabled} loading={plan.isPending} leftSection={<IconUpload size={16} aria-hidden />}>Choose a file</Button>}
            </FileButton>
          )}
        </Allowed>
      )}
    >
      <Stack>
        {trouble && <Notice tone="red" role="alert">{trouble}</Notice>}
        {found && found.ledgers.length > 0 && <LedgerChoice ledgers={found.ledgers} onSay={say} />}
        {found && found.changes.length === 0 && <Notice tone="green" role="status">Nothing differs: this workspace is as the file says.</Notice>}
        {found && found.changes.length > 0 && (
          <>
            <PlanTable changes={found.changes} removing={remove} />
            <Group justify="space-between">
              <Switch label="Also take away what only this workspace has" description="Fields are archived, views deleted, automations and syncs switched off. No value of a record is lost." checked={remove} onChange={(event) => setRemove(event.currentTarget.checked)} />
              <Button loading={apply.isPending} disabled={isMissing} onClick={carryOut}>Apply the plan</Button>
            </Group>
          </>
        )}
      </Stack>
    </Panel>
  );
}
