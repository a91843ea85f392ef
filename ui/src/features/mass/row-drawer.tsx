import { Drawer, Group, List, Stack, Table, Text, Title } from "@mantine/core";
import type { Mass, MassRow } from "@/api/types";
import { Facts } from "@/components/facts";
import { Notice } from "@/components/notice";
import { Sideways } from "@/components/sideways";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { RowDecision } from "@/features/mass/row-decision";
import { headingOf, stateWord } from "@/features/mass/model/words";
import { shortName } from "@/lib/words";

interface Props {
  mass: Mass;
  row: MassRow;
  onClose: () => void;
}

/** One row: why, what changes, and the decision where one is wanted. */
export function RowDrawer({ mass, row, onClose }: Props) {
  const ledger = shortName(mass.connection.provider_name);
  return (
    <Drawer opened onClose={onClose} size="lg" title={<Text fw={650}>{row.name || `Line ${row.number}`}</Text>}>
      <Stack>
        <Group gap="xs">
          <StatusBadge state={row.action} label={headingOf(row.action)} />
          <StatusBadge state={row.state} label={stateWord(row.state)} />
        </Group>
        {row.outcome && <Notice tone={row.state === "done" ? "green" : "amber"} title="What became of it">{row.outcome}</Notice>}
        <List size="sm">{row.reasons.map((reason) => <List.Item key={reason}>{reason}</List.Item>)}</List>
        {row.remedy && row.state === "planned" && <Notice tone="blue" title="What to do">{row.remedy}</Notice>}
        {row.action === "doubtful" ? <RowDecision mass={mass} row={row} /> : <Changes row={row} into={mass.direction === "import" ? "Record" : ledger} />}
        {row.action !== "doubtful" && row.action !== "refused" && row.action !== "nothing" && <RowDecision mass={mass} row={row} />}
        <Facts
          facts={[
            ["Record", row.record_id
              ? <TextLink key="record" to="/collections/$key/records/$recordId" params={{ key: mass.collection, recordId: row.record_id }}>{row.record_key || "Open the record"}</TextLink>
              : row.record_key],
            [`Id in ${ledger}`, row.external_id],
          ]}
        />
      </Stack>
    </Drawer>
  );
}

/** Each field with what it is and what it becomes. */
function Changes({ row, into }: { row: MassRow; into: string }) {
  if (row.changes.length === 0) return null;
  return (
    <section aria-label="Changes">
      <Title order={3} fz="sm" mb={4}>{into}: before and after</Title>
      <Sideways>
        <Table verticalSpacing={4} horizontalSpacing="xs" fz="sm">
          <Table.Thead><Table.Tr><Table.Th>Field</Table.Th><Table.Th>Before</Table.Th><Table.Th>After</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {row.changes.map((one) => (
              <Table.Tr key={one.field}>
                <Table.Th scope="row" fw={500}>{one.label}</Table.Th><Table.Td>{one.before || "–"}</Table.Td>
                <Table.Td style={{ whiteSpace: "pre-line" }}>{one.after || "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Sideways>
    </section>
  );
}
