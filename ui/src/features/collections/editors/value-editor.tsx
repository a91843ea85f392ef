import { Checkbox, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { DateInput, DateTimePicker } from "@mantine/dates";
import type { KeyboardEvent } from "react";
import { useMembers } from "@/api/members";
import type { Value } from "@/api/records";
import { RelationPicker } from "@/features/collections/editors/relation-picker";
import { currencyFor, numberText, type Shape } from "@/features/collections/editors/shape";
import { wordFor } from "@/lib/words";

export interface Common {
  label?: string;
  "aria-label"?: string;
  required?: boolean;
  description?: string;
  error?: string | boolean;
  size?: "xs" | "sm" | "md";
  autoFocus?: boolean;
  disabled?: boolean;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
}

export interface EditorProps {
  shape: Shape;
  value: Value;
  values: Record<string, unknown>;
  onChange: (value: Value) => void;
  /** Called where choosing is all that there is to do. */
  onDone?: ((value: Value) => void) | undefined;
  common: Common;
}

/** The editor of one value, drawn as its type asks for; for a form with a label, for a cell with a name to read out. */
export function ValueEditor(props: EditorProps) {
  const { shape, value, values, onChange, onDone, common } = props;
  const text = typeof value === "string" ? value : "";
  const choose = (next: Value) => {
    onChange(next);
    onDone?.(next);
  };
  switch (shape.type) {
    case "long_text":
      return <Textarea {...common} autosize minRows={common.label ? 3 : 1} maxRows={10} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "checkbox":
      return <Checkbox {...checkboxOnly(common)} checked={value === true} onChange={(event) => choose(event.currentTarget.checked)} />;
    case "date":
      return <DateInput {...common} clearable valueFormat="D MMM YYYY" dateParser={readDay} value={text.slice(0, 10) || null} onChange={(day) => onChange(day ?? "")} popoverProps={{ withinPortal: true }} clearButtonProps={{ "aria-label": `Clear ${shape.name}` }} />;
    case "date_time":
      return <DateTimePicker {...common} clearable valueFormat="D MMM YYYY HH:mm" value={text.replace("T", " ").slice(0, 19) || null} onChange={(moment) => onChange(moment ? moment.replace(" ", "T") : "")} clearButtonProps={{ "aria-label": `Clear ${shape.name}` }} />;
    case "choice":
      return <Select {...common} clearable searchable clearButtonProps={{ "aria-label": `Clear ${shape.name}` }} data={(shape.options ?? []).map((one) => ({ value: one, label: wordFor(one) }))} value={text || null} onChange={(one) => choose(one ?? "")} />;
    case "stage":
      return <Select {...common} allowDeselect={false} data={(shape.stages ?? []).map(({ key, name }) => ({ value: key, label: name }))} value={text || null} onChange={(one) => choose(one ?? "")} />;
    case "multi_choice":
      return <MultiSelect {...common} clearable searchable data={[...(shape.options ?? [])]} value={listOf(value)} onChange={(list) => onChange(list)} />;
    case "person":
      return <PersonPicker {...props} />;
    case "relation":
      return <RelationPicker {...props} />;
    case "number":
    case "money":
      return (
        <TextInput
          {...common}
          inputMode="decimal"
          value={text}
          rightSection={shape.type === "money" ? <span style={{ fontSize: 12 }}>{currencyFor(shape, values)}</span> : undefined}
          rightSectionWidth={shape.type === "money" ? 44 : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
          onBlur={() => onChange(numberText(text))}
        />
      );
    default:
      return <TextInput {...common} type={INPUTS[shape.type] ?? "text"} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}

const INPUTS: Record<string, string> = { email: "email", phone: "tel", url: "url" };

function PersonPicker({ shape, value, onChange, onDone, common }: EditorProps) {
  const members = useMembers();
  const data = (members.data?.items ?? []).map((one) => ({ value: one.id, label: one.name || one.email }));
  return (
    <Select
      {...common}
      clearable
      searchable
      clearButtonProps={{ "aria-label": `Clear ${shape.name}` }}
      data={data}
      value={typeof value === "string" && value !== "" ? value : null}
      onChange={(id) => {
        onChange(id ?? "");
        onDone?.(id ?? "");
      }}
    />
  );
}

/** A box has no place for "required": it is yes or no. */
function checkboxOnly(common: Common): Common {
  const rest = { ...common };
  delete rest.required;
  return rest;
}

function listOf(value: Value): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

const SLASHED = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;

/** 31/01/2026 is the last of January; everything else is read as the calendar does. */
function readDay(text: string): string | null {
  const found = SLASHED.exec(text.trim());
  if (found) return `${found[3]}-${(found[2] ?? "").padStart(2, "0")}-${(found[1] ?? "").padStart(2, "0")}`;
  const day = new Date(`${text.trim()} UTC`);
  return Number.isNaN(day.getTime()) ? null : day.toISOString().slice(0, 10);
}
