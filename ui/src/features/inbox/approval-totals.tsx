import { Stack, Table, Text } from "@mantine/core";
import type { ApprovalsTotals } from "@/api/approvals";
import { Notice } from "@/components/notice";
import { Sideways } from "@/components/sideways";
import { formatMoney } from "@/lib/money";
import { counted } from "@/lib/words";

type Sums = ApprovalsTotals["totals"]["accounts"];

/** What would be written if all of them were approved: how much of which currency, on which accounts, and what nothing takes back. */
export function TotalsOfApprovals({ found }: { found: ApprovalsTotals }) {
  const { totals, approvals, undecidable } = found;
  const amounts = Object.entries(totals.amounts);
  const barred = Object.values(undecidable);
  return (
    <Stack gap="sm">
      <Text size="sm">
        {counted(approvals, "approval")} with {counted(totals.writes, "write")}
        {amounts.length > 0 && <>: <b>{amounts.map(([currency, amount]) => formatMoney(amount, currency)).join(" and ")}</b></>}.
      </Text>
      {totals.irreversible > 0 && <Notice tone="amber" title={`${counted(totals.irreversible, "write")} cannot be taken back`}>A letter or a call to another system stays sent.</Notice>}
      {totals.problems > 0 && <Notice tone="amber">{counted(totals.problems, "problem")} in the plans: open them one by one to read what it is.</Notice>}
      {barred.length > 0 && <Notice tone="gray" title={`${counted(barred.length, "approval")} stay as they are`}>{[...new Set(barred)].join(" ")}</Notice>}
      {totals.accounts.length > 0 && <SumsTable label="On accounts" sums={totals.accounts} />}
      {totals.taxes.length > 0 && <SumsTable label="As tax" sums={totals.taxes} />}
    </Stack>
  );
}

function SumsTable({ label, sums }: { label: string; sums: Sums }) {
  return (
    <Sideways>
      <Table verticalSpacing={4} fz="sm" aria-label={label}>
        <Table.Thead><Table.Tr><Table.Th>{label}</Table.Th><Table.Th>Ledger</Table.Th><Table.Th ta="right">Amount</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {sums.map(({ ledger, name, currency, amount }) => (
            <Table.Tr key={`${ledger}${name}${currency}`}><Table.Td>{name}</Table.Td><Table.Td>{ledger}</Table.Td><Table.Td ta="right" className="numeric">{formatMoney(amount, currency)}</Table.Td></Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Sideways>
  );
}
