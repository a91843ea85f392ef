import { ActionIcon, AppShell, Burger, Group } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { Logo } from "@/app/logo";

/** The bar of narrow screens. */
export function NarrowHeader({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  return (
    <AppShell.Header hiddenFrom="md" withBorder={false} style={{ background: "var(--t-side)", color: "#fff" }}>
      <Group h="100%" px="md" justify="space-between">
        <Group gap="sm">
          <Burger opened={open} onClick={onToggle} size="sm" color="#fff" aria-label={open ? "Close navigation" : "Open navigation"} aria-expanded={open} />
          <Logo size={26} />
        </Group>
        <ActionIcon variant="transparent" c="#fff" aria-label="Find anything" onClick={spotlight.open}>
          <IconSearch size={20} aria-hidden />
        </ActionIcon>
      </Group>
    </AppShell.Header>
  );
}
