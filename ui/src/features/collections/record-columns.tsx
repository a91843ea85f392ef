import { Group, Tooltip } from "@mantine/core";
import { IconAlertTriangleFilled } from "@tabler/icons-react";
import type { ColumnDef } from "@tanstack/react-table";
import type { Collection, Field, RecordRow } from "@/api/types";
import { Instant } from "@/components/instant";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { FieldValue } from "@/features/collections/field-value";
import { isSortable, orderedFields } from "@/features/collections/model/columns";
import { kindOf } from "@/lib/conditions";
import type { RecordFeatures } from "@/features/collections/records-table";

declare module "@tanstack/react-table" {
  // The parameters are the library's own; a declaration that is merged must repeat them.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface ColumnMeta<TFeatures, TData, TValue> {
    numeric?: boolean;
    sortable?: boolean;
    /** The field whose value the cell holds, where it can be edited in its place. */
    field?: Field;
  }
}

type Column = ColumnDef<RecordFeatures, RecordRow>;

/** The key first, then a column for each field, then what the ledger says. */
export function recordColumns(collection: Collection, cols?: string): Column[] {
  const own = orderedFields(collection.fields.filter((field, index) => index > 0 || !isKeyField(field)), cols);
  const ledger = collection.accounting_type === "none" ? [] : [ledgerColumn(collection)];
  return [keyColumn(collection), ...own.map(fieldColumn), ...ledger, updatedColumn()];
}

/** The first field usually repeats the key. */
function isKeyField(field: Field): boolean {
  return ["number", "code", "account_number"].includes(field.key);
}

function keyColumn(collection: Collection): Column {
  return {
    id: "key",
    header: collection.fields.slice(0, 1).find(isKeyField)?.name ?? "Key",
    meta: { sortable: true },
    cell: ({ row: { original } }) => (
      <Group gap={6} wrap="nowrap">
        <TextLink fw={550} to="/collections/$key/records/$recordId" params={{ key: collection.key, recordId: original.id }}>
          {original.key}
        </TextLink>
        {original.exceptions_open > 0 && (
          <Tooltip label="Has an open exception">
            <IconAlertTriangleFilled size={15} style={{ color: "var(--tone-amber)" }} aria-label="Has an open exception" />
          </Tooltip>
        )}
      </Group>
    ),
  };
}

function fieldColumn(field: Field): Column {
  return {
    id: field.key,
    header: field.name,
    meta: { numeric: ["number", "money"].includes(kindOf(field)), sortable: isSortable(field), field },
    cell: ({ row: { original } }) => <FieldValue field={field} values={original.values} />,
  };
}

/** Documents may have been raised from lines of a record that is itself no document: of these the payment status tells. */
function ledgerColumn({ accounting_type: type }: Collection): Column {
  const isDocument = type === "invoices" || type === "bills";
  return {
    id: "_ledger",
    header: "Ledger",
    cell: ({ row: { original } }) => (original.linked || !isDocument ? <StatusBadge state={original.linked ? "linked" : "not_linked"} /> : "–"),
  };
}

function updatedColumn(): Column {
  return {
    id: "updated_at",
    header: "Changed",
    meta: { sortable: true },
    cell: ({ row: { original } }) => <Instant at={original.updated_at} />,
  };
}
