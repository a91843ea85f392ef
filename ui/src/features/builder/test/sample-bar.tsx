import { Select } from "@mantine/core";
import { useState } from "react";
import { useSamples } from "@/api/automation-tests";
import { labelOf, useRecords } from "@/api/collections";
import type { Json, Sample } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";
import { formatAgo } from "@/lib/dates";
import { useDebouncedText } from "@/lib/use-debounced-text";

/** With what the draft is tried: something that happened lately, or a record of the trigger's collection. */
export function SampleBar() {
  const { definition } = useBuilder();
  const { collection } = definition.trigger;
  return collection ? <WithRecords key={collection} collection={collection} /> : <Choice records={[]} />;
}

function WithRecords({ collection }: { collection: string }) {
  const [search, setSearch] = useState("");
  const [text, setText] = useDebouncedText(search, setSearch);
  const rows = useRecords(collection, search ? { search } : {}).items ?? [];
  const records = rows.map((row): Sample => ({ event_id: null, record_id: row.id, title: labelOf(row), values: row.values as Json }));
  return <Choice records={records} search={{ text, setText }} />;
}

function Choice({ records, search }: { records: Sample[]; search?: { text: string; setText: (text: string) => void } }) {
  const { automationId, sample, chooseSample } = useBuilder();
  const events = useSamples(automationId);
  const lately = (events.data?.items ?? []).map((one): Sample & { when: string } => ({
    event_id: one.event_id, record_id: null, title: one.title, values: one.values as Json, when: formatAgo(one.occurred_at),
  }));
  const all = [...lately, ...records];
  const known = !sample || all.some((one) => idOf(one) === idOf(sample));
  const data = [
    { group: "Happened lately", items: lately.map((one) => ({ value: idOf(one), label: `${one.title} · ${one.when}` })) },
    { group: "Records", items: [...records, ...(known || !sample ? [] : [sample])].map((one) => ({ value: idOf(one), label: one.title })) },
  ].filter(({ items }) => items.length > 0);
  return (
    <Select
      label="Try it with" size="xs" searchable clearable clearButtonProps={{ "aria-label": "Try it with the latest that fits" }} placeholder={events.isPending ? "Loading…" : "The latest that fits"}
      nothingFoundMessage="Nothing like this" data={data} value={sample ? idOf(sample) : null}
      {...(search ? { searchValue: search.text, onSearchChange: search.setText } : {})}
      onChange={(id) => chooseSample(plain(all.find((one) => idOf(one) === id)))}
    />
  );
}

function idOf({ event_id, record_id }: Pick<Sample, "event_id" | "record_id">): string {
  return event_id ? `event:${event_id}` : `record:${record_id ?? ""}`;
}

function plain(sample: Sample | undefined): Sample | null {
  return sample ? { event_id: sample.event_id, record_id: sample.record_id, title: sample.title, values: sample.values } : null;
}
