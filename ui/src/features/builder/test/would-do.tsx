import { Group, Loader, Stack, Text } from "@mantine/core";
import type { StepPreview } from "@/api/automation-tests";
import { asProblem } from "@/api/problem";
import { JsonToggle } from "@/components/json-toggle";
import { Notice } from "@/components/notice";
import { PreviewFields } from "@/features/builder/test/preview-fields";
import { verdictTone } from "@/features/builder/test/verdict";

interface Props {
  preview: { data: StepPreview | undefined; error: unknown; isFetching: boolean };
  /** Settings that show their own value beneath them. */
  shown: readonly string[];
}

/** The preview under the form: the sentence, what is wrong, and what no setting shows. */
export function WouldDo({ preview, shown }: Props) {
  const body = preview.data;
  const heard = preview.error ? asProblem(preview.error) : undefined;
  const names = new Set(shown);
  return (
    <Stack gap="xs" component="section" aria-label="Preview">
      <Group gap="xs">
        <Text size="sm" fw={600}>Preview</Text>
        {preview.isFetching && <Loader size={12} role="img" aria-label="Working it out" />}
      </Group>
      {heard && <Notice tone="amber" title={heard.title}>{heard.message} {heard.remedy}</Notice>}
      {!heard && body && (
        <>
          <Notice tone={verdictTone(body)} role="status">{body.text}{body.writes && body.status === "done" ? " Nothing is sent from here." : ""}</Notice>
          {body.problems.filter((problem) => problem !== body.text).map((problem) => <Notice key={problem} tone="red">{problem}</Notice>)}
          <PreviewFields fields={body.fields.filter(({ name }) => !names.has(name))} label="What it would come to" />
          {Object.keys(body.document).length > 0 && <JsonToggle label="all of it as JSON" value={body.document} />}
        </>
      )}
    </Stack>
  );
}
