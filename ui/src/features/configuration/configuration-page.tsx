import { Button, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useExportConfiguration } from "@/api/configuration";
import { usePlace } from "@/api/workspace";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SettingsTabs } from "@/components/settings-tabs";
import { ImportConfiguration } from "@/features/configuration/import-configuration";
import { save } from "@/features/configuration/model/files";

/** The configuration as text: out, compared, and in. */
export function ConfigurationPage() {
  const { workspace } = usePlace();
  const read = useExportConfiguration();
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs here="/settings/configuration" />
      <Stack>
        <Panel
          title="Export"
          about={<>Collections with their fields and shared views, mappings, automations, syncs and policies, as text for version control. Records, people and secrets are not part of it. The command <code>tieout config export</code> writes one file a thing.</>}
          actions={<Button leftSection={<IconDownload size={16} aria-hidden />} loading={read.isPending} onClick={() => read.mutate(undefined, { onSuccess: (files) => save(files, workspace.name) })}>Download</Button>}
        >
          {null}
        </Panel>
        <ImportConfiguration />
      </Stack>
    </>
  );
}
