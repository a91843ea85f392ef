import { Button, Group, Select, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { MapChoice, MapOption } from "@/api/types";
import { StatusBadge } from "@/components/status-badge";
import { inOrder } from "@/features/sync/model/maps";

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

const FEW = 5;

/** One map: a row for each key of the source, with its counterpart at the target. */
export function MapTable({ title, source, target, choices, options, map, onChoose, level }: Props) {
  // Where rows stand is settled when the map is opened: a row that moves while one chooses is lost from sight.
  const [{ mapped, open }] = useState(() => inOrder(choices, map));
  const [all, setAll] = useState(open.length <= FEW);
  const data = options.map(({ key, name, code }) => ({ value: key, label: code ? `${code} · ${name}` : name }));
  const without = choices.filter(({ key }) => !map[key]).length;
  return (
    <div>
      <Group gap="sm" mb={4}>
        <Title order={level} fz="sm">{title}</Title>
        {choices.length > 0 && (
          <StatusBadge
            state="mapped"
            tone={without === choices.length ? "amber" : "green"}
            label={without > 0 ? `${choices.length - without} mapped, ${without} without counterpart` : "All mapped"}
          />
        )}
      </Group>
      {choices.length === 0 && <Text size="sm" c="dimmed">Nothing to map here yet. Sync the reference data of both ledgers first.</Text>}
      {choices.length > 0 && (
        <Table verticalSpacing={6} horizontalSpacing="xs" mx={-20} w="calc(100% + 40px)">
          <Table.Thead>
            <Table.Tr><Table.Th>{source}</Table.Th><Table.Th w="48%">{target}</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {[...mapped, ...(all ? open : [])].map((choice) => (
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
      {!all && (
        <Button variant="subtle" size="compact-sm" mt={6} onClick={() => setAll(true)}>
          Show {open.length} without counterpart
        </Button>
      )}
    </div>
  );
}
