import { SimpleGrid } from "@mantine/core";
import type { Home } from "@/api/types";
import { Stat } from "@/components/stat";
import { TextLink } from "@/components/text-link";

/** The counts that ask for a person. */
export function NeedsMe({ home }: { home: Home }) {
  const broken = home.connections.filter(({ remedy }) => remedy !== "").length;
  return (
    <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="md">
      <Stat
        label="Open exceptions"
        value={home.exceptions_open.toLocaleString("en-GB")}
        tone={home.exceptions_open > 0 ? "amber" : undefined}
        about={home.exceptions_open > 0 ? <TextLink to="/inbox">Resolve them in the Inbox</TextLink> : "Nothing is waiting for you"}
      />
      <Stat
        label="Waiting for approval"
        value={home.approvals_open.toLocaleString("en-GB")}
        tone={home.approvals_open > 0 ? "amber" : undefined}
        about={home.approvals_open > 0 ? <TextLink to="/inbox/approvals">Decide in the Inbox</TextLink> : "Nothing waits for a decision"}
      />
      <Stat
        label="Runs failed today"
        value={home.runs_failed_today.toLocaleString("en-GB")}
        tone={home.runs_failed_today > 0 ? "red" : undefined}
        about={home.runs_failed_today > 0 ? <TextLink to="/runs" search={{ status: "failed" }}>See what happened</TextLink> : "All runs of today went through"}
      />
      <Stat
        label="Ledgers connected"
        value={`${home.connections.length - broken} of ${home.connections.length}`}
        tone={broken > 0 ? "red" : undefined}
        about={<TextLink to="/settings/integrations">{broken > 0 ? "Reconnect" : "Accounting Integration"}</TextLink>}
      />
    </SimpleGrid>
  );
}
