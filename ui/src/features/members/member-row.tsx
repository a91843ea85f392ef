import { Table } from "@mantine/core";
import type { Member } from "@/api/types";
import { Instant } from "@/components/instant";
import { StatusBadge } from "@/components/status-badge";
import { MemberMenu } from "@/features/members/member-menu";
import { ROLE_TONES } from "@/lib/roles";

export function MemberRow({ member }: { member: Member }) {
  return (
    <Table.Tr>
      <Table.Td fw={550}>{member.name}{member.is_me && " (you)"}</Table.Td>
      <Table.Td>{member.email}</Table.Td>
      <Table.Td><StatusBadge state={member.role} label={member.role_label} tone={ROLE_TONES[member.role]} /></Table.Td>
      <Table.Td>{member.has_second_step ? "Yes" : "No"}</Table.Td>
      <Table.Td><Instant at={member.last_seen_at} never="Not yet" /></Table.Td>
      <Table.Td ta="right"><MemberMenu member={member} /></Table.Td>
    </Table.Tr>
  );
}
