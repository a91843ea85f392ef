import { Button, Group, Select, Stack, Table, Text } from "@mantine/core";
import { IconArrowsDiff, IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { useCompareAutomation, useComparisonProgress, type AutomationComparison, type ComparisonAsked } from "@/api/automation-tests";
import type { DefinitionBody } from "@/api/automation-drafts";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { Instant } from "@/components/instant";
import { Notice } from "@/components/notice";
import { ProgressLine } from "@/components/progress-line";
import { Sideways } from "@/components/sideways";
import { joined, olderThan } from "@/features/builder/test/compared";
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
  // The draft may change while somebody reads: older parts are asked for with the one that was compared first.
  const [asked, setAsked] = useState<{ body: ComparisonAsked; of: typeof definition } | null>(null);
  const [parts, setParts] = useState<readonly AutomationComparison[]>([]);
  const found = joined(parts);
  const older = asked && olderThan(asked.body, found);
  const look = (body: ComparisonAsked, before: readonly AutomationComparison[]) => compare.mutate({ params, body }, { onSuccess: (part) => setParts([...before, part]) });
  const start = () => {
    const body = { definition: definition as unknown as DefinitionBody, since: new Date(Date.now() - Number(days) * DAY_MS).toISOString() };
    setAsked({ body, of: definition });
    setParts([]);
    look(body, []);
  };
  const problem = compare.error ? asProblem(compare.error) : undefined;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Select aria-label="How far back" w={160} data={BACK} value={days} allowDeselect={false} onChange={(next) => setDays(next ?? "7")} />
        <Button variant="default" leftSection={<IconArrowsDiff size={16} aria-hidden />} loading={compare.isPending && parts.length === 0} disabled={compare.isPending} onClick={start}>What would have been different?</Button>
      </Group>
      {found && asked?.of !== definition && <Notice tone="gray">The draft has changed since. This is of the draft as it was; ask again for the present one.</Notice>}
      {found && <Compared comparison={found} />}
      {compare.isPending && <Looking automationId={automationId} already={found?.looked_at ?? 0} />}
      {problem && <Notice tone="red" role="alert" title={problem.title}>{problem.message} {problem.remedy}</Notice>}
      {older && !compare.isPending && (
        <Group gap="sm">
          <Button size="xs" variant="default" leftSection={<IconHistory size={16} aria-hidden />} onClick={() => look(older, parts)}>Look further back</Button>
          <Text size="xs" c="dimmed">{counted(found?.left ?? 0, "older event")} of that time {found?.left === 1 ? "is" : "are"} left.</Text>
        </Group>
      )}
    </Stack>
  );
}

/** How far it is; long ones are told in parts of what happened, newest first. */
function Looking({ automationId, already }: { automationId: string; already: number }) {
  const progress = useComparisonProgress(automationId);
  const said = already > 0 ? `Looking further back; ${counted(already, "event")} looked at before` : "Looking at what happened, newest first";
  return (
    <div role="status">
      <ProgressLine label={said} done={progress?.done ?? 0} total={progress?.total ?? 0} text={progress ? undefined : "a moment"} />
    </div>
  );
}

function Compared({ comparison: { looked_at, left, emptied, live_starts, draft_starts, differing, not_shown, items } }: { comparison: AutomationComparison }) {
  if (looked_at === 0) return <Notice tone="gray" role="status">Nothing happened in that time.</Notice>;
  const verdict = differing === 0 ? `The draft would have done the same${left > 0 ? " so far" : ""}.` : `${counted(differing, "event")} would have ended otherwise${left > 0 ? " so far" : ""}.`;
  return (
    <Stack gap="xs">
      <Notice tone={differing === 0 ? "green" : "amber"} role="status" title={verdict}>
        {counted(looked_at, "event")} looked at{left > 0 && `, ${left.toLocaleString("en-GB")} of that time not yet`}. The live version starts on {live_starts.toLocaleString("en-GB")} of them, the draft on {draft_starts.toLocaleString("en-GB")}.
        {emptied > 0 && ` ${counted(emptied, "event")} ${emptied === 1 ? "is" : "are"} too old to have ${emptied === 1 ? "its" : "their"} values and ${emptied === 1 ? "was" : "were"} left out.`}
        {not_shown > 0 && ` ${counted(not_shown, "more event")} that would have ended otherwise ${not_shown === 1 ? "is" : "are"} not shown.`}
      </Notice>
      {items.length > 0 && (
        <ul className={classes.steps} aria-label="What would have been different">
          {items.map((one) => <ComparedEvent key={one.event_id} event={one} />)}
        </ul>
      )}
    </Stack>
  );
}

function ComparedEvent({ event: { title, occurred_at, differences, live, draft } }: { event: AutomationComparison["items"][number] }) {
  return (
    <li className={classes.step}>
      <Text size="sm" fw={600}>{title} <Text span size="xs" c="dimmed"><Instant at={occurred_at} /></Text></Text>
      {differences.map((difference) => <Text key={difference} size="sm">{difference}</Text>)}
      <details>
        <summary className={classes.more}>Step by step</summary>
        <Sideways>
          <Table verticalSpacing={4} horizontalSpacing="xs" fz="sm" aria-label={`Steps with ${title}`}>
            <Table.Thead><Table.Tr><Table.Th>Live</Table.Th><Table.Th>Draft</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody><Table.Tr style={{ verticalAlign: "top" }}><Table.Td><Course course={live} /></Table.Td><Table.Td><Course course={draft} /></Table.Td></Table.Tr></Table.Tbody>
          </Table>
        </Sideways>
      </details>
    </li>
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
