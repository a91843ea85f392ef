import { Table } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useMembers } from "@/api/members";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SettingsTabs } from "@/components/settings-tabs";
import { StatusBadge } from "@/components/status-badge";
import { RoleTable } from "@/features/members/role-table";
import type { Tone } from "@/lib/tones";

const TONES: Record<string, Tone> = { administrator: "violet", finance: "green", editor: "blue", auditor: "gray" };

export function MembersPage() {
  const members = useMembers();
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs here="/settings/members" />
      <Panel title="Members" about="Who works in this workspace, and in which role." flush>
        <Faces query={members} isEmpty={({ items }) => items.length === 0} empty={<Empty icon={IconUsers} title="No members" />}>
          {({ items }) => (
            <Table>
              <Table.Thead>
                <Table.Tr><Table.Th>Name</Table.Th><Table.Th>E-mail</Table.Th><Table.Th>Role</Table.Th><Table.Th>Last seen</Table.Th></Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((member) => (
                  <Table.Tr key={member.id}>
                    <Table.Td fw={550}>{member.name}</Table.Td>
                    <Table.Td>{member.email}</Table.Td>
                    <Table.Td><StatusBadge state={member.role} label={member.role_label} tone={TONES[member.role]} /></Table.Td>
                    <Table.Td><Instant at={member.last_seen_at} never="Not yet" /></Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Faces>
      </Panel>
      <RoleTable />
    </>
  );
}
