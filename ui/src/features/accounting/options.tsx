import { Checkbox, NumberInput, Select, SimpleGrid, Stack, Switch, Title } from "@mantine/core";
import type { AccountingMapping, AccountingPane, AccountingType } from "@/api/types";
import { Notice } from "@/components/notice";
import { byField, isDocument, isOn, linesOf, withPart } from "@/features/accounting/model/mapping";

interface Props {
  pane: AccountingPane;
  type: AccountingType;
  draft: AccountingMapping;
  problems: AccountingPane["problems"];
  onChange: (draft: AccountingMapping) => void;
}

const TAX_MODES = [
  { value: "exclusive", label: "Without tax" },
  { value: "inclusive", label: "With tax" },
  { value: "none", label: "No tax" },
];
const STATUSES = [{ value: "draft", label: "Draft" }, { value: "open", label: "Approved, open" }];

/** What else is decided for all records of the collection. */
export function Options(props: Props) {
  return isDocument(props.type) ? <DocumentOptions {...props} /> : <LinkOptions {...props} />;
}

function LinkOptions({ pane, type, draft, problems, onChange }: Props) {
  const provider = pane.ledger?.provider_name ?? "the ledger";
  const what = type === "items" ? "item" : "contact";
  const box = (option: string, label: string, { description, otherwise = false }: { description?: string; otherwise?: boolean } = {}) => (
    <Checkbox label={label} description={description} checked={isOn(draft, option, otherwise)} onChange={(event) => onChange(withPart(draft, option, event.currentTarget.checked))} />
  );
  const wrong = byField(problems)["is_customer"]?.[0];
  return (
    <Stack gap="sm">
      <Title order={3} fz="sm">Options</Title>
      {type === "contacts" && box("is_customer", "They are customers", { otherwise: true })}
      {type === "contacts" && box("is_supplier", "They are suppliers")}
      {wrong && <Notice tone="red">{wrong.message} {wrong.remedy}</Notice>}
      {type === "items" && box("is_sold", "They are sold", { otherwise: true })}
      {type === "items" && box("is_purchased", "They are purchased")}
      {box("create_automatically", "Create automatically", { description: `Every new record is created in ${provider}, unless it is there already. Off: nothing is created by itself.` })}
      {box("update_linked", `Update the linked ${what} when editing`, { description: `Edits of a linked record are written to ${provider}.` })}
      {isOn(draft, "update_linked") && (
        <Notice tone="amber" title="Linking overwrites">
          A person who links a record to a {what} that {provider} has overwrites its data there with the record's. The form says so before.
        </Notice>
      )}
    </Stack>
  );
}

function DocumentOptions({ pane, type, draft, problems, onChange }: Props) {
  const lists = pane.fields.filter(({ type }) => type === "line_items").map(({ key, name }) => ({ value: key, label: name }));
  const told = byField(problems);
  const days = draft["due_days"];
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label="Line items"
          withAsterisk
          placeholder={lists.length > 0 ? "Choose a field" : "This collection has no line items"}
          data={lists}
          error={told["lines"]?.[0]?.message}
          value={typeof linesOf(draft)["path"] === "string" ? String(linesOf(draft)["path"]) : null}
          onChange={(value) => onChange(withPart(draft, "lines.path", value ?? ""))}
        />
        <NumberInput
          label="Due after days"
          description="Empty: as the ledger's own terms say"
          min={0}
          max={3650}
          allowDecimal={false}
          value={typeof days === "number" ? days : ""}
          onChange={(value) => onChange(withPart(draft, "due_days", value === "" ? null : Number(value)))}
        />
        <Select label="Prices are" allowDeselect={false} data={TAX_MODES} value={String(draft["tax_mode"] ?? "exclusive")} onChange={(value) => onChange(withPart(draft, "tax_mode", value))} />
        <Select
          label="Made as"
          allowDeselect={false}
          data={STATUSES}
          value={String(draft["status"] ?? "open")}
          onChange={(value) => onChange(withPart(draft, "status", value))}
        />
      </SimpleGrid>
      <Switch
        label="The quantity is locked"
        description={`${type === "bills" ? "A bill" : "An invoice"} has of each line just what the mapped quantity says; nobody asks for a part of it in the dialog.`}
        checked={linesOf(draft)["quantity_locked"] === true}
        onChange={(event) => onChange(withPart(draft, "lines.quantity_locked", event.currentTarget.checked))}
      />
      {told["status"]?.map((one) => <Notice key={one.message} tone="amber">{one.message} {one.remedy}</Notice>)}
    </Stack>
  );
}
