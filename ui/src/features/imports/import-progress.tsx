import { Stack, Text } from "@mantine/core";
import { useProgress } from "@/api/live";
import type { ImportJob } from "@/api/types";
import { Panel } from "@/components/panel";
import { ProgressLine } from "@/components/progress-line";
import { ImportSteps } from "@/features/imports/import-steps";

/** The rows on their way; goes on when the page is closed. */
export function ImportProgress({ job }: { job: ImportJob }) {
  const progress = useProgress("import", job.id);
  return (
    <>
      <ImportSteps at={3} />
      <Panel>
        <Stack gap="md" py="md">
          <ProgressLine label={`Importing ${job.name}`} done={progress?.done ?? 0} total={progress?.total ?? job.row_count} text={progress?.text} />
          <Text size="sm" c="dimmed">You can leave this page; the import goes on and its report stays here.</Text>
        </Stack>
      </Panel>
    </>
  );
}
