import { Group, SegmentedControl, Skeleton, Table, Text, VisuallyHidden } from "@mantine/core";
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
const BUCKETS: Record<string, string> = { not_due: "Not due", "1_30": "1–30 days", "31_60": "31–60 days", "61_90": "61–90 days", over_90: "Over 90 days" };

/** What customers owe, by how long it is overdue; one currency at a time. */
export function AgeingPanel({ ageing }: { ageing: Home["ageing"] }) {
  const currencies = [...new Set(ageing.map(({ currency }) => currency))];
  const [chosen, choose] = useState("");
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
        <AgeingChart bars={bars} />
      </Suspense>
      <VisuallyHidden>
        <Table>
          <Table.Tbody>
            {bars.map(({ bucket, text }) => (
              <Table.Tr key={bucket}><Table.Th>{bucket}</Table.Th><Table.Td>{text}</Table.Td></Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </VisuallyHidden>
    </Panel>
  );
}
