import { Group, Progress, Stack, Text } from "@mantine/core";
import { counted } from "@/lib/words";

interface Props {
  label: string;
  done: number;
  total: number;
  text?: string | undefined;
}

/** How far something is, as a bar and in figures. */
export function ProgressLine({ label, done, total, text }: Props) {
  const percent = total > 0 ? Math.min(100, Math.round((100 * done) / total)) : 0;
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={550}>{label}</Text>
        <Text size="sm" c="dimmed" className="numeric">
          {total > 0 ? `${done.toLocaleString("en-GB")} of ${counted(total, "step")}`.replace(/ steps?$/, "") : text}
        </Text>
      </Group>
      <Progress.Root size="md" radius="xl">
        <Progress.Section value={percent} animated={percent < 100} aria-label={label} />
      </Progress.Root>
      {total > 0 && text && <Text size="xs" c="dimmed">{text}</Text>}
    </Stack>
  );
}
