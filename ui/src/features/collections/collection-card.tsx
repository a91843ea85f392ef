import { Text } from "@mantine/core";
import { IconArrowRight, IconFileInvoice, IconPackage, IconTable, IconUsers, type Icon } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Collection } from "@/api/types";
import { counted } from "@/lib/words";
import classes from "@/features/collections/collection-card.module.css";

const TYPES: Record<string, { icon: Icon; text: string }> = {
  contacts: { icon: IconUsers, text: "Contacts in the ledger" },
  items: { icon: IconPackage, text: "Items in the ledger" },
  invoices: { icon: IconFileInvoice, text: "Invoices in the ledger" },
  bills: { icon: IconFileInvoice, text: "Bills in the ledger" },
};

export function CollectionCard({ collection }: { collection: Collection }) {
  const { icon: Shown, text } = TYPES[collection.accounting_type] ?? { icon: IconTable, text: "Not linked to a ledger" };
  return (
    <Link to="/collections/$key" params={{ key: collection.key }} className={classes.card}>
      <span className={classes.icon}><Shown size={20} stroke={1.7} aria-hidden /></span>
      <span className={classes.text}>
        <Text span fw={600} display="block">{collection.name}</Text>
        <Text span size="sm" c="dimmed" display="block">{text}</Text>
        <Text span size="sm" mt={10} display="block" className="numeric">{counted(collection.record_count, "record")}</Text>
      </span>
      <IconArrowRight size={18} className={classes.arrow} aria-hidden />
    </Link>
  );
}
