import { Button, Code, Table, Text, Tooltip } from "@mantine/core";
import { useRevokeToken } from "@/api/tokens";
import type { ApiToken } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Instant } from "@/components/instant";
import { notifyDone } from "@/components/notify";
import { StatusBadge } from "@/components/status-badge";
import { Sure } from "@/components/sure";
import { wordFor } from "@/lib/words";

export function TokensTable({ tokens }: { tokens: ApiToken[] }) {
  const path = useWorkspacePath();
  const revoke = useRevokeToken();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr><Table.Th>Name</Table.Th><Table.Th>Made by</Table.Th><Table.Th>May</Table.Th><Table.Th>Last used</Table.Th><Table.Th>Ends</Table.Th><Table.Th aria-label="Actions" /></Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map((token) => (
          <Table.Tr key={token.id}>
            <Table.Td><Text size="sm" fw={550}>{token.name}</Text><Code>{token.prefix}…</Code></Table.Td>
            <Table.Td>{token.made_by}{token.is_mine && " (you)"}</Table.Td>
            <Table.Td>
              <Tooltip label={token.scopes_now.map(wordFor).join(", ") || "Nothing any more"}>
                <span tabIndex={0}>{token.role_label}, {token.scopes_now.length} {token.scopes_now.length === 1 ? "scope" : "scopes"}</span>
              </Tooltip>
            </Table.Td>
            <Table.Td><Instant at={token.last_used_at} never="Not yet" /></Table.Td>
            <Table.Td>{token.has_expired ? <StatusBadge state="expired" label="Expired" tone="amber" /> : <Instant at={token.expires_at} never="Never" exact />}</Table.Td>
            <Table.Td ta="right">
              <Sure
                title={`Revoke ${token.name}?`}
                act="Revoke"
                onAct={() => revoke.mutate({ params: { path: { ...path, token_id: token.id } } }, { onSuccess: () => notifyDone(`${token.name} opens nothing any more.`) })}
                by={(ask) => <Button size="xs" variant="default" aria-label={`Revoke ${token.name}`} onClick={ask}>Revoke</Button>}
              >
                Programs that use it are refused from now on. This cannot be taken back.
              </Sure>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
