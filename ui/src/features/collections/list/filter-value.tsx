import { Group, MultiSelect, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import type { ValueEditorProps } from "react-querybuilder";
import { useMembers } from "@/api/members";
import type { Collection, Field } from "@/api/types";
import { WITHOUT_VALUE, kindOf } from "@/features/collections/model/conditions";

type Option = { value: string; label: string };

const INPUTS: Record<string, string> = { date: "date", date_time: "datetime-local" };
const TRUTHS: Option[] = [{ value: "true", label: "Yes" }, { value: "false", label: "No" }];

/** What a condition compares with, in the way that suits its field. */
export function FilterValue({ field: name, operator, value, handleOnChange, context }: ValueEditorProps) {
  const { collection, kinds } = context as { collection: Collection; kinds: Record<string, string> };
  const field = collection.fields.find(({ key }) => key === name);
  const kind = kinds[name] ?? "text";
  const people = useMembers().data?.items;
  if (WITHOUT_VALUE.has(operator)) return null;
  const options = kind === "checkbox" ? TRUTHS : kind === "person" ? peopleOptions(people) : field ? optionsOf(field) : [];
  const texts = Array.isArray(value) ? value.map(String) : [];
  if (operator === "between") {
    const set = (place: 0 | 1, text: string) => handleOnChange(place === 0 ? [text, texts[1] ?? ""] : [texts[0] ?? "", text]);
    return (
      <Group gap={6} wrap="nowrap">
        <One kind={kind} label="From" value={texts[0] ?? ""} onChange={(text) => set(0, text)} />
        <One kind={kind} label="To" value={texts[1] ?? ""} onChange={(text) => set(1, text)} />
      </Group>
    );
  }
  if (operator === "in" || operator === "notIn") {
    const common = { "aria-label": "Values", size: "sm", miw: 200, value: texts, onChange: handleOnChange, comboboxProps: { withinPortal: true } };
    return options.length > 0 ? <MultiSelect {...common} data={options} /> : <TagsInput {...common} />;
  }
  const text = value === undefined || value === null || Array.isArray(value) ? "" : String(value);
  if (options.length > 0) {
    return <Select aria-label="Value" size="sm" w={180} data={options} value={text || null} searchable={options.length > 8} onChange={(next) => handleOnChange(next ?? "")} />;
  }
  return <One kind={kind} label="Value" value={text} onChange={handleOnChange} />;
}

interface OneProps {
  kind: string;
  label: string;
  value: string;
  onChange: (text: string) => void;
}

function One({ kind, label, value, onChange }: OneProps) {
  if (kind === "number" || kind === "money") {
    // As text, so that no digit is lost on the way.
    return <NumberInput aria-label={label} size="sm" w={130} hideControls value={value} onValueChange={({ value: text }) => onChange(text)} />;
  }
  return <TextInput aria-label={label} size="sm" w={170} type={INPUTS[kind] ?? "text"} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function optionsOf(field: Field): Option[] {
  if (kindOf(field) === "stage") return field.stages.map(({ key, name }) => ({ value: key ?? "", label: name }));
  return field.options.map((option) => ({ value: option, label: option }));
}

function peopleOptions(people: readonly { id: string; name: string; email: string }[] | undefined): Option[] {
  return (people ?? []).map(({ id, name, email }) => ({ value: id, label: name || email }));
}
