import { Button, Group, Modal, Stack } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { asProblem } from "@/api/problem";
import { usePosting, useUndoPosting, type PostingDetail } from "@/api/run-actions";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Facts } from "@/components/facts";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { JsonToggle } from "@/components/json-toggle";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { StatusBadge } from "@/components/status-badge";
import { postingText } from "@/lib/words";

const WAYS: Record<PostingDetail["undo"]["way"], string> = { reversible: "Reversible", by_compensation: "Reversible by compensation", not_reversible: "Not reversible" };

/** What was sent to a ledger and what it answered; and taking it back, with what that leaves there said before. */
export function PostingDialog({ postingId, onClose }: { postingId: string; onClose: () => void }) {
  const posting = usePosting(postingId);
  return (
    <Modal opened onClose={onClose} size="lg" title={posting.data ? postingText(posting.data) : "Posting"}>
      <Faces query={posting} shape="text">{(body) => <Body posting={body} onClose={onClose} />}</Faces>
    </Modal>
  );
}

function Body({ posting, onClose }: { posting: PostingDetail; onClose: () => void }) {
  const params = { path: { ...useWorkspacePath(), posting_id: posting.id } };
  const undo = useUndoPosting();
  const problem = undo.error ? asProblem(undo.error) : undefined;
  const act = () =>
    undo.mutate({ params }, {
      onSuccess: () => {
        notifyDone(`${posting.title} is being taken back in ${posting.organisation_name}.`);
        onClose();
      },
    });
  const { way, state, possible, text } = posting.undo;
  return (
    <Stack>
      <Facts
        facts={[
          ["Ledger", `${posting.organisation_name} (${posting.provider_name})`],
          ["State", <StatusBadge key="state" state={posting.state} />],
          ["Number", posting.number],
          ["Id there", posting.external_id],
          ["Sent", <Instant key="sent" at={posting.sent_at} exact never="Not yet" />],
        ]}
      />
      {posting.problems.map(({ message, remedy }, index) => <Notice key={index} tone="red">{message} {remedy}</Notice>)}
      <JsonToggle label="what was sent" value={posting.sent} />
      {Object.keys(posting.receipt).length > 0 && <JsonToggle label="what the ledger answered" value={posting.receipt} />}
      <Notice tone={possible ? "amber" : "gray"} title={state === "undone" ? "Taken back" : state === "under_way" ? "Being taken back" : WAYS[way]}>{text}</Notice>
      {problem && <Notice tone="red" role="alert">{problem.message} {problem.remedy}</Notice>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>Close</Button>
        {state === "standing" && (
          <Allowed to="post" unless={possible ? "" : text}>
            {(disabled) => <Button color="red" disabled={disabled} loading={undo.isPending} leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={act}>Undo it there</Button>}
          </Allowed>
        )}
      </Group>
    </Stack>
  );
}
