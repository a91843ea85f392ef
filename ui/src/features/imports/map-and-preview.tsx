import { Button, Group, Stack } from "@mantine/core";
import { IconArrowLeft, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useApplyImport, useDiscardImport, usePreviewImport } from "@/api/imports";
import type { Collection, ImportJob } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { notifyDone } from "@/components/notify";
import { Notice } from "@/components/notice";
import { ColumnMapping } from "@/features/imports/column-mapping";
import { ImportChoices } from "@/features/imports/import-choices";
import { ImportPreviewTable } from "@/features/imports/import-preview-table";
import { ImportSteps } from "@/features/imports/import-steps";
import { doubtfulDate, missing, readMapping, toSend } from "@/features/imports/model/mapping";
import { counted, wordFor } from "@/lib/words";

interface Props {
  job: ImportJob;
  collections: Collection[];
}

/** The second and third step: which column is what, then what would be written. */
export function MapAndPreview({ job, collections }: Props) {
  const params = { path: { ...useWorkspacePath(), import_id: job.id } };
  const fields = collections.find(({ key }) => key === job.collection)?.fields ?? [];
  const [mapping, setMapping] = useState(() => readMapping(job.mapping, job.collection, fields));
  const [previewing, setPreviewing] = useState(false);
  const preview = usePreviewImport();
  const apply = useApplyImport();
  const discard = useDiscardImport();
  const navigate = useNavigate();
  const lacking = missing(mapping);
  const doubtful = doubtfulDate(mapping, job.columns);
  const body = () => ({ mapping: toSend(mapping, job.mapping) });
  /** From its top: the button that leads there stands at the bottom. */
  const show = (preview: boolean) => {
    setPreviewing(preview);
    window.scrollTo(0, 0);
  };
  const look = () => preview.mutate({ params, body: body() }, { onSuccess: () => show(true) });
  const leave = () =>
    discard.mutate({ params }, {
      onSuccess: () => {
        notifyDone(`${job.name} was discarded; nothing was written.`);
        void navigate({ to: "/imports" });
      },
    });
  return (
    <Stack gap="md">
      <ImportSteps at={previewing ? 2 : 1} />
      {job.problems.map((problem) => (
        <Notice key={problem} tone="amber">{problem}</Notice>
      ))}
      {!previewing && <ImportChoices fields={fields} mapping={mapping} onChange={setMapping} />}
      {!previewing && <ColumnMapping columns={job.columns} fields={fields} mapping={mapping} onChange={setMapping} />}
      {previewing && preview.data && <ImportPreviewTable preview={preview.data} />}
      {!previewing && lacking.length > 0 && (
        <Notice tone="red">
          Choose a column or a fixed value for: {lacking.map(({ field }) => wordFor(field)).join(", ")}.
        </Notice>
      )}
      {!previewing && doubtful !== "" && (
        <Notice tone="red">Choose how the dates are written: the file does not tell which day {doubtful} is.</Notice>
      )}
      <Group justify="space-between">
        {previewing
          ? <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={() => show(false)}>Back to the columns</Button>
          : <Button variant="subtle" color="gray" leftSection={<IconTrash size={16} aria-hidden />} loading={discard.isPending} onClick={leave}>Discard this file</Button>}
        {previewing
          ? (
            <Allowed to="import">
              {(disabled) => (
                <Button disabled={disabled} loading={apply.isPending} onClick={() => apply.mutate({ params, body: body() })}>
                  Import {counted(job.row_count, "row")}
                </Button>
              )}
            </Allowed>
          )
          : <Button disabled={lacking.length > 0 || doubtful !== ""} loading={preview.isPending} onClick={look}>Preview</Button>}
      </Group>
    </Stack>
  );
}
