/** Rules of alerts: what each kind looks for, its settings as the page edits them, and a rule as a sentence. */
import type { Alert, AlertIn } from "@/api/alerts";
import { formatMoney, isDecimal } from "@/lib/money";
import { counted, wordFor } from "@/lib/words";

export type AlertKind = Alert["kind"];

export interface KindWords {
  name: string;
  /** What is told, and when. */
  about: string;
}

export const KINDS: Record<AlertKind, KindWords> = {
  run_failed: { name: "A run failed", about: "Told once for each run that stops. A run that is tried again and stops again is told again." },
  exception: { name: "An exception was raised", about: "Told once for each exception that comes into the Inbox, among them an automation that was switched off because it ran too often." },
  overdue: { name: "An overdue balance is above an amount", about: "Told once when the balance passes the amount, and again only after it was below it in between. Looked at every quarter of an hour." },
  broken: { name: "A connection is broken", about: "Told once when a ledger must be connected again." },
  expiring: { name: "A connection will expire", about: "Told once when a ledger that nobody reads comes near the day on which its access ends." },
  digest: { name: "A digest", about: "A summary at a fixed hour: how the runs ended, and what waits for a person." },
};

export const KIND_OPTIONS = (Object.keys(KINDS) as AlertKind[]).map((value) => ({ value, label: KINDS[value].name }));

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** The settings of all kinds side by side, as the form edits them. */
export interface Terms {
  automations: string[];
  causes: string[];
  connection: string;
  side: "receivable" | "payable";
  amount: string;
  currency: string;
  each_contact: boolean;
  days: number;
  every: "day" | "week";
  weekday: number;
  hour: number;
  zone: string;
}

export interface RuleDraft {
  name: string;
  kind: AlertKind;
  enabled: boolean;
  members: string[];
  addresses: string[];
  terms: Terms;
}

const list = (value: unknown) => (Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []);
const text = (value: unknown, otherwise = "") => (typeof value === "string" ? value : typeof value === "number" ? String(value) : otherwise);
const whole = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);

/** What a rule is set to; what its kind does not have is as a new rule would begin with it. */
export function termsOf(settings: Alert["settings"]): Terms {
  return {
    automations: list(settings["automations"]), causes: list(settings["causes"]),
    connection: text(settings["connection"]), side: settings["side"] === "payable" ? "payable" : "receivable",
    amount: text(settings["amount"], "0"), currency: text(settings["currency"]), each_contact: settings["each_contact"] !== false,
    days: whole(settings["days"], 14),
    every: settings["every"] === "week" ? "week" : "day", weekday: whole(settings["weekday"], 0), hour: whole(settings["hour"], 8), zone: text(settings["zone"]),
  };
}

export function draftOf(alert: Alert | null): RuleDraft {
  if (!alert) return { name: "", kind: "run_failed", enabled: true, members: [], addresses: [], terms: termsOf({}) };
  const { name, kind, enabled, members, addresses, settings } = alert;
  return { name, kind, enabled, members: members.map(({ id }) => id), addresses: addresses.map(({ id }) => id), terms: termsOf(settings) };
}

/** Only the settings that the kind has. */
function settingsOf(kind: AlertKind, terms: Terms): AlertIn["settings"] {
  switch (kind) {
    case "run_failed":
      return { automations: terms.automations };
    case "exception":
      return { causes: terms.causes };
    case "overdue":
      return { connection: terms.connection || null, side: terms.side, amount: terms.amount.trim(), currency: terms.currency.trim().toUpperCase(), each_contact: terms.each_contact };
    case "broken":
      return {};
    case "expiring":
      return { days: terms.days };
    case "digest":
      return { every: terms.every, weekday: terms.weekday, hour: terms.hour, zone: terms.zone };
  }
}

export function bodyOf({ name, kind, enabled, members, addresses, terms }: RuleDraft): AlertIn {
  return { name: name.trim(), kind, enabled, members, addresses, settings: settingsOf(kind, terms) };
}

/** The present rule, switched on or off. */
export function switched(alert: Alert, enabled: boolean): AlertIn {
  return { ...bodyOf(draftOf(alert)), enabled };
}

/** What a rule is set to, in a line: "More than £500.00 overdue from one customer". */
export function ruleText({ kind, settings }: Pick<Alert, "kind" | "settings">): string {
  const terms = termsOf(settings);
  switch (kind) {
    case "run_failed":
      return terms.automations.length > 0 ? `Runs of ${counted(terms.automations.length, "automation")}` : "Any run";
    case "exception":
      return terms.causes.length > 0 ? terms.causes.map(wordFor).join(", ") : "Any cause";
    case "overdue": {
      const amount = isDecimal(terms.amount) ? formatMoney(terms.amount, terms.currency) : terms.amount;
      const whose = terms.side === "payable" ? "to one supplier" : "from one customer";
      return `More than ${amount} overdue ${terms.each_contact ? whose : `in total, ${terms.side === "payable" ? "to suppliers" : "from customers"}`}`;
    }
    case "broken":
      return "Any connection";
    case "expiring":
      return `${counted(terms.days, "day")} before`;
    case "digest": {
      const day = terms.every === "week" ? `Every ${WEEKDAYS[terms.weekday] ?? "week"}` : "Every day";
      return `${day} at ${String(terms.hour).padStart(2, "0")}:00${terms.zone ? `, ${terms.zone}` : ""}`;
    }
  }
}
