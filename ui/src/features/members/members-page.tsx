import { Button, Stack, Table } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useMembers } from "@/api/members";
import { usePlace } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SettingsTabs } from "@/components/settings-tabs";
import { InvitationsPanel } from "@/features/members/invitations-panel";
import { InviteDialog } from "@/features/members/invite-dialog";
import { MemberRow } from "@/features/members/member-row";
import { RoleTable } from "@/features/members/role-table";

export function MembersPage() {
  const members = useMembers();
  const { workspace } = usePlace();
  const [open, dialog] = useDisclosure(false);
  const invite = (
    <Allowed to="manage_members">
      {(disabled) => <Button leftSection={<IconUserPlus size={16} aria-hidden />} disabled={disabled} onClick={dialog.open}>Invite</Button>}
    </Allowed>
  );
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs here="/settings/members" />
      <Stack>
        <Panel title="Members" about="Who works in this workspace, and in which role." actions={invite} flush>
          <Faces query={members} isEmpty={({ items }) => items.length === 0} empty={<Empty icon={IconUsers} title="No members" />}>
            {({ items }) => (
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th><Table.Th>E-mail</Table.Th><Table.Th>Role</Table.Th><Table.Th>Second step</Table.Th><Table.Th>Last seen</Table.Th>
                    <Table.Th aria-label="Actions" />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>{items.map((member) => <MemberRow key={member.id} member={member} />)}</Table.Tbody>
              </Table>
            )}
          </Faces>
        </Panel>
        {workspace.permissions.includes("manage_members") && <InvitationsPanel />}
      </Stack>
      <RoleTable />
      <InviteDialog opened={open} onClose={dialog.close} />
    </>
  );
}
