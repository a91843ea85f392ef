import { Text } from "@mantine/core";
import type { AuditEntry } from "@/api/types";
import { History } from "@/components/history";
import { Panel } from "@/components/panel";
import { TextLink } from "@/components/text-link";

/** The latest entries of the audit log. */
export function MovedPanel({ recent }: { recent: AuditEntry[] }) {
  return (
    <Panel title="What moved" actions={<TextLink to="/audit" inherit={false} size="sm">All of the audit log</TextLink>}>
      {recent.length === 0
        ? <Text size="sm" c="dimmed">Nothing yet. Every change by a person, an automation or a sync is listed here.</Text>
        : <History entries={recent} />}
    </Panel>
  );
}
