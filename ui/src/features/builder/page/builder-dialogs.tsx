import { useChangeAutomation, type BuilderAutomation } from "@/api/automation-drafts";
import { useWorkspacePath } from "@/api/workspace";
import type { StepKind } from "@/features/builder/model/types";
import type { Commands } from "@/features/builder/page/commands";
import { DetailsDrawer } from "@/features/builder/page/details-drawer";
import { KeysList } from "@/features/builder/page/keys-list";
import { NameDialog } from "@/features/builder/page/name-dialog";
import { PublishDialog } from "@/features/builder/page/publish-dialog";
import { TextDialog } from "@/features/builder/page/text-dialog";
import type { useBuilderState } from "@/features/builder/page/use-builder-state";
import { StepPalette, type SpotChoice } from "@/features/builder/palette/step-palette";

export type Dialog = { kind: "palette"; spots: SpotChoice[] } | { kind: "rename"; id: string } | { kind: "name" | "publish" | "details" | "text" | "keys" };

interface Props {
  dialog: Dialog;
  automation: BuilderAutomation;
  builder: ReturnType<typeof useBuilderState>;
  commands: Commands;
  kinds: readonly StepKind[];
  renamed: { name: string; placeholder: string } | undefined;
  onClose: () => void;
}

/** The one dialog that is open. */
export function BuilderDialogs({ dialog, automation, builder, commands, kinds, renamed, onClose }: Props) {
  const path = { ...useWorkspacePath(), automation_id: automation.id };
  const change = useChangeAutomation();
  const settle = async () => {
    await builder.draft.saveNow();
    return builder.draft.get().revision;
  };
  switch (dialog.kind) {
    case "palette":
      return (
        <StepPalette
          spots={dialog.spots} kinds={kinds} onClose={onClose}
          onChoose={(kind, spot) => {
            onClose();
            commands.create(kind, spot);
          }}
        />
      );
    case "rename":
      return renamed && <NameDialog title="Rename step" {...renamed} onName={(name) => commands.rename(dialog.id, name)} onClose={onClose} />;
    case "name":
      return <NameDialog title="Rename automation" name={automation.name} onName={(name) => change.mutate({ params: { path }, body: { name } })} onClose={onClose} />;
    case "publish":
      return <PublishDialog automation={automation} live={builder.live} draft={builder.drafted} differences={builder.differences} settle={settle} onClose={onClose} />;
    case "details":
      return <DetailsDrawer automation={automation} definition={builder.drafted} onClose={onClose} />;
    case "text":
      return <TextDialog automation={automation} draft={builder.drafted} readOnly={builder.mayNot} settle={settle} onReplace={(definition) => builder.draft.change({ type: "replace", definition })} onClose={onClose} />;
    case "keys":
      return <KeysList onClose={onClose} />;
  }
}
