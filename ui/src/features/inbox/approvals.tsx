import { IconUserCheck } from "@tabler/icons-react";
import { Table, Text, UnstyledButton } from "@mantine/core";
import { useDocumentRequests } from "@/api/documents";
import type { DocumentRequest } from "@/api/types";
import { Empty } from "@/components/empty";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { ListFaces } from "@/components/list-faces";
import { Money } from "@/components/money";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { ApprovalDrawer } from "@/features/inbox/approval-drawer";
import { wordFor } from "@/lib/words";

interface Props {
  state: DocumentRequest["state"];
  opened: string | undefined;
  onOpen: (request: string | undefined) => void;
}

/** Documents that wait for a second person, and what was decided. */
export function Approvals({ state, opened, onOpen }: Props) {
  const list = useDocumentRequests(state);
  const chosen = list.items?.find(({ id }) => id === opened);
  const waits = state === "waiting_approval";
  return (
    <Panel flush>
      <ListFaces
        list={list}
        noun="document"
        empty={
          <Empty icon={IconUserCheck} title={waits ? "Nothing waits for approval" : "Nothing in this state"}>
            {waits ? "Invoices and bills that an Editor asks for come here, exactly as they would be posted." : "Choose another state above."}
          </Empty>
        }
      >
        {(items) => (
          <Table aria-label="Documents to approve">
            <Table.Thead>
              <Table.Tr><Table.Th>What</Table.Th><Table.Th>For</Table.Th><Table.Th ta="right">Total</Table.Th><Table.Th>Asked for by</Table.Th><Table.Th>State</Table.Th></Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((one) => (
                <LinkRow key={one.id} onOpen={() => onOpen(one.id)}>
                  <Table.Td miw={200}>
                    <UnstyledButton onClick={() => onOpen(one.id)} fw={550} fz="sm" style={{ color: "var(--mantine-color-anchor)" }}>
                      {wordFor(one.kind)} {one.number}
                    </UnstyledButton>
                    <Text size="xs" c="dimmed">{one.collection_name} {one.record_key}</Text>
                  </Table.Td>
                  <Table.Td><Text size="sm">{one.contact}</Text></Table.Td>
                  <Table.Td ta="right"><Money amount={one.gross} currency={one.currency} /></Table.Td>
                  <Table.Td><Text size="sm">{one.asked_by}</Text><Text size="xs" c="dimmed"><Instant at={one.asked_at} /></Text></Table.Td>
                  <Table.Td><StatusBadge state={one.state} /></Table.Td>
                </LinkRow>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </ListFaces>
      {chosen && <ApprovalDrawer request={chosen} onClose={() => onOpen(undefined)} />}
    </Panel>
  );
}
