/** The rules of a mapping as the page edits them; the server keeps and checks them. */

export type Rule =
  | { kind: "field"; path: string; otherwise?: Rule | null }
  | { kind: "text"; parts: (string | { path: string })[] }
  | { kind: "fixed"; value: string | null }
  | { kind: "lookup"; path: string; table: Record<string, string>; otherwise?: Rule | null }
  | { kind: "formula"; source: string }
  | { kind: "choose"; cases: unknown[]; otherwise?: Rule | null };

export type RuleKind = Rule["kind"] | "none";

export const RULE_NAMES: Record<RuleKind, string> = {
  none: "Not synced",
  field: "Field",
  text: "Text with fields",
  fixed: "Fixed value",
  lookup: "Table of values",
  formula: "Formula",
  choose: "Conditions",
};

const KINDS = new Set(["field", "text", "fixed", "lookup", "formula", "choose"]);

/** What the server sent, if it is a rule. */
export function asRule(value: unknown): Rule | null {
  return typeof value === "object" && value !== null && "kind" in value && KINDS.has(String(value.kind)) ? (value as Rule) : null;
}

/** A fresh rule of a kind; what the rule before named goes along. */
export function emptyRule(kind: RuleKind, before: Rule | null): Rule | null {
  const path = before && "path" in before ? before.path : "";
  switch (kind) {
    case "none": return null;
    case "field": return { kind, path };
    case "text": return { kind, parts: path ? [{ path }] : [] };
    case "fixed": return { kind, value: "" };
    case "lookup": return { kind, path, table: {} };
    case "formula": return { kind, source: path };
    case "choose": return before;
  }
}

/** "Order {number}" from its parts. */
export function textOfParts(parts: readonly (string | { path: string })[]): string {
  return parts.map((part) => (typeof part === "string" ? part : `{${part.path}}`)).join("");
}

/** The parts of "Order {number}"; braces that hold no name of a field stay text. */
export function partsOfText(text: string): (string | { path: string })[] {
  return text
    .split(/(\{[A-Za-z][\w.]*\})/)
    .filter((piece) => piece !== "")
    .map((piece) => (/^\{[A-Za-z][\w.]*\}$/.test(piece) ? { path: piece.slice(1, -1) } : piece));
}

/** The value that stands in for an empty field. */
export function standIn(rule: Rule): string {
  const otherwise = "otherwise" in rule ? rule.otherwise : null;
  return otherwise?.kind === "fixed" ? otherwise.value ?? "" : "";
}

/** The rule with another value for an empty field; none where the text is empty. */
export function withStandIn<R extends Rule>(rule: R, text: string): R {
  return { ...rule, otherwise: text === "" ? null : { kind: "fixed", value: text } };
}
