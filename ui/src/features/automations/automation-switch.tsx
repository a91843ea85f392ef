import { Switch } from "@mantine/core";
import { useSwitchAutomation } from "@/api/automations";
import type { Automation } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";

interface Props {
  automation: Pick<Automation, "id" | "name" | "enabled">;
}

export function AutomationSwitch({ automation }: Props) {
  const path = { ...useWorkspacePath(), automation_id: automation.id };
  const change = useSwitchAutomation();
  const shown = change.isPending ? (change.variables.body.enabled ?? automation.enabled) : automation.enabled;
  return (
    <Allowed to="edit_automations">
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
