import { Checkbox, Select, Table, Text, TextInput, Tooltip } from "@mantine/core";
import type { DocumentDraft, DocumentPreview, DraftLine } from "@/api/types";
import { Money } from "@/components/money";
import { quantityTrouble, type ChosenLine } from "@/features/documents/model/wish";
import { formatQuantity } from "@/lib/money";

interface Props {
  draft: DocumentDraft;
  line: DraftLine;
  chosen: ChosenLine;
  totals: DocumentPreview["lines"][number] | undefined;
  isWrong: boolean;
  onChange: (change: Partial<ChosenLine>) => void;
}

const LOCKED = "This quantity comes from a mapped field of the record and cannot be changed here.";

/** One line: ticked or not, how much of it, and with which codes. */
export function FormLine({ draft, line, chosen, totals, isWrong, onChange }: Props) {
  const off = !chosen.ticked;
  const named = line.description;
  const taxes = draft.tax_codes.map(({ key, name }) => ({ value: key, label: name }));
  const accounts = draft.accounts.map(({ key, code, name }) => ({ value: key, label: code ? `${code} ${name}` : name }));
  return (
    <Table.Tr style={isWrong ? { background: "var(--tone-red-bg)" } : undefined}>
      <Table.Td>
        <Checkbox
          aria-label={`Include ${named}`}
          checked={chosen.ticked}
          disabled={line.refusal !== ""}
          onChange={(event) => onChange({ ticked: event.currentTarget.checked })}
        />
      </Table.Td>
      <Table.Td miw={190}>
        <Text size="sm" c={off ? "dimmed" : undefined}>{named}</Text>
        <Under draft={draft} line={line} chosen={chosen} onChange={onChange} />
      </Table.Td>
      <Table.Td>
        <Tooltip label={LOCKED} disabled={!line.is_locked} events={{ hover: true, focus: true, touch: true }}>
          <TextInput
            size="xs"
            aria-label={`Quantity of ${named}`}
            description={line.is_locked ? "From a mapped field" : `of ${formatQuantity(line.open)} open`}
            inputWrapperOrder={["label", "input", "description", "error"]}
            inputMode="decimal"
            readOnly={line.is_locked}
            disabled={off}
            value={chosen.quantity}
            error={quantityTrouble(chosen, line) || undefined}
            onChange={(event) => onChange({ quantity: event.currentTarget.value })}
          />
        </Tooltip>
      </Table.Td>
      <Table.Td ta="right"><Money amount={line.unit_price} currency={draft.currency} fz="sm" /></Table.Td>
      <Table.Td>
        <Select
          size="xs"
          aria-label={`Tax code of ${named}`}
          placeholder="Choose"
          searchable
          disabled={off || draft.tax_mode === "none"}
          data={taxes}
          value={chosen.taxCode || null}
          onChange={(value) => onChange({ taxCode: value ?? "" })}
          comboboxProps={{ withinPortal: true, width: 280, position: "bottom-start" }}
        />
      </Table.Td>
      <Table.Td>
        <Select
          size="xs"
          aria-label={`Ledger code of ${named}`}
          placeholder="Choose"
          searchable
          disabled={off}
          data={accounts}
          value={chosen.account || null}
          onChange={(value) => onChange({ account: value ?? "" })}
          comboboxProps={{ withinPortal: true, width: 280, position: "bottom-start" }}
        />
      </Table.Td>
      <Table.Td ta="right"><Money amount={off ? null : totals?.gross} currency={draft.currency} fz="sm" /></Table.Td>
    </Table.Tr>
  );
}

/** Which documents it is on, why it cannot be ticked, and what becomes of an item that the ledger does not have. */
function Under({ draft, line, chosen, onChange }: Pick<Props, "draft" | "line" | "chosen" | "onChange">) {
  const on = line.documents.map((one) => `${formatQuantity(one.quantity)} on ${one.number}`).join(", ");
  const isNew = line.item !== "" && line.item_linked === false && chosen.ticked;
  return (
    <>
      {line.refusal && <Text size="xs" c="dimmed">{line.refusal}</Text>}
      {on && <Text size="xs" c="dimmed">{on}</Text>}
      {isNew && !chosen.withoutItem && <Text size="xs" c="var(--tone-amber)">{line.item} is not in {draft.provider_name} yet: it is linked or created first.</Text>}
      {isNew && draft.items_optional && (
        <Checkbox
          size="xs"
          mt={4}
          label="Without naming the item"
          checked={chosen.withoutItem}
          onChange={(event) => onChange({ withoutItem: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
