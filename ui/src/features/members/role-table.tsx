import { Box, Table, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { Panel } from "@/components/panel";

const ROLES = ["System Administrator", "Finance", "Editor", "Auditor"];
const MAY: [what: string, roles: boolean[]][] = [
  ["Read everything, export the audit log and reports", [true, true, true, true]],
  ["Create and edit records, import files", [true, true, true, false]],
  ["Post, approve, sync, tie out, resolve exceptions, edit automations", [true, true, false, false]],
  ["Connect ledgers, manage members and settings", [true, false, false, false]],
];

/** What each role may do. */
export function RoleTable() {
  return (
    <Box mt="md">
      <Panel title="What the roles may do" flush>
        <Table>
          <Table.Thead>
            <Table.Tr><Table.Th>May</Table.Th>{ROLES.map((role) => <Table.Th key={role} ta="center">{role}</Table.Th>)}</Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {MAY.map(([what, roles]) => (
              <Table.Tr key={what}>
                <Table.Td>{what}</Table.Td>
                {roles.map((may, index) => (
                  <Table.Td key={ROLES[index]} ta="center">
                    {may ? <IconCheck size={18} style={{ color: "var(--tone-green)" }} aria-hidden /> : <IconMinus size={18} style={{ color: "var(--mantine-color-dimmed)" }} aria-hidden />}
                    <VisuallyHidden>{may ? "Yes" : "No"}</VisuallyHidden>
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Panel>
    </Box>
  );
}
