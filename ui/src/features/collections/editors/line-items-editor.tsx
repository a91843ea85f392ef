import { ActionIcon, Button, Group, Table, Text, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useRef, type KeyboardEvent } from "react";
import type { Value } from "@/api/records";
import { isEditable, type Shape } from "@/features/collections/editors/shape";
import { ValueEditor } from "@/features/collections/editors/value-editor";
import { linesOf, textOfValue, type LineItem } from "@/features/collections/model/fields";

interface Props {
  shape: Shape;
  value: Value;
  values: Record<string, unknown>;
  /** By place: "2.quantity" is the quantity of the second line. */
  errors: Record<string, string>;
  onChange: (lines: Value) => void;
}

const NUMBERS = new Set(["number", "money"]);

/** Lines as a table that is typed into: Enter goes down and makes a new line at the end, Alt with an arrow moves the line. */
export function LineItemsEditor({ shape, value, values, errors, onChange }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const lines = linesOf(value);
  const columns = columnsFor(shape, lines);
  const set = (next: LineItem[]) => onChange(next as Value);
  const focus = (row: number, column: number) =>
    requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[data-line="${row}"][data-column="${column}"] input, [data-line="${row}"][data-column="${column}"] textarea`)?.focus());
  const add = () => {
    set([...lines, {}]);
    focus(lines.length, 0);
  };
  const move = (from: number, by: number) => {
    const to = from + by;
    if (to < 0 || to >= lines.length) return;
    const next = [...lines];
    const [taken] = next.splice(from, 1);
    if (taken) next.splice(to, 0, taken);
    set(next);
  };
  const remove = (row: number) => {
    set(lines.filter((_, index) => index !== row));
    focus(Math.max(0, row - 1), 0);
  };
  const keys = (row: number, column: number) => (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const by = event.key === "ArrowUp" ? -1 : 1;
      move(row, by);
      focus(Math.min(Math.max(row + by, 0), lines.length - 1), column);
    } else if (event.key === "Enter" && (event.target as HTMLElement).getAttribute("aria-expanded") !== "true") {
      event.preventDefault();
      if (row === lines.length - 1) add();
      else focus(row + 1, column);
    }
  };
  return (
    <div>
      <Text size="sm" fw={500} mb={4} id={`lines-${shape.key}`}>{shape.name}</Text>
      <div style={{ overflowX: "auto", position: "relative" }}>
        <Table aria-labelledby={`lines-${shape.key}`} verticalSpacing={4} horizontalSpacing={6} highlightOnHover={false} miw={columns.length * 130}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => <Table.Th key={column.key} ta={NUMBERS.has(column.type) ? "right" : "left"}>{column.name}</Table.Th>)}
              <Table.Th w={104}><VisuallyHidden>Order and removal</VisuallyHidden></Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody ref={body}>
            {lines.map((line, row) => (
              <Table.Tr key={row}>
                {columns.map((column, place) => (
                  <Table.Td key={column.key} data-line={row} data-column={place}>
                    {isEditable(column)
                      ? (
                        <ValueEditor
                          shape={column}
                          value={(line[column.key] ?? "") as Value}
                          values={{ ...values, ...line }}
                          onChange={(cell) => set(lines.map((one, index) => (index === row ? { ...one, [column.key]: cell } : one)))}
                          common={{
                            "aria-label": `${column.name}, line ${row + 1}`,
                            size: "xs",
                            onKeyDown: keys(row, place),
                            ...(errors[`${row + 1}.${column.key}`] ? { error: errors[`${row + 1}.${column.key}`] as string } : {}),
                          }}
                        />
                      )
                      : <Text size="sm" c="dimmed">{textOfValue(line[column.key])}</Text>}
                  </Table.Td>
                ))}
                <Table.Td>
                  <Group gap={2} wrap="nowrap" justify="flex-end">
                    <LineButton label={`Move line ${row + 1} up`} disabled={row === 0} onClick={() => move(row, -1)}><IconArrowUp size={15} aria-hidden /></LineButton>
                    <LineButton label={`Move line ${row + 1} down`} disabled={row === lines.length - 1} onClick={() => move(row, 1)}><IconArrowDown size={15} aria-hidden /></LineButton>
                    <LineButton label={`Remove line ${row + 1}`} onClick={() => remove(row)}><IconTrash size={15} aria-hidden /></LineButton>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Button size="xs" variant="default" mt={8} leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>Add a line</Button>
    </div>
  );
}

function LineButton({ label, disabled = false, onClick, children }: { label: string; disabled?: boolean; onClick: () => void; children: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon size="sm" aria-label={label} disabled={disabled} onClick={onClick}>{children}</ActionIcon>
    </Tooltip>
  );
}

/** The columns of the field, or those that its lines have where it names none. */
function columnsFor(shape: Shape, lines: LineItem[]): readonly Shape[] {
  if (shape.columns && shape.columns.length > 0) return shape.columns;
  const keys = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  return (keys.length > 0 ? keys : ["description"]).map((key) => ({ key, name: key, type: "text" }));
}
