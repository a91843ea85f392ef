import { OutlineRow } from "@/features/builder/outline/outline-row";
import { OutlineList, type OutlineGround } from "@/features/builder/outline/outline-list";
import { TRIGGER } from "@/features/builder/model/types";
import { triggerText } from "@/features/builder/model/words";
import classes from "@/features/builder/outline/outline.module.css";

/** The automation as a list in the order in which it is carried out: all that the canvas has, for keyboard and screen reader. */
export function OutlineView(ground: OutlineGround) {
  const { definition } = ground;
  return (
    <div className={classes.outline} data-flow>
      <OutlineRow id={TRIGGER} number="" title={triggerText(definition.trigger)} about="Trigger" kind={definition.trigger.type} group={TRIGGER} ground={ground} />
      <OutlineList steps={definition.steps} holder="" branch="" ground={ground} />
      {definition.notes.length > 0 && (
        <section className={classes.notes} aria-label="Notes">
          {definition.notes.map((note) => <p key={note.id} className={classes.note}>{note.text || "An empty note"}</p>)}
        </section>
      )}
    </div>
  );
}
