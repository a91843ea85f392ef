import { getRouteApi } from "@tanstack/react-router";
import { useCollections } from "@/api/collections";
import { useImport } from "@/api/imports";
import type { Collection, ImportJob } from "@/api/types";
import { Failed } from "@/components/failed";
import { Loading } from "@/components/loading";
import { PageHeader } from "@/components/page-header";
import { StatusBadge } from "@/components/status-badge";
import { ImportProgress } from "@/features/imports/import-progress";
import { ImportReport } from "@/features/imports/import-report";
import { MapAndPreview } from "@/features/imports/map-and-preview";
import { counted } from "@/lib/words";

const route = getRouteApi("/shell/imports/$importId");

/** One import: its mapping before it is applied, its progress while it is, its report after. */
export function ImportPage() {
  const { importId } = route.useParams();
  const job = useImport(importId);
  const collections = useCollections();
  const error = job.error ?? collections.error;
  if (!job.data || !collections.data) {
    return error ? <Failed error={error} onRetry={() => void Promise.all([job.refetch(), collections.refetch()])} /> : <Loading />;
  }
  return (
    <>
      <PageHeader
        title={job.data.name}
        badge={<StatusBadge state={job.data.state} />}
        about={`${counted(job.data.row_count, "row")}, ${job.data.encoding === "workbook" ? "a workbook" : `${job.data.encoding}, columns separated by ${delimiterWord(job.data.delimiter)}`}`}
        crumbs={[{ label: "Collections", to: "/collections" }, { label: "Imports", to: "/imports" }]}
      />
      <Stage key={job.data.id} job={job.data} collections={collections.data.items} />
    </>
  );
}

function Stage({ job, collections }: { job: ImportJob; collections: Collection[] }) {
  if (job.state === "running") return <ImportProgress job={job} />;
  if (job.state === "finished" || job.state === "failed") return <ImportReport job={job} />;
  return <MapAndPreview job={job} collections={collections} />;
}

function delimiterWord(delimiter: string): string {
  return { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" }[delimiter] ?? `“${delimiter}”`;
}
