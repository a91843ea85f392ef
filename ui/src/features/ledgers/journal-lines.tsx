import { Table, Text } from "@mantine/core";
import { Money } from "@/components/money";
import { Sideways } from "@/components/sideways";
import { AccountName } from "@/features/ledgers/account-name";
import { sidesOf, taxOf, textIn, totalsOf, type Terms } from "@/features/ledgers/model/terms";

interface Props {
  connectionId: string;
  lines: Terms[];
  currency: string;
}

/** The lines of a journal with debits and credits in columns of their own, and both sums. */
export function JournalLines({ connectionId, lines, currency }: Props) {
  const totals = totalsOf(lines);
  const tax = taxOf(lines);
  return (
    <Sideways>
      <Table verticalSpacing={6} horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr><Table.Th>Account</Table.Th><Table.Th ta="right">Debit</Table.Th><Table.Th ta="right">Credit</Table.Th></Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line, index) => {
            const { debit, credit } = sidesOf(textIn(line, "amount"));
            const about = [textIn(line, "description"), textIn(line, "tax_code")].filter(Boolean).join(" · ");
            return (
              <Table.Tr key={index} fz="sm">
                <Table.Td>
                  <AccountName connectionId={connectionId} account={textIn(line, "account")} />
                  {about && <Text size="xs" c="dimmed">{about}</Text>}
                </Table.Td>
                <Table.Td ta="right">{debit && <Money amount={debit} currency={currency} />}</Table.Td>
                <Table.Td ta="right">{credit && <Money amount={credit} currency={currency} />}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
        <Table.Tfoot style={{ borderTop: "1px solid var(--t-line)" }}>
          <Table.Tr>
            <Table.Th>Total</Table.Th>
            <Table.Th ta="right"><Money amount={totals.debit} currency={currency} /></Table.Th>
            <Table.Th ta="right"><Money amount={totals.credit} currency={currency} /></Table.Th>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      {tax && <Text size="xs" c="dimmed" px={6} pt={4}>Tax on these lines, not in the amounts: <Money amount={tax} currency={currency} /></Text>}
    </Sideways>
  );
}
