import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { NO_MARKS, type Marks } from "@/features/builder/canvas/marks";
import { OutlineRow } from "@/features/builder/outline/outline-row";
import { shownBranches, type Spot } from "@/features/builder/model/steps";
import type { Catalogue, Definition, Step } from "@/features/builder/model/types";
import { aboutStep, branchLabel, titleOf } from "@/features/builder/model/words";
import classes from "@/features/builder/outline/outline.module.css";

export interface OutlineGround {
  definition: Definition;
  catalogue?: Catalogue | undefined;
  marks: Marks;
  selected: string | null;
  /** Without these the list is only read. */
  onSelect?: ((id: string) => void) | undefined;
  onOpen?: ((id: string) => void) | undefined;
  onAdd?: ((spot: Spot) => void) | undefined;
  menu?: ((id: string) => ReactNode) | undefined;
}

interface Props {
  steps: readonly Step[];
  holder: string;
  branch: string;
  /** What the list is about, when it is a branch. */
  label?: string;
  ground: OutlineGround;
}

/** Steps one after the other; those of a branch stand under it. */
export function OutlineList({ steps, holder, branch, label, ground }: Props) {
  const { catalogue, marks, onAdd } = ground;
  return (
    <>
      <ol className={classes.list} aria-label={label ?? "Steps"}>
        {steps.map((step, index) => {
          const number = String(index + 1);
          const group = catalogue?.steps.find(({ kind }) => kind === step.kind)?.group ?? "";
          return (
            <li key={step.id}>
              <OutlineRow
                id={step.id} number={number} title={titleOf(step, catalogue)} about={aboutStep(step, catalogue)} kind={step.kind} group={group}
                marks={marks[step.id] ?? NO_MARKS} ground={ground}
              />
              {shownBranches(step).map((name) => (
                <section key={name} className={classes.branch} aria-label={branchLabel(step, name)}>
                  <h3 className={classes.branchName}>{branchLabel(step, name)}</h3>
                  <OutlineList
                    steps={step.branches[name] ?? []} holder={step.id} branch={name} label={branchLabel(step, name)} ground={ground}
                  />
                </section>
              ))}
            </li>
          );
        })}
      </ol>
      {onAdd
        ? (
          <Button
            className={classes.add} variant="subtle" color="gray" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />}
            aria-label={label ? `Add a step to “${label}”` : "Add a step at the end"}
            onClick={() => onAdd({ holder, branch, index: steps.length })}
          >
            Add a step
          </Button>
        )
        : steps.length === 0 && <p className={classes.nothing}>Nothing</p>}
    </>
  );
}
