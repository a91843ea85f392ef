import { Group, NumberInput, Select, TagsInput } from "@mantine/core";
import { useCollections } from "@/api/collections";
import type { Collection } from "@/api/types";
import { ColumnsEditor } from "@/features/collection-settings/columns-editor";
import { FormulaEditor } from "@/features/collection-settings/formula-editor";
import { RESULTS, isMoney, type FieldDraft } from "@/features/collection-settings/model/field-draft";
import { StagesEditor } from "@/features/collection-settings/stages-editor";

interface Props {
  collection: Collection;
  draft: FieldDraft;
  wrong: Record<string, string>;
  onChange: (part: Partial<FieldDraft>) => void;
}

const CURRENCIES = ["GBP", "EUR", "USD", "AUD", "NZD", "CAD", "CHF", "SEK", "NOK", "DKK", "PLN", "ZAR", "JPY"];

/** What a field of this type needs to be told. */
export function FieldOptions({ collection, draft, wrong, onChange }: Props) {
  const targets = useCollections().data?.items ?? [];
  return (
    <>
      {(draft.type === "choice" || draft.type === "multi_choice") && (
        <TagsInput
          label="Choices" description="Press Enter after each." required value={draft.choices} error={wrong["choices"]}
          onChange={(choices) => onChange({ choices })}
        />
      )}
      {draft.type === "stage" && <StagesEditor stages={draft.stages} error={wrong["stages"]} onChange={(stages) => onChange({ stages })} />}
      {draft.type === "relation" && (
        <Select
          label="Records of" required data={targets.map(({ key, name }) => ({ value: key, label: name }))} value={draft.collection || null}
          allowDeselect={false} error={wrong["collection"]} onChange={(key) => key && onChange({ collection: key })}
        />
      )}
      {draft.type === "line_items" && (
        <ColumnsEditor columns={draft.columns} collections={targets} error={wrong["columns"]} onChange={(columns) => onChange({ columns })} />
      )}
      {draft.type === "formula" && (
        <>
          <FormulaEditor collection={collection} source={draft.source} error={wrong["source"]} onChange={(source) => onChange({ source })} />
          <Group grow align="flex-start">
            <Select
              label="Gives" data={[...RESULTS]} value={draft.result} allowDeselect={false} error={wrong["result"]}
              onChange={(result) => result && onChange({ result: result as FieldDraft["result"] })}
            />
            {(draft.result === "number" || draft.result === "money") && (
              <NumberInput
                label="Decimal places" placeholder={draft.result === "money" ? "2" : "as many as needed"} min={0} max={9} allowDecimal={false}
                value={draft.decimals ?? ""} error={wrong["decimals"]} onChange={(value) => onChange({ decimals: value === "" ? null : Number(value) })}
              />
            )}
          </Group>
        </>
      )}
      {isMoney(draft) && (
        <Group grow align="flex-start">
          <Select
            label="Currency" placeholder="That of a field" data={CURRENCIES} searchable clearable value={draft.currency || null} error={wrong["currency"]}
            onChange={(currency) => onChange({ currency: currency ?? "", currency_field: currency ? "" : draft.currency_field })}
          />
          <Select
            label="Or from the field" placeholder="None" clearable disabled={draft.currency !== ""} error={wrong["currency_field"]}
            data={collection.fields.filter(({ type }) => type === "text" || type === "choice").map(({ key, name }) => ({ value: key, label: name }))}
            value={draft.currency_field || null} onChange={(key) => onChange({ currency_field: key ?? "" })}
          />
        </Group>
      )}
    </>
  );
}
