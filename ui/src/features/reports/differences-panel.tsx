import { Button, Chip, Group, Table, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import type { TieOutPair } from "@/api/types";
import { Empty } from "@/components/empty";
import { Panel } from "@/components/panel";
import { DifferenceRow } from "@/features/reports/difference-row";
import { counted, wordFor } from "@/lib/words";

interface Props {
  pair: TieOutPair;
  cause: string | undefined;
  onCause: (cause: string | undefined) => void;
}

const SHOWN_AT_ONCE = 100;

/** Every difference by document, with its cause and the way to it. */
export function DifferencesPanel({ pair, cause, onCause }: Props) {
  const [limit, setLimit] = useState(SHOWN_AT_ONCE);
  const { differences } = pair;
  const causes = [...new Set(differences.map((one) => one.cause))];
  const fitting = differences.filter((one) => !cause || one.cause === cause);
  if (differences.length === 0) {
    return <Panel title="Differences"><Empty icon={IconCircleCheck} title="No differences">Every document of {pair.left.name} is at {pair.right.name}, with the same figures.</Empty></Panel>;
  }
  return (
    <Panel title="Differences" about={counted(fitting.length, "document")} flush>
      <Group px="lg" pb="sm" gap="xs">
        {causes.map((one) => (
          <Chip key={one} size="xs" checked={one === cause} onChange={(checked) => onCause(checked ? one : undefined)}>
            {wordFor(one)} ({differences.filter((difference) => difference.cause === one).length})
          </Chip>
        ))}
      </Group>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Document</Table.Th><Table.Th>Cause</Table.Th><Table.Th ta="right">{pair.left.name}</Table.Th>
            <Table.Th ta="right">{pair.right.name}</Table.Th><Table.Th ta="right">Difference</Table.Th><Table.Th>See</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fitting.slice(0, limit).map((one, index) => <DifferenceRow key={index} pair={pair} difference={one} />)}
        </Table.Tbody>
      </Table>
      {fitting.length > limit && (
        <Group justify="space-between" p="md">
          <Text size="sm" c="dimmed">{limit} of {fitting.length}</Text>
          <Button variant="default" size="xs" onClick={() => setLimit(limit + SHOWN_AT_ONCE)}>Show more</Button>
        </Group>
      )}
    </Panel>
  );
}
