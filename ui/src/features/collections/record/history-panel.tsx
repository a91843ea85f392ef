import { Button, Stack, Text } from "@mantine/core";
import { useCollections } from "@/api/collections";
import { useHistory, type HistoryEntry } from "@/api/records";
import type { Field } from "@/api/types";
import { Failed } from "@/components/failed";
import { Instant } from "@/components/instant";
import { Loading } from "@/components/loading";
import { Panel } from "@/components/panel";
import { linesOf, textOfValue } from "@/features/collections/model/fields";
import { PersonName } from "@/features/collections/person-name";
import { counted, entryText } from "@/lib/words";

/** Who did what and when, with each field before and after. */
export function HistoryPanel({ collection, recordId }: { collection: string; recordId: string }) {
  const history = useHistory(collection, recordId);
  const fields = useCollections().data?.items.find(({ key }) => key === collection)?.fields ?? [];
  return (
    <Panel title="History">
      {history.isPending && <Loading shape="text" />}
      {history.error && !history.items && <Failed error={history.error} onRetry={history.refetch} />}
      <Stack gap="md" component="ol" m={0} p={0} style={{ listStyle: "none" }}>
        {history.items?.map((entry) => <Entry key={entry.number} entry={entry} fields={fields} />)}
      </Stack>
      {history.hasMore && <Button mt="md" size="xs" variant="default" loading={history.readingMore} onClick={history.readMore}>Show earlier</Button>}
    </Panel>
  );
}

function Entry({ entry, fields }: { entry: HistoryEntry; fields: readonly Field[] }) {
  return (
    <li>
      <Text size="sm">{entry.changes.length > 0 ? `${entry.changes.length === 1 ? "One field" : `${entry.changes.length} fields`} changed` : entryText(entry)}</Text>
      {entry.changes.map(({ field, name, before, after }) => (
        <Text key={field} size="sm" style={{ overflowWrap: "anywhere" }}>
          <Text span inherit c="dimmed">{name}: </Text>
          <Text span inherit td="line-through" c="dimmed"><Said value={before} field={fields.find(({ key }) => key === field)} /></Text>
          {" → "}
          <Text span inherit fw={550}><Said value={after} field={fields.find(({ key }) => key === field)} /></Text>
        </Text>
      ))}
      <Text size="xs" c="dimmed">{entry.actor}, <Instant at={entry.at} /></Text>
    </li>
  );
}

/** A value as a person reads it; a field that is gone is not known any more, and its value stays as it was kept. */
function Said({ value, field }: { value: unknown; field: Field | undefined }) {
  const text = textOfValue(value);
  if (text === "" || text === "[]") return <>nothing</>;
  if (field?.type === "person") return <PersonName id={text} />;
  if (field?.type === "line_items") return <>{counted(linesOf(value).length, "line")}</>;
  return <>{Array.isArray(value) && value.every((one) => typeof one === "string") ? value.join(", ") : text}</>;
}
