import { ActionIcon, Menu, Text, Tooltip } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconDotsVertical, IconExternalLink, IconLinkOff, IconRefresh } from "@tabler/icons-react";
import { useSyncRecord, useUnlinkRecord } from "@/api/accounting";
import { usePlace } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { unavailable, type LinkedPlace } from "@/features/accounting-card/place";
import { formatInstantLong } from "@/lib/dates";
import { refusal } from "@/lib/permissions";

/** Sync, and in the menu: Open in the provider, Unlink. */
export function LinkedActions({ ledger, link, collection, recordId }: LinkedPlace) {
  const { workspace } = usePlace();
  const params = { path: { workspace_id: workspace.id, key: collection, record_id: recordId } };
  const sync = useSyncRecord();
  const unlink = useUnlinkRecord();
  const refused = refusal(workspace, "link");
  const reason = refused || unavailable(ledger);
  const last = link.synced_at ? `Last synced ${formatInstantLong(link.synced_at)}` : "Not synced yet";
  const confirmUnlink = () =>
    modals.openConfirmModal({
      title: `Unlink from ${link.name || link.number || link.external_id}?`,
      children: <Text size="sm">Only the link is taken away. In {ledger.provider_name} nothing changes, and the record can be linked again.</Text>,
      labels: { confirm: "Unlink", cancel: "Keep the link" },
      onConfirm: () => unlink.mutate({ params }, { onSuccess: () => notifyDone("Unlinked. Nothing was changed in the ledger.") }),
    });
  return (
    <>
      <Tooltip label={reason ? `${last}. ${reason}` : last} events={{ hover: true, focus: true, touch: true }}>
        <ActionIcon
          aria-label="Sync"
          size="lg"
          data-disabled={reason ? true : undefined}
          aria-disabled={reason !== ""}
          loading={sync.isPending}
          onClick={() => {
            if (!reason) sync.mutate({ params }, { onSuccess: () => notifyDone(`Reading ${link.name || link.number} from ${ledger.provider_name}.`) });
          }}
        >
          <IconRefresh size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={`Actions in ${ledger.provider_name}`} size="lg"><IconDotsVertical size={18} aria-hidden /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {link.url && (
            <Menu.Item component="a" href={link.url} target="_blank" rel="noreferrer" leftSection={<IconExternalLink size={16} aria-hidden />}>
              Open in {ledger.provider_name}
            </Menu.Item>
          )}
          {refused && <Menu.Label>{refused}</Menu.Label>}
          <Menu.Item leftSection={<IconLinkOff size={16} aria-hidden />} disabled={refused !== ""} onClick={confirmUnlink}>Unlink</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
