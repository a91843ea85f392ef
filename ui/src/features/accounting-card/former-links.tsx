import { Text } from "@mantine/core";
import type { LedgerLink } from "@/api/types";
import { OutsideLink } from "@/components/outside-link";

/** Links to ledgers that are not the records' any more: shown as such, never re-pointed. */
export function FormerLinks({ links }: { links: LedgerLink[] }) {
  if (links.length === 0) return null;
  return links.map((link) => (
    <Text key={link.id} size="sm" c="dimmed">
      Linked to {link.name || link.number || link.external_id} of {link.organisation_name} ({link.provider_name}) before; it is not the ledger of the records now.{" "}
      {link.url && <OutsideLink href={link.url}>Open there</OutsideLink>}
    </Text>
  ));
}
