import { ActionIcon, Anchor, Button, Group, Menu, Title, Tooltip } from "@mantine/core";
import { IconChevronRight, IconDots, IconFileCode, IconHistory, IconInfoCircle, IconKeyboard, IconPencil, IconVersions } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { BuilderAutomation } from "@/api/automation-drafts";
import { Allowed } from "@/components/allowed";
import { AutomationSwitch } from "@/components/automation-switch";
import { StatusBadge } from "@/components/status-badge";
import type { Dialog } from "@/features/builder/page/builder-dialogs";
import { SaveSign } from "@/features/builder/page/save-sign";
import type { useBuilderState } from "@/features/builder/page/use-builder-state";
import { counted } from "@/lib/words";
import classes from "@/features/builder/page/builder.module.css";

interface Props {
  automation: BuilderAutomation;
  builder: ReturnType<typeof useBuilderState>;
  shows: "draft" | "live";
  onAddress: (change: { show?: string | undefined }) => void;
  onDialog: (dialog: Dialog) => void;
}

/** What is open, whether it is saved, live and switched on. */
export function BuilderHead({ automation, builder, shows, onAddress, onDialog }: Props) {
  const navigate = useNavigate();
  const { sign, message } = builder.state;
  const items = [
    { label: "Versions", icon: IconVersions, act: () => void navigate({ to: "/automations/$automationId/versions", params: { automationId: automation.id } }) },
    { label: "Runs", icon: IconHistory, act: () => void navigate({ to: "/runs", search: { automation: automation.id } }) },
    { label: "Text: export, import", icon: IconFileCode, act: () => onDialog({ kind: "text" }) },
    { label: "Details, missed events, text", icon: IconInfoCircle, act: () => onDialog({ kind: "details" }) },
    { label: "Keys (?)", icon: IconKeyboard, act: () => onDialog({ kind: "keys" }) },
  ];
  return (
    <div className={classes.head}>
      <Group gap="xs" wrap="nowrap" className={classes.name}>
        <Anchor component={Link} to="/automations" size="sm" c="dimmed" visibleFrom="sm">Automations</Anchor>
        <IconChevronRight size={14} aria-hidden className={classes.crumb} />
        <Title order={1} className={classes.title}>{automation.name}</Title>
        {!builder.mayNot && <Tooltip label="Rename automation"><ActionIcon aria-label="Rename automation" onClick={() => onDialog({ kind: "name" })}><IconPencil size={16} aria-hidden /></ActionIcon></Tooltip>}
      </Group>
      <Group gap="sm" wrap="nowrap" className={classes.state}>
        <LiveState automation={automation} builder={builder} shows={shows} onAddress={onAddress} />
        {!builder.mayNot && shows === "draft" && <SaveSign sign={sign} message={message} savedBy={automation.draft.saved_by} />}
        <AutomationSwitch automation={automation} />
        <Allowed to="edit_automations" unless={shows === "live" ? "This is what is live. Show the draft to publish it." : whyNotPublish(automation, builder)}>
          {(disabled) => <Button disabled={disabled} onClick={() => onDialog({ kind: "publish" })}>Publish</Button>}
        </Allowed>
        <Menu position="bottom-end" width={240}>
          <Menu.Target><ActionIcon aria-label="More for this automation" size="lg"><IconDots size={20} aria-hidden /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            {items.map(({ label, icon: Shown, act }) => <Menu.Item key={label} leftSection={<Shown size={16} aria-hidden />} onClick={act}>{label}</Menu.Item>)}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </div>
  );
}

/** Which of the two is on screen, and the way to the other one. */
function LiveState({ automation, builder, shows, onAddress }: Omit<Props, "onDialog">) {
  if (!builder.live) return <StatusBadge state="draft" label="Not published yet" tone="blue" />;
  if (shows === "live") {
    return (
      <>
        <StatusBadge state="live" label={`Live: version ${automation.version}`} tone="green" />
        <Button size="xs" variant="default" onClick={() => onAddress({ show: undefined })}>Show draft</Button>
      </>
    );
  }
  const differs = automation.draft.differs || builder.differences.length > 0;
  return (
    <>
      <StatusBadge state={differs ? "draft" : "live"} label={differs ? "Draft differs from live" : `Live: version ${automation.version}`} tone={differs ? "blue" : "green"} />
      {differs && <Button size="xs" variant="default" onClick={() => onAddress({ show: "live" })}>Show live</Button>}
    </>
  );
}

function whyNotPublish(automation: BuilderAutomation, { state, context, live, differences }: Props["builder"]): string {
  const { problems } = context;
  if (problems.length > 0) return `${counted(problems.length, "problem")} first: ${problems[0]?.message ?? ""} ${problems[0]?.remedy ?? ""}`.trim();
  if (state.sign === "conflict") return "Somebody else saved meanwhile: choose which draft goes on.";
  if (state.sign === "offline") return "The server does not answer; the draft must be saved first.";
  if (live && differences.length === 0 && !automation.draft.differs) return "The draft is what is live already.";
  return "";
}
