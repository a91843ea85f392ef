import { Drawer, Group, Stack, Table, Text } from "@mantine/core";
import type { DocumentRequest } from "@/api/types";
import { Facts } from "@/components/facts";
import { Instant } from "@/components/instant";
import { Money } from "@/components/money";
import { Notice } from "@/components/notice";
import { Sideways } from "@/components/sideways";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { ApprovalActions } from "@/features/inbox/approval-actions";
import { formatDay } from "@/lib/dates";
import { formatQuantity } from "@/lib/money";
import { wordFor } from "@/lib/words";

interface Props {
  request: DocumentRequest;
  onClose: () => void;
}

/** Exactly what will be posted, and the two answers. */
export function ApprovalDrawer({ request, onClose }: Props) {
  const { currency } = request;
  return (
    <Drawer opened onClose={onClose} size="xl" title={<Text fw={650}>{wordFor(request.kind)} {request.number}</Text>}>
      <Stack>
        <Group gap="xs">
          <StatusBadge state={request.state} />
          <Text size="sm" c="dimmed">{request.status_asked === "draft" ? "As a draft" : "Open"} in {request.provider_name}, {request.organisation_name}</Text>
        </Group>
        {request.changed.map((said) => <Notice key={said} tone="amber">{said}</Notice>)}
        <ApprovalActions request={request} onDone={onClose} />
        <Facts
          facts={[
            ["For", request.contact],
            ["From", (
              <TextLink key="from" to="/collections/$key/records/$recordId" params={{ key: request.collection, recordId: request.record_id }}>
                {request.collection_name} {request.record_key}
              </TextLink>
            )],
            ["Date", request.issued_on ? formatDay(request.issued_on) : ""],
            ["Due on", request.due_on ? formatDay(request.due_on) : ""],
            ["Reference", request.reference],
            ["Asked for by", request.asked_by],
            ["Asked for", <Instant key="asked" at={request.asked_at} exact />],
            ...(request.files.length > 0 ? [["Files", request.files.map(({ name }) => name).join(", ")] as [string, React.ReactNode]] : []),
            ...(request.decided_by ? [["Decided by", request.decided_by] as [string, React.ReactNode]] : []),
            ...(request.reason ? [["Reason", request.reason] as [string, React.ReactNode]] : []),
          ]}
        />
        <Sideways>
          <Table verticalSpacing={8} aria-label="Lines">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Line</Table.Th><Table.Th ta="right">Quantity</Table.Th><Table.Th ta="right">Price</Table.Th>
                <Table.Th>Tax code</Table.Th><Table.Th>Ledger code</Table.Th><Table.Th ta="right">Net</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {request.lines.map((line, index) => (
                <Table.Tr key={index}>
                  <Table.Td fz="sm">{line.description}</Table.Td>
                  <Table.Td ta="right" className="numeric">{formatQuantity(line.quantity)}</Table.Td>
                  <Table.Td ta="right"><Money amount={line.unit_price} currency={currency} /></Table.Td>
                  <Table.Td fz="sm">{line.tax_code}</Table.Td>
                  <Table.Td fz="sm">{line.account}</Table.Td>
                  <Table.Td ta="right"><Money amount={line.net} currency={currency} /></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Sideways>
        <Facts
          facts={[
            ["Net", <Money key="net" amount={request.net} currency={currency} />],
            ["Tax", <Money key="tax" amount={request.tax} currency={currency} />],
            ["Total", <Money key="gross" amount={request.gross} currency={currency} fw={650} />],
          ]}
        />
      </Stack>
    </Drawer>
  );
}
