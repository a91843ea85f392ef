import { IconFlag } from "@tabler/icons-react";
import { useState } from "react";
import { useSaveValues } from "@/api/records";
import type { Field, RecordDetail } from "@/api/types";
import { usePlace } from "@/api/workspace";
import { notifyFailed } from "@/components/notify";
import { shapeOf } from "@/features/collections/editors/shape";
import { notifyUndo } from "@/features/collections/grid/notify-undo";
import { useUndoChange } from "@/features/collections/grid/use-undo-change";
import { refusal } from "@/lib/permissions";
import classes from "@/features/collections/record/stage-bar.module.css";

/** Where the record is on its way; a click moves it, and can be taken back. */
export function StageBar({ record, field }: { record: RecordDetail; field: Field }) {
  const save = useSaveValues(record.collection);
  const undo = useUndoChange();
  const [busy, setBusy] = useState(false);
  const reason = refusal(usePlace().workspace, "edit_records") || (record.deleted_at ? "The record is in the bin." : "");
  const stages = shapeOf(field).stages ?? [];
  const at = stages.findIndex(({ key }) => key === record.values[field.key]);
  const move = async (key: string, name: string) => {
    setBusy(true);
    try {
      const { change } = await save(record.id, { [field.key]: key }, record.version);
      if (change) notifyUndo(`${record.key} is in ${name}`, () => undo(change));
    } catch (error) {
      notifyFailed(error);
    } finally {
      setBusy(false);
    }
  };
  if (stages.length === 0) return null;
  return (
    <ol className={classes.bar} aria-label={field.name}>
      {stages.map(({ key, name, is_final }, index) => (
        <li key={key}>
          <button
            type="button"
            className={classes.stage}
            data-passed={index < at}
            aria-current={index === at ? "step" : undefined}
            disabled={busy || reason !== "" || index === at}
            title={reason || undefined}
            onClick={() => void move(key, name)}
          >
            {is_final && <IconFlag size={13} aria-hidden style={{ marginRight: 5, verticalAlign: -2 }} />}
            {name}
          </button>
        </li>
      ))}
    </ol>
  );
}
