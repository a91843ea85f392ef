import { Group, Stack, Table, Text } from "@mantine/core";
import type { RecordDocument } from "@/api/types";
import { Day } from "@/components/day";
import { Money } from "@/components/money";
import { Notice } from "@/components/notice";
import { OutsideLink } from "@/components/outside-link";
import { StatusBadge } from "@/components/status-badge";
import { DocumentMenu } from "@/features/documents/document-menu";
import { stateWord } from "@/features/documents/model/states";
import { wordFor } from "@/lib/words";

interface Props {
  documents: RecordDocument[];
  collection: string;
  recordId: string;
  onCredit: (documentId: string) => void;
}

/** The documents of a record, the newest first, each with what is paid on it. */
export function DocumentsTable({ documents, ...place }: Props) {
  return (
    <Table verticalSpacing={8} horizontalSpacing="xs" aria-label="Documents">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Number</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th>Payment</Table.Th>
          <Table.Th>Due on</Table.Th>
          <Table.Th ta="right">Total</Table.Th>
          <Table.Th ta="right">Due</Table.Th>
          <Table.Th aria-label="Actions" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {documents.map((document) => <Row key={document.id} document={document} {...place} />)}
      </Table.Tbody>
    </Table>
  );
}

function Row({ document, ...place }: { document: RecordDocument } & Omit<Props, "documents">) {
  const { state, payment_status: payment, currency, provider_name: provider } = document;
  const named = `${wordFor(document.kind)} ${document.number}`;
  return (
    <Table.Tr>
      <Table.Td miw={150}>
        <Text size="sm" fw={550}>
          {document.url ? <OutsideLink href={document.url}>{named}</OutsideLink> : named}
        </Text>
        {document.is_whole && <Text size="xs" c="dimmed">Of the whole record</Text>}
        {document.is_elsewhere && <Text size="xs" c="dimmed">In {document.organisation_name} ({document.provider_name}), not the ledger of the records now</Text>}
        {document.asked_by && <Text size="xs" c="dimmed">Asked for by {document.asked_by}</Text>}
        <Troubles document={document} />
      </Table.Td>
      <Table.Td><StatusBadge state={state} label={stateWord(document, provider)} /></Table.Td>
      <Table.Td>{payment && payment !== "voided" ? <StatusBadge state={payment} /> : "–"}</Table.Td>
      <Table.Td><Day on={document.due_on} /></Table.Td>
      <Table.Td ta="right"><Money amount={document.gross} currency={currency} /></Table.Td>
      <Table.Td ta="right"><Money amount={document.due} currency={currency} /></Table.Td>
      <Table.Td><DocumentMenu document={document} provider={provider} {...place} /></Table.Td>
    </Table.Tr>
  );
}

/** Why the ledger refused it, what an approver said, and files that did not travel. */
function Troubles({ document }: { document: RecordDocument }) {
  const refused = document.files.filter(({ state }) => state === "refused");
  if (document.problems.length === 0 && !document.reason && refused.length === 0) return null;
  return (
    <Stack gap={6} mt={6} maw={420}>
      {document.problems.map((problem) => (
        <Notice key={problem.message} tone="red" title={problem.message}>{problem.remedy}</Notice>
      ))}
      {document.reason && <Text size="sm" c="dimmed">“{document.reason}”, {document.decided_by}</Text>}
      {refused.map((file) => (
        <Group key={file.id} gap={4}><Text size="sm" c="var(--tone-red)">{file.name}: {file.message}</Text></Group>
      ))}
    </Stack>
  );
}
