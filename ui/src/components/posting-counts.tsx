import { Group, Text } from "@mantine/core";
import type { Run } from "@/api/types";
import { StatusBadge } from "@/components/status-badge";

/** How many postings of a run are in which state. */
export function PostingCounts({ run }: { run: Pick<Run, "postings"> }) {
  const counts = Object.entries(run.postings).filter(([, count]) => count > 0);
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
