import { Text, type TextProps } from "@mantine/core";
import { formatMoney, isNegative } from "@/lib/money";

interface Props extends TextProps {
  amount: string | null | undefined;
  currency?: string | null | undefined;
  /** Draws negative amounts in red; for differences, not for credit notes. */
  signed?: boolean;
}

/** The one place where an amount becomes something to read. */
export function Money({ amount, currency, signed = false, ...text }: Props) {
  if (amount === null || amount === undefined || amount === "") return <Text span inherit c="dimmed" {...text}>–</Text>;
  const red = signed && isNegative(amount) ? { c: "var(--tone-red)" } : {};
  return (
    <Text span inherit className="numeric" style={{ whiteSpace: "nowrap" }} {...red} {...text}>
      {formatMoney(amount, currency ?? "")}
    </Text>
  );
}
