import { Group, SegmentedControl, Skeleton, Table, Text, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChartBar } from "@tabler/icons-react";
import { Suspense, lazy, useState } from "react";
import type { Home } from "@/api/types";
import { Empty } from "@/components/empty";
import { Money } from "@/components/money";
import { Panel } from "@/components/panel";
import { formatMoney, sumMoney, toHeight } from "@/lib/money";

// The chart library is larger than all the rest of this page.
const AgeingChart = lazy(() => import("@/features/home/ageing-chart").then(({ AgeingChart: chart }) => ({ default: chart })));
const CHART_HEIGHT = 228;
/** The words below a bar are short enough for five side by side on a phone; that they are days is said above. */
const BUCKETS: Record<string, string> = { not_due: "Not due", "1_30": "1–30", "31_60": "31–60", "61_90": "61–90", over_90: "Over 90" };
const NARROW = "(max-width: 30em)";

/** What customers owe, by how long it is overdue; one currency at a time. */
export function AgeingPanel({ ageing }: { ageing: Home["ageing"] }) {
  const currencies = [...new Set(ageing.map(({ currency }) => currency))];
  const [chosen, choose] = useState("");
  // Five amounts are wider than a phone: there they stand in a table below the bars.
  const narrow = useMediaQuery(NARROW) ?? false;
  const currency = currencies.includes(chosen) ? chosen : (currencies[0] ?? "");
  const rows = ageing.filter((row) => row.currency === currency);
  if (rows.length === 0) {
    return (
      <Panel title="Ageing of receivables">
        <Empty icon={IconChartBar} title="Nothing is owed yet">When invoices are in a connected ledger, what is open shows here by age.</Empty>
      </Panel>
    );
  }
  const bars = rows.map(({ bucket, amount }) => ({ bucket: BUCKETS[bucket] ?? bucket, amount: toHeight(amount), text: formatMoney(amount, currency) }));
  const figures = (
    <Table verticalSpacing={5} aria-label="Open by days overdue">
      <Table.Tbody>
        {bars.map(({ bucket, text }) => (
          <Table.Tr key={bucket}><Table.Th fw={500}>{bucket}</Table.Th><Table.Td ta="right" className="numeric">{text}</Table.Td></Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
  return (
    <Panel
      title="Ageing of receivables"
      about="Open amounts in the records' ledger, by days overdue"
      actions={currencies.length > 1 && <SegmentedControl size="xs" data={currencies} value={currency} onChange={choose} aria-label="Currency" />}
    >
      <Group gap="xs" mb="md" align="baseline">
        <Text fz={26} fw={650} lts="-0.02em"><Money amount={sumMoney(rows.map(({ amount }) => amount))} currency={currency} /></Text>
        <Text size="sm" c="dimmed">open in all</Text>
      </Group>
      <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
        <AgeingChart bars={bars} withAmounts={!narrow} />
      </Suspense>
      {narrow ? figures : <VisuallyHidden>{figures}</VisuallyHidden>}
    </Panel>
  );
}
