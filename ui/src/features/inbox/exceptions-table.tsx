import { Table, Text, UnstyledButton } from "@mantine/core";
import type { ExceptionRow } from "@/api/types";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { Money } from "@/components/money";
import { StatusBadge } from "@/components/status-badge";
import { subjectText } from "@/lib/words";

interface Props {
  exceptions: ExceptionRow[];
  onOpen: (id: string) => void;
}

export function ExceptionsTable({ exceptions, onOpen }: Props) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr><Table.Th>What</Table.Th><Table.Th>Cause</Table.Th><Table.Th ta="right">Amount</Table.Th><Table.Th>State</Table.Th><Table.Th>Since</Table.Th></Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {exceptions.map((exception) => (
          <LinkRow key={exception.id} onOpen={() => onOpen(exception.id)}>
            <Table.Td miw={240} maw={380}>
              <UnstyledButton onClick={() => onOpen(exception.id)} fw={550} fz="sm" style={{ color: "var(--mantine-color-anchor)" }}>{subjectText(exception)}</UnstyledButton>
              <Text size="xs" c="dimmed" lineClamp={2}>{exception.message}</Text>
            </Table.Td>
            <Table.Td><Text size="sm">{exception.cause_label}</Text></Table.Td>
            <Table.Td ta="right"><Money amount={exception.amount} currency={exception.currency} /></Table.Td>
            <Table.Td><StatusBadge state={exception.state} tone={exception.state === "open" ? "amber" : undefined} /></Table.Td>
            <Table.Td><Instant at={exception.opened_at} /></Table.Td>
          </LinkRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}
