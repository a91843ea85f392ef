import { Select, TextInput } from "@mantine/core";
import type { FieldDraft } from "@/features/collection-settings/model/field-draft";

interface Props {
  draft: FieldDraft;
  error: string | undefined;
  onChange: (fallback: string) => void;
}

const LABEL = "Default";
const ABOUT = "What a new record has when nothing else is said.";

/** The value of a new record that says nothing. */
export function DefaultInput({ draft, error, onChange }: Props) {
  const common = { label: LABEL, description: ABOUT, error };
  const options = draft.type === "choice"
    ? draft.choices.map((value) => ({ value, label: value }))
    : draft.type === "stage"
      ? draft.stages.filter(({ key }) => key).map(({ key, name }) => ({ value: key ?? "", label: name }))
      : draft.type === "checkbox" ? [{ value: "true", label: "Yes" }] : null;
  if (options) return <Select {...common} data={options} value={draft.fallback || null} clearable onChange={(value) => onChange(value ?? "")} />;
  return <TextInput {...common} type={draft.type === "date" ? "date" : "text"} value={draft.fallback} onChange={(event) => onChange(event.currentTarget.value)} />;
}
