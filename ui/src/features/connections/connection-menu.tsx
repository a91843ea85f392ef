import { ActionIcon, Menu, Text, Tooltip } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconArrowsExchange, IconDatabaseImport, IconDotsVertical, IconPlugConnectedX, IconStar } from "@tabler/icons-react";
import { useChangeOrganisation, useDisconnect, useMakeRecordsLedger, useSyncReferenceData } from "@/api/connections";
import type { Connection } from "@/api/types";
import { usePlace } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { refusal } from "@/lib/permissions";

interface Props {
  connection: Connection;
  onSignIn: () => void;
  onChoose: (pendingId: string) => void;
}

/** What can be done with a connected organisation. */
export function ConnectionMenu({ connection, onSignIn, onChoose }: Props) {
  const { workspace } = usePlace();
  const params = { path: { workspace_id: workspace.id, connection_id: connection.id } };
  const reference = useSyncReferenceData();
  const records = useMakeRecordsLedger();
  const disconnect = useDisconnect();
  const change = useChangeOrganisation();
  const reason = refusal(workspace, "connect");
  const isBroken = connection.status !== "active";
  const name = connection.organisation_name;
  const confirmDisconnect = () =>
    modals.openConfirmModal({
      title: `Disconnect ${name}?`,
      children: (
        <Text size="sm">
          Tieout stops reading and writing there at once and gives its access to {connection.provider_name} back. Records, links and what was last
          known stay; tax codes and ledger codes are archived. What waits to be sent is held, and goes on when you connect the same organisation again.
        </Text>
      ),
      labels: { confirm: "Disconnect", cancel: "Keep it" },
      confirmProps: { color: "red" },
      onConfirm: () => disconnect.mutate({ params }, { onSuccess: () => notifyDone(`${name} is disconnected.`) }),
    });
  const askToSignIn = () =>
    modals.openConfirmModal({
      title: "Change Organisation",
      children: (
        <Text size="sm">
          The present sign-in reaches {name} only. Sign in at {connection.provider_name} again and choose the other organisation there: it takes the
          place of {name}, which is disconnected. Links to {name} stay links to {name}.
        </Text>
      ),
      labels: { confirm: `Sign in at ${connection.provider_name}`, cancel: "Cancel" },
      onConfirm: onSignIn,
    });
  const changeOrganisation = () =>
    change.mutate({ params }, { onSuccess: ({ pending_id }) => (pending_id ? onChoose(pending_id) : askToSignIn()) });
  return (
    <Menu position="bottom-end" width={232}>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${name}`} size="lg" loading={change.isPending}><IconDotsVertical size={18} aria-hidden /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {reason && <Menu.Label>{reason}</Menu.Label>}
        {!reason && isBroken && <Menu.Label>Reconnect it to sync or change it.</Menu.Label>}
        <Menu.Item
          leftSection={<IconDatabaseImport size={16} aria-hidden />}
          disabled={reason !== "" || isBroken}
          onClick={() => reference.mutate({ params }, { onSuccess: () => notifyDone(`Reading tax codes, ledger codes and tracking of ${name}.`) })}
        >
          Sync Reference Data
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowsExchange size={16} aria-hidden />} disabled={reason !== "" || isBroken} onClick={changeOrganisation}>
          Change Organisation
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
        <Menu.Item c="var(--tone-red)" leftSection={<IconPlugConnectedX size={16} aria-hidden />} disabled={reason !== ""} onClick={confirmDisconnect}>
          Disconnect
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
