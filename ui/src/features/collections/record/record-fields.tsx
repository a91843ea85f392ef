import { SimpleGrid, Stack } from "@mantine/core";
import type { Field } from "@/api/types";
import type { Value, Values } from "@/api/records";
import { AttachmentEditor } from "@/features/collections/editors/attachment-editor";
import { LineItemsEditor } from "@/features/collections/editors/line-items-editor";
import { isEditable, shapeOf } from "@/features/collections/editors/shape";
import { ValueEditor } from "@/features/collections/editors/value-editor";

interface Props {
  fields: Field[];
  collection: string;
  /** Empty for a record that is not made yet. */
  recordId: string;
  values: Values;
  /** What is wrong, by field; "lines.2.quantity" for a cell of a line. */
  errors: Record<string, string>;
  onChange: (key: string, value: Value) => void;
}

/** An editor for every field that a person may fill in; line items below the others, over the whole width. */
export function RecordFields({ fields, collection, recordId, values, errors, onChange }: Props) {
  const editable = fields.map(shapeOf).filter((shape) => isEditable(shape) && (shape.type !== "attachment" || recordId !== ""));
  const common = (key: string, name: string) => ({ error: errors[key] ? `${name} ${errors[key]}.` : "" });
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {editable.filter(({ type }) => type !== "line_items").map((shape) => {
          const shared = {
            label: shape.name,
            required: shape.required ?? false,
            ...(shape.hint ? { description: shape.hint } : {}),
            ...common(shape.key, shape.name),
          };
          const value = values[shape.key] ?? null;
          return shape.type === "attachment"
            ? <AttachmentEditor key={shape.key} collection={collection} recordId={recordId} value={value} onChange={(next) => onChange(shape.key, next)} common={shared} />
            : <ValueEditor key={shape.key} shape={shape} value={value} values={values} onChange={(next) => onChange(shape.key, next)} common={shared} />;
        })}
      </SimpleGrid>
      {editable.filter(({ type }) => type === "line_items").map((shape) => (
        <LineItemsEditor
          key={shape.key}
          shape={shape}
          value={values[shape.key] ?? []}
          values={values}
          errors={inside(errors, shape.key)}
          onChange={(lines) => onChange(shape.key, lines)}
        />
      ))}
    </Stack>
  );
}

function inside(errors: Record<string, string>, key: string): Record<string, string> {
  const start = `${key}.`;
  return Object.fromEntries(Object.entries(errors).filter(([place]) => place.startsWith(start)).map(([place, said]) => [place.slice(start.length), said]));
}
