import { Button, Group, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useHotkeys } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { asProblem, type Problem } from "@/api/problem";
import { refresh } from "@/api/refresh";
import { useSaveValues, type Value, type Values } from "@/api/records";
import type { Field, RecordDetail } from "@/api/types";
import { notifyDone } from "@/components/notify";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { isEditable, isSame, shapeOf } from "@/features/collections/editors/shape";
import { isShown } from "@/features/collections/model/fields";
import { RecordFields } from "@/features/collections/record/record-fields";

interface Props {
  record: RecordDetail;
  fields: Field[];
  /** What other features add below the fields. */
  more?: ReactNode;
  onDone: () => void;
}

/** Changes the fields of a record; sends only what was changed, with the version that was read. What fails stays as it was typed. */
export function RecordForm({ record, fields: all, more, onDone }: Props) {
  const fields = all.filter((field) => isEditable(shapeOf(field)) && isShown(field, record.values));
  const save = useSaveValues(record.collection);
  const queries = useQueryClient();
  const [opened] = useState(record.values);
  const [values, setValues] = useState<Values>(() => ({ ...record.values }));
  const [version, setVersion] = useState(record.version);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);
  // Against what was read here, not what others have made of it since: nobody typed that.
  const changed = fields.filter(({ key }) => !isSame(values[key], opened[key]));
  useBlocker({
    shouldBlockFn: () => changed.length > 0 && !saving && !window.confirm("Leave without saving your changes?"),
    enableBeforeUnload: () => changed.length > 0 && !saving,
  });
  const send = async () => {
    if (saving) return;
    if (changed.length === 0) {
      onDone();
      return;
    }
    setSaving(true);
    setProblem(null);
    try {
      await save(record.id, Object.fromEntries(changed.map(({ key }) => [key, values[key] ?? null])), version);
      await refresh(queries, "/records");
      notifyDone(`Saved ${record.key}`);
      onDone();
    } catch (error) {
      const said = asProblem(error);
      setProblem(said);
      // What others made of it is read and shown; what was typed here stays.
      if (said.status === 412 || said.status === 409) await refresh(queries, "/records/{record_id}");
    } finally {
      setSaving(false);
    }
  };
  useHotkeys([["mod+S", () => void send()]], []);
  const stale = problem !== null && record.version !== version;
  return (
    <Panel title="Details">
      <form
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void send();
        }}
      >
        {problem && (
          <div style={{ marginBottom: 16 }}>
            <Notice tone={stale ? "amber" : "red"} role="alert" title={stale ? "Somebody else changed this record meanwhile" : problem.message}>
              {stale ? <Conflict fields={changed} record={record} onKeep={() => setVersion(record.version)} /> : problem.remedy}
            </Notice>
          </div>
        )}
        <RecordFields
          fields={fields}
          collection={record.collection}
          recordId={record.id}
          values={values}
          errors={problem?.fields ?? {}}
          onChange={(key, value: Value) => setValues((before) => ({ ...before, [key]: value }))}
        />
        {more && <div style={{ marginTop: 16 }}>{more}</div>}
        <Group justify="flex-end" mt="lg">
          <Text size="xs" c="dimmed" mr="auto">Ctrl S saves</Text>
          <Button variant="default" onClick={onDone}>Cancel</Button>
          <Button type="submit" loading={saving} disabled={stale}>Save</Button>
        </Group>
      </form>
    </Panel>
  );
}

/** What the record says now for the fields that were changed here. */
function Conflict({ fields, record, onKeep }: { fields: Field[]; record: RecordDetail; onKeep: () => void }) {
  const now = fields.map(({ key, name }) => `${name}: ${describe(record.values[key])}`).join("; ");
  return (
    <>
      <Text size="sm">It says now: {now}. What you typed is still below.</Text>
      <Button size="xs" variant="default" mt={8} onClick={onKeep}>Keep what I typed</Button>
    </>
  );
}

function describe(value: unknown): string {
  if (value === null || value === undefined || value === "") return "nothing";
  return typeof value === "string" ? value : Array.isArray(value) ? `${value.length} entries` : String(value);
}
