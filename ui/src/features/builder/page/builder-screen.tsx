import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { BuilderAutomation } from "@/api/automation-drafts";
import { FlowCanvas, type Edits } from "@/features/builder/canvas/flow-canvas";
import { findStep } from "@/features/builder/model/steps";
import { TRIGGER } from "@/features/builder/model/types";
import { BuilderContext, type Builder } from "@/features/builder/model/use-builder";
import { kindName } from "@/features/builder/model/words";
import { OutlineView } from "@/features/builder/outline/outline-view";
import { BuilderDialogs, type Dialog } from "@/features/builder/page/builder-dialogs";
import { BuilderHead } from "@/features/builder/page/builder-head";
import { BuilderTools } from "@/features/builder/page/builder-tools";
import { commandsFor } from "@/features/builder/page/commands";
import { Conflict } from "@/features/builder/page/conflict";
import { StepMenu } from "@/features/builder/page/step-menu";
import { focusStep, useBuilderKeys } from "@/features/builder/page/use-builder-keys";
import { useBuilderState } from "@/features/builder/page/use-builder-state";
import { StepPanel } from "@/features/builder/panel/step-panel";
import classes from "@/features/builder/page/builder.module.css";

const FOCUSABLE = "[data-setting] :is(input:not([type=hidden]), textarea, [contenteditable=true], button), input, textarea, button";

interface Props {
  automation: BuilderAutomation;
  start: string | null;
  view: "canvas" | "outline";
  shows: "draft" | "live";
  onAddress: (change: { view?: string | undefined; show?: string | undefined }) => void;
}

/** The builder of one automation: its head, its steps, and the settings of what is selected. */
export function BuilderScreen({ automation, start, view: wantedView, shows, onAddress }: Props) {
  const isNarrow = useMediaQuery("(max-width: 62em)");
  const isPhone = useMediaQuery("(max-width: 48em)");
  const view = isPhone ? "outline" : wantedView;
  const builder = useBuilderState(automation, start, shows);
  const { draft, context, setSelected, setWanted, marks } = builder;
  const { definition } = builder;
  const { selected, catalogue, readOnly } = context;
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [panelOpen, setPanelOpen] = useState(false);

  const select = useCallback<Builder["select"]>((id, field) => {
    setSelected(id);
    setPanelOpen(id !== null || field !== undefined);
    if (field) setWanted((before) => ({ field, number: (before?.number ?? 0) + 1 }));
  }, [setSelected, setWanted]);
  const [commands] = useState(() => commandsFor(draft, {
    select: (id) => {
      setSelected(id);
      requestAnimationFrame(() => id && focusStep(id));
    },
    openPalette: (spots) => setDialog({ kind: "palette", spots }),
  }));
  const rename = useCallback((id: string) => setDialog({ kind: "rename", id }), []);
  const open = useCallback((id: string) => select(id), [select]);
  const edits = useMemo<Edits>(() => ({ add: commands.addAt, changeNote: commands.changeNote, removeNote: commands.removeNote, place: commands.place }), [commands]);
  const menu = useCallback((id: string) => <StepMenu id={id} commands={commands} onRename={() => rename(id)} />, [commands, rename]);
  const known = useMemo(() => ({ ...context, select }), [context, select]);

  const enter = () => {
    select(selected ?? TRIGGER);
    requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-step-panel]")?.querySelector<HTMLElement>(FOCUSABLE)?.focus());
  };
  useBuilderKeys({
    definition, selected, view, readOnly, commands, enter,
    select: setSelected,
    rename: () => selected && rename(selected),
    test: () => {
      if (selected) select(selected);
      builder.wishTest();
    },
    help: () => setDialog({ kind: "keys" }),
    leave: () => select(null),
  });
  useEffect(() => {
    document.title = `${automation.name} · Tieout`;
  }, [automation.name]);

  const renamed = dialog?.kind === "rename" ? findStep(definition, dialog.id)?.step : undefined;
  const shown = { definition, catalogue, marks, selected, onSelect: setSelected, onOpen: open, menu: readOnly ? undefined : menu };
  const panel = (
    <div
      data-step-panel
      className={classes.panelInner}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || !selected) return;
        setPanelOpen(false);
        focusStep(selected);
      }}
    >
      <StepPanel />
    </div>
  );
  return (
    <BuilderContext value={known}>
      <div className={classes.builder} data-whole-page>
        <BuilderHead automation={automation} builder={builder} shows={shows} onAddress={onAddress} onDialog={setDialog} />
        <BuilderTools
          definition={definition} view={view} readOnly={readOnly} canChooseView={!isPhone} history={builder.state.history} commands={commands} onAddress={onAddress}
          onTest={() => {
            setSelected(null);
            setPanelOpen(true);
          }}
        />
        {builder.state.sign === "conflict" && <div className={classes.banner}><Conflict message={builder.state.message} choose={builder.choose} /></div>}
        <div className={classes.body}>
          <div className={classes.steps}>
            {view === "canvas" ? <FlowCanvas {...shown} edits={readOnly ? undefined : edits} /> : <OutlineView {...shown} onAdd={readOnly ? undefined : commands.addAt} />}
          </div>
          {isNarrow
            ? <Drawer opened={panelOpen} onClose={() => setPanelOpen(false)} withCloseButton={false} size={420} padding={0} attributes={{ content: { "aria-label": "Settings" } }}>{panel}</Drawer>
            : <aside className={classes.panel} aria-label="Settings">{panel}</aside>}
        </div>
      </div>
      {dialog && (
        <BuilderDialogs
          dialog={dialog} automation={automation} builder={builder} commands={commands} kinds={catalogue?.steps ?? []}
          renamed={renamed && { name: renamed.name, placeholder: kindName(renamed.kind, catalogue) }} onClose={() => setDialog(null)}
        />
      )}
    </BuilderContext>
  );
}
