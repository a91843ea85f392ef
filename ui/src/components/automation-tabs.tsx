import { Tabs } from "@mantine/core";
import { IconBolt, IconHistory } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";

const TABS = [
  { to: "/automations", label: "Automations", icon: IconBolt },
  { to: "/runs", label: "Runs", icon: IconHistory },
] as const;

/** Automations, and what they did. */
export function AutomationTabs({ here }: { here: (typeof TABS)[number]["to"] }) {
  const navigate = useNavigate();
  return (
    <Tabs
      value={here}
      mb="lg"
      onChange={(value) => {
        const tab = TABS.find(({ to }) => to === value);
        if (tab) void navigate({ to: tab.to });
      }}
    >
      <Tabs.List aria-label="Automations and runs">
        {TABS.map(({ to, label, icon: Shown }) => (
          <Tabs.Tab key={to} value={to} leftSection={<Shown size={16} aria-hidden />}>{label}</Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
