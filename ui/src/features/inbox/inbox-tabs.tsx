import { Tabs } from "@mantine/core";
import { IconAlertCircle, IconUserCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useHome } from "@/api/home";

const TABS = [
  { to: "/inbox", label: "Exceptions", icon: IconAlertCircle },
  { to: "/inbox/approvals", label: "Approvals", icon: IconUserCheck },
] as const;

/** The two kinds of things that need a person. */
export function InboxTabs({ here }: { here: (typeof TABS)[number]["to"] }) {
  const navigate = useNavigate();
  const waiting = useHome().data?.approvals_open ?? 0;
  return (
    <Tabs
      value={here}
      mb="lg"
      onChange={(value) => {
        const tab = TABS.find(({ to }) => to === value);
        if (tab) void navigate({ to: tab.to });
      }}
    >
      <Tabs.List aria-label="Exceptions and approvals">
        {TABS.map(({ to, label, icon: Shown }) => (
          <Tabs.Tab key={to} value={to} leftSection={<Shown size={16} aria-hidden />}>
            {label}{to === "/inbox/approvals" && waiting > 0 ? ` (${waiting})` : ""}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
