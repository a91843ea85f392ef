import { Box, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Sideways } from "@/components/sideways";
import classes from "@/components/panel.module.css";

interface Props {
  title?: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
  /** Leaves the inner space to the content, for tables. */
  flush?: boolean;
  children: ReactNode;
}

/** A white sheet on the canvas. */
export function Panel({ title, about, actions, flush = false, children }: Props) {
  return (
    <Box component="section" className={classes.panel}>
      {(title || actions) && (
        <Group className={classes.head} justify="space-between" data-flush={flush || undefined}>
          <Box style={{ flex: "1 1 160px", minWidth: 0 }}>
            {title && <Title order={2}>{title}</Title>}
            {about && <Text size="sm" c="dimmed">{about}</Text>}
          </Box>
          {actions && <Group gap="xs" wrap="nowrap">{actions}</Group>}
        </Group>
      )}
      {flush ? <Sideways>{children}</Sideways> : <div className={classes.body}>{children}</div>}
    </Box>
  );
}
