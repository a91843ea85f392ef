import { Table } from "@mantine/core";
import { IconArrowsUpDown } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMasses } from "@/api/masses";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { titleOf } from "@/features/mass/model/words";

/** Every mass import, export and file of links, the newest first. */
export function MassesPage() {
  const masses = useMasses();
  const navigate = useNavigate();
  const start = <ButtonLink to="/masses/new">New plan</ButtonLink>;
  return (
    <>
      <PageHeader
        title="Mass import and export"
        about="Many contacts or items at once. Each begins with a plan, and nothing is written before it is applied."
        crumbs={[{ label: "Integrations", to: "/settings/integrations" }]}
        actions={start}
      />
      <Panel flush>
        <Faces
          query={masses}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty icon={IconArrowsUpDown} title="Nothing yet" actions={start}>Bring the contacts of your ledger in as records, or create your records there.</Empty>}
        >
          {({ items }) => (
            <Table>
              <Table.Thead>
                <Table.Tr><Table.Th>What</Table.Th><Table.Th>Ledger</Table.Th><Table.Th>State</Table.Th><Table.Th ta="right">Rows</Table.Th><Table.Th>When</Table.Th><Table.Th>By</Table.Th></Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((one) => (
                  <LinkRow key={one.id} onOpen={() => void navigate({ to: "/masses/$massId", params: { massId: one.id } })}>
                    <Table.Td><TextLink fw={550} to="/masses/$massId" params={{ massId: one.id }}>{titleOf(one)}</TextLink></Table.Td>
                    <Table.Td>{one.connection.organisation_name}</Table.Td>
                    <Table.Td><StatusBadge state={one.state} /></Table.Td>
                    <Table.Td ta="right" className="numeric">{one.rows.toLocaleString("en-GB")}</Table.Td>
                    <Table.Td><Instant at={one.created_at} /></Table.Td>
                    <Table.Td>{one.created_by}</Table.Td>
                  </LinkRow>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Faces>
      </Panel>
    </>
  );
}
