import { Badge, Group, Select, Table, Tabs, Text, UnstyledButton } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useMassRows } from "@/api/masses";
import type { Mass, MassRow } from "@/api/types";
import { Empty } from "@/components/empty";
import { LinkRow } from "@/components/link-row";
import { ListFaces } from "@/components/list-faces";
import { Panel } from "@/components/panel";
import { SearchBox } from "@/components/search-box";
import { StatusBadge } from "@/components/status-badge";
import { RowDrawer } from "@/features/mass/row-drawer";
import { ACTIONS, byAction, byState, headingOf, stateWord } from "@/features/mass/model/words";
import { massSearch } from "@/lib/page-searches";

const route = getRouteApi("/shell/masses/$massId");
const CHOICES: Record<string, string> = { link: "Link", create: "Create", leave: "Leave out" };

/** Every row of the plan: filtered, searched, opened one by one. */
export function PlanRows({ mass }: { mass: Mass }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const counts = byAction(mass.counts);
  const shown = ACTIONS.filter((action) => counts[action] > 0);
  const action = search.action ?? shown[0];
  const filter = { ...(action ? { action } : {}), ...(search.state ? { state: search.state } : {}), ...(search.search ? { search: search.search } : {}) };
  const list = useMassRows(mass, filter);
  const go = (next: Record<string, string | undefined>) => void navigate({ search: massSearch({ ...search, action, ...next }), replace: true });
  const open = list.items?.find(({ number }) => String(number) === search.row);
  if (!action) return <Panel><Empty title="There is nothing to do">Neither side has anything that the other lacks.</Empty></Panel>;
  const states = byState(mass.counts.filter((one) => one.action === action)).map(([state]) => ({ value: state, label: stateWord(state) }));
  return (
    <Panel flush>
      <Tabs value={action} onChange={(next) => go({ action: next ?? undefined, state: undefined, row: undefined })}>
        <Tabs.List px="md" style={{ flexWrap: "nowrap", overflowX: "auto" }}>
          {shown.map((one) => (
            <Tabs.Tab key={one} value={one} rightSection={<Badge variant="default" size="sm" className="numeric">{counts[one].toLocaleString("en-GB")}</Badge>} style={{ flexShrink: 0 }}>
              {headingOf(one)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={action}>
          <Group p="md">
            <SearchBox label="Search the plan" value={search.search ?? ""} onChange={(text) => go({ search: text, row: undefined })} />
            {states.length > 1 && (
              <Select aria-label="State" placeholder="Any state" clearable data={states} value={search.state ?? null} onChange={(state) => go({ state: state ?? undefined, row: undefined })} w={180} />
            )}
          </Group>
          <ListFaces list={list} noun="row" empty={<Empty title="No row fits">Change the search above.</Empty>}>
            {(rows) => <RowsTable rows={rows} onOpen={(number) => go({ row: String(number) })} />}
          </ListFaces>
        </Tabs.Panel>
      </Tabs>
      {open && <RowDrawer mass={mass} row={open} onClose={() => go({ row: undefined })} />}
    </Panel>
  );
}

function RowsTable({ rows, onOpen }: { rows: MassRow[]; onOpen: (number: number) => void }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr><Table.Th>Name</Table.Th><Table.Th>Record</Table.Th><Table.Th>Why</Table.Th><Table.Th>State</Table.Th></Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <LinkRow key={row.number} onOpen={() => onOpen(row.number)}>
            <Table.Td miw={180} maw={320}>
              <UnstyledButton onClick={() => onOpen(row.number)} fw={550} fz="sm" style={{ color: "var(--mantine-color-anchor)" }}>{row.name || `Line ${row.number}`}</UnstyledButton>
              {row.detail && <Text size="xs" c="dimmed" lineClamp={1}>{row.detail}</Text>}
            </Table.Td>
            <Table.Td><Text size="sm">{row.record_key || "–"}</Text></Table.Td>
            <Table.Td miw={220}><Text size="sm" lineClamp={2}>{row.reasons.join(" · ")}</Text></Table.Td>
            <Table.Td miw={150}>
              {row.state === "planned" && row.choice
                ? <StatusBadge state={row.choice} tone="teal" label={CHOICES[row.choice] ?? row.choice} />
                : <StatusBadge state={row.state} label={stateWord(row.state)} tone={row.state === "changed" ? "amber" : undefined} />}
              {row.outcome && <Text size="xs" c="dimmed" mt={2} lineClamp={2}>{row.outcome}</Text>}
            </Table.Td>
          </LinkRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}
