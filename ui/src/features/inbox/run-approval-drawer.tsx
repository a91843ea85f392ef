import { Drawer, Group, Stack, Text } from "@mantine/core";
import { useApproval, type Approval } from "@/api/approvals";
import { Facts } from "@/components/facts";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { Notice } from "@/components/notice";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { TotalsOfOne } from "@/features/inbox/approval-totals";
import { DecideButtons } from "@/features/inbox/decide-buttons";
import { APPROVAL_WORDS } from "@/features/inbox/model/plan";
import { PlannedWrites } from "@/features/inbox/planned-writes";
import { counted } from "@/lib/words";

/** Exactly what would be done, who said what, and the two answers. */
export function RunApprovalDrawer({ approvalId, onClose }: { approvalId: string; onClose: () => void }) {
  const approval = useApproval(approvalId);
  return (
    <Drawer opened onClose={onClose} size="xl" title={<Text fw={650}>{approval.data?.title ?? "Approval"}</Text>}>
      <Faces query={approval} shape="text">{(body) => <Body approval={body} onDone={onClose} />}</Faces>
    </Drawer>
  );
}

function Body({ approval, onDone }: { approval: Approval; onDone: () => void }) {
  const { state, votes, needed } = approval;
  const given = votes.filter(({ approves }) => approves).length;
  const link = approval.automation_id && <TextLink to="/automations/$automationId" params={{ automationId: approval.automation_id }}>{approval.automation_name}</TextLink>;
  return (
    <Stack>
      <Group gap="xs">
        <StatusBadge state={state === "open" ? "waiting" : state} label={APPROVAL_WORDS[state]} />
        {needed > 1 && <Text size="sm" c="dimmed">{given} of {counted(needed, "approval")}</Text>}
      </Group>
      {approval.text && <Text size="sm" style={{ whiteSpace: "pre-line" }}>{approval.text}</Text>}
      {state === "overtaken" && <Notice tone="amber">What would be done has changed since this was asked; it is asked for anew.</Notice>}
      {state === "open" && <DecideButtons approval={approval} unless={approval.may_decide ? "" : approval.why_not || "Others decide this."} onDone={onDone} />}
      {approval.warnings.map((one) => <Notice key={one} tone="amber">{one}</Notice>)}
      {approval.totals && <TotalsOfOne totals={approval.totals} />}
      <PlannedWrites approval={approval} />
      <Facts
        facts={[
          ["Automation", link],
          ["Run", <TextLink key="run" to="/runs/$runId" params={{ runId: approval.run_id }} search={{ step: approval.position }}>{approval.run_title}</TextLink>],
          ["From what was done by", approval.asked_for],
          ["Asked", <Instant key="asked" at={approval.asked_at} exact />],
          ["Answer until", <Instant key="due" at={approval.due_at} exact never="No time limit" />],
          ...(approval.reminded_at ? [["Reminded", <Instant key="reminded" at={approval.reminded_at} exact />] as [string, React.ReactNode]] : []),
          ...(approval.escalated_at ? [["Passed on", <Instant key="escalated" at={approval.escalated_at} exact />] as [string, React.ReactNode]] : []),
          ...votes.map((vote): [string, React.ReactNode] => [vote.approves ? "Approved by" : "Rejected by", <span key={vote.at}>{vote.name}{vote.reason ? `: ${vote.reason}` : ""} · <Instant at={vote.at} /></span>]),
        ]}
      />
    </Stack>
  );
}
