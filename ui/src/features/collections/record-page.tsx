import { Grid, Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { labelOf, useCollections, useRecord } from "@/api/collections";
import type { Collection, RecordDetail } from "@/api/types";
import { Faces } from "@/components/faces";
import { History } from "@/components/history";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { AccountingPanel } from "@/features/collections/accounting-panel";
import { LineItems } from "@/features/collections/line-items";
import { RecordExceptions } from "@/features/collections/record-exceptions";
import { RecordPostings } from "@/features/collections/record-postings";
import { RecordValues } from "@/features/collections/record-values";
import { linesOf } from "@/features/collections/model/fields";

const route = getRouteApi("/shell/collections/$key/records/$recordId");

export function RecordPage() {
  const { key, recordId } = route.useParams();
  const record = useRecord(key, recordId);
  const collection = useCollections().data?.items.find((one) => one.key === key);
  return <Faces query={record} shape="text">{(body) => <RecordFull record={body} collection={collection} />}</Faces>;
}

function RecordFull({ record, collection }: { record: RecordDetail; collection: Collection | undefined }) {
  const fields = collection?.fields ?? [];
  const lineFields = fields.filter(({ type }) => type === "line_items");
  return (
    <>
      <PageHeader
        title={labelOf(record)}
        crumbs={[
          { label: "Collections", to: "/collections" },
          { label: collection?.name ?? record.collection, to: `/collections/${record.collection}` },
        ]}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="md">
            {record.exceptions.length > 0 && <RecordExceptions exceptions={record.exceptions} />}
            <RecordValues record={record} fields={fields.filter(({ type }) => type !== "line_items")} />
            {lineFields.map((field) => (
              <LineItems key={field.key} title={field.name} lines={linesOf(record.values[field.key])} values={record.values} />
            ))}
            {record.postings.length > 0 && <RecordPostings postings={record.postings} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="md">
            <AccountingPanel links={record.links} linkable={collection?.accounting_type !== "none"} />
            <Panel title="History"><History entries={record.history} /></Panel>
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
