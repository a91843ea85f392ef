import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useBulkChange, type BulkIn, type Changed } from "@/api/records";
import { useWorkspacePath } from "@/api/workspace";
import { notifyUndo } from "@/features/collections/grid/notify-undo";
import type { Grid } from "@/features/collections/grid/use-grid";
import { useUndoChange } from "@/features/collections/grid/use-undo-change";
import { counted } from "@/lib/words";

/** One change of all chosen records, said with its counts and taken back as one. */
export function useBulk(grid: Grid) {
  const change = useBulkChange();
  const undo = useUndoChange();
  const [result, setResult] = useState<Changed | null>(null);
  const [problem, setProblem] = useState("");
  const path = { ...useWorkspacePath(), key: grid.collection.key };
  const run = async (body: Pick<BulkIn, "action"> & Partial<BulkIn>, said: string): Promise<boolean> => {
    setProblem("");
    try {
      const done = await change.mutateAsync({ params: { path }, body: { values: {}, versions: {}, ...body, record_ids: [...grid.selection.ids] } });
      setResult(done.refused.length > 0 ? done : null);
      const change_id = done.change_id;
      if (change_id) {
        grid.did(change_id);
        notifyUndo(`${counted(done.changed, "record")} ${said}${done.unchanged > 0 ? `, ${done.unchanged} unchanged` : ""}`, () => undo(change_id));
      }
      if (done.refused.length === 0) grid.selection.clear();
      return true;
    } catch (error) {
      const said = asProblem(error);
      setProblem(`${said.message} ${said.remedy}`);
      return false;
    }
  };
  return { run, result, problem, busy: change.isPending, forget: () => setResult(null) };
}
