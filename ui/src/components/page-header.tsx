import { Anchor, Box, Breadcrumbs, Group, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";

interface Crumb {
  label: string;
  to: string;
}

interface Props {
  title: string;
  /** Beside the title, such as a status. */
  badge?: ReactNode;
  about?: ReactNode;
  crumbs?: Crumb[];
  actions?: ReactNode;
}

/** The top of every page: where one is, what it is for, and what can be done. */
export function PageHeader({ title, badge, about, crumbs = [], actions }: Props) {
  useEffect(() => {
    document.title = `${title} · Tieout`;
  }, [title]);
  return (
    <Box mb="lg">
      {crumbs.length > 0 && (
        <Breadcrumbs mb={6} separatorMargin={6} fz="sm" component="nav" aria-label="Where you are">
          {crumbs.map((crumb) => (
            <Anchor key={crumb.to} component={Link} to={crumb.to} size="sm" c="dimmed">
              {crumb.label}
            </Anchor>
          ))}
        </Breadcrumbs>
      )}
      <Group justify="space-between" align="flex-start" gap="md">
        <Box style={{ flex: "1 1 280px", minWidth: 0 }}>
          <Group gap="sm">
            <Title order={1} style={{ overflowWrap: "anywhere" }}>{title}</Title>
            {badge}
          </Group>
          {about && <Text c="dimmed" size="sm" mt={4} maw={720} component="div">{about}</Text>}
        </Box>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
    </Box>
  );
}
