import {
  IconArrowsExchange, IconBook2, IconBolt, IconChecklist, IconDatabase, IconHome, IconInbox, IconReportAnalytics, IconShieldCheck,
  type Icon,
} from "@tabler/icons-react";

export interface Place {
  label: string;
  to: "/" | "/collections" | "/ledgers" | "/automations" | "/sync" | "/reconciliation" | "/inbox" | "/reports" | "/audit";
  icon: Icon;
  /** Other addresses that belong here. */
  also?: string[];
  /** Pressed after `g`. */
  key: string;
}

export const PLACES: Place[] = [
  { label: "Home", to: "/", icon: IconHome, key: "h" },
  { label: "Collections", to: "/collections", icon: IconDatabase, also: ["/imports"], key: "c" },
  { label: "Ledgers", to: "/ledgers", icon: IconBook2, key: "l" },
  { label: "Automations", to: "/automations", icon: IconBolt, also: ["/runs"], key: "a" },
  { label: "Sync", to: "/sync", icon: IconArrowsExchange, key: "s" },
  { label: "Reconciliation", to: "/reconciliation", icon: IconChecklist, key: "r" },
  { label: "Inbox", to: "/inbox", icon: IconInbox, key: "i" },
  { label: "Reports", to: "/reports", icon: IconReportAnalytics, key: "p" },
  { label: "Audit", to: "/audit", icon: IconShieldCheck, key: "u" },
];

export function isHere(place: Place, pathname: string): boolean {
  if (place.to === "/") return pathname === "/";
  return [place.to, ...(place.also ?? [])].some((start) => pathname === start || pathname.startsWith(`${start}/`));
}
