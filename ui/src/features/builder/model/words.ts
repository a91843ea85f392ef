/** A definition in plain words. */
import { casesOf, FAILED } from "@/features/builder/model/steps";
import type { Catalogue, Json, Step, Trigger } from "@/features/builder/model/types";
import { wordFor, wordsFor } from "@/lib/words";

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a reader knows it: the choice "not_posted" is "not posted". */
function plain(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value).replaceAll("_", " ") : "";
}

const OPERATORS: Record<string, string> = {
  "=": "is", "!=": "is not", "<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least",
  contains: "contains", doesNotContain: "does not contain", beginsWith: "begins with", endsWith: "ends with",
  in: "is one of", notIn: "is none of", between: "is between", notBetween: "is not between",
};

/** A condition as a sentence: "Country is United Kingdom and (Number begins with C or Amount is more than 100)". */
export function conditionText(condition: unknown, inner = false): string {
  if (!isObject(condition)) return "";
  if (Array.isArray(condition["rules"])) {
    const parts = condition["rules"].map((rule) => conditionText(rule, true)).filter(Boolean);
    const joined = parts.join(condition["combinator"] === "or" ? " or " : " and ");
    const grouped = inner && parts.length > 1 ? `(${joined})` : joined;
    return condition["not"] === true && grouped ? `not ${grouped}` : grouped;
  }
  const field = wordFor(plain(condition["field"]));
  const operator = plain(condition["operator"]);
  if (operator === "null") return `${field} is empty`;
  if (operator === "notNull") return `${field} is not empty`;
  const value = Array.isArray(condition["value"]) ? condition["value"].map(plain).join(", ") : plain(condition["value"]);
  return `${field} ${OPERATORS[operator] ?? operator} ${value}`;
}

const TRIGGERS: Record<string, string> = {
  record_created: "When a record is created", record_updated: "When a record is changed", record_saved: "When a record is created or changed",
  record_deleted: "When a record is deleted", stage_reached: "When a record reaches a stage", schedule: "On a schedule", webhook: "When the webhook is called",
  manual: "By hand", exception_raised: "When an exception is raised", called: "When another automation calls it",
};
const ENTITY_VERBS: Record<string, string> = {
  entity_changed: "change", entity_created: "are created", entity_updated: "are changed", entity_paid: "are paid",
  entity_overdue: "become overdue", entity_voided: "are voided", entity_reconciled: "are reconciled",
};

/** "When a record is created or changed in Orders". */
export function triggerText(trigger: Trigger): string {
  const verb = ENTITY_VERBS[trigger.type];
  if (verb) return `When ${trigger.kind ? wordsFor(trigger.kind).toLowerCase() : "entities"} ${verb} in the ledger`;
  if (trigger.type === "schedule" && trigger.schedule) return `On a schedule: ${trigger.schedule.cron}, ${trigger.schedule.time_zone}`;
  if (trigger.type === "stage_reached" && trigger.stage) return `When a record of ${wordFor(trigger.collection)} reaches ${plain(trigger.stage)}`;
  const where = trigger.collection ? ` in ${wordFor(trigger.collection)}` : "";
  return `${TRIGGERS[trigger.type] ?? wordFor(trigger.type)}${where}`;
}

/** What people call a step: its own name, or that of its kind. */
export function titleOf(step: Pick<Step, "name" | "kind">, catalogue: Catalogue | undefined): string {
  return step.name || kindName(step.kind, catalogue);
}

export function kindName(kind: string, catalogue: Catalogue | undefined): string {
  return catalogue?.steps.find((one) => one.kind === kind)?.name ?? wordFor(kind);
}

/** What stands under the title: the condition as a sentence, or the kind where the title does not say it already. */
export function aboutStep(step: Step, catalogue: Catalogue | undefined): string {
  if (step.kind === "condition") return conditionText(step.settings["condition"]) || "No condition yet";
  const kind = kindName(step.kind, catalogue);
  return kind === titleOf(step, catalogue) ? "" : kind;
}

const BRANCHES: Record<string, string> = {
  then: "Then", otherwise: "Otherwise", do: "For each item", approved: "Approved", rejected: "Rejected", [FAILED]: "When it fails",
};

/** "Then", the name of a switch's case, "When it fails". */
export function branchLabel(step: Step, branch: string): string {
  const one = casesOf(step).find(({ id }) => id === branch);
  if (one) return one.name || conditionText(one.condition) || "Case";
  return BRANCHES[branch] ?? wordFor(branch);
}

/** A setting as short text, for comparing. */
export function valueText(value: Json | undefined): string {
  if (value === undefined || value === null || value === "") return "–";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value !== "object") return String(value);
  if (!Array.isArray(value) && Array.isArray(value["rules"])) return conditionText(value) || "–";
  return JSON.stringify(value, null, 1).replaceAll(/\s*\n\s*/g, " ");
}
