import { Button, SimpleGrid, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ImportJob } from "@/api/types";
import { useImportRows, useReadAllRows } from "@/api/imports";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { ListFaces } from "@/components/list-faces";
import { Money } from "@/components/money";
import { notifyFailed } from "@/components/notify";
import { Panel } from "@/components/panel";
import { Stat } from "@/components/stat";
import { Notice } from "@/components/notice";
import { ErrorRows } from "@/features/imports/error-rows";
import { ImportSteps } from "@/features/imports/import-steps";
import { UndoImport } from "@/features/imports/undo-import";
import { saveText, toCsv } from "@/lib/csv";
import { wordFor } from "@/lib/words";

/** What became of every row. */
export function ImportReport({ job }: { job: ImportJob }) {
  const errors = useImportRows(job.id, "error");
  const { counts } = job;
  const names = job.columns.map(({ name }) => name);
  const readAll = useReadAllRows(job.id, "error");
  const download = async () => {
    const rows = (await readAll()).map((row) => [String(row.number), ...row.cells, row.message, row.remedy]);
    saveText(`${job.name.replace(/\.\w+$/, "")}-error-rows.csv`, toCsv([["Row", ...names, "Problem", "Remedy"], ...rows]));
  };
  return (
    <Stack gap="md">
      <ImportSteps at={job.state === "failed" ? 3 : 4} />
      {job.change_id && <UndoImport changeId={job.change_id} />}
      {job.state === "failed" && (
        <Notice tone="red" title="This import stopped">
          {job.error || "It can be started again with the same file; what is there already stays as it is."}
        </Notice>
      )}
      <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="md">
        <Stat label="Created" value={counts.created.toLocaleString("en-GB")} tone="green" about="New records" />
        <Stat label="Updated" value={counts.updated.toLocaleString("en-GB")} about={`${counts.unchanged.toLocaleString("en-GB")} unchanged`} />
        <Stat label="Rows with errors" value={counts.errors.toLocaleString("en-GB")} tone={counts.errors > 0 ? "red" : undefined} about={`of ${counts.rows.toLocaleString("en-GB")} rows`} />
        <Stat
          label="Control total"
          value={job.totals.length === 0 ? "–" : job.totals.map(({ currency, amount }) => <div key={currency}><Money amount={amount} currency={currency} /></div>)}
          about="Sum of quantity × price over all rows"
        />
      </SimpleGrid>
      <Panel
        title="Rows with errors"
        flush
        actions={
          <>
            {counts.errors > 0 && (
              <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={() => void download().catch(notifyFailed)}>Download error rows</Button>
            )}
            <ButtonLink size="xs" to="/collections/$key" params={{ key: job.collection }}>Open {wordFor(job.collection).toLowerCase()}</ButtonLink>
          </>
        }
      >
        <ListFaces list={errors} noun="row" empty={<Empty title="No errors">Every row of the file became part of a record.</Empty>}>
          {(rows) => <ErrorRows names={names} rows={rows} />}
        </ListFaces>
      </Panel>
    </Stack>
  );
}
