import { MultiSelect } from "@mantine/core";
import { useRecordFiles } from "@/api/record-files";
import type { Value } from "@/api/records";
import type { Common } from "@/features/collections/editors/value-editor";

interface Props {
  collection: string;
  recordId: string;
  value: Value;
  onChange: (value: Value) => void;
  common: Common;
}

/** Which of the record's files belong to the field; they are added below, under Files. */
export function AttachmentEditor({ collection, recordId, value, onChange, common }: Props) {
  const files = useRecordFiles(collection, recordId);
  const data = (files.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const chosen = Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
  return (
    <MultiSelect
      {...common}
      placeholder={data.length === 0 ? "Add files to the record first" : "Choose files"}
      data={data}
      value={chosen.filter((id) => data.some((one) => one.value === id))}
      onChange={(list) => onChange(list)}
    />
  );
}
