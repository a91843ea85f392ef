import { Group, Stack, Switch } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useChangeSync, useSync } from "@/api/syncs";
import type { Sync } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { StatusBadge } from "@/components/status-badge";
import { OpenCounts } from "@/features/sync/open-counts";
import { RunSyncButton } from "@/features/sync/run-sync-button";
import { SyncHistory } from "@/features/sync/sync-history";
import { SyncMaps } from "@/features/sync/sync-maps";
import { SyncProgress } from "@/features/sync/sync-progress";
import { wordsFor } from "@/lib/words";

const route = getRouteApi("/shell/sync/$syncId");

export function SyncPage() {
  const { syncId } = route.useParams();
  const sync = useSync(syncId);
  return <Faces query={sync} shape="text">{(body) => <SyncFull sync={body} />}</Faces>;
}

function SyncFull({ sync }: { sync: Sync }) {
  const path = { ...useWorkspacePath(), sync_id: sync.id };
  const change = useChangeSync();
  return (
    <>
      <PageHeader
        title={`${sync.source.organisation_name} to ${sync.target.organisation_name}`}
        badge={<StatusBadge state={sync.enabled ? "on" : "off"} />}
        about={
          <Group gap={6}>
            {sync.source.provider_name} to {sync.target.provider_name}: {sync.kinds.map(wordsFor).join(", ").toLowerCase()}
            <OpenCounts sync={sync} />
          </Group>
        }
        crumbs={[{ label: "Sync", to: "/sync" }]}
        actions={
          <>
            <Allowed to="sync">
              {(disabled) => (
                <Switch
                  label="Switched on"
                  mr="sm"
                  disabled={disabled}
                  checked={sync.enabled}
                  onChange={(event) => change.mutate({ params: { path }, body: { enabled: event.currentTarget.checked } })}
                />
              )}
            </Allowed>
            <RunSyncButton sync={sync} />
          </>
        }
      />
      <Stack gap="md">
        {sync.last_run && <SyncProgress runId={sync.last_run.id} />}
        <SyncMaps sync={sync} />
        <SyncHistory syncId={sync.id} />
      </Stack>
    </>
  );
}
