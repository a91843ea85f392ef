import { Group, Select, Table, Text, Title } from "@mantine/core";
import { StatusBadge } from "@/components/status-badge";
import type { MapChoice, MapOption } from "@/api/types";
import { unmapped } from "@/features/sync/model/maps";

interface Props {
  title: string;
  source: string;
  target: string;
  choices: MapChoice[];
  options: MapOption[];
  map: Record<string, string>;
  onChoose: (key: string, value: string) => void;
  level: 2 | 3;
}

/** One map: a row for each key of the source, with its counterpart at the target. */
export function MapTable({ title, source, target, choices, options, map, onChoose, level }: Props) {
  const open = unmapped(choices, map);
  const data = options.map(({ key, name, code }) => ({ value: key, label: code ? `${code} · ${name}` : name }));
  return (
    <div>
      <Group gap="sm" mb={4}>
        <Title order={level} fz="sm">{title}</Title>
        {choices.length > 0 && <StatusBadge state={open > 0 ? "pending" : "done"} label={open > 0 ? `${open} without counterpart` : "All mapped"} />}
      </Group>
      {choices.length === 0
        ? <Text size="sm" c="dimmed">Nothing to map here yet. Sync the reference data of both ledgers first.</Text>
        : (
          <Table verticalSpacing={6} horizontalSpacing="xs" mx={-20} w="calc(100% + 40px)">
            <Table.Thead>
              <Table.Tr><Table.Th>{source}</Table.Th><Table.Th w="48%">{target}</Table.Th></Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {choices.map((choice) => (
                <Table.Tr key={choice.key}>
                  <Table.Td>
                    <Text size="sm">{choice.name}</Text>
                    {choice.suggested && map[choice.key] === choice.suggested && <Text size="xs" c="dimmed">Suggested</Text>}
                  </Table.Td>
                  <Table.Td miw={200}>
                    <Select
                      aria-label={`Counterpart of ${choice.name}`}
                      placeholder="Choose"
                      searchable
                      clearable
                      clearButtonProps={{ "aria-label": `Clear counterpart of ${choice.name}` }}
                      data={data}
                      value={map[choice.key] ?? null}
                      onChange={(value) => onChoose(choice.key, value ?? "")}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
    </div>
  );
}
