import { IconVersionsOff } from "@tabler/icons-react";
import { useMemo } from "react";
import { useVersion } from "@/api/automation-drafts";
import type { RunDetail } from "@/api/types";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { FlowCanvas } from "@/features/builder/canvas/flow-canvas";
import { definitionFrom } from "@/features/builder/model/new-step";
import { findStep } from "@/features/builder/model/steps";
import { useBuilderCatalogue } from "@/features/builder/model/use-catalogue";
import { marksOf } from "@/features/builder/run-overlay/run-marks";
import classes from "@/features/builder/run-overlay/run-canvas.module.css";

interface Props {
  run: RunDetail;
  /** The position of the step that is looked at. */
  selected: string | undefined;
  onSelect: (position: string) => void;
}

/** A run on the canvas of the version that it began with: what each step came to and how long it took. */
export function RunCanvas(props: Props) {
  const { automation_id, automation_version } = props.run;
  if (!automation_id || !automation_version) {
    return <Empty icon={IconVersionsOff} title="This run has no published version">It tried one step of a draft; the list shows it.</Empty>;
  }
  return <OfVersion {...props} automation={automation_id} version={automation_version} />;
}

function OfVersion({ run, selected, onSelect, automation, version }: Props & { automation: string; version: number }) {
  const published = useVersion(automation, version);
  const catalogue = useBuilderCatalogue();
  const marks = useMemo(() => marksOf(run.steps), [run.steps]);
  return (
    <Faces query={published} shape="cards">
      {({ definition: body }) => {
        const definition = definitionFrom(body);
        const open = (id: string) => {
          const found = findStep(definition, id);
          if (found) onSelect(found.position);
        };
        return (
          <div className={classes.canvas}>
            <FlowCanvas
              definition={definition} catalogue={catalogue} marks={marks} selected={selected?.split("/").at(-1) ?? null} onSelect={open} onOpen={open}
              label={`Steps of ${run.title}, version ${version}`}
            />
          </div>
        );
      }}
    </Faces>
  );
}
