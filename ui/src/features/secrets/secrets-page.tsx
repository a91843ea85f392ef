import { Button } from "@mantine/core";
import { IconLock, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useStepSecrets, type StepSecret } from "@/api/step-secrets";
import { Allowed } from "@/components/allowed";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SecretDialog } from "@/components/secret-dialog";
import { SECRET_NAMES, type SecretKind } from "@/components/secret-kinds";
import { SettingsTabs } from "@/components/settings-tabs";
import { SecretsTable } from "@/features/secrets/secrets-table";

const KINDS = Object.keys(SECRET_NAMES) as SecretKind[];

/** What steps and alerts prove themselves with outside. */
export function SecretsPage() {
  const secrets = useStepSecrets();
  const [opened, setOpened] = useState<StepSecret | "new" | null>(null);
  const add = (
    <Allowed to="edit_automations">
      {(disabled) => <Button disabled={disabled} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened("new")}>New secret</Button>}
    </Allowed>
  );
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs here="/settings/secrets" />
      <Panel title="Secrets" about="What automations and alerts prove themselves with at other systems. What is secret is sealed, and never shown again; it is not part of an export." actions={add} flush>
        <Faces
          query={secrets}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty icon={IconLock} title="No secrets">Keep here the key of a system that an automation calls, or the address of a channel that alerts are told in.</Empty>}
        >
          {({ items }) => <SecretsTable secrets={items} onChange={setOpened} />}
        </Faces>
      </Panel>
      {opened && <SecretDialog secret={opened === "new" ? undefined : opened} kinds={KINDS} onClose={() => setOpened(null)} />}
    </>
  );
}
