import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import type { Field, RecordDetail } from "@/api/types";
import { Allowed } from "@/components/allowed";
import { Panel } from "@/components/panel";
import { FieldValue } from "@/features/collections/field-value";
import { isShown } from "@/features/collections/model/fields";
import { RecordForm } from "@/features/collections/record-form";
import classes from "@/features/collections/record-values.module.css";

/** The fields of a record, to read and, for those who may, to change. */
export function RecordValues({ record, fields }: { record: RecordDetail; fields: Field[] }) {
  const [editing, setEditing] = useState(false);
  if (editing) return <RecordForm record={record} fields={fields} onDone={() => setEditing(false)} />;
  return (
    <Panel
      title="Details"
      actions={
        <Allowed to="edit_records">
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
        {fields.filter((field) => isShown(field, record.values)).map((field) => (
          <div key={field.key}>
            <dt>{field.name}</dt>
            <dd><FieldValue field={field} values={record.values} /></dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
