import { Checkbox, Select, TextInput } from "@mantine/core";
import type { Column } from "@/api/collection-settings";
import type { Collection } from "@/api/types";
import { COLUMN_CHOICES } from "@/features/collection-settings/model/field-draft";
import { RowsEditor } from "@/features/collection-settings/rows-editor";

interface Props {
  columns: Column[];
  collections: Collection[];
  error?: string | undefined;
  onChange: (columns: Column[]) => void;
}

/** The columns of line items. */
export function ColumnsEditor({ columns, collections, error, onChange }: Props) {
  return (
    <RowsEditor
      label="Columns" description="What each line says." noun="column" items={columns}
      fresh={{ key: "", name: "", type: "text", collection: "", required: false, choices: [] }} error={error} onChange={onChange}
    >
      {(column, set, number) => (
        <>
          <TextInput aria-label={`Column ${number}`} value={column.name} maxLength={100} style={{ flex: "2 1 130px" }} onChange={(event) => set({ name: event.currentTarget.value })} />
          <Select
            aria-label={`Type of column ${number}`} data={COLUMN_CHOICES} value={column.type ?? "text"} allowDeselect={false} style={{ flex: "1 1 110px" }}
            onChange={(type) => type && set({ type: type as Column["type"] })}
          />
          {column.type === "relation" && (
            <Select
              aria-label={`Records of column ${number}`} placeholder="Records of" data={collections.map(({ key, name }) => ({ value: key, label: name }))}
              value={column.collection || null} style={{ flex: "1 1 110px" }} onChange={(collection) => set({ collection: collection ?? "" })}
            />
          )}
          <Checkbox label="Required" checked={column.required ?? false} onChange={(event) => set({ required: event.currentTarget.checked })} />
        </>
      )}
    </RowsEditor>
  );
}
