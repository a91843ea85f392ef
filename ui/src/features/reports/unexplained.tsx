import { Text } from "@mantine/core";
import type { Total } from "@/api/types";
import { Money } from "@/components/money";
import { isZero } from "@/lib/money";

/** The unexplained rest of each currency; green where it is nil. */
export function Unexplained({ totals, size }: { totals: Total[]; size?: number }) {
  const shown = totals.length > 0 ? totals : [{ currency: "", amount: "0.00" }];
  return shown.map(({ currency, amount }) => (
    <Text key={currency} component="div" inherit fw={650} fz={size} c={isZero(amount) ? "var(--tone-green)" : "var(--tone-red)"}>
      <Money amount={amount} currency={currency} />
    </Text>
  ));
}
