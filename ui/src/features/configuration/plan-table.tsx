import { Table, Text } from "@mantine/core";
import type { ConfigurationChange } from "@/api/types";
import { Sideways } from "@/components/sideways";
import { StatusBadge } from "@/components/status-badge";
import { actionWord, shown } from "@/features/configuration/model/files";
import type { Tone } from "@/lib/tones";
import { wordFor } from "@/lib/words";

const TONES: Record<ConfigurationChange["action"], Tone> = { add: "green", change: "blue", remove: "gray" };

/** What would be added, changed and taken away, value by value. */
export function PlanTable({ changes, removing }: { changes: ConfigurationChange[]; removing: boolean }) {
  return (
    <Sideways>
      <Table>
        <Table.Thead><Table.Tr><Table.Th>What</Table.Th><Table.Th>Name</Table.Th><Table.Th /><Table.Th>Now</Table.Th><Table.Th>In the file</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {changes.map((change) => (
            <Table.Tr key={change.file} style={{ verticalAlign: "top" }}>
              <Table.Td>{wordFor(change.kind)}</Table.Td>
              <Table.Td fw={550}>{change.name}</Table.Td>
              <Table.Td><StatusBadge state={change.action} label={change.action === "remove" && !removing ? "Only here, kept" : actionWord(change.action)} tone={TONES[change.action]} /></Table.Td>
              <Table.Td>{change.differences.map((one) => <Text key={one.path} size="sm"><Text span c="dimmed" size="sm">{one.path}: </Text>{shown(one.before)}</Text>)}</Table.Td>
              <Table.Td>{change.differences.map((one) => <Text key={one.path} size="sm">{shown(one.after)}</Text>)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Sideways>
  );
}
