import { Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconArrowsSort } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { columnVisibilityFeature, tableFeatures, useTable } from "@tanstack/react-table";
import { useMemo } from "react";
import type { Collection, RecordRow } from "@/api/types";
import { LinkRow } from "@/components/link-row";
import { recordColumns } from "@/features/collections/record-columns";
import classes from "@/features/collections/records-table.module.css";
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
  const columnVisibility = Object.fromEntries(hiddenOf(search).map((key) => [key, false]));
  const table = useTable({ features, columns, data: rows, state: { columnVisibility }, getRowId: (row) => row.id });
  return (
    <Table stickyHeader className={classes.table}>
      <Table.Thead>
        {table.getHeaderGroups().map((group) => (
          <Table.Tr key={group.id}>
            {group.headers.map((header) => {
              const { numeric, sortable } = header.column.columnDef.meta ?? {};
              return (
                <Table.Th key={header.id} data-numeric={numeric} aria-sort={sortOf(search.sort, header.id)}>
                  {sortable
                    ? (
                      <UnstyledButton className={classes.sort} onClick={() => onChange({ ...search, sort: nextSort(search.sort, header.id) ?? "" })}>
                        <table.FlexRender header={header} />
                        <SortMark sort={search.sort} field={header.id} />
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
