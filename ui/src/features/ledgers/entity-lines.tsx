import { Table, Text } from "@mantine/core";
import { Money } from "@/components/money";
import { formatQuantity } from "@/lib/money";

interface Props {
  entity: Record<string, unknown>;
  currency: string;
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The lines of a document; nothing for other kinds. */
export function EntityLines({ entity, currency }: Props) {
  const lines = Array.isArray(entity["lines"]) ? entity["lines"].filter((line): line is Record<string, unknown> => typeof line === "object" && line !== null) : [];
  if (lines.length === 0) return null;
  return (
    <Table verticalSpacing={6} horizontalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Line</Table.Th><Table.Th ta="right">Quantity</Table.Th>
          <Table.Th ta="right">Price</Table.Th><Table.Th ta="right">Net</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line, index) => (
          <Table.Tr key={index} fz="sm">
            <Table.Td>
              {text(line["description"]) || "–"}
              <Text size="xs" c="dimmed">{[text(line["account"]), text(line["tax_code"])].filter(Boolean).join(" · ")}</Text>
            </Table.Td>
            <Table.Td ta="right" className="numeric">{formatQuantity(text(line["quantity"]))}</Table.Td>
            <Table.Td ta="right"><Money amount={text(line["unit_price"])} currency={currency} /></Table.Td>
            <Table.Td ta="right"><Money amount={text(line["net"])} currency={currency} /></Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
