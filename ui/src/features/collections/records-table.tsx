import { Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconArrowsSort } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { columnVisibilityFeature, tableFeatures, useTable } from "@tanstack/react-table";
import { useMemo } from "react";
import type { Collection, RecordRow } from "@/api/types";
import { LinkRow } from "@/components/link-row";
import { recordColumns } from "@/features/collections/record-columns";
import classes from "@/features/collections/records-table.module.css";
import { hiddenAtFirst, sortAtFirst } from "@/features/collections/model/fields";
import { hiddenOf, nextSort, type RecordsSearch } from "@/lib/records-search";

const features = tableFeatures({ columnVisibilityFeature });
export type RecordFeatures = typeof features;

interface Props {
  collection: Collection;
  rows: RecordRow[];
  search: RecordsSearch;
  onChange: (search: RecordsSearch) => void;
}

/** The records of a collection; the server sorts and filters. */
export function RecordsTable({ collection, rows, search, onChange }: Props) {
  const navigate = useNavigate();
  const columns = useMemo(() => recordColumns(collection), [collection]);
  const hidden = hiddenOf(search, hiddenAtFirst(collection.fields));
  const columnVisibility = Object.fromEntries(hidden.map((key) => [key, false]));
  const atFirst = sortAtFirst(collection.fields);
  const sort = search.sort ?? atFirst;
  // Without a sort in the address the order is that at first; a click on its column turns it round instead.
  const sorted = (field: string) => ({ ...search, sort: nextSort(sort, field) ?? (sort === atFirst ? field : "") });
  const table = useTable({ features, columns, data: rows, state: { columnVisibility }, getRowId: (row) => row.id });
  return (
    <Table stickyHeader className={classes.table}>
      <Table.Thead>
        {table.getHeaderGroups().map((group) => (
          <Table.Tr key={group.id}>
            {group.headers.map((header) => {
              const { numeric, sortable } = header.column.columnDef.meta ?? {};
              return (
                <Table.Th key={header.id} data-numeric={numeric} aria-sort={sortOf(sort, header.id)}>
                  {sortable
                    ? (
                      <UnstyledButton className={classes.sort} onClick={() => onChange(sorted(header.id))}>
                        <table.FlexRender header={header} />
                        <SortMark sort={sort} field={header.id} />
                      </UnstyledButton>
                    )
                    : <table.FlexRender header={header} />}
                </Table.Th>
              );
            })}
          </Table.Tr>
        ))}
      </Table.Thead>
      <Table.Tbody>
        {table.getRowModel().rows.map((row) => (
          <LinkRow
            key={row.id}
            onOpen={() => void navigate({ to: "/collections/$key/records/$recordId", params: { key: collection.key, recordId: row.id } })}
          >
            {row.getVisibleCells().map((cell) => (
              <Table.Td key={cell.id} data-numeric={cell.column.columnDef.meta?.numeric}>
                <table.FlexRender cell={cell} />
              </Table.Td>
            ))}
          </LinkRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function sortOf(sort: string | undefined, field: string): "ascending" | "descending" | undefined {
  if (sort === field) return "ascending";
  return sort === `-${field}` ? "descending" : undefined;
}

function SortMark({ sort, field }: { sort: string | undefined; field: string }) {
  if (sort === field) return <IconArrowUp size={14} aria-hidden />;
  if (sort === `-${field}`) return <IconArrowDown size={14} aria-hidden />;
  return <IconArrowsSort size={14} className={classes.unsorted} aria-hidden />;
}
