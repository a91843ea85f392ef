import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useApprovalsTotals, useDecide, type Approval, type DecidedApprovals } from "@/api/approvals";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { StatusBadge } from "@/components/status-badge";
import { TotalsOfApprovals } from "@/features/inbox/approval-totals";
import { APPROVAL_WORDS } from "@/features/inbox/model/plan";
import { counted } from "@/lib/words";

interface Props {
  approvals: readonly Pick<Approval, "id" | "title">[];
  approve: boolean;
  onClose: () => void;
  /** Something was decided. */
  onDecided: () => void;
}

/** What many approvals come to, one answer for all, and what became of each. */
export function DecideManyDialog({ approvals, approve, onClose, onDecided }: Props) {
  const [wanted] = useState(approvals);
  const decide = useDecide();
  const done = decide.data;
  const close = () => {
    onClose();
    if (done) onDecided();
  };
  const named = counted(wanted.length, "approval");
  return (
    <Modal opened onClose={close} size="lg" title={done ? `${done.decided} of ${named} decided` : `${approve ? "Approve" : "Reject"} ${named}?`}>
      {done ? <Outcome done={done} onClose={close} /> : <Asked wanted={wanted} approve={approve} decide={decide} onClose={close} />}
    </Modal>
  );
}

interface AskedProps {
  wanted: Props["approvals"];
  approve: boolean;
  decide: ReturnType<typeof useDecide>;
  onClose: () => void;
}

function Asked({ wanted, approve, decide, onClose }: AskedProps) {
  const path = useWorkspacePath();
  const ids = wanted.map(({ id }) => id);
  const totals = useApprovalsTotals(ids);
  const [reason, setReason] = useState("");
  const problem = decide.error ? asProblem(decide.error) : undefined;
  const isReady = totals.data !== undefined && totals.data.approvals > 0 && (approve || reason.trim() !== "");
  const say = () => decide.mutate({ params: { path }, body: { ids, approve, reason: reason.trim() } });
  return (
    <Stack>
      <Faces query={totals} shape="text">{(found) => <TotalsOfApprovals found={found} />}</Faces>
      {!approve && <Textarea label="Why are they rejected?" description="It is kept in the audit log and shown with each run." autosize minRows={2} maxLength={1000} data-autofocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} />}
      {problem && <Notice tone="red" role="alert">{problem.message} {problem.remedy}</Notice>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>Cancel</Button>
        <Button disabled={!isReady} loading={decide.isPending} onClick={say}>{approve ? "Approve" : "Reject"} {counted(totals.data?.approvals ?? wanted.length, "approval")}</Button>
      </Group>
    </Stack>
  );
}

/** What could not be decided first, with why. */
function Outcome({ done, onClose }: { done: DecidedApprovals; onClose: () => void }) {
  const items = [...done.items.filter(({ error }) => error), ...done.items.filter(({ error }) => !error)];
  return (
    <Stack>
      <Stack component="ul" gap="xs" p={0} m={0} mah={360} style={{ listStyle: "none", overflowY: "auto" }} aria-label="What became of each">
        {items.map(({ id, title, state, error }) => (
          <Group key={id} component="li" justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <Text size="sm" fw={550}>{title || "An approval"}</Text>
              {error && <Text size="sm" c="var(--tone-red)">{error}</Text>}
              {!error && state === "open" && <Text size="sm" c="dimmed">Your approval is kept. Others must approve it, too.</Text>}
            </div>
            <StatusBadge {...(error ? { state: "failed", label: "Not decided" } : { state: state ?? "open", label: state ? APPROVAL_WORDS[state] : "Waiting" })} />
          </Group>
        ))}
      </Stack>
      <Group justify="flex-end"><Button data-autofocus onClick={onClose}>Done</Button></Group>
    </Stack>
  );
}
