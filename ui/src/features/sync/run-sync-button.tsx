import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import type { Sync } from "@/api/types";
import { useRunSync } from "@/api/syncs";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { notifyDone } from "@/components/notify";
import { isOver } from "@/lib/run-states";

/** Starts the sync now; not while one of its runs is under way. */
export function RunSyncButton({ sync }: { sync: Sync }) {
  const path = { ...useWorkspacePath(), sync_id: sync.id };
  const run = useRunSync();
  const busy = sync.last_run !== null && !isOver(sync.last_run.status);
  return (
    <Allowed to="sync" unless={busy ? "A run of this sync is under way." : ""}>
      {(disabled) => (
        <Button
          disabled={disabled}
          loading={run.isPending}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => run.mutate({ params: { path } }, { onSuccess: () => notifyDone("The sync has started.") })}
        >
          Run now
        </Button>
      )}
    </Allowed>
  );
}
