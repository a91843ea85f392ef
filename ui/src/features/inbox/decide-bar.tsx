import { Button, Group, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import type { Approval } from "@/api/approvals";
import { DecideManyDialog } from "@/features/inbox/decide-many-dialog";
import { writesOf } from "@/features/inbox/model/plan";
import { counted } from "@/lib/words";

/** What was chosen, how much all of it would write, and the answers for all. */
export function DecideBar({ approvals, onDone }: { approvals: readonly Approval[]; onDone: () => void }) {
  const [asking, setAsking] = useState<"approve" | "reject" | null>(null);
  const writes = approvals.reduce((sum, one) => sum + writesOf(one).length, 0);
  return (
    <Group gap="sm" px="md" py="xs" role="region" aria-label="Chosen approvals" style={{ background: "var(--t-row)", borderBottom: "1px solid var(--t-line)" }}>
      <Text size="sm" fw={600}>{approvals.length} chosen, {counted(writes, "write")}</Text>
      <Button size="compact-sm" leftSection={<IconCheck size={16} aria-hidden />} onClick={() => setAsking("approve")}>Approve…</Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsking("reject")}>Reject…</Button>
      <Button size="compact-sm" variant="subtle" onClick={onDone}>Choose none</Button>
      {asking && <DecideManyDialog approvals={approvals} approve={asking === "approve"} onClose={() => setAsking(null)} onDecided={onDone} />}
    </Group>
  );
}
