import { Switch } from "@mantine/core";
import { useChangeAutomation, type AutomationLine } from "@/api/automation-drafts";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";

interface Props {
  automation: Pick<AutomationLine, "id" | "name" | "enabled" | "version">;
}

export function AutomationSwitch({ automation }: Props) {
  const path = { ...useWorkspacePath(), automation_id: automation.id };
  const change = useChangeAutomation();
  const shown = change.isPending ? (change.variables.body.enabled ?? automation.enabled) : automation.enabled;
  return (
    <Allowed to="edit_automations" unless={automation.version === 0 ? "Publish it first: there is no version that could run." : ""}>
      {(disabled) => (
        <Switch
          aria-label={`${automation.name} is switched on`}
          disabled={disabled}
          checked={shown}
          onChange={(event) => change.mutate({ params: { path }, body: { enabled: event.currentTarget.checked } })}
        />
      )}
    </Allowed>
  );
}
