import { Button, Collapse, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Facts } from "@/components/facts";
import { FieldPairs } from "@/components/field-pairs";
import { Instant } from "@/components/instant";
import { Money } from "@/components/money";
import { Notice } from "@/components/notice";
import { OutsideLink } from "@/components/outside-link";
import { StatusBadge } from "@/components/status-badge";
import type { LinkedPlace } from "@/features/accounting-card/place";
import { wordFor } from "@/lib/words";

type Fact = [string, React.ReactNode];

/** Linked: to what, its balance or prices, and its fields beside the record's. */
export function LinkedBody({ card, ledger, link }: LinkedPlace) {
  const [open, setOpen] = useState(false);
  return (
    <Stack gap="sm">
      {link.deleted && (
        <Notice tone="red">It was deleted in {ledger.provider_name}. Unlink it, then link another one or create it again.</Notice>
      )}
      {!link.known && (
        <Notice tone="amber">We have not read it from {ledger.provider_name} yet. Sync shows it; if it stays unknown, it is of another organisation.</Notice>
      )}
      <Facts facts={[...factsOf({ link }), ...balancesOf(card), ...pricesOf(card), ["Last synced", <Instant key="synced" at={link.synced_at} never="Not yet" />]]} />
      {link.url && <Text size="sm"><OutsideLink href={link.url}>Open in {ledger.provider_name}</OutsideLink></Text>}
      {card.fields.length > 0 && (
        <>
          <Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)} style={{ alignSelf: "flex-start" }}>
            {open ? "Hide fields" : "Compare fields"}
          </Button>
          <Collapse expanded={open}>{open && <FieldPairs pairs={card.fields} record="This record" ledger={ledger.provider_name} />}</Collapse>
        </>
      )}
      {card.posting?.action === "update" && card.posting.state !== "rejected" && (
        <Text size="sm" c="dimmed" role="status">Being updated in {ledger.provider_name}…</Text>
      )}
    </Stack>
  );
}

function factsOf({ link }: Pick<LinkedPlace, "link">): Fact[] {
  return [
    [`Linked ${wordFor(link.kind).toLowerCase()}`, link.name || link.number || link.external_id],
    ...(link.detail ? [["Details", link.detail] as Fact] : []),
    ...(link.status && link.status !== "active" ? [["Status", <StatusBadge key="status" state={link.status} />] as Fact] : []),
  ];
}

function balancesOf(card: LinkedPlace["card"]): Fact[] {
  if (card.balances === null) return [];
  if (card.balances.length === 0) {
    const currency = card.ledger?.currency ?? "";
    return [["Outstanding receivables", <Money key="r" amount="0" currency={currency} />], ["Outstanding payables", <Money key="p" amount="0" currency={currency} />]];
  }
  const amount = (value: string, overdue: string, currency: string) => (
    <>
      <Money amount={value} currency={currency} />
      {Number(overdue) > 0 && <Text span size="xs" c="var(--tone-red)"> (<Money amount={overdue} currency={currency} inherit /> overdue)</Text>}
    </>
  );
  return card.balances.flatMap((one): Fact[] => {
    const suffix = card.balances && card.balances.length > 1 ? ` in ${one.currency}` : "";
    return [
      [`Outstanding receivables${suffix}`, amount(one.receivable, one.receivable_overdue, one.currency)],
      [`Outstanding payables${suffix}`, amount(one.payable, one.payable_overdue, one.currency)],
    ];
  });
}

function pricesOf({ prices }: LinkedPlace["card"]): Fact[] {
  if (!prices) return [];
  return [
    ["Sales price", <Money key="sale" amount={prices.sale_price} currency={prices.currency} />],
    ["Purchase price", <Money key="purchase" amount={prices.purchase_price} currency={prices.currency} />],
  ];
}
