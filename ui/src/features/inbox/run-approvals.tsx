import { Checkbox, Table, Text, UnstyledButton } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useState } from "react";
import { useApprovals, type Approval } from "@/api/approvals";
import type { DocumentRequest } from "@/api/types";
import { Empty } from "@/components/empty";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { ListFaces } from "@/components/list-faces";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { DecideBar } from "@/features/inbox/decide-bar";
import { APPROVAL_WORDS, writesOf } from "@/features/inbox/model/plan";
import { RunApprovalDrawer } from "@/features/inbox/run-approval-drawer";
import { counted } from "@/lib/words";

interface Props {
  state: DocumentRequest["state"];
  opened: string | undefined;
  onOpen: (approval: string | undefined) => void;
}

const STATES: Record<DocumentRequest["state"], Approval["state"]> = { waiting_approval: "open", approved: "approved", declined: "rejected", withdrawn: "cancelled" };

/** What automations wait to be allowed to do; many can be decided at once. */
export function RunApprovals({ state, opened, onOpen }: Props) {
  const list = useApprovals(STATES[state]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const waits = state === "waiting_approval";
  const mine = (list.items ?? []).filter(({ may_decide }) => may_decide);
  const wanted = mine.filter(({ id }) => chosen.has(id));
  const choose = (ids: readonly string[], on: boolean) => setChosen((before) => new Set(on ? [...before, ...ids] : [...before].filter((id) => !ids.includes(id))));
  return (
    <Panel flush>
      {wanted.length > 0 && <DecideBar approvals={wanted} onDone={() => setChosen(new Set())} />}
      <ListFaces
        list={list}
        noun="approval"
        empty={<Empty icon={IconBolt} title={waits ? "No automation waits for approval" : "Nothing in this state"}>{waits ? "What an automation may do only with somebody's consent comes here before it is done." : "Choose another state above."}</Empty>}
      >
        {(items) => (
          <Table aria-label="Automations to approve">
            <Table.Thead>
              <Table.Tr>
                {mine.length > 0 && (
                  <Table.Th w={40}>
                    <Checkbox
                      size="xs" aria-label="Choose all that you may decide" checked={wanted.length === mine.length} indeterminate={wanted.length > 0 && wanted.length < mine.length}
                      onChange={(event) => choose(mine.map(({ id }) => id), event.currentTarget.checked)}
                    />
                  </Table.Th>
                )}
                <Table.Th>What</Table.Th><Table.Th>Would do</Table.Th><Table.Th>Asked</Table.Th><Table.Th>State</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((one) => (
                <LinkRow key={one.id} onOpen={() => onOpen(one.id)}>
                  {mine.length > 0 && (
                    <Table.Td>{one.may_decide && <Checkbox size="xs" aria-label={`Choose ${one.title}`} checked={chosen.has(one.id)} onChange={(event) => choose([one.id], event.currentTarget.checked)} />}</Table.Td>
                  )}
                  <Table.Td miw={200}>
                    <UnstyledButton onClick={() => onOpen(one.id)} fw={550} fz="sm" style={{ color: "var(--mantine-color-anchor)" }}>{one.title}</UnstyledButton>
                    <Text size="xs" c="dimmed">{[one.automation_name, one.run_title].filter(Boolean).join(" · ")}</Text>
                  </Table.Td>
                  <Table.Td maw={360}>
                    <Text size="sm" lineClamp={2}>{writesOf(one).map(({ text }) => text).join(" ") || "Nothing is written"}</Text>
                    {writesOf(one).length > 1 && <Text size="xs" c="dimmed">{counted(writesOf(one).length, "write")}</Text>}
                  </Table.Td>
                  <Table.Td><Text size="sm">{one.asked_for}</Text><Text size="xs" c="dimmed"><Instant at={one.asked_at} /></Text></Table.Td>
                  <Table.Td>
                    <StatusBadge state={one.state === "open" ? "waiting" : one.state} label={APPROVAL_WORDS[one.state]} />
                    {one.due_at && one.state === "open" && <Text size="xs" c="dimmed">until <Instant at={one.due_at} exact /></Text>}
                  </Table.Td>
                </LinkRow>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </ListFaces>
      {opened && <RunApprovalDrawer approvalId={opened} onClose={() => onOpen(undefined)} />}
    </Panel>
  );
}
