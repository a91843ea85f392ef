/** Filters as the query builder makes them: which comparisons a field has, and what of a half-written filter can be asked. */
import type { RuleGroupType, RuleType } from "react-querybuilder";
import type { Field } from "@/api/types";

export interface Operator {
  name: string;
  label: string;
}

const named = (pairs: Record<string, string>): Operator[] => Object.entries(pairs).map(([name, label]) => ({ name, label }));

const EMPTY = { null: "is empty", notNull: "is not empty" };
const TEXTS = named({ contains: "contains", doesNotContain: "does not contain", "=": "is", "!=": "is not", beginsWith: "begins with", endsWith: "ends with", ...EMPTY });
const NUMBERS = named({ "=": "=", "!=": "≠", ">": ">", ">=": "≥", "<": "<", "<=": "≤", between: "is between", ...EMPTY });
const DAYS = named({ "=": "is", "<": "is before", ">": "is after", "<=": "is on or before", ">=": "is on or after", between: "is between", ...EMPTY });
const INSTANTS = named({ "<": "is before", ">": "is after", between: "is between", ...EMPTY });
const CHOICES = named({ "=": "is", "!=": "is not", in: "is one of", notIn: "is none of", ...EMPTY });
const SEVERAL = named({ contains: "has", doesNotContain: "does not have", ...EMPTY });
const TRUTHS = named({ "=": "is" });

const OPERATORS: Record<string, Operator[]> = {
  number: NUMBERS, money: NUMBERS, date: DAYS, date_time: INSTANTS, choice: CHOICES, stage: CHOICES, person: CHOICES,
  multi_choice: SEVERAL, checkbox: TRUTHS, line_items: named(EMPTY), attachment: named(EMPTY),
};

/** What comparisons see of a field: a formula is what it gives. */
export function kindOf(field: Pick<Field, "type" | "result">): string {
  return field.type === "formula" ? field.result || "text" : field.type;
}

export function operatorsOf(kind: string): Operator[] {
  return OPERATORS[kind] ?? TEXTS;
}

export const WITHOUT_VALUE = new Set(["null", "notNull"]);
const PAIRS = new Set(["between", "notBetween"]);

/** Fields that every record has, beside its own. */
export const SYSTEM_FIELDS: readonly { name: string; label: string; kind: string }[] = [
  { name: "key", label: "Key", kind: "text" },
  { name: "_linked", label: "Linked to a ledger", kind: "checkbox" },
  { name: "created_at", label: "Made", kind: "date_time" },
  { name: "updated_at", label: "Changed", kind: "date_time" },
];

/** The filter without rules that are not finished; undefined when nothing is left to ask. */
export function finished(group: RuleGroupType): RuleGroupType | undefined {
  const rules = group.rules.flatMap((rule): (RuleType | RuleGroupType)[] => {
    if ("rules" in rule) {
      const inner = finished(rule);
      return inner ? [inner] : [];
    }
    return isFinished(rule) ? [{ field: rule.field, operator: rule.operator, value: rule.value as unknown, ...(rule.valueSource === "field" ? { valueSource: rule.valueSource } : {}) }] : [];
  });
  return rules.length > 0 ? { combinator: group.combinator, rules, ...(group.not ? { not: true } : {}) } : undefined;
}

function isFinished(rule: RuleType): boolean {
  if (!rule.field || !rule.operator) return false;
  if (WITHOUT_VALUE.has(rule.operator)) return true;
  const value: unknown = rule.value;
  if (PAIRS.has(rule.operator)) return Array.isArray(value) && value.length === 2 && value.every((one) => String(one ?? "") !== "");
  return Array.isArray(value) ? value.length > 0 : String(value ?? "") !== "";
}

/** The filter that an address holds; an empty one where it holds none, or none that can be read. */
export function readFilter(text: string | undefined): RuleGroupType {
  try {
    const read: unknown = JSON.parse(text ?? "");
    if (typeof read === "object" && read !== null && Array.isArray((read as RuleGroupType).rules)) return read as RuleGroupType;
  } catch {
    // What is no filter is none.
  }
  return { combinator: "and", rules: [] };
}

export function countRules(group: RuleGroupType): number {
  return group.rules.reduce((sum, rule) => sum + ("rules" in rule ? countRules(rule) : 1), 0);
}
