import { Button, Group, Table } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useInvitations, useResendInvitation, useRevokeInvitation } from "@/api/members";
import { useWorkspacePath } from "@/api/workspace";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { OneTimeLinkDialog } from "@/features/members/one-time-link-dialog";

/** Who was invited and has not come yet. */
export function InvitationsPanel() {
  const path = useWorkspacePath();
  const invitations = useInvitations();
  const resend = useResendInvitation();
  const revoke = useRevokeInvitation();
  const params = (invitation_id: string) => ({ params: { path: { ...path, invitation_id } } });
  return (
    <Panel title="Open invitations" flush>
      <Faces query={invitations} isEmpty={({ items }) => items.length === 0} empty={<Empty icon={IconMail} title="Nobody is invited at present" />}>
        {({ items }) => (
          <Table>
            <Table.Thead>
              <Table.Tr><Table.Th>E-mail</Table.Th><Table.Th>Role</Table.Th><Table.Th>Invited by</Table.Th><Table.Th>Good until</Table.Th><Table.Th aria-label="Actions" /></Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td fw={550}>{one.email}</Table.Td>
                  <Table.Td>{one.role_label}</Table.Td>
                  <Table.Td>{one.created_by}</Table.Td>
                  <Table.Td>{one.has_expired ? <StatusBadge state="expired" label="Expired" tone="amber" /> : <Instant at={one.expires_at} exact />}</Table.Td>
                  <Table.Td>
                    <Group gap="xs" justify="flex-end" wrap="nowrap">
                      <Button size="xs" variant="default" onClick={() => resend.mutate(params(one.id), { onSuccess: ({ is_mailed }) => is_mailed && notifyDone(`A new link is on its way to ${one.email}.`) })}>New link</Button>
                      <Button size="xs" variant="default" onClick={() => revoke.mutate(params(one.id))}>Withdraw</Button>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Faces>
      {resend.data?.link && <OneTimeLinkDialog title={`Invitation for ${resend.data.email}`} about="It works once, within seven days. The link before it opens nothing any more." link={resend.data.link} onClose={resend.reset} />}
    </Panel>
  );
}
