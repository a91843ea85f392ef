import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import type { Field, RecordDetail } from "@/api/types";
import { Allowed } from "@/components/allowed";
import { Panel } from "@/components/panel";
import { FieldValue } from "@/features/collections/field-value";
import { LineItems } from "@/features/collections/line-items";
import { isShown, linesOf } from "@/features/collections/model/fields";
import { RecordForm } from "@/features/collections/record-form";
import classes from "@/features/collections/record-values.module.css";

interface Props {
  record: RecordDetail;
  fields: Field[];
  form?: ReactNode;
  /** Why it cannot be changed, "" when it can. */
  unless: string;
}

/** The fields of a record, to read and, for those who may, to change; lines have a panel of their own while they are read. */
export function RecordValues({ record, fields, form, unless }: Props) {
  const [editing, setEditing] = useState(false);
  if (editing) return <RecordForm record={record} fields={fields} more={form} onDone={() => setEditing(false)} />;
  const shown = fields.filter((field) => field.type !== "line_items" && isShown(field, record.values));
  const lists = fields.filter(({ type }) => type === "line_items");
  return (
    <>
      <Panel
        title="Details"
        actions={
          <Allowed to="edit_records" unless={record.deleted_at ? "The record is in the bin." : unless}>
            {(disabled) => (
              <Button
                size="xs"
                variant="default"
                disabled={disabled}
                leftSection={<IconPencil size={14} aria-hidden />}
                onClick={() => setEditing(true)}
              >
                Edit
              </Button>
            )}
          </Allowed>
        }
      >
        <dl className={classes.values}>
          {shown.map((field) => (
            <div key={field.key}>
              <dt>{field.name}</dt>
              <dd><FieldValue field={field} values={record.values} /></dd>
            </div>
          ))}
        </dl>
      </Panel>
      {lists.map((field) => (
        <LineItems key={field.key} title={field.name} lines={linesOf(record.values[field.key])} values={record.values} />
      ))}
    </>
  );
}
