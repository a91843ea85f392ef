import { Group, Text } from "@mantine/core";
import type { RunDetail } from "@/api/types";
import { StatusBadge } from "@/components/status-badge";

/** How many postings of a run are in which state. */
export function PostingCounts({ run }: { run: RunDetail }) {
  const counts = Object.entries(run.postings).filter(([, count]) => count > 0);
  if (counts.length === 0) return <Text size="sm" c="dimmed">Nothing was to be written.</Text>;
  return (
    <Group gap="xs">
      {counts.map(([state, count]) => (
        <Group key={state} gap={6} wrap="nowrap">
          <StatusBadge state={state} />
          <Text size="sm" fw={600} className="numeric">{count.toLocaleString("en-GB")}</Text>
        </Group>
      ))}
    </Group>
  );
}
