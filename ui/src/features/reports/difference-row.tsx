import { Group, Table, Text } from "@mantine/core";
import type { Difference, TieOutPair } from "@/api/types";
import { Money } from "@/components/money";
import { OutsideLink } from "@/components/outside-link";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { wordFor } from "@/lib/words";

interface Props {
  pair: TieOutPair;
  difference: Difference;
}

export function DifferenceRow({ pair, difference }: Props) {
  const { currency, exception_id: exception } = difference;
  return (
    <Table.Tr>
      <Table.Td maw={320}>
        <Text size="sm" fw={550}>{wordFor(difference.kind)} {difference.number}</Text>
        <Text size="xs" c="dimmed" truncate>{difference.party_name}</Text>
      </Table.Td>
      <Table.Td>
        <StatusBadge state={difference.cause} tone={exception ? "amber" : "red"} />
        {difference.message && <Text size="xs" c="dimmed" mt={4}>{difference.message}</Text>}
      </Table.Td>
      <Table.Td ta="right"><Money amount={difference.left_amount} currency={currency} /></Table.Td>
      <Table.Td ta="right"><Money amount={difference.right_amount} currency={currency} /></Table.Td>
      <Table.Td ta="right"><Money amount={difference.difference} currency={currency} fw={600} /></Table.Td>
      <Table.Td fz="sm">
        <Group gap="sm">
          {exception && <TextLink to="/inbox" search={{ exception }}>Exception</TextLink>}
          {difference.left_url && <OutsideLink href={difference.left_url}>{pair.left.name}</OutsideLink>}
          {difference.right_url && <OutsideLink href={difference.right_url}>{pair.right.name}</OutsideLink>}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
