import { Group, Stack, Text } from "@mantine/core";
import type { LedgerLink } from "@/api/types";
import { Facts } from "@/components/facts";
import { Instant } from "@/components/instant";
import { Money } from "@/components/money";
import { OutsideLink } from "@/components/outside-link";
import { Panel } from "@/components/panel";
import { ProviderMark } from "@/components/provider-mark";
import { StatusBadge } from "@/components/status-badge";
import { formatDay } from "@/lib/dates";
import { wordFor } from "@/lib/words";

interface Props {
  links: LedgerLink[];
  linkable: boolean;
}

/** What this record is in each ledger; named after the provider. */
export function AccountingPanel({ links, linkable }: Props) {
  if (!linkable) return null;
  if (links.length === 0) {
    return (
      <Panel title="Accounting">
        <Text size="sm" c="dimmed">Not in a ledger yet. It is created there by the automation of this collection, exactly once.</Text>
      </Panel>
    );
  }
  return links.map((link) => (
    <Panel
      key={link.id}
      title={<Group gap="sm"><ProviderMark provider={link.provider} />{link.provider_name}</Group>}
      about={link.organisation_name}
      actions={<StatusBadge state={link.status} />}
    >
      <Stack gap="xs">
        <Facts facts={factsOf(link)} />
        {link.url && <Text size="sm"><OutsideLink href={link.url}>Open in {link.provider_name}</OutsideLink></Text>}
      </Stack>
    </Panel>
  ));
}

function factsOf(link: LedgerLink): [string, React.ReactNode][] {
  const amount = (name: string, value: string | null): [string, React.ReactNode][] =>
    value === null ? [] : [[name, <Money key={name} amount={value} currency={link.currency} />]];
  return [
    ["Linked to", `${wordFor(link.kind)} ${link.number}`],
    ...amount("Net", link.net),
    ...amount("Tax", link.tax),
    ...amount("Total", link.gross),
    ...amount("Due", link.due),
    ...(link.due_on ? [["Due on", formatDay(link.due_on)] as [string, string]] : []),
    ["Last synced", <Instant key="synced" at={link.synced_at} never="Not yet" />],
  ];
}
