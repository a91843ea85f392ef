import { Table } from "@mantine/core";
import type { Posting } from "@/api/types";
import { Instant } from "@/components/instant";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { postingText } from "@/lib/words";

/** What was written to the ledgers for this record. */
export function RecordPostings({ postings }: { postings: Posting[] }) {
  return (
    <Panel title="Postings" flush>
      <Table verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            <Table.Th>Ledger</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>Run</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {postings.map((posting) => (
            <Table.Tr key={posting.id}>
              <Table.Td>{postingText(posting)}</Table.Td>
              <Table.Td>{posting.provider_name}</Table.Td>
              <Table.Td><StatusBadge state={posting.state} /></Table.Td>
              <Table.Td><Instant at={posting.finished_at ?? posting.sent_at ?? posting.intended_at} /></Table.Td>
              <Table.Td>
                {posting.run_id ? <TextLink to="/runs/$runId" params={{ runId: posting.run_id }}>Open run</TextLink> : "–"}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
