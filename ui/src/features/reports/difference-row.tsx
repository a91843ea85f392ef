import { Group, Table, Text } from "@mantine/core";
import type { Difference, TieOutPair } from "@/api/types";
import { Money } from "@/components/money";
import { OutsideLink } from "@/components/outside-link";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { changedFigure, exceptionOf, recordIdOf } from "@/features/reports/model/difference";
import { RecordLink } from "@/features/reports/record-link";
import { wordFor } from "@/lib/words";

interface Props {
  pair: TieOutPair;
  difference: Difference;
}

/** One document that is not the same on both sides. */
export function DifferenceRow({ pair, difference }: Props) {
  const { currency, left, right } = difference;
  const shown = left ?? right;
  const changed = changedFigure(difference);
  const record = recordIdOf(pair, difference);
  const exception = exceptionOf(difference);
  return (
    <Table.Tr>
      <Table.Td miw={180} maw={320}>
        <Text size="sm" fw={550}>{shown ? `${wordFor(shown.kind)} ${shown.number}` : "–"}</Text>
        <Text size="xs" c="dimmed" truncate>{shown?.party_name}</Text>
      </Table.Td>
      <Table.Td>
        <Group gap={6}>
          {difference.causes.map((cause) => <StatusBadge key={cause} state={cause} tone={cause === "exception" ? "amber" : "red"} />)}
        </Group>
        {difference.detail && <Text size="xs" c="dimmed" mt={4}>{difference.cause === "exception" ? wordFor(difference.detail) : difference.detail}</Text>}
      </Table.Td>
      <Table.Td ta="right"><Money amount={left?.[changed]} currency={currency} /></Table.Td>
      <Table.Td ta="right"><Money amount={right?.[changed]} currency={currency} /></Table.Td>
      <Table.Td ta="right">
        <Money amount={difference.amounts[changed]} currency={currency} fw={600} />
        {changed === "due" && <Text size="xs" c="dimmed">still open</Text>}
      </Table.Td>
      <Table.Td fz="sm">
        <Group gap="sm">
          {record && shown && <RecordLink kind={shown.kind} recordId={record} />}
          {exception && <TextLink to="/inbox" search={{ cause: exception, ...(shown?.number ? { search: shown.number } : {}) }}>Exception</TextLink>}
          {left?.url && <OutsideLink href={left.url}>{pair.left.name}</OutsideLink>}
          {right?.url && <OutsideLink href={right.url}>{pair.right.name}</OutsideLink>}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
