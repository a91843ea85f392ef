import { Button, Group, Text } from "@mantine/core";
import type { Approval } from "@/api/approvals";
import { DecideButtons } from "@/features/inbox/decide-buttons";
import { writesOf } from "@/features/inbox/model/plan";
import { counted } from "@/lib/words";

/** What was chosen, how much all of it would write, and the answers for all. */
export function DecideBar({ approvals, onDone }: { approvals: readonly Approval[]; onDone: () => void }) {
  const writes = approvals.reduce((sum, one) => sum + writesOf(one).length, 0);
  return (
    <Group gap="sm" px="md" py="xs" role="region" aria-label="Chosen approvals" style={{ background: "var(--t-row)", borderBottom: "1px solid var(--t-line)" }}>
      <Text size="sm" fw={600}>{approvals.length} chosen, {counted(writes, "write")}</Text>
      <DecideButtons compact approvals={approvals} onDone={onDone} />
      <Button size="compact-sm" variant="subtle" onClick={onDone}>Choose none</Button>
    </Group>
  );
}
