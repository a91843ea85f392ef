import { Grid, Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { labelOf, useCollections, useRecord } from "@/api/collections";
import type { Collection, RecordDetail } from "@/api/types";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { PageHeader } from "@/components/page-header";
import { filledByLedger } from "@/features/collections/model/system";
import { RecordExceptions } from "@/features/collections/record-exceptions";
import { RecordPostings } from "@/features/collections/record-postings";
import { RecordValues } from "@/features/collections/record-values";
import { CommentsPanel } from "@/features/collections/record/comments-panel";
import { FilesPanel } from "@/features/collections/record/files-panel";
import { HistoryPanel } from "@/features/collections/record/history-panel";
import { RecordActions } from "@/features/collections/record/record-actions";
import { StageBar } from "@/features/collections/record/stage-bar";

const route = getRouteApi("/shell/collections/$key/records/$recordId");

interface Props {
  /** What stands at the right, above the history: the record in its ledger. */
  aside: (record: RecordDetail) => ReactNode;
  /** What other features add to the record's Actions, and to the form of its details. */
  actions?: (record: RecordDetail) => ReactNode;
  form?: (record: RecordDetail) => ReactNode;
  /** What is made of the record's lines, below them. */
  documents?: (record: RecordDetail) => ReactNode;
}

export function RecordPage({ aside, actions, form, documents }: Props) {
  const { key, recordId } = route.useParams();
  const record = useRecord(key, recordId);
  const collection = useCollections().data?.items.find((one) => one.key === key);
  return <Faces query={record} shape="text">{(body) => <RecordFull key={body.id} record={body} collection={collection} slots={{ aside, actions, form, documents }} />}</Faces>;
}

interface FullProps {
  record: RecordDetail;
  collection: Collection | undefined;
  slots: { [Slot in keyof Required<Props>]: Props[Slot] };
}

function RecordFull({ record, collection, slots: { aside, actions, form, documents } }: FullProps) {
  const fields = collection?.fields ?? [];
  const filled = filledByLedger(collection);
  const stage = fields.find(({ type }) => (type as string) === "stage");
  return (
    <>
      <PageHeader
        title={labelOf(record)}
        crumbs={[
          { label: "Collections", to: "/collections" },
          { label: collection?.name ?? record.collection, to: `/collections/${record.collection}` },
        ]}
        actions={<>{actions?.(record)}<RecordActions record={record} unless={filled} /></>}
      />
      {stage && <StageBar record={record} field={stage} />}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="md">
            {record.deleted_at && <Notice tone="amber" title="This record is in the bin">It is left out of every list and can be brought back as it was.</Notice>}
            {record.exceptions.length > 0 && <RecordExceptions exceptions={record.exceptions} />}
            <RecordValues record={record} fields={fields} form={form?.(record)} unless={filled} />
            {documents?.(record)}
            {record.postings.length > 0 && <RecordPostings postings={record.postings} />}
            <CommentsPanel collection={record.collection} recordId={record.id} />
            <FilesPanel collection={record.collection} recordId={record.id} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="md">
            {aside(record)}
            <HistoryPanel collection={record.collection} recordId={record.id} />
            <Text size="xs" c="dimmed">Version {record.version}</Text>
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
