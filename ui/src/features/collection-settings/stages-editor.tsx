import { Checkbox, TextInput } from "@mantine/core";
import type { Stage } from "@/api/collection-settings";
import { RowsEditor } from "@/features/collection-settings/rows-editor";

interface Props {
  stages: Stage[];
  error?: string | undefined;
  onChange: (stages: Stage[]) => void;
}

/** The stages that a record goes through; at a final one it is complete. */
export function StagesEditor({ stages, error, onChange }: Props) {
  return (
    <RowsEditor
      label="Stages" description="In their order. A record that comes to a final one is complete." noun="stage" items={stages}
      fresh={{ key: "", name: "", is_final: false }} error={error} onChange={onChange}
    >
      {(stage, set, number) => (
        <>
          <TextInput aria-label={`Stage ${number}`} value={stage.name} maxLength={100} style={{ flex: 1 }} onChange={(event) => set({ name: event.currentTarget.value })} />
          <Checkbox label="Final" checked={stage.is_final ?? false} onChange={(event) => set({ is_final: event.currentTarget.checked })} />
        </>
      )}
    </RowsEditor>
  );
}
