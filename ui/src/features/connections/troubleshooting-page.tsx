import { Table } from "@mantine/core";
import { ButtonLink } from "@/components/button-link";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { PROBLEMS } from "@/features/connections/model/guides";

const CRUMBS = [{ label: "Accounting Integration", to: "/settings/integrations" }];

/** What goes wrong with connections most often, and what to do. */
export function TroubleshootingPage() {
  return (
    <>
      <PageHeader
        title="Troubleshooting connections"
        about="What goes wrong most often. Links, records and what waits are kept in every one of these cases."
        crumbs={CRUMBS}
        actions={<ButtonLink to="/settings/integrations">To the connections</ButtonLink>}
      />
      <Panel flush>
        <Table verticalSpacing="sm" miw={640}>
          <Table.Thead>
            <Table.Tr><Table.Th>You see</Table.Th><Table.Th>It means</Table.Th><Table.Th>Do this</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {PROBLEMS.map(({ seen, means, remedy }) => (
              <Table.Tr key={seen}>
                <Table.Th scope="row" style={{ verticalAlign: "top" }}>{seen}</Table.Th>
                <Table.Td style={{ verticalAlign: "top" }}>{means}</Table.Td>
                <Table.Td style={{ verticalAlign: "top" }}>{remedy}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Panel>
    </>
  );
}
