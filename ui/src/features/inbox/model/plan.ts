/** What an automation would do once it is approved, as the API gives it. */
import type { Approval } from "@/api/approvals";

export const APPROVAL_WORDS: Record<Approval["state"], string> = {
  open: "Waiting", approved: "Approved", rejected: "Rejected", expired: "Not answered in time", overtaken: "Asked again: the plan has changed", cancelled: "Cancelled",
};

export interface PlannedWrite {
  key: string;
  position: string;
  /** Of which item of a loop; "" outside of one. */
  item: string;
  name: string;
  text: string;
  writes: boolean;
  fields: { name: string; label: string; value: string; before: string; problem: string }[];
  document: Record<string, unknown>;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

export function plannedOf(approval: Pick<Approval, "plan">): PlannedWrite[] {
  return approval.plan.map((entry, index) => ({
    key: `${index}:${textOf(entry["position"])}`,
    position: textOf(entry["position"]),
    item: textOf(entry["item"]),
    name: textOf(entry["name"]),
    text: textOf(entry["text"]),
    writes: entry["writes"] === true,
    document: isObject(entry["document"]) ? entry["document"] : {},
    fields: (Array.isArray(entry["fields"]) ? entry["fields"] : []).filter(isObject).map((field) => ({
      name: textOf(field["name"]), label: textOf(field["label"]) || textOf(field["name"]), value: textOf(field["value"]), before: textOf(field["before"]), problem: textOf(field["problem"]),
    })),
  }));
}

/** Only what changes a ledger or reaches somebody outside. */
export function writesOf(approval: Pick<Approval, "plan">): PlannedWrite[] {
  return plannedOf(approval).filter(({ writes }) => writes);
}
