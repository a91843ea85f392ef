import { Button, Checkbox, Group, Modal, Select, Stack, Table, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { asProblem } from "@/api/problem";
import { usePaste, usePreviewPaste, type PasteIn, type PastePreview } from "@/api/records";
import { useWorkspacePath } from "@/api/workspace";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { notifyUndo } from "@/features/collections/grid/notify-undo";
import type { Grid, Pasted } from "@/features/collections/grid/use-grid";
import { useUndoChange } from "@/features/collections/grid/use-undo-change";
import { textOfValue } from "@/features/collections/model/fields";
import { counted } from "@/lib/words";

type Block = Pick<PasteIn, "fields" | "cells" | "record_ids"> & { record_ids: string[] };

const ROWS_SHOWN = 200;
const ORDERS = [
  { value: "day_first", label: "Day first: 03/04/2026 is 3 April" },
  { value: "month_first", label: "Month first: 03/04/2026 is 4 March" },
];

/** What a pasted block would change, cell by cell, before anything is written. */
export function PasteDialog({ grid, pasted }: { grid: Grid; pasted: Pasted }) {
  const [create, setCreate] = useState(false);
  const [order, setOrder] = useState<PasteIn["order"]>("day_first");
  const [shown, setShown] = useState<PastePreview | null>(null);
  const preview = usePreviewPaste();
  const paste = usePaste();
  const undo = useUndoChange();
  const params = { path: { ...useWorkspacePath(), key: grid.collection.key } };
  // The rows may move underneath while the dialog is open: what was previewed is what is pasted.
  const [block] = useState(() => blockOf(grid, pasted));
  const body = { ...block, create, order, versions: {} };
  const look = preview.mutate;
  useEffect(() => {
    look({ params: { path: params.path }, body: { ...block, create, order, versions: {} } }, { onSuccess: setShown });
    // Only the choices change while the dialog is open.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [create, order]);
  const beyond = block.cells.length - block.record_ids.length;
  const error = preview.error ?? paste.error;
  const apply = () => {
    const versions = Object.fromEntries((shown?.rows ?? []).flatMap((row) => (row.record_id && row.version ? [[row.record_id, row.version]] : [])));
    paste.mutate({ params, body: { ...body, versions } }, {
      onSuccess: (done) => {
        const change_id = done.change_id;
        if (change_id) {
          grid.did(change_id);
          notifyUndo(`${counted(done.changed, "record")} changed by pasting${done.refused.length > 0 ? `, ${done.refused.length} not whole` : ""}`, () => undo(change_id));
        }
        grid.endPaste();
      },
    });
  };
  const nothing = shown !== null && shown.changed === 0 && shown.created === 0;
  return (
    <Modal opened size="xl" title="Paste from a spreadsheet" onClose={grid.endPaste}>
      <Stack>
        {error && <Notice tone="red" role="alert">{asProblem(error).message} {asProblem(error).remedy}</Notice>}
        {shown === null && !error && <Loading />}
        {shown && (
          <>
            <Text size="sm" role="status">
              {counted(shown.changed, "cell")} would change, {counted(shown.created, "record")} would be made
              {shown.refused > 0 ? `, ${shown.refused} refused` : ""}.
            </Text>
            <Group>
              <Select label="Dates" size="xs" w={290} allowDeselect={false} data={ORDERS} value={order} onChange={(value) => setOrder((value ?? "day_first") as PasteIn["order"])} />
              {beyond > 0 && <Checkbox label={beyond === 1 ? "Make a new record of the last row" : `Make new records of the last ${counted(beyond, "row")}`} checked={create} onChange={(event) => setCreate(event.currentTarget.checked)} />}
            </Group>
            <Preview grid={grid} preview={shown} block={block} />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={grid.endPaste}>Cancel</Button>
          <Button disabled={shown === null || nothing || preview.isPending} loading={paste.isPending} onClick={apply}>Paste</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Preview({ grid, preview, block: { fields, cells: given } }: { grid: Grid; preview: PastePreview; block: Block }) {
  const nameOf = (key: string) => grid.collection.fields.find((field) => field.key === key)?.name ?? key;
  return (
    <div style={{ overflow: "auto", maxHeight: "50vh" }} tabIndex={0} role="region" aria-label="Preview">
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr><Table.Th>Record</Table.Th>{fields.map((key) => <Table.Th key={key}>{nameOf(key)}</Table.Th>)}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.rows.slice(0, ROWS_SHOWN).map((row, index) => (
            <Table.Tr key={row.record_id ?? index}>
              <Table.Td fw={550}>{row.key || "New"}{row.message && <Text size="xs" c="var(--tone-red)">{row.message}</Text>}</Table.Td>
              {row.cells.map((cell) => (
                <Table.Td key={cell.field}>
                  {cell.state === "refused"
                    ? <Refused text={given[index]?.[fields.indexOf(cell.field)] ?? ""} name={nameOf(cell.field)} message={cell.message} />
                    : cell.state === "same"
                      ? <Text size="sm" c="dimmed">{textOfValue(cell.after) || "–"}</Text>
                      : (
                        <Text size="sm">
                          {row.record_id && <Text span inherit td="line-through" c="dimmed">{textOfValue(cell.before) || "nothing"}</Text>}
                          {row.record_id ? " → " : ""}
                          <Text span inherit fw={550}>{textOfValue(cell.after) || "nothing"}</Text>
                        </Text>
                      )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** What was pasted, and why it cannot be the value of its field: the server's sentence begins with its verb. */
function Refused({ text, name, message }: { text: string; name: string; message: string }) {
  return (
    <>
      <Text size="sm" td="line-through">{text || "nothing"}</Text>
      <Text size="xs" c="var(--tone-red)" style={{ whiteSpace: "normal" }}>Refused: {name} {message.replace(/\.$/, "")}.</Text>
    </>
  );
}

/** The block as it falls on the rows and columns of the table, from the active cell to the right and down. */
function blockOf(grid: Grid, { cells, at }: Pasted): Block {
  const column = grid.fields.findIndex(({ key }) => key === at.field);
  const row = grid.rows.findIndex(({ id }) => id === at.row);
  const width = Math.min(cells[0]?.length ?? 0, grid.fields.length - column);
  return {
    fields: grid.fields.slice(column, column + width).map(({ key }) => key),
    cells: cells.map((line) => line.slice(0, width)),
    record_ids: grid.rows.slice(row, row + cells.length).map(({ id }) => id),
  };
}
