import { Menu, Text, UnstyledButton, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconDots, IconKeyboard, IconLogout, IconMoon, IconSettings, IconSun, IconUser } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useSignOut } from "@/api/session";
import { usePlace } from "@/api/workspace";
import { openKeysHelp } from "@/app/keys-help";
import classes from "@/app/user-menu.module.css";

/** The person's name at the bottom left: settings, light and dark, sign out. */
export function UserMenu({ onGo }: { onGo: () => void }) {
  const { me, workspace } = usePlace();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const signOut = useSignOut();
  const navigate = useNavigate();
  const initials = me.user.name.split(" ").map((part) => part.charAt(0)).slice(0, 2).join("");
  return (
    <Menu width={216} position="top-start">
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <span className={classes.initials} aria-hidden>{initials}</span>
          <span className={classes.text}>
            <Text span lineClamp={2} size="sm" fw={600} c="#fff">{me.user.name}</Text>
            {workspace.role_label !== me.user.name && <Text span truncate size="xs" c="var(--t-side-quiet)">{workspace.role_label}</Text>}
          </span>
          <IconDots size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.user.email}</Menu.Label>
        <Menu.Item
          leftSection={<IconUser size={16} aria-hidden />}
          onClick={() => {
            onGo();
            void navigate({ to: "/settings/account" });
          }}
        >
          My account
        </Menu.Item>
        <Menu.Item
          leftSection={<IconSettings size={16} aria-hidden />}
          onClick={() => {
            onGo();
            void navigate({ to: "/settings/integrations" });
          }}
        >
          Settings
        </Menu.Item>
        <Menu.Item
          leftSection={dark ? <IconSun size={16} aria-hidden /> : <IconMoon size={16} aria-hidden />}
          onClick={() => setColorScheme(dark ? "light" : "dark")}
        >
          {dark ? "Light colours" : "Dark colours"}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={openKeysHelp}>Keys</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
