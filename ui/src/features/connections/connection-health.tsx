import { Button, Group, SimpleGrid, Text } from "@mantine/core";
import { IconPlugConnected, IconRefresh } from "@tabler/icons-react";
import { useReadNow } from "@/api/connections";
import type { Connection } from "@/api/types";
import { usePlace } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Facts } from "@/components/facts";
import { Instant } from "@/components/instant";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { wordsFor } from "@/lib/words";

interface Props {
  connection: Connection;
  isLeaving: boolean;
  onReconnect: () => void;
}

/** How fresh what we know is, how long the sign-in lasts, and what waits. */
export function ConnectionHealth({ connection, isLeaving, onReconnect }: Props) {
  const { workspace } = usePlace();
  const readNow = useReadNow();
  const { health } = connection;
  const params = { path: { workspace_id: workspace.id, connection_id: connection.id } };
  const isActive = connection.status === "active";
  const waiting = health.waiting_postings === 0 ? "Nothing" : `${counted(health.waiting_postings, "posting")}, at least ${counted(health.calls_waiting, "call")}`;
  return (
    <div style={{ paddingTop: 12 }}>
      {health.read_trouble && <Notice tone="amber" title="The latest reading did not end">{health.read_trouble}</Notice>}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl" verticalSpacing="md" mt="xs">
        <div>
          <Text size="xs" fw={650} mb={4}>Sign-in and calls</Text>
          <Facts
            facts={[
              ["Signed in", <Instant key="s" at={health.signed_in_at} />],
              ["Token", <>ends <Instant at={health.token_ends_at} />, renewed by itself</>],
              ["Sign-in ends", <>if unused, <Instant at={health.sign_in_ends_at} exact /></>],
              ["Last call", <Instant key="c" at={connection.last_call_at} never="Never" />],
              ["Next reading", isActive ? <Instant key="n" at={health.next_read_at} never="Not by itself" /> : "When it is connected again"],
              ["Webhooks", health.has_webhooks ? "Taken" : "Not set up: changes are asked for"],
              ["Waiting to be sent", waiting],
            ]}
          />
        </div>
        <div>
          <Text size="xs" fw={650} mb={4}>Last read</Text>
          {health.reads.length === 0
            ? <Text size="sm" c="dimmed">Nothing was read yet but the reference data.</Text>
            : <Facts facts={health.reads.map(({ kind, read_at }) => [wordsFor(kind), <Instant key={kind} at={read_at} />])} />}
        </div>
      </SimpleGrid>
      <Group gap="xs" mt="md">
        <Allowed to="sync" unless={isActive ? "" : "Reconnect it first."}>
          {(disabled) => (
            <Button
              size="xs"
              variant="default"
              disabled={disabled}
              loading={readNow.isPending}
              leftSection={<IconRefresh size={15} aria-hidden />}
              onClick={() => readNow.mutate({ params }, { onSuccess: () => notifyDone(`Reading what has changed in ${connection.organisation_name}.`) })}
            >
              Read now
            </Button>
          )}
        </Allowed>
        <Allowed to="connect">
          {(disabled) => (
            <Button size="xs" variant="default" disabled={disabled} loading={isLeaving} leftSection={<IconPlugConnected size={15} aria-hidden />} onClick={onReconnect}>
              Sign in again
            </Button>
          )}
        </Allowed>
      </Group>
    </div>
  );
}

function counted(count: number, thing: string): string {
  return `${count.toLocaleString("en-GB")} ${thing}${count === 1 ? "" : "s"}`;
}
