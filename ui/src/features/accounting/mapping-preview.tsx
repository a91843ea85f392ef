import { Select, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useAccountingPreview } from "@/api/accounting";
import { labelOf, useRecords } from "@/api/collections";
import type { AccountingMapping, AccountingPreview } from "@/api/types";
import { Failed } from "@/components/failed";
import { Notice } from "@/components/notice";
import { Sideways } from "@/components/sideways";
import classes from "@/features/accounting/accounting-pane.module.css";
import { useDebouncedText } from "@/lib/use-debounced-text";

interface Props {
  collection: string;
  provider: string;
  draft: AccountingMapping;
}

/** What one real record would become, field by field; nothing is sent. */
export function MappingPreview({ collection, provider, draft }: Props) {
  const [recordId, setRecordId] = useState<string | null>(null);
  const [search, setSearch] = useState("");
  const [text, setText] = useDebouncedText(search, setSearch);
  const records = useRecords(collection, { search });
  const preview = useAccountingPreview(collection, draft, recordId);
  const body = preview.data;
  const rows = (records.items ?? []).map((row) => ({ value: row.id, label: labelOf(row) }));
  const chosen = body?.record_id && !rows.some(({ value }) => value === body.record_id)
    ? [{ value: body.record_id, label: body.record_title || body.record_key }, ...rows]
    : rows;
  return (
    <Stack gap="sm" component="section" aria-label="Preview" className={classes.preview}>
      <Title order={3} fz="sm">Preview with a record</Title>
      <Select
        label="Record"
        searchable
        data={chosen}
        value={body?.record_id ?? null}
        searchValue={text}
        onSearchChange={setText}
        onChange={setRecordId}
        nothingFoundMessage="No record like this"
      />
      {preview.error ? <Failed error={preview.error} onRetry={() => void preview.refetch()} /> : body && <Shown body={body} provider={provider} />}
    </Stack>
  );
}

function Shown({ body, provider }: { body: AccountingPreview; provider: string }) {
  if (body.record_id === null) return <Text size="sm" c="dimmed">This collection has no record yet. Make one to see what would be sent.</Text>;
  const sent = body.fields.filter(({ direction }) => direction === "to_ledger" || direction === "both");
  return (
    <Stack gap="sm">
      {body.problems.map((one) => <Notice key={one.message} tone="red" title={one.message}>{one.remedy}</Notice>)}
      {body.warnings.map((one) => <Notice key={one.message} tone="amber" title={one.message}>{one.remedy}</Notice>)}
      {body.fields.length > 0 && (
        <Sideways>
          <Table verticalSpacing={4} horizontalSpacing="xs" fz="sm" aria-label={`What would be sent to ${provider}`}>
            <Table.Thead><Table.Tr><Table.Th>{provider} field</Table.Th><Table.Th>From</Table.Th><Table.Th>Value</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {sent.map((one) => (
                <Table.Tr key={one.key}>
                  <Table.Th scope="row" fw={500}>{one.label}</Table.Th>
                  <Table.Td><Text size="sm" c="dimmed">{one.source}</Text></Table.Td>
                  <Table.Td style={{ whiteSpace: "pre-line" }}>{one.value || <Text span size="sm" c="dimmed">Not sent: it is empty</Text>}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Sideways>
      )}
      {body.lines.length > 0 && <Lines lines={body.lines} />}
    </Stack>
  );
}

function Lines({ lines }: { lines: AccountingPreview["lines"] }) {
  const [first = []] = lines;
  return (
    <Sideways>
      <Table verticalSpacing={4} horizontalSpacing="xs" fz="sm" aria-label="Lines that would be sent">
        <Table.Thead><Table.Tr>{first.map((one) => <Table.Th key={one.key}>{one.label}</Table.Th>)}</Table.Tr></Table.Thead>
        <Table.Tbody>
          {lines.map((line, number) => (
            <Table.Tr key={number}>{line.map((one) => <Table.Td key={one.key}>{one.value || "–"}</Table.Td>)}</Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Sideways>
  );
}
