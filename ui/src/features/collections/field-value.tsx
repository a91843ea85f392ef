import { Text } from "@mantine/core";
import type { Field } from "@/api/types";
import { Day } from "@/components/day";
import { Money } from "@/components/money";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { currencyOf, linesOf, textOfValue } from "@/features/collections/model/fields";
import { formatInstant } from "@/lib/dates";
import { counted } from "@/lib/words";

interface Props {
  field: Field;
  values: Record<string, unknown>;
}

const AMOUNTS = new Set(["amount_due", "amount_paid", "price", "unit_price"]);

/** The value of one field, drawn as its type asks for. */
export function FieldValue({ field, values }: Props) {
  const value = values[field.key];
  const text = textOfValue(value);
  if (field.type === "line_items") return <>{counted(linesOf(value).length, "line")}</>;
  if (text === "") return <Text span inherit c="dimmed">–</Text>;
  switch (field.type) {
    case "choice":
      return <StatusBadge state={text} />;
    case "date":
      return <Day on={text} />;
    case "date_time":
      return <span style={{ whiteSpace: "nowrap" }}>{formatInstant(text)}</span>;
    case "money":
      return <Money amount={text} currency={currencyOf(values)} />;
    case "number":
      return AMOUNTS.has(field.key) ? <Money amount={text} currency={currencyOf(values)} /> : <span className="numeric">{text}</span>;
    case "relation":
      return field.collection ? <RelatedLink collection={field.collection} text={text} /> : <>{text}</>;
    default:
      return <>{text}</>;
  }
}

/** A relation is kept as the other record's key, by which that collection is searched. */
function RelatedLink({ collection, text }: { collection: string; text: string }) {
  return <TextLink to="/collections/$key" params={{ key: collection }} search={{ search: text }}>{text}</TextLink>;
}
