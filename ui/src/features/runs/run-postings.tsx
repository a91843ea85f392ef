import { Button, Table, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { usePostings } from "@/api/runs";
import type { Posting } from "@/api/types";
import { Empty } from "@/components/empty";
import { Instant } from "@/components/instant";
import { ListFaces } from "@/components/list-faces";
import { StatusBadge } from "@/components/status-badge";
import { PostingDialog } from "@/features/runs/posting-dialog";
import { postingText } from "@/lib/words";

/** What is created can be taken back. */
function sentText({ state, action }: Posting): string {
  return state === "posted" && action === "create" ? "Sent, undo…" : "Sent…";
}

/** Every posting of a run with its end, what was sent, and the way back. */
export function RunPostings({ runId }: { runId: string }) {
  const postings = usePostings({ run: runId });
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <>
      <ListFaces list={postings} noun="posting" empty={<Empty icon={IconSend} title="Nothing was written">This run had nothing to write, or has not come to it yet.</Empty>}>
        {(items) => (
          <Table>
            <Table.Thead>
              <Table.Tr><Table.Th>What</Table.Th><Table.Th>Ledger</Table.Th><Table.Th>State</Table.Th><Table.Th ta="right">Attempts</Table.Th><Table.Th>When</Table.Th><Table.Th aria-label="Actions" /></Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((posting) => (
                <Table.Tr key={posting.id}>
                  <Table.Td>
                    <Text size="sm">{postingText(posting)}</Text>
                    {posting.problems.map(({ message, remedy }, index) => (
                      <Text key={index} size="xs" c="var(--tone-red)">{message} {remedy}</Text>
                    ))}
                  </Table.Td>
                  <Table.Td>{posting.provider_name}</Table.Td>
                  <Table.Td><StatusBadge state={posting.state} /></Table.Td>
                  <Table.Td ta="right" className="numeric">{posting.attempts}</Table.Td>
                  <Table.Td><Instant at={posting.finished_at ?? posting.sent_at ?? posting.intended_at} /></Table.Td>
                  <Table.Td ta="right">
                    <Button size="compact-sm" variant="default" aria-label={`${sentText(posting)}: ${postingText(posting)}`} onClick={() => setOpened(posting.id)}>
                      {sentText(posting)}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </ListFaces>
      {opened && <PostingDialog postingId={opened} onClose={() => setOpened(null)} />}
    </>
  );
}
