import { Stack, Table, Text, Title } from "@mantine/core";
import type { Approval, ApprovalsTotals } from "@/api/approvals";
import { Notice } from "@/components/notice";
import { Sideways } from "@/components/sideways";
import { formatMoney } from "@/lib/money";
import { counted } from "@/lib/words";

/** What would be written if all of them were approved: how much of which currency, on which accounts, and what nothing takes back. */
export function TotalsOfApprovals({ found }: { found: ApprovalsTotals }) {
  const { totals, approvals, undecidable } = found;
  const barred = Object.values(undecidable);
  return (
    <Stack gap="sm">
      <Text size="sm">{counted(approvals, "approval")} with {writesOf(totals)}.</Text>
      {totals.problems > 0 && <Notice tone="amber">{counted(totals.problems, "problem")} in the plans: open them one by one to read what it is.</Notice>}
      {barred.length > 0 && <Notice tone="gray" title={`${counted(barred.length, "approval")} stay as they are`}>{[...new Set(barred)].join(" ")}</Notice>}
      <Sums totals={totals} />
    </Stack>
  );
}

/** The same of one approval, where there is money in it; its problems stand beside what they are about. */
export function TotalsOfOne({ totals }: { totals: NonNullable<Approval["totals"]> }) {
  if (Object.keys(totals.amounts).length === 0 && totals.accounts.length === 0 && totals.irreversible === 0) return null;
  return (
    <Stack gap="sm" component="section" aria-label="What it comes to">
      <Title order={3} fz="sm">What it comes to</Title>
      <Text size="sm">{writesOf(totals)}.</Text>
      <Sums totals={totals} />
    </Stack>
  );
}

type Totals = ApprovalsTotals["totals"];

function writesOf({ writes, amounts }: Totals) {
  const sums = Object.entries(amounts).map(([currency, amount]) => formatMoney(amount, currency));
  return <>{counted(writes, "write")}{sums.length > 0 && <>: <b>{sums.join(" and ")}</b></>}</>;
}

function Sums({ totals: { irreversible, accounts, taxes } }: { totals: Totals }) {
  return (
    <>
      {irreversible > 0 && <Notice tone="amber" title={`${counted(irreversible, "write")} cannot be taken back`}>What reaches somebody outside stays sent, and what its ledger cannot delete stays there.</Notice>}
      {accounts.length > 0 && <SumsTable label="On accounts" sums={accounts} />}
      {taxes.length > 0 && <SumsTable label="As tax" sums={taxes} />}
    </>
  );
}

function SumsTable({ label, sums }: { label: string; sums: Totals["accounts"] }) {
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
