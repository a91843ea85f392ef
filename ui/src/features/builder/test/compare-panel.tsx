import { Button, Group, Select, Stack, Table, Text } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useState } from "react";
import { useCompareAutomation, type AutomationComparison } from "@/api/automation-tests";
import type { DefinitionBody } from "@/api/automation-drafts";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { Instant } from "@/components/instant";
import { Notice } from "@/components/notice";
import { Sideways } from "@/components/sideways";
import classes from "@/features/builder/test/plan.module.css";
import { useBuilder } from "@/features/builder/model/use-builder";
import { counted } from "@/lib/words";

const BACK = [{ value: "1", label: "The last day" }, { value: "7", label: "The last 7 days" }, { value: "30", label: "The last 30 days" }];
const DAY_MS = 86_400_000;

/** What the draft would have done with what happened, beside what was done. Nothing is written. */
export function ComparePanel() {
  const { automationId, definition } = useBuilder();
  const params = { path: { ...useWorkspacePath(), automation_id: automationId } };
  const compare = useCompareAutomation();
  const [days, setDays] = useState("7");
  const start = () => compare.mutate({ params, body: { definition: definition as unknown as DefinitionBody, since: new Date(Date.now() - Number(days) * DAY_MS).toISOString() } });
  const problem = compare.error ? asProblem(compare.error) : undefined;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Select aria-label="How far back" w={160} data={BACK} value={days} allowDeselect={false} onChange={(next) => setDays(next ?? "7")} />
        <Button variant="default" leftSection={<IconArrowsDiff size={16} aria-hidden />} loading={compare.isPending} onClick={start}>What would have been different?</Button>
      </Group>
      {problem && <Notice tone="red" role="alert" title={problem.title}>{problem.message} {problem.remedy}</Notice>}
      {compare.data && <Compared comparison={compare.data} />}
    </Stack>
  );
}

function Compared({ comparison: { looked_at, left, emptied, live_starts, draft_starts, differing, not_shown, items } }: { comparison: AutomationComparison }) {
  if (looked_at === 0) return <Notice tone="gray" role="status">Nothing happened in that time.</Notice>;
  const verdict = differing === 0 ? "The draft would have done the same." : `${counted(differing, "event")} would have ended otherwise.`;
  return (
    <Stack gap="xs">
      <Notice tone={differing === 0 ? "green" : "amber"} role="status" title={verdict}>
        {counted(looked_at, "event")} looked at. The live version starts on {live_starts.toLocaleString("en-GB")} of them, the draft on {draft_starts.toLocaleString("en-GB")}.
        {emptied > 0 && ` ${counted(emptied, "event")} are too old to have their values.`}
        {left > 0 && ` ${counted(left, "older event")} of that time were not looked at.`}
        {not_shown > 0 && ` ${counted(not_shown, "more event")} that would have ended otherwise are not shown.`}
      </Notice>
      {items.length > 0 && (
        <ul className={classes.steps} aria-label="What would have been different">
          {items.map((one) => (
            <li key={one.event_id} className={classes.step}>
              <Text size="sm" fw={600}>{one.title} <Text span size="xs" c="dimmed"><Instant at={one.occurred_at} /></Text></Text>
              {one.differences.map((difference) => <Text key={difference} size="sm">{difference}</Text>)}
              <details>
                <summary className={classes.more}>Step by step</summary>
                <Sideways>
                  <Table verticalSpacing={4} horizontalSpacing="xs" fz="sm" aria-label={`Steps with ${one.title}`}>
                    <Table.Thead><Table.Tr><Table.Th>Live</Table.Th><Table.Th>Draft</Table.Th></Table.Tr></Table.Thead>
                    <Table.Tbody><Table.Tr style={{ verticalAlign: "top" }}><Table.Td><Course course={one.live} /></Table.Td><Table.Td><Course course={one.draft} /></Table.Td></Table.Tr></Table.Tbody>
                  </Table>
                </Sideways>
              </details>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

function Course({ course }: { course: AutomationComparison["items"][number]["live"] }) {
  if (course.undecided) return <Text size="sm" c="dimmed">{course.undecided}</Text>;
  if (!course.starts) return <Text size="sm" c="dimmed">Does not start</Text>;
  return (
    <ol style={{ margin: 0, paddingLeft: 16 }}>
      {course.steps.map((step) => <li key={`${step.position} ${step.item}`}>{step.text || step.name}{step.problems.map((problem) => <Text key={problem} size="xs" c="var(--tone-red)">{problem}</Text>)}</li>)}
      {course.left_out.map((said) => <li key={said}><Text span size="xs" c="dimmed">{said}</Text></li>)}
    </ol>
  );
}
