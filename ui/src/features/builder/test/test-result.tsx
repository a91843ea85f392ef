import { Group, Stack, Tabs, Text } from "@mantine/core";
import type { StepTest } from "@/api/automation-tests";
import { JsonToggle } from "@/components/json-toggle";
import { Notice } from "@/components/notice";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { PreviewFields } from "@/features/builder/test/preview-fields";
import { ProviderAnswers } from "@/features/builder/test/provider-answers";
import { ValuesView } from "@/features/builder/test/values-view";
import { verdictTone } from "@/features/builder/test/verdict";

/** What a test of a step gave: in a sentence, field by field, and what later steps would see. */
export function TestResult({ result }: { result: StepTest }) {
  const isWish = result.writes && !result.sent;
  return (
    <Stack gap="sm" component="section" aria-label="Result of the test">
      <Group gap="xs">
        <StatusBadge state={isWish ? "waiting" : result.status} label={isWish ? "Would send" : undefined} tone={isWish ? "blue" : undefined} />
        {result.branch && <Text size="sm" c="dimmed">Goes on with “{result.branch}”</Text>}
        {result.run_id && <Text size="sm"><TextLink to="/runs/$runId" params={{ runId: result.run_id }}>Open the run</TextLink></Text>}
      </Group>
      <Notice tone={verdictTone(result)} role="status" title={isWish ? "Nothing was sent" : undefined}>{result.sent ? result.outcome || result.text : result.text}</Notice>
      {result.problems.map((problem) => <Notice key={problem} tone="red">{problem}</Notice>)}
      <PreviewFields fields={result.fields} label={isWish ? "What would be sent" : "Fields"} />
      <Answered result={result} />
      {Object.keys(result.document).length > 0 && <JsonToggle label="the document as JSON" value={result.document} />}
    </Stack>
  );
}

/** What later steps see, and beside it what the provider itself said. */
function Answered({ result: { answers, output } }: { result: StepTest }) {
  const values = <ValuesView label="Result" value={output} />;
  if (answers.length === 0) return values;
  return (
    <Tabs defaultValue="result">
      <Tabs.List mb="sm">
        <Tabs.Tab value="result">Result</Tabs.Tab>
        <Tabs.Tab value="provider">Provider’s answer</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="result">{values}</Tabs.Panel>
      <Tabs.Panel value="provider"><ProviderAnswers answers={answers} /></Tabs.Panel>
    </Tabs>
  );
}
