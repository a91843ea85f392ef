import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Value } from "@/api/records";
import { emptyValue, isInline, numberText, shapeOf } from "@/features/collections/editors/shape";
import { ValueEditor } from "@/features/collections/editors/value-editor";
import type { useBulk } from "@/features/collections/grid/use-bulk";
import type { Grid } from "@/features/collections/grid/use-grid";
import { counted } from "@/lib/words";

interface Props {
  grid: Grid;
  bulk: ReturnType<typeof useBulk>;
  onClose: () => void;
}

/** One value for all chosen records. */
export function BulkSet({ grid, bulk, onClose }: Props) {
  const shapes = grid.collection.fields.map(shapeOf).filter(isInline);
  const [key, setKey] = useState(shapes[0]?.key ?? "");
  const [value, setValue] = useState<Value>("");
  const shape = shapes.find((one) => one.key === key);
  const send = async () => {
    if (!shape) return;
    const sent = ["number", "money"].includes(shape.type) && typeof value === "string" ? numberText(value) : value;
    if (await bulk.run({ action: "set", values: { [shape.key]: sent } }, "changed")) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={`Set a field of ${counted(grid.selection.ids.size, "record")}`}>
      <Stack>
        <Select
          label="Field"
          allowDeselect={false}
          data={shapes.map((one) => ({ value: one.key, label: one.name }))}
          value={key}
          onChange={(next) => {
            setKey(next ?? "");
            const chosen = shapes.find((one) => one.key === next);
            setValue(chosen ? emptyValue(chosen) : "");
          }}
        />
        {shape && <ValueEditor key={shape.key} shape={shape} value={value} values={{}} onChange={setValue} common={{ label: "Value" }} />}
        <Text size="sm" c="dimmed">An empty value clears the field. The change can be taken back as a whole.</Text>
        {bulk.problem && <Text size="sm" c="var(--tone-red)" role="alert">{bulk.problem}</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button loading={bulk.busy} disabled={!shape} onClick={() => void send()}>Set</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
