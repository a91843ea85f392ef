import { Text } from "@mantine/core";
import type { Total } from "@/api/types";
import { Money } from "@/components/money";
import { isZero } from "@/lib/money";

/** The unexplained rest of each currency; green where it is nil, and in one word where no currency is told. */
export function Unexplained({ totals, size }: { totals: Total[]; size?: number }) {
  if (totals.length === 0) return <Text component="div" inherit fw={650} fz={size} c="var(--tone-green)">Nil</Text>;
  return totals.map(({ currency, amount }) => (
    <Text key={currency} component="div" inherit fw={650} fz={size} c={isZero(amount) ? "var(--tone-green)" : "var(--tone-red)"}>
      <Money amount={amount} currency={currency} />
    </Text>
  ));
}
