import { Combobox, Loader, Text, TextInput, useCombobox } from "@mantine/core";
import { useState } from "react";
import { LETTERS_MIN, useLedgerSuggestions } from "@/api/accounting";
import type { LedgerBrief, LedgerSuggestion, SearchKind } from "@/api/types";
import { useDebouncedText } from "@/lib/use-debounced-text";

interface Props {
  ledger: LedgerBrief;
  kind: SearchKind;
  label: string;
  description?: string | undefined;
  disabled?: boolean;
  onChoose: (suggestion: LedgerSuggestion) => void;
}

const PAUSE_MS = 120;

/** Finds what the ledger has while one types; from the third letter on, out of what we already know of it. */
export function LedgerSearch({ ledger, kind, label, description, disabled = false, onChoose }: Props) {
  const [asked, setAsked] = useState("");
  const [text, setText] = useDebouncedText(asked, setAsked, PAUSE_MS);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = useLedgerSuggestions(ledger.id, kind, asked);
  const enough = asked.trim().length >= LETTERS_MIN;
  const items = enough ? found.data?.items ?? [] : [];
  const choose = (value: string) => {
    const chosen = items.find(({ entity_id }) => entity_id === value);
    if (!chosen || chosen.linked_record_id) return;
    combobox.closeDropdown();
    setText("");
    setAsked("");
    onChoose(chosen);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.Target>
        <TextInput
          label={label}
          description={description}
          placeholder="Type three letters"
          autoComplete="off"
          disabled={disabled}
          value={text}
          rightSection={found.isFetching && enough ? <Loader size={14} role="img" aria-label="Searching" /> : null}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!enough || found.data === undefined}>
        <Combobox.Options aria-label={`Found in ${ledger.provider_name}`}>
          {items.map((item) => (
            <Combobox.Option key={item.entity_id} value={item.entity_id} disabled={item.linked_record_id !== null}>
              <Text size="sm">{item.name || item.number}</Text>
              <Text size="xs" c="dimmed">{item.linked_record_id ? "Linked to another record already" : item.detail || item.number}</Text>
            </Combobox.Option>
          ))}
          {items.length === 0 && <Combobox.Empty>Nothing in {ledger.provider_name} begins like this.</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
