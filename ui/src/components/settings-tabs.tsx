import { Tabs } from "@mantine/core";
import { IconBell, IconBolt, IconFileCode, IconKey, IconLock, IconPlugConnected, IconShieldLock, IconUser, IconUsers } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";

const TABS = [
  { to: "/settings/integrations", label: "Accounting Integration", icon: IconPlugConnected },
  { to: "/settings/automations", label: "Automations", icon: IconBolt },
  { to: "/settings/members", label: "Members", icon: IconUsers },
  { to: "/settings/account", label: "My account", icon: IconUser },
  { to: "/settings/tokens", label: "API tokens", icon: IconKey },
  { to: "/settings/policies", label: "Policies", icon: IconShieldLock },
  { to: "/settings/alerts", label: "Alerts", icon: IconBell },
  { to: "/settings/secrets", label: "Secrets", icon: IconLock },
  { to: "/settings/configuration", label: "Configuration", icon: IconFileCode },
] as const;

/** The parts of the settings. */
export function SettingsTabs({ here }: { here: (typeof TABS)[number]["to"] }) {
  const navigate = useNavigate();
  return (
    <Tabs
      value={here}
      mb="lg"
      styles={{ tab: { paddingInline: 7, fontSize: 13.5 }, tabSection: { marginInlineEnd: 5 } }}
      onChange={(value) => {
        const tab = TABS.find(({ to }) => to === value);
        if (tab) void navigate({ to: tab.to });
      }}
    >
      <Tabs.List aria-label="Parts of the settings">
        {TABS.map(({ to, label, icon: Shown }) => (
          <Tabs.Tab key={to} value={to} leftSection={<Shown size={15} aria-hidden />}>{label}</Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
