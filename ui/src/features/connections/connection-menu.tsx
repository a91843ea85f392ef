import { ActionIcon, Menu, Text, Tooltip } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconDatabaseImport, IconDotsVertical, IconPlugConnectedX, IconStar } from "@tabler/icons-react";
import { useDisconnect, useMakeRecordsLedger, useSyncReferenceData } from "@/api/connections";
import type { Connection } from "@/api/types";
import { usePlace } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { refusal } from "@/lib/permissions";

/** What can be done with a connected organisation. */
export function ConnectionMenu({ connection }: { connection: Connection }) {
  const { workspace } = usePlace();
  const params = { path: { workspace_id: workspace.id, connection_id: connection.id } };
  const reference = useSyncReferenceData();
  const records = useMakeRecordsLedger();
  const disconnect = useDisconnect();
  const reason = refusal(workspace, "connect");
  const name = connection.organisation_name;
  const confirm = () =>
    modals.openConfirmModal({
      title: `Disconnect ${name}?`,
      children: (
        <Text size="sm">
          Tieout gives its access to {connection.provider_name} back and stops reading and writing there. Records, links and history stay;
          when you connect the same organisation again, everything goes on where it was.
        </Text>
      ),
      labels: { confirm: "Disconnect", cancel: "Keep it" },
      confirmProps: { color: "red" },
      onConfirm: () => disconnect.mutate({ params }, { onSuccess: () => notifyDone(`${name} is disconnected.`) }),
    });
  return (
    <Menu position="bottom-end" width={232}>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${name}`} size="lg"><IconDotsVertical size={18} aria-hidden /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {reason && <Menu.Label>{reason}</Menu.Label>}
        <Menu.Item
          leftSection={<IconDatabaseImport size={16} aria-hidden />}
          disabled={reason !== ""}
          onClick={() => reference.mutate({ params }, { onSuccess: () => notifyDone(`Reading accounts, tax rates and contacts of ${name}.`) })}
        >
          Sync Reference Data
        </Menu.Item>
        <Tooltip label="Records of this workspace are created in this organisation." position="left" disabled={connection.is_records_ledger}>
          <Menu.Item
            leftSection={<IconStar size={16} aria-hidden />}
            disabled={reason !== "" || connection.is_records_ledger}
            onClick={() => records.mutate({ params }, { onSuccess: () => notifyDone(`${name} is now the ledger of your records.`) })}
          >
            Use for records
          </Menu.Item>
        </Tooltip>
        <Menu.Divider />
        <Menu.Item c="var(--tone-red)" leftSection={<IconPlugConnectedX size={16} aria-hidden />} disabled={reason !== ""} onClick={confirm}>
          Disconnect
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
