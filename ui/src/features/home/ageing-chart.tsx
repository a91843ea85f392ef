import { BarChart } from "@mantine/charts";

interface Bar {
  bucket: string;
  /** For the height alone; the label is `text`. */
  amount: number;
  text: string;
}

/** The bars of the ageing; a table with the same figures stands beside it for screen readers. */
export function AgeingChart({ bars, withAmounts }: { bars: Bar[]; withAmounts: boolean }) {
  return (
    <div aria-hidden inert>
      <BarChart
        h={228}
        data={bars}
        dataKey="bucket"
        series={[{ name: "amount", color: "pine.6", label: "Open" }]}
        withYAxis={false}
        gridAxis="none"
        withBarValueLabel={withAmounts}
        valueFormatter={(value) => bars.find(({ amount }) => amount === value)?.text ?? ""}
        maxBarWidth={72}
        barProps={{ radius: [6, 6, 0, 0], isAnimationActive: false }}
        barChartProps={{ margin: { top: 24 } }}
        xAxisProps={{ interval: 0, tick: { fontSize: 12, fill: "var(--mantine-color-dimmed)" } }}
        withTooltip={false}
      />
    </div>
  );
}
