import { Button, Group, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { getRouteApi, useBlocker } from "@tanstack/react-router";
import { useState, type FormEvent, type ReactNode } from "react";
import { useCollections } from "@/api/collections";
import { asProblem, type Problem } from "@/api/problem";
import { useCreateRecord, type Values } from "@/api/records";
import type { Collection, LedgerChoice } from "@/api/types";
import { usePlace, useWorkspacePath } from "@/api/workspace";
import { Faces } from "@/components/faces";
import { notifyDone } from "@/components/notify";
import { Notice } from "@/components/notice";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { isEditable, isSame, shapeOf } from "@/features/collections/editors/shape";
import { isShown } from "@/features/collections/model/fields";
import { filledByLedger } from "@/features/collections/model/system";
import { RecordFields } from "@/features/collections/record/record-fields";
import { refusal } from "@/lib/permissions";

const route = getRouteApi("/shell/collections/$key/new");

interface Props {
  /** What another feature adds to the form: what the record is linked to from the start. */
  form?: (collection: string, choice: LedgerChoice | null, onChoose: (choice: LedgerChoice | null) => void) => ReactNode;
}

export function NewRecordPage({ form }: Props) {
  const { key } = route.useParams();
  const collections = useCollections();
  return (
    <Faces query={collections} shape="text">
      {({ items }) => {
        const collection = items.find((one) => one.key === key);
        return collection ? <NewRecord key={key} collection={collection} form={form} /> : <Notice tone="amber">There is no such collection.</Notice>;
      }}
    </Faces>
  );
}

function NewRecord({ collection, form }: { collection: Collection; form: Props["form"] }) {
  const fields = collection.fields.filter((field) => isEditable(shapeOf(field)) && isShown(field, {}));
  const path = { ...useWorkspacePath(), key: collection.key };
  const navigate = route.useNavigate();
  const create = useCreateRecord();
  const reason = refusal(usePlace().workspace, "edit_records") || filledByLedger(collection);
  const [key, setKey] = useState("");
  const [values, setValues] = useState<Values>(() => defaultsOf(collection));
  const [choice, setChoice] = useState<LedgerChoice | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState(false);
  const touched = key !== "" || choice !== null || !isSame(values, defaultsOf(collection));
  useBlocker({
    shouldBlockFn: () => touched && !made && !window.confirm("Leave without saving this record?"),
    enableBeforeUnload: () => touched && !made,
  });
  const send = async () => {
    if (reason || create.isPending) return;
    setProblem(null);
    try {
      const link = choice && { kind: choice.kind, external_id: choice.external_id };
      const record = await create.mutateAsync({ params: { path }, body: { key: key.trim(), values, link } });
      setMade(true);
      notifyDone(`${record.key} created`);
      await navigate({ to: "/collections/$key/records/$recordId", params: { key: collection.key, recordId: record.id }, ignoreBlocker: true });
    } catch (error) {
      setProblem(asProblem(error));
      window.scrollTo(0, 0);
    }
  };
  useHotkeys([["mod+S", () => void send()]], []);
  return (
    <>
      <PageHeader
        title={`New in ${collection.name}`}
        crumbs={[{ label: "Collections", to: "/collections" }, { label: collection.name, to: `/collections/${collection.key}` }]}
      />
      <Panel title="Details">
        <form
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void send();
          }}
        >
          {reason && <Notice tone="gray">{reason}</Notice>}
          {problem && <div style={{ marginBottom: 16 }}><Notice tone="red" role="alert" title={problem.message}>{problem.remedy}</Notice></div>}
          <TextInput
            label="Key"
            description="What the record is known by, such as an order number. Left empty, it is the number or code below, or the next number."
            maxLength={200}
            mb="lg"
            value={key}
            error={problem?.fields["key"] ? `The key ${problem.fields["key"]}.` : ""}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          <RecordFields
            fields={fields}
            collection={collection.key}
            recordId=""
            values={values}
            errors={problem?.fields ?? {}}
            onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
          />
          {form?.(collection.key, choice, setChoice)}
          <Group justify="flex-end" mt="lg">
            <Button type="submit" disabled={reason !== ""} loading={create.isPending}>Create</Button>
          </Group>
        </form>
      </Panel>
    </>
  );
}

function defaultsOf(collection: Collection): Values {
  const found: Values = {};
  for (const field of collection.fields) {
    const given = (field as { default?: Values[string] }).default;
    if (given !== null && given !== undefined && given !== "" && isEditable(shapeOf(field))) found[field.key] = given;
  }
  return found;
}
