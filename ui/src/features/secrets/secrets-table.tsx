import { Button, Group, Table, Text } from "@mantine/core";
import { useDeleteStepSecret, type StepSecret } from "@/api/step-secrets";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Instant } from "@/components/instant";
import { notifyDone } from "@/components/notify";
import { openText } from "@/components/secret-kinds";
import { Sure } from "@/components/sure";

interface Props {
  secrets: StepSecret[];
  onChange: (secret: StepSecret) => void;
}

/** A secret a row: what of it may be known, where it may be sent, and who uses it. */
export function SecretsTable({ secrets, onChange }: Props) {
  const path = useWorkspacePath();
  const remove = useDeleteStepSecret();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr><Table.Th>Secret</Table.Th><Table.Th>Sent to</Table.Th><Table.Th>Used by</Table.Th><Table.Th>Changed</Table.Th><Table.Th aria-label="Actions" /></Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {secrets.map((secret) => (
          <Table.Tr key={secret.id}>
            <Table.Td miw={180}>
              <Text size="sm" fw={550}>{secret.name}</Text>
              <Text size="xs" c="dimmed">{[secret.kind_label, openText(secret)].filter(Boolean).join(" · ")}</Text>
            </Table.Td>
            <Table.Td miw={150}><Text size="sm" style={{ overflowWrap: "anywhere" }}>{secret.hosts.join(", ") || (secret.kind === "address" ? "Its own address" : "–")}</Text></Table.Td>
            <Table.Td miw={160}>{secret.used_by.length > 0 ? <UsedBy names={secret.used_by} /> : <Text size="sm" c="dimmed">Nothing yet</Text>}</Table.Td>
            <Table.Td><Instant at={secret.changed_at} /><Text size="xs" c="dimmed">made by {secret.made_by}</Text></Table.Td>
            <Table.Td>
              <Group gap="xs" justify="flex-end" wrap="nowrap">
                <Allowed to="edit_automations">
                  {(disabled) => <Button size="xs" variant="default" aria-label={`Change ${secret.name}`} disabled={disabled} onClick={() => onChange(secret)}>Change</Button>}
                </Allowed>
                <Sure
                  title={`Delete ${secret.name}?`} act="Delete"
                  onAct={() => remove.mutate({ params: { path: { ...path, secret_id: secret.id } } }, { onSuccess: () => notifyDone(`${secret.name} is deleted.`) })}
                  by={(ask) => (
                    <Allowed to="edit_automations" unless={secret.used_by.length > 0 ? `Used by ${secret.used_by.join(", ")}. Choose another secret there first.` : ""}>
                      {(disabled) => <Button size="xs" variant="default" aria-label={`Delete ${secret.name}`} disabled={disabled} onClick={ask}>Delete</Button>}
                    </Allowed>
                  )}
                >
                  It is gone for good: nobody can read it back.
                </Sure>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function UsedBy({ names }: { names: string[] }) {
  return <ul aria-label="Used by" style={{ margin: 0, paddingLeft: 16 }}>{names.map((name, index) => <li key={index}><Text size="sm">{name}</Text></li>)}</ul>;
}
