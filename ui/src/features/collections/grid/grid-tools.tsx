import { BulkBar } from "@/features/collections/grid/bulk-bar";
import { PasteDialog } from "@/features/collections/grid/paste-dialog";
import type { Grid } from "@/features/collections/grid/use-grid";

/** Above a table: what can be done with the chosen rows, and the preview of what was pasted. */
export function GridTools({ grid }: { grid: Grid }) {
  return (
    <>
      <BulkBar grid={grid} />
      {grid.pasted && <PasteDialog grid={grid} pasted={grid.pasted} />}
    </>
  );
}
