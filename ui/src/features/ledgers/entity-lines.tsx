import { Table, Text } from "@mantine/core";
import { Money } from "@/components/money";
import { Sideways } from "@/components/sideways";
import { AccountName } from "@/features/ledgers/account-name";
import { textIn, type Terms } from "@/features/ledgers/model/terms";
import { formatQuantity } from "@/lib/money";

interface Props {
  connectionId: string;
  lines: Terms[];
  currency: string;
}

/** The lines of a document or of a bank transaction. */
export function EntityLines({ connectionId, lines, currency }: Props) {
  return (
    <Sideways>
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
                {textIn(line, "description") || "–"}
                <LineAccount connectionId={connectionId} line={line} />
              </Table.Td>
              <Table.Td ta="right" className="numeric">{formatQuantity(textIn(line, "quantity"))}</Table.Td>
              <Table.Td ta="right"><Money amount={textIn(line, "unit_price")} currency={currency} /></Table.Td>
              <Table.Td ta="right"><Money amount={textIn(line, "net")} currency={currency} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Sideways>
  );
}

/** The account and the tax code of a line, quietly below it. */
export function LineAccount({ connectionId, line }: { connectionId: string; line: Terms }) {
  const [account, taxCode] = [textIn(line, "account"), textIn(line, "tax_code")];
  if (!account && !taxCode) return null;
  return (
    <Text size="xs" c="dimmed">
      {account && <AccountName connectionId={connectionId} account={account} />}
      {account && taxCode && " · "}
      {taxCode}
    </Text>
  );
}
