import { Button, Menu, Text } from "@mantine/core";
import { IconDownload, IconFlag, IconPencil, IconTrash, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { Allowed } from "@/components/allowed";
import { Notice } from "@/components/notice";
import { shapeOf } from "@/features/collections/editors/shape";
import { BulkSet } from "@/features/collections/grid/bulk-set";
import { useBulk } from "@/features/collections/grid/use-bulk";
import type { Grid } from "@/features/collections/grid/use-grid";
import { textOfValue } from "@/features/collections/model/fields";
import { saveText, toCsv } from "@/lib/csv";
import classes from "@/features/collections/grid/bulk-bar.module.css";

/** What can be done with the chosen rows. */
export function BulkBar({ grid }: { grid: Grid }) {
  const bulk = useBulk(grid);
  const [setting, setSetting] = useState(false);
  const { selection, collection } = grid;
  const stage = collection.fields.map(shapeOf).find(({ type }) => type === "stage");
  const exportRows = () => {
    const rows = grid.rows.filter(({ id }) => selection.ids.has(id));
    const head = ["Key", ...collection.fields.map(({ name }) => name)];
    saveText(`${collection.key}-selected.csv`, toCsv([head, ...rows.map((row) => [row.key, ...collection.fields.map(({ key }) => textOfValue(row.values[key]))])]));
  };
  return (
    <>
      {selection.ids.size > 0 && (
        <div className={classes.bar} role="toolbar" aria-label="Selected records">
          <Text size="sm" fw={600} role="status">{selection.ids.size} selected</Text>
          <Allowed to="edit_records">
            {(disabled) => <Button size="xs" variant="default" disabled={disabled} leftSection={<IconPencil size={14} aria-hidden />} onClick={() => setSetting(true)}>Set a field</Button>}
          </Allowed>
          {stage?.stages && (
            <Menu position="bottom-start">
              <Menu.Target><Button size="xs" variant="default" loading={bulk.busy} leftSection={<IconFlag size={14} aria-hidden />}>Move to stage</Button></Menu.Target>
              <Menu.Dropdown>
                {stage.stages.map(({ key, name }) => (
                  <Menu.Item key={key} onClick={() => void bulk.run({ action: "set", values: { [stage.key]: key } }, `moved to ${name}`)}>{name}</Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
          <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={exportRows}>Export</Button>
          <Allowed to="edit_records">
            {(disabled) => (
              <Button size="xs" variant="default" disabled={disabled} loading={bulk.busy} leftSection={<IconTrash size={14} aria-hidden />} onClick={() => void bulk.run({ action: "delete" }, "deleted")}>Delete</Button>
            )}
          </Allowed>
          <Button size="xs" variant="subtle" ml="auto" leftSection={<IconX size={14} aria-hidden />} onClick={selection.clear}>Clear selection</Button>
        </div>
      )}
      {(bulk.problem !== "" || bulk.result) && (
        <div style={{ padding: "12px 16px" }}>
          <Notice tone={bulk.problem ? "red" : "amber"} role="alert" title={bulk.problem || `${bulk.result?.refused.length} left as they are`} onClose={bulk.forget}>
            {bulk.result?.refused.slice(0, 20).map((one) => (
              <div key={one.record_id ?? one.key}>{one.key}: {Object.entries(one.fields ?? {}).map(([field, said]) => `${nameOf(grid, field)} ${said}`).join("; ") || one.message}</div>
            ))}
          </Notice>
        </div>
      )}
      {setting && <BulkSet grid={grid} bulk={bulk} onClose={() => setSetting(false)} />}
    </>
  );
}

function nameOf(grid: Grid, key: string): string {
  return grid.collection.fields.find((field) => field.key === key)?.name ?? key;
}
