import { Group, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import type { Sync } from "@/api/types";
import { Instant } from "@/components/instant";
import { Panel } from "@/components/panel";
import { ProviderMark } from "@/components/provider-mark";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { OpenCounts } from "@/features/sync/open-counts";
import { RunSyncButton } from "@/features/sync/run-sync-button";
import { wordsFor } from "@/lib/words";

/** One agreement at a glance. */
export function SyncCard({ sync }: { sync: Sync }) {
  return (
    <Panel>
      <Group justify="space-between" align="flex-start">
        <div>
          <Group gap="sm">
            <ProviderMark provider={sync.source.provider} />
            <IconArrowRight size={18} aria-label="to" />
            <ProviderMark provider={sync.target.provider} />
            <Text fw={600}><TextLink to="/sync/$syncId" params={{ syncId: sync.id }}>{sync.source.organisation_name} to {sync.target.organisation_name}</TextLink></Text>
            {!sync.enabled && <StatusBadge state="off" label="Off" />}
          </Group>
          <Text size="sm" c="dimmed" mt={8}>{sync.kinds.map(wordsFor).join(", ")}</Text>
          <Group gap="xs" mt={8}>
            {sync.last_run
              ? <><StatusBadge state={sync.last_run.status} /><Text size="sm" c="dimmed">Last run <Instant at={sync.last_run.created_at} /></Text></>
              : <Text size="sm" c="dimmed">Never run</Text>}
            <OpenCounts sync={sync} />
          </Group>
        </div>
        <RunSyncButton sync={sync} />
      </Group>
    </Panel>
  );
}
