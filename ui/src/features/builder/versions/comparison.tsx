import { Group, NativeSelect, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useVersion, type BuilderAutomation } from "@/api/automation-drafts";
import { Failed } from "@/components/failed";
import { Loading } from "@/components/loading";
import { Panel } from "@/components/panel";
import { FlowCanvas } from "@/features/builder/canvas/flow-canvas";
import type { Marks } from "@/features/builder/canvas/marks";
import { compare, merged, type StepDifference } from "@/features/builder/model/compare";
import { definitionFrom } from "@/features/builder/model/new-step";
import type { Definition } from "@/features/builder/model/types";
import { useBuilderCatalogue } from "@/features/builder/model/use-catalogue";
import { OutlineView } from "@/features/builder/outline/outline-view";
import { DIFFERENCE_TONES, DifferenceList } from "@/features/builder/versions/difference-list";
import { wordFor } from "@/lib/words";
import classes from "@/features/builder/versions/versions.module.css";

interface Props {
  automation: BuilderAutomation;
  numbers: number[];
  /** The number of a version, or "draft". */
  before: string;
  after: string;
  onChange: (change: { before?: string; after?: string }) => void;
}

function useSide(automation: BuilderAutomation, side: string) {
  const version = useVersion(automation.id, side === "draft" ? null : Number(side));
  const body = side === "draft" ? automation.draft.definition : version.data?.definition;
  const definition = useMemo(() => (body ? definitionFrom({ ...body }) : undefined), [body]);
  return { definition, error: version.error, refetch: version.refetch };
}

/** Two versions as one picture, and field by field. */
export function Comparison({ automation, numbers, before, after, onChange }: Props) {
  const [old, now] = [useSide(automation, before), useSide(automation, after)];
  const sides = [{ value: "draft", label: "The draft" }, ...numbers.map((number) => ({ value: String(number), label: `Version ${number}` }))];
  const broken = [old, now].find(({ definition, error }) => !definition && error);
  return (
    <Panel
      title="Compare"
      flush
      actions={
        <Group gap="xs">
          <NativeSelect aria-label="Before" size="xs" data={sides} value={before} onChange={(event) => onChange({ before: event.currentTarget.value })} />
          <Text size="sm" c="dimmed">with</Text>
          <NativeSelect aria-label="After" size="xs" data={sides} value={after} onChange={(event) => onChange({ after: event.currentTarget.value })} />
        </Group>
      }
    >
      {broken
        ? <Failed error={broken.error} onRetry={() => void broken.refetch()} />
        : old.definition && now.definition ? <Compared before={old.definition} after={now.definition} /> : <Loading shape="text" />}
    </Panel>
  );
}

function Compared({ before, after }: { before: Definition; after: Definition }) {
  const isPhone = useMediaQuery("(max-width: 48em)");
  const catalogue = useBuilderCatalogue(after.trigger.collection);
  const [selected, select] = useState<string | null>(null);
  const { differences, marks, both } = useMemo(() => {
    const found = compare(before, after);
    return { differences: found, marks: marksFrom(found), both: merged(before, after) };
  }, [before, after]);
  const shown = { definition: both, catalogue, marks, selected, onSelect: select, onOpen: select };
  const listed = selected && differences.some(({ id }) => id === selected) ? differences.filter(({ id }) => id === selected) : differences;
  return (
    <>
      {isPhone ? <OutlineView {...shown} /> : <div className={classes.canvas}><FlowCanvas {...shown} label="What differs" /></div>}
      <div style={{ padding: 20 }}>
        {differences.length === 0
          ? <Text size="sm" c="dimmed">They do the same. Places on the canvas, notes and samples are not compared.</Text>
          : <DifferenceList differences={listed} before={before} after={after} catalogue={catalogue} />}
        {listed.length < differences.length && <Text size="sm" c="dimmed" mt="sm">Only what is selected is listed. <button type="button" className={classes.plain} onClick={() => select(null)}>List all {differences.length}</button></Text>}
      </div>
    </>
  );
}

function marksFrom(differences: readonly StepDifference[]): Marks {
  return Object.fromEntries(differences.filter(({ id }) => id).map(({ id, difference }) => [id, [{ tone: DIFFERENCE_TONES[difference], label: wordFor(difference) }]]));
}
