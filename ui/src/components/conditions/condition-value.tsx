import { Group, MultiSelect, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import type { ValueEditorProps } from "react-querybuilder";
import { useMembers } from "@/api/members";
import type { ConditionField } from "@/components/conditions/condition-fields";
import { WITHOUT_VALUE } from "@/lib/conditions";

type Option = { value: string; label: string };

const INPUTS: Record<string, string> = { date: "date", date_time: "datetime-local" };
const TRUTHS: Option[] = [{ value: "true", label: "Yes" }, { value: "false", label: "No" }];

/** What a condition compares with, in the way that suits its field; or another field. */
export function ConditionValue({ field: name, operator, value, valueSource, handleOnChange, context }: ValueEditorProps) {
  const fields = context as ConditionField[];
  const field = fields.find((one) => one.name === name);
  const kind = field?.kind ?? "text";
  const people = useMembers().data?.items;
  if (WITHOUT_VALUE.has(operator)) return null;
  const text = value === undefined || value === null || Array.isArray(value) ? "" : String(value);
  if (valueSource === "field") {
    const others = fields.filter((one) => one.name !== name).map((one) => ({ value: one.name, label: one.label }));
    return <Select aria-label="Field to compare with" size="sm" w={190} data={others} value={text || null} searchable onChange={(next) => handleOnChange(next ?? "")} />;
  }
  const options = kind === "checkbox" ? TRUTHS : kind === "person" ? peopleOptions(people) : (field?.options ?? []);
  const texts = Array.isArray(value) ? value.map(String) : [];
  if (operator === "between") {
    const set = (place: 0 | 1, next: string) => handleOnChange(place === 0 ? [next, texts[1] ?? ""] : [texts[0] ?? "", next]);
    return (
      <Group gap={6} wrap="nowrap">
        <One kind={kind} label="From" value={texts[0] ?? ""} onChange={(next) => set(0, next)} />
        <One kind={kind} label="To" value={texts[1] ?? ""} onChange={(next) => set(1, next)} />
      </Group>
    );
  }
  if (operator === "in" || operator === "notIn") {
    const common = { "aria-label": "Values", size: "sm", miw: 200, value: texts, onChange: handleOnChange, comboboxProps: { withinPortal: true } };
    return options.length > 0 ? <MultiSelect {...common} data={options} /> : <TagsInput {...common} />;
  }
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

function peopleOptions(people: readonly { id: string; name: string; email: string }[] | undefined): Option[] {
  return (people ?? []).map(({ id, name, email }) => ({ value: id, label: name || email }));
}
