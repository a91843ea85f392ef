import { Table, Text } from "@mantine/core";
import { Money } from "@/components/money";
import { Panel } from "@/components/panel";
import { currencyOf, textOfValue, type LineItem } from "@/features/collections/model/fields";
import { formatQuantity } from "@/lib/money";
import { counted, wordFor } from "@/lib/words";

interface Props {
  title: string;
  lines: LineItem[];
  values: Record<string, unknown>;
}

const ORDER = ["row", "code", "description", "quantity", "unit_price"];
const RIGHT = new Set(["row", "quantity", "unit_price"]);

/** The lines of an order, as they came. */
export function LineItems({ title, lines, values }: Props) {
  const keys = columnsOf(lines);
  return (
    <Panel title={title} about={counted(lines.length, "line")} flush>
      {lines.length === 0 && <Text size="sm" c="dimmed" px="lg" pb="md">This record has no lines.</Text>}
      {lines.length > 0 && (
        <Table verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              {keys.map((key) => <Table.Th key={key} ta={RIGHT.has(key) ? "right" : "left"}>{wordFor(key)}</Table.Th>)}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line, index) => (
              <Table.Tr key={index}>
                {keys.map((key) => (
                  <Table.Td key={key} ta={RIGHT.has(key) ? "right" : "left"} className="numeric" fz="sm" c={key === "row" ? "dimmed" : undefined}>
                    {key === "unit_price"
                      ? <Money amount={textOfValue(line[key])} currency={currencyOf(values)} />
                      : (key === "quantity" ? formatQuantity(textOfValue(line[key])) : textOfValue(line[key])) || "–"}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

/** The known columns in their order, then whatever else the lines hold; the product repeats the code. */
function columnsOf(lines: LineItem[]): string[] {
  const all = new Set(lines.flatMap((line) => Object.keys(line)));
  if (all.has("code")) all.delete("product");
  const known = ORDER.filter((key) => all.has(key));
  return [...known, ...[...all].filter((key) => !ORDER.includes(key))];
}
