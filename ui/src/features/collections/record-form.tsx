import { Button, Group, Select, SimpleGrid, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useChangeRecord } from "@/api/collections";
import type { Field, RecordDetail } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { choicesOf, isNumber, isShown, textOfValue } from "@/features/collections/model/fields";
import { isDecimal } from "@/lib/money";
import { wordFor } from "@/lib/words";

interface Props {
  record: RecordDetail;
  fields: Field[];
  onDone: () => void;
}

/** Changes the fields of a record, but not those that the ledger fills; sends only what was changed, with the version that was read. */
export function RecordForm({ record, fields: all, onDone }: Props) {
  const fields = all.filter((field) => !field.from_ledger && isShown(field, record.values));
  const path = { ...useWorkspacePath(), key: record.collection, record_id: record.id };
  const save = useChangeRecord();
  const [values, setValues] = useState(() => Object.fromEntries(fields.map(({ key }) => [key, textOfValue(record.values[key])])));
  const set = (key: string, text: string) => setValues((before) => ({ ...before, [key]: text }));
  const errorOf = (field: Field): string | null => {
    const text = values[field.key] ?? "";
    if (field.required && text.trim() === "") return `${field.name} is needed.`;
    return isNumber(field) && text !== "" && !isDecimal(text) ? "Write a number, such as 12.50." : null;
  };
  const wrong = fields.some((field) => errorOf(field) !== null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const changed = fields.filter(({ key }) => values[key] !== textOfValue(record.values[key]));
    const body = { values: Object.fromEntries(changed.map(({ key }) => [key, values[key]])), version: record.version };
    save.mutate({ params: { path }, body }, {
      onSuccess: () => {
        notifyDone(`Saved ${record.key}`);
        onDone();
      },
    });
  };
  return (
    <Panel title="Details">
      <form onSubmit={submit}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {fields.map((field) => {
            const choices = choicesOf(field);
            const common = { label: field.name, required: field.required, error: errorOf(field) };
            return choices.length > 0
              ? (
                <Select
                  key={field.key}
                  {...common}
                  data={choices.map((value) => ({ value, label: wordFor(value) }))}
                  value={values[field.key] ?? ""}
                  onChange={(value) => set(field.key, value ?? "")}
                />
              )
              : (
                <TextInput
                  key={field.key}
                  {...common}
                  type={field.type === "date" ? "date" : "text"}
                  inputMode={isNumber(field) ? "decimal" : undefined}
                  value={values[field.key] ?? ""}
                  onChange={(event) => set(field.key, event.currentTarget.value)}
                />
              );
          })}
        </SimpleGrid>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onDone}>Cancel</Button>
          <Button type="submit" disabled={wrong} loading={save.isPending}>Save</Button>
        </Group>
      </form>
    </Panel>
  );
}
