import { Menu, Text, UnstyledButton } from "@mantine/core";
import { IconCheck, IconSelector } from "@tabler/icons-react";
import { usePlace } from "@/api/workspace";
import classes from "@/app/workspace-name.module.css";

/** The workspace one is in; a menu where there are several. */
export function WorkspaceName() {
  const { me, workspace, choose } = usePlace();
  const name = (
    <>
      <span className={classes.initial} aria-hidden>{workspace.name.charAt(0)}</span>
      <Text span truncate fw={600} size="sm" c="#fff">{workspace.name}</Text>
    </>
  );
  if (me.workspaces.length < 2) return <div className={classes.name}>{name}</div>;
  return (
    <Menu width={228} position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes.name} aria-label={`Workspace ${workspace.name}, switch workspace`}>
          {name}
          <IconSelector size={16} style={{ marginLeft: "auto", flex: "none" }} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {me.workspaces.map(({ id, name: label, role_label }) => (
          <Menu.Item key={id} onClick={() => choose(id)} rightSection={id === workspace.id && <IconCheck size={16} aria-label="chosen" />}>
            {label}
            <Text size="xs" c="dimmed">{role_label}</Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
