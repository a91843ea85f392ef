import { Table } from "@mantine/core";
import { IconFileTypeCsv, IconUpload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useImports } from "@/api/imports";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { wordFor } from "@/lib/words";

export function ImportsPage() {
  const imports = useImports();
  const navigate = useNavigate();
  const start = (
    <Allowed to="import">
      {(disabled) => <ButtonLink to="/imports/new" disabled={disabled} leftSection={<IconUpload size={16} aria-hidden />}>Import a file</ButtonLink>}
    </Allowed>
  );
  return (
    <>
      <PageHeader
        title="Imports"
        about="Files that became records. The same file twice changes nothing."
        crumbs={[{ label: "Collections", to: "/collections" }]}
        actions={start}
      />
      <Panel flush>
        <Faces
          query={imports}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty icon={IconFileTypeCsv} title="No file imported yet" actions={start}>Bring a CSV export of your shop; its columns are recognised and shown before anything is written.</Empty>}
        >
          {({ items }) => (
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>File</Table.Th><Table.Th>Collection</Table.Th><Table.Th>State</Table.Th><Table.Th ta="right">Rows</Table.Th>
                  <Table.Th ta="right">Created</Table.Th><Table.Th ta="right">Updated</Table.Th><Table.Th ta="right">Errors</Table.Th><Table.Th>When</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody className="numeric">
                {items.map((one) => (
                  <LinkRow key={one.id} onOpen={() => void navigate({ to: "/imports/$importId", params: { importId: one.id } })}>
                    <Table.Td><TextLink fw={550} to="/imports/$importId" params={{ importId: one.id }}>{one.name}</TextLink></Table.Td>
                    <Table.Td>{wordFor(one.collection)}</Table.Td>
                    <Table.Td><StatusBadge state={one.state} /></Table.Td>
                    <Table.Td ta="right">{one.row_count.toLocaleString("en-GB")}</Table.Td>
                    <Table.Td ta="right">{one.counts.created.toLocaleString("en-GB")}</Table.Td>
                    <Table.Td ta="right">{one.counts.updated.toLocaleString("en-GB")}</Table.Td>
                    <Table.Td ta="right">{one.counts.errors.toLocaleString("en-GB")}</Table.Td>
                    <Table.Td><Instant at={one.created_at} /></Table.Td>
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
