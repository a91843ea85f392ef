import { Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconArrowsSort } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { columnVisibilityFeature, tableFeatures, useTable } from "@tanstack/react-table";
import { useMemo } from "react";
import type { Collection, RecordRow } from "@/api/types";
import type { RecordGroups } from "@/api/views";
import { LinkRow } from "@/components/link-row";
import { GridCell } from "@/features/collections/grid/grid-cell";
import { SelectAll, SelectRow } from "@/features/collections/grid/select-cells";
import type { Grid } from "@/features/collections/grid/use-grid";
import { ColumnHandle } from "@/features/collections/list/column-handle";
import { GroupRow } from "@/features/collections/list/group-row";
import { useVirtualRows } from "@/features/collections/list/use-virtual-rows";
import { hiddenAtFirst, sortAtFirst } from "@/features/collections/model/fields";
import { foldsOf, linesOf, withFold } from "@/features/collections/model/folds";
import { groupingOf } from "@/features/collections/model/groups";
import { recordColumns } from "@/features/collections/record-columns";
import classes from "@/features/collections/records-table.module.css";
import { hiddenOf, nextSort, widthsOf, withWidth, type RecordsSearch } from "@/lib/records-search";

const features = tableFeatures({ columnVisibilityFeature });
export type RecordFeatures = typeof features;

interface Props {
  collection: Collection;
  rows: RecordRow[];
  groups: RecordGroups | undefined;
  grid: Grid;
  search: RecordsSearch;
  onChange: (search: RecordsSearch) => void;
}

/** The records of a collection; the server sorts, filters and groups. */
export function RecordsTable({ collection, rows, groups, grid, search, onChange }: Props) {
  const navigate = useNavigate();
  const columns = useMemo(() => recordColumns(collection, search.cols), [collection, search.cols]);
  const hidden = hiddenOf(search, hiddenAtFirst(collection.fields));
  const columnVisibility = Object.fromEntries(hidden.map((key) => [key, false]));
  const atFirst = sortAtFirst(collection.fields);
  const sort = search.sort ?? atFirst;
  // Without a sort in the address the order is that at first; a click on its column turns it round instead.
  const sorted = (field: string) => ({ ...search, sort: nextSort(sort, field) ?? (sort === atFirst ? field : "") });
  const table = useTable({ features, columns, data: rows, state: { columnVisibility }, getRowId: (row) => row.id });
  const grouping = groupingOf(search.group);
  const widths = widthsOf(search);
  const lines = linesOf(rows, grouping, foldsOf(search.folded));
  const lineOf = (row: number) => lines.findIndex((line) => !line.isFolded && line.row.id === grid.rows[row]?.id);
  const shown = useVirtualRows(grid, { count: lines.length, lineOf });
  const width = table.getVisibleLeafColumns().length + 1;
  return (
    <div {...grid.tableProps}>
      <Table stickyHeader className={classes.table} aria-rowcount={shown.isVirtual ? lines.length + 1 : undefined}>
        <Table.Thead>
          {table.getHeaderGroups().map((group) => (
            <Table.Tr key={group.id}>
              <Table.Th w={36}><SelectAll grid={grid} /></Table.Th>
              {group.headers.map((header) => {
                const { numeric, sortable } = header.column.columnDef.meta ?? {};
                const name = String(header.column.columnDef.header);
                return (
                  <Table.Th key={header.id} aria-label={name} data-numeric={numeric} aria-sort={sortOf(sort, header.id)} className={classes.head} style={wide(widths[header.id])}>
                    {sortable
                      ? (
                        <UnstyledButton className={classes.sort} onClick={() => onChange(sorted(header.id))}>
                          <span><table.FlexRender header={header} /></span>
                          <SortMark sort={sort} field={header.id} />
                        </UnstyledButton>
                      )
                      : <table.FlexRender header={header} />}
                    <ColumnHandle column={name} onWidth={(pixels) => onChange(withWidth(search, header.id, pixels))} />
                  </Table.Th>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Thead>
        <Table.Tbody>
          {shown.before > 0 && <tr aria-hidden style={{ height: shown.before }}><td colSpan={width} /></tr>}
          {shown.indexes.map((index) => {
            const line = lines[index];
            const row = line && table.getRow(line.row.id);
            if (!row) return null;
            return [
              line.begins && grouping && (
                <GroupRow
                  key={`group-${row.id}`}
                  collection={collection}
                  grouping={grouping}
                  row={row.original}
                  groups={groups}
                  columns={width}
                  isFolded={line.isFolded}
                  onFold={(group) => onChange({ ...search, folded: withFold(search.folded, group) })}
                />
              ),
              !line.isFolded && <LinkRow
                key={row.id}
                onOpen={() => void navigate({ to: "/collections/$key/records/$recordId", params: { key: collection.key, recordId: row.id } })}
              >
                <Table.Td><SelectRow grid={grid} row={row.original} /></Table.Td>
                {row.getVisibleCells().map((cell) => {
                  const { numeric, field } = cell.column.columnDef.meta ?? {};
                  const content = <table.FlexRender cell={cell} />;
                  return field
                    ? <GridCell key={cell.id} grid={grid} row={row.original} field={field} numeric={numeric} style={wide(widths[cell.column.id])}>{content}</GridCell>
                    : <Table.Td key={cell.id} data-numeric={numeric} style={wide(widths[cell.column.id])}>{content}</Table.Td>;
                })}
              </LinkRow>,
            ];
          })}
          {shown.after > 0 && <tr aria-hidden style={{ height: shown.after }}><td colSpan={width} /></tr>}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** A column that was given a width has just that one, whatever stands in its cells. */
function wide(pixels: number | undefined) {
  return pixels === undefined ? undefined : { minWidth: pixels, width: pixels, maxWidth: pixels };
}

function sortOf(sort: string | undefined, field: string): "ascending" | "descending" | undefined {
  const first = sort?.split(",")[0];
  if (first === field) return "ascending";
  return first === `-${field}` ? "descending" : undefined;
}

function SortMark({ sort, field }: { sort: string | undefined; field: string }) {
  const direction = sortOf(sort, field);
  if (direction === "ascending") return <IconArrowUp size={14} aria-hidden />;
  if (direction === "descending") return <IconArrowDown size={14} aria-hidden />;
  return <IconArrowsSort size={14} className={classes.unsorted} aria-hidden />;
}
