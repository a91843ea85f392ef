import type { ReactNode } from "react";
import type { Connection, EntityDetail } from "@/api/types";
import { CopyId } from "@/components/copy-id";
import { Day } from "@/components/day";
import { Facts } from "@/components/facts";
import { Instant } from "@/components/instant";
import { Money } from "@/components/money";
import { AccountName } from "@/features/ledgers/account-name";
import { EntityName } from "@/features/ledgers/entity-name";
import { contactKindOf, markOf } from "@/features/ledgers/model/kinds";
import { textIn } from "@/features/ledgers/model/terms";

interface Props {
  connection: Connection;
  entity: EntityDetail;
}

type Fact = [name: string, value: ReactNode];

const DIRECTIONS: Record<string, string> = { received: "Money received", spent: "Money spent" };

/** What an entity says besides its lines; what it does not say is left out. */
export function EntityFacts({ connection, entity }: Props) {
  const amount = (value: string | null) => (value ? <Money amount={value} currency={entity.currency} /> : "");
  const facts: Fact[] = [
    [entity.kind === "journal" ? "Narration" : "Name", entity.name === entity.contact_name ? "" : entity.name],
    [markOf(entity.kind), entity.number],
    ["Contact", contactOf({ connection, entity })],
    ["Date", entity.issued_on ? <Day on={entity.issued_on} /> : ""],
    ["Due on", entity.due_on ? <Day on={entity.due_on} /> : ""],
    ...bankFacts({ connection, entity }),
    ["Net", amount(entity.net)],
    ["Tax", amount(entity.tax)],
    ["Total", amount(entity.gross)],
    ["Still open", amount(entity.due)],
  ];
  return (
    <Facts
      facts={[
        ...facts.filter(([, value]) => value !== ""),
        ["Seen changed", <Instant key="at" at={entity.updated_at} exact />],
        [`Id in ${connection.provider_name}`, <CopyId key="id" id={entity.external_id} />],
      ]}
    />
  );
}

/** A document carries the contact's name; money that moved names it by its key. */
function contactOf({ connection, entity }: Props): ReactNode {
  const key = textIn(entity.entity, "contact");
  if (entity.contact_name || !key) return entity.contact_name;
  const kind = contactKindOf(connection.provider, entity.kind, textIn(entity.entity, "direction"));
  return <EntityName connectionId={connection.id} kind={kind} externalId={key} />;
}

/** Which way money went, and between which accounts. */
function bankFacts({ connection, entity: { kind, entity } }: Props): Fact[] {
  const account = (name: string) => <AccountName connectionId={connection.id} account={textIn(entity, name)} />;
  if (kind === "transfer") {
    const received = textIn(entity, "received");
    return [["From", account("from_account")], ["To", account("to_account")], ["Arrived", received ? <Money amount={received} /> : ""]];
  }
  if (!["payment", "supplier_payment", "bank_transaction"].includes(kind)) return [];
  return [
    ["Direction", entity["is_refund"] === true ? "Refund" : (DIRECTIONS[textIn(entity, "direction")] ?? "")],
    ["Bank account", account("account")],
    ["Reconciled", entity["is_reconciled"] === true ? "Yes" : ""],
  ];
}
