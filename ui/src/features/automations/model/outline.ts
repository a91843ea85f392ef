/** A definition as an outline in plain words, in the order in which it is carried out. */
import { wordFor, wordsFor } from "@/lib/words";

export interface OutlineStep {
  path: string;
  title: string;
  about: string;
  onError: string;
  branches: { label: string; steps: OutlineStep[] }[];
}

type Json = Record<string, unknown>;

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** A value as a reader knows it: the choice "not_posted" is "not posted". */
function plain(value: unknown): string {
  return text(value).replaceAll("_", " ");
}

const OPERATORS: Record<string, string> = {
  "=": "is", "!=": "is not", "<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least",
  contains: "contains", doesNotContain: "does not contain", beginsWith: "begins with", endsWith: "ends with",
  in: "is one of", notIn: "is none of", between: "is between", notBetween: "is not between",
};

/** A condition as a sentence: "Country is United Kingdom and (Number begins with C or Amount is more than 100)". */
export function conditionText(condition: unknown, inner = false): string {
  if (!isJson(condition)) return "";
  if (Array.isArray(condition["rules"])) {
    const parts = list(condition["rules"]).map((rule) => conditionText(rule, true)).filter(Boolean);
    const joined = parts.join(condition["combinator"] === "or" ? " or " : " and ");
    const grouped = inner && parts.length > 1 ? `(${joined})` : joined;
    return condition["not"] === true ? `not ${grouped}` : grouped;
  }
  const field = wordFor(text(condition["field"]));
  const operator = text(condition["operator"]);
  if (operator === "null") return `${field} is empty`;
  if (operator === "notNull") return `${field} is not empty`;
  const value = Array.isArray(condition["value"]) ? condition["value"].map(plain).join(", ") : plain(condition["value"]);
  return `${field} ${OPERATORS[operator] ?? operator} ${value}`;
}

const KINDS: Record<string, string> = { condition: "If" };
const ERRORS: Record<string, string> = {
  stop: "On an error the run ends.",
  continue: "On an error the run goes on.",
  exception: "On an error it waits in the Inbox.",
};

function stepOf(step: Json, parent: string): OutlineStep {
  const path = parent ? `${parent}/${text(step["id"])}` : text(step["id"]);
  const kind = text(step["kind"]);
  const isCondition = kind === "condition";
  const settings = isJson(step["settings"]) ? step["settings"] : {};
  const branch = (label: string, name: string) => ({
    label,
    steps: list(step[name]).map((one) => stepOf(one, `${path}/${name}`)),
  });
  return {
    path,
    title: text(step["name"]) || KINDS[kind] || wordFor(kind),
    about: isCondition ? conditionText(settings["condition"]) : wordFor(kind),
    onError: isCondition ? "" : (ERRORS[text(step["on_error"])] ?? ""),
    branches: isCondition ? [branch("Then", "then"), branch("Otherwise", "otherwise")].filter(({ steps }) => steps.length > 0) : [],
  };
}

export function outlineOf(definition: unknown): OutlineStep[] {
  return isJson(definition) ? list(definition["steps"]).map((step) => stepOf(step, "")) : [];
}

const TRIGGERS: Record<string, string> = {
  record_created: "When a record is created", record_updated: "When a record is changed",
  record_saved: "When a record is created or changed", manual: "When a person starts it",
};

export function triggerText(definition: unknown): string {
  const trigger = isJson(definition) && isJson(definition["trigger"]) ? definition["trigger"] : {};
  const type = text(trigger["type"]);
  const where = text(trigger["collection"]) ? ` in ${wordFor(text(trigger["collection"]))}` : "";
  const kind = text(trigger["kind"]) ? wordsFor(text(trigger["kind"])).toLowerCase() : "anything";
  const when = type === "entity_changed" ? `When ${kind} in the ledger change` : `${TRIGGERS[type] ?? wordFor(type)}${where}`;
  const condition = conditionText(trigger["condition"]);
  return condition ? `${when}, if ${condition}` : when;
}
