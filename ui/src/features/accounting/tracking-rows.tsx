import { Title } from "@mantine/core";
import type { AccountingMapping, AccountingPane, EntityField } from "@/api/types";
import { FieldRow } from "@/features/accounting/field-row";
import { linesOf, withPart } from "@/features/accounting/model/mapping";
import { asRule, type Rule } from "@/features/accounting/model/rules";

interface Props {
  pane: AccountingPane;
  draft: AccountingMapping;
  onChange: (draft: AccountingMapping) => void;
}

interface Tracked {
  category: string;
  option: Rule;
}

/** The tracking categories that the ledger has, and which option a line gets. */
export function TrackingRows({ pane, draft, onChange }: Props) {
  if (pane.tracking.length === 0) return null;
  const columns = pane.fields.find(({ key }) => key === linesOf(draft)["path"])?.columns ?? [];
  const rules = trackedOf(linesOf(draft)["tracking"]);
  const set = (category: string, rule: Rule | null) => {
    const others = rules.filter((one) => one.category !== category);
    onChange(withPart(draft, "lines.tracking", rule ? [...others, { category, option: rule }] : others));
  };
  return (
    <div>
      <Title order={4} fz="sm" mt="md" mb={4}>Tracking</Title>
      {pane.tracking.map((category) => (
        <FieldRow
          key={category.key}
          field={fieldOf(category.label)}
          rule={rules.find((one) => one.category === category.key)?.option ?? null}
          direction="to_ledger"
          provider={pane.ledger?.provider_name ?? "the ledger"}
          sources={{
            fields: [...columns, ...pane.fields.map((one) => ({ ...one, key: `record.${one.key}`, name: `${one.name} (record)` }))]
              .filter(({ type }) => type !== "line_items")
              .map(({ key, name }) => ({ value: key, label: name })),
            choices: Object.fromEntries(columns.map((one) => [one.key, one.choices])),
            values: category.options.map(({ key, label }) => ({ value: key, label })),
          }}
          problems={[]}
          onRule={(rule) => set(category.key, rule)}
          onDirection={() => undefined}
        />
      ))}
    </div>
  );
}

function fieldOf(label: string): EntityField {
  return { key: label, label, group: "Tracking", kind: "text", required: false, hint: "", ways: ["to_ledger"] };
}

function trackedOf(value: unknown): Tracked[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null || !("category" in one) || !("option" in one)) return [];
    const option = asRule(one.option);
    return option ? [{ category: String(one.category), option }] : [];
  });
}
