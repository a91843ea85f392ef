import { Table, Text } from "@mantine/core";
import { Money } from "@/components/money";
import { EntityName } from "@/features/ledgers/entity-name";
import { textIn, type Terms } from "@/features/ledgers/model/terms";
import { counted } from "@/lib/words";

interface Props {
  connectionId: string;
  allocations: Terms[];
  currency: string;
}

// Each name is a question to the server.
const SHOWN = 25;

/** Which documents a payment settles, and with how much each. */
export function Allocations({ connectionId, allocations, currency }: Props) {
  return (
    <>
      <Table verticalSpacing={6} horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr><Table.Th>Settles</Table.Th><Table.Th ta="right">Amount</Table.Th></Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {allocations.slice(0, SHOWN).map((one, index) => (
            <Table.Tr key={index} fz="sm">
              <Table.Td><EntityName connectionId={connectionId} kind={textIn(one, "kind")} externalId={textIn(one, "document")} withKind /></Table.Td>
              <Table.Td ta="right"><Money amount={textIn(one, "amount")} currency={currency} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {allocations.length > SHOWN && <Text size="xs" c="dimmed">and {counted(allocations.length - SHOWN, "more document")}, in the JSON below</Text>}
    </>
  );
}
