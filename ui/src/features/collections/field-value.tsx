import { Anchor, Badge, Group, Text } from "@mantine/core";
import type { Field } from "@/api/types";
import { Day } from "@/components/day";
import { Money } from "@/components/money";
import { StatusBadge } from "@/components/status-badge";
import { OutsideLink } from "@/components/outside-link";
import { TextLink } from "@/components/text-link";
import { currencyFor, shapeOf } from "@/features/collections/editors/shape";
import { currencyOf, linesOf, textOfValue } from "@/features/collections/model/fields";
import { PersonName } from "@/features/collections/person-name";
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
  const type = field.type === "formula" ? field.result || "text" : field.type;
  if (field.type === "line_items") return <>{counted(linesOf(value).length, "line")}</>;
  if (text === "" || (Array.isArray(value) && value.length === 0)) return <Text span inherit c="dimmed">–</Text>;
  switch (type) {
    case "stage":
      return <StatusBadge state={text} label={field.stages.find(({ key }) => key === text)?.name} tone={field.stages.find(({ key }) => key === text)?.is_final ? "green" : "blue"} />;
    case "multi_choice":
      return <Group gap={4} component="span" display="inline-flex">{listOf(value).map((one) => <Badge key={one} variant="default" size="sm" tt="none" fw={500}>{one}</Badge>)}</Group>;
    case "attachment":
      return <>{counted(listOf(value).length, "file")}</>;
    case "person":
      return <PersonName id={text} />;
    case "email":
      return <Anchor inherit href={`mailto:${text}`}>{text}</Anchor>;
    case "phone":
      return <Anchor inherit href={`tel:${text.replaceAll(/[^+\d]/g, "")}`}>{text}</Anchor>;
    case "url":
      return <OutsideLink href={text}>{text.replace(/^https?:\/\//, "")}</OutsideLink>;
    case "long_text":
      return <span style={{ whiteSpace: "pre-line" }}>{text}</span>;
    case "choice":
      return <StatusBadge state={text} />;
    case "date":
      return <Day on={text} />;
    case "date_time":
      return <span style={{ whiteSpace: "nowrap" }}>{formatInstant(text)}</span>;
    case "money":
      return <Money amount={text} currency={currencyFor(shapeOf(field), values)} />;
    case "number":
      return AMOUNTS.has(field.key) ? <Money amount={text} currency={currencyOf(values)} /> : <span className="numeric">{text}</span>;
    case "relation":
      return field.collection ? <RelatedLink collection={field.collection} text={text} /> : <>{text}</>;
    default:
      return <>{text}</>;
  }
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A relation is kept as the other record's key, by which that collection is searched. */
function RelatedLink({ collection, text }: { collection: string; text: string }) {
  return <TextLink to="/collections/$key" params={{ key: collection }} search={{ search: text }}>{text}</TextLink>;
}
