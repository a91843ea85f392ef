import { Title } from "@mantine/core";
import type { AccountingMapping, AccountingPane, EntityField } from "@/api/types";
import { FieldRow } from "@/features/accounting/field-row";
import { RelationRow } from "@/features/accounting/relation-row";
import type { Option, Sources } from "@/features/accounting/rule-editor";
import { byField, directionOf, linesOf, relationOf, ruleOf, withDirection, withPart, withRule } from "@/features/accounting/model/mapping";
import { shortName } from "@/lib/words";

interface Props {
  pane: AccountingPane;
  draft: AccountingMapping;
  fields: EntityField[];
  /** "lines." for the fields of a line. */
  prefix?: "" | "lines.";
  problems: AccountingPane["problems"];
  onChange: (draft: AccountingMapping) => void;
}

/** The fields of the ledger in their groups, one row each. */
export function FieldRows({ pane, draft, fields, prefix = "", problems, onChange }: Props) {
  const told = byField(problems);
  const columns = prefix ? pane.fields.find(({ key }) => key === linesOf(draft)["path"])?.columns ?? [] : pane.fields;
  const groups = [...new Set(fields.map(({ group }) => group))];
  const provider = shortName(pane.ledger?.provider_name ?? "the ledger");
  return groups.map((group) => (
    <div key={group}>
      {group && <Title order={4} fz="sm" mt="md" mb={4}>{group}</Title>}
      {fields.filter((field) => field.group === group).map((field) => {
        const key = prefix + field.key;
        const own = told[key] ?? [];
        if (field.kind === "relation") {
          return (
            <RelationRow
              key={key}
              field={field}
              path={relationOf(draft, key)}
              wanted={prefix ? "items" : "contacts"}
              sources={columns}
              problems={own}
              onChoose={(relation) => onChange(withPart(draft, key, relation))}
            />
          );
        }
        return (
          <FieldRow
            key={key}
            field={field}
            rule={ruleOf(draft, key)}
            direction={directionOf(draft, key)}
            provider={provider}
            sources={sourcesOf(pane, field, columns, prefix)}
            problems={own}
            onRule={(rule) => onChange(withRule(draft, key, rule))}
            onDirection={(direction) => onChange(withDirection(draft, key, direction))}
          />
        );
      })}
    </div>
  ));
}

const UNREADABLE = new Set(["line_items", "attachment"]);

function sourcesOf(pane: AccountingPane, field: EntityField, columns: AccountingPane["fields"][number]["columns"], prefix: string): Sources {
  const options = (from: { key: string; name: string; type: string }[], before = ""): Option[] =>
    from.filter(({ type }) => !UNREADABLE.has(type)).map(({ key, name }) => ({ value: before + key, label: before ? `${name} (record)` : name }));
  const own = options(columns);
  const key = prefix ? { value: "record.key", label: "Key (record)" } : { value: "key", label: "Key" };
  const codes = field.kind === "account" ? pane.accounts : field.kind === "tax_code" ? pane.tax_codes : [];
  return {
    fields: [...own, ...(prefix ? options(pane.fields, "record.") : []), ...(own.some(({ value }) => value === key.value) ? [] : [key])],
    choices: Object.fromEntries(columns.map((one) => [one.key, one.choices])),
    values: codes.map((code) => ({ value: code.key, label: code.label })),
  };
}
