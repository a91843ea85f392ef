import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useSyncReferenceData } from "@/api/connections";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { notifyDone } from "@/components/notify";

/** Reads the ledger's own lists anew: accounts, tax rates, tracking categories. */
export function RefreshLists({ connection }: { connection: string }) {
  const path = { ...useWorkspacePath(), connection_id: connection };
  const refresh = useSyncReferenceData();
  const start = () =>
    refresh.mutate({ params: { path } }, { onSuccess: () => notifyDone("The lists of the ledger are being read; new accounts, tax rates and tracking categories are here in a moment.") });
  return (
    <Allowed to="connect">
      {(disabled) => (
        <Button size="compact-sm" fz="xs" variant="subtle" disabled={disabled} loading={refresh.isPending} leftSection={<IconRefresh size={12} aria-hidden />} onClick={start}>
          Refresh fields
        </Button>
      )}
    </Allowed>
  );
}
