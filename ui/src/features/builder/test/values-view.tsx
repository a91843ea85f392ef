import { SegmentedControl, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { JsonView } from "@/components/json-view";
import { Sideways } from "@/components/sideways";
import { flattened, rowsOf } from "@/features/builder/test/flattened";

interface Props {
  label: string;
  value: unknown;
}

const FORMS = [{ value: "table", label: "Table" }, { value: "json", label: "JSON" }];

/** A value as a table of its parts, or as JSON. */
export function ValuesView({ label, value }: Props) {
  const [form, setForm] = useState("table");
  return (
    <Stack gap="xs" component="section" aria-label={label}>
      <div style={{ display: "flex", justifyContent: "space-between", alignItems: "center", gap: 8 }}>
        <Text size="sm" fw={600}>{label}</Text>
        <SegmentedControl size="xs" aria-label={`${label} as`} data={FORMS} value={form} onChange={setForm} />
      </div>
      {form === "json" ? <JsonView value={value} label={label} /> : <Tabled label={label} value={value} />}
    </Stack>
  );
}

function Tabled({ label, value }: Props) {
  const rows = rowsOf(value);
  if (rows) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return (
      <Sideways>
        <Table verticalSpacing={4} horizontalSpacing="xs" fz="sm" aria-label={label}>
          <Table.Thead><Table.Tr>{columns.map((name) => <Table.Th key={name}>{name}</Table.Th>)}</Table.Tr></Table.Thead>
          <Table.Tbody>{rows.map((row, index) => <Table.Tr key={index}>{columns.map((name) => <Table.Td key={name}>{row[name] ?? ""}</Table.Td>)}</Table.Tr>)}</Table.Tbody>
        </Table>
      </Sideways>
    );
  }
  const parts = flattened(value);
  if (parts.length === 0) return <Text size="sm" c="dimmed">Nothing.</Text>;
  return (
    <Sideways>
      <Table verticalSpacing={4} horizontalSpacing="xs" fz="sm" aria-label={label}>
        <Table.Tbody>
          {parts.map(([path, text]) => (
            <Table.Tr key={path}><Table.Th scope="row" fw={500} style={{ overflowWrap: "anywhere" }}>{path}</Table.Th><Table.Td style={{ overflowWrap: "anywhere" }}>{text || "–"}</Table.Td></Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Sideways>
  );
}
