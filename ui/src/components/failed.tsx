import { Button, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { asProblem } from "@/api/problem";

interface Props {
  error: unknown;
  onRetry?: () => void;
}

/** What went wrong, what to do, and a button that tries again. */
export function Failed({ error, onRetry }: Props) {
  const problem = asProblem(error);
  return (
    <Stack align="center" gap="xs" py={40} px="md" role="alert">
      <ThemeIcon size={44} radius="xl" variant="transparent" style={{ background: "var(--tone-red-bg)", color: "var(--tone-red)" }}>
        <IconAlertTriangle size={22} aria-hidden />
      </ThemeIcon>
      <Text fw={600}>{problem.title}</Text>
      <Text size="sm" c="dimmed" ta="center" maw={460}>{problem.message} {problem.remedy}</Text>
      {onRetry && (
        <Button variant="default" mt="xs" leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
          Try again
        </Button>
      )}
    </Stack>
  );
}
