import { Select, SimpleGrid, Table, Text, TextInput } from "@mantine/core";
import type { Field, ImportColumn, ImportMapping } from "@/api/types";
import { Panel } from "@/components/panel";
import {
  assign, dateFormatOf, fieldOf, withDateFormat, withDefault, type DateFormat, type Target,
} from "@/features/imports/model/mapping";
import { wordFor } from "@/lib/words";

interface Props {
  columns: ImportColumn[];
  fields: Field[];
  mapping: ImportMapping;
  onChange: (mapping: ImportMapping) => void;
}

const GROUPS: Record<Target["on"], string> = { record: "Record", line: "Line", row: "Named in the row" };
const FORMATS = [
  { value: "iso", label: "Year first: 2010-12-31" },
  { value: "day_first", label: "Day first: 31/12/2010" },
  { value: "month_first", label: "Month first: 12/31/2010" },
];

/** Every column of the file with samples, and the field that it fills. */
export function ColumnMapping({ columns, fields, mapping, onChange }: Props) {
  const label = (field: string) => fields.find(({ key }) => key === field)?.name ?? wordFor(field);
  const options = (["record", "line", "row"] as const)
    .map((on) => ({
      group: GROUPS[on],
      items: mapping.columns.filter((target) => target.on === on).map(({ field, required }) => ({ value: field, label: label(field) + (required ? " *" : "") })),
    }))
    .filter(({ items }) => items.length > 0);
  const unfilled = mapping.columns.filter(({ column, default: fixed, on }) => column === "" && (fixed !== "" || on === "record"));
  const format = dateFormatOf(mapping);
  return (
    <>
      <Panel title="Columns" about="Each column fills one field. What was recognised is chosen already; * is needed." flush>
        <Table>
          <Table.Thead>
            <Table.Tr><Table.Th>Column of the file</Table.Th><Table.Th>Samples</Table.Th><Table.Th w={280}>Fills</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {columns.map((column) => (
              <Table.Tr key={column.name}>
                <Table.Td fw={550}>{column.name}</Table.Td>
                <Table.Td maw={360}><Text size="sm" c="dimmed" truncate>{column.samples.filter(Boolean).slice(0, 3).join("  ·  ") || "empty"}</Text></Table.Td>
                <Table.Td miw={220}>
                  <Select
                    aria-label={`Field for ${column.name}`}
                    placeholder="Do not import"
                    clearable
                    clearButtonProps={{ "aria-label": `Do not import ${column.name}` }}
                    data={options}
                    value={fieldOf(mapping, column.name) || null}
                    onChange={(field) => onChange(assign(mapping, column.name, field ?? ""))}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Panel>
      <Panel title="Fixed values" about="For what the file does not say.">
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
          {format && (
            <Select
              label="Dates are written"
              allowDeselect={false}
              data={FORMATS}
              value={format}
              onChange={(value) => onChange(withDateFormat(mapping, (value ?? "iso") as DateFormat))}
            />
          )}
          {unfilled.map((target) => (
            <TextInput
              key={target.field}
              label={label(target.field)}
              placeholder="Leave empty"
              value={target.default}
              onChange={(event) => onChange(withDefault(mapping, target.field, event.currentTarget.value))}
            />
          ))}
        </SimpleGrid>
      </Panel>
    </>
  );
}
