import { Group, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconInbox, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  icon?: Icon;
  title: string;
  /** What to do so that something comes here. */
  children?: ReactNode;
  actions?: ReactNode;
}

export function Empty({ icon: Shown = IconInbox, title, children, actions }: Props) {
  return (
    <Stack align="center" gap="xs" py={48} px="md">
      <ThemeIcon size={48} radius="xl" variant="transparent" style={{ background: "var(--tone-gray-bg)", color: "var(--tone-gray)" }}>
        <Shown size={24} stroke={1.6} aria-hidden />
      </ThemeIcon>
      <Text fw={600}>{title}</Text>
      {children && <Text size="sm" c="dimmed" ta="center" maw={460} component="div">{children}</Text>}
      {actions && <Group mt="xs">{actions}</Group>}
    </Stack>
  );
}
