/** Finds the answer to a request among the answers by path pattern. */
import type { Answers } from "@/testing/answers";

const SCOPE = /^\/api\/v1\/workspaces\/[^/]+/;

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith("{") || part === given[index]);
}

/** The body for a request, or undefined where nothing is agreed. A pattern without parameters comes before one with them. */
export function answerTo(answers: Answers, method: string, path: string): unknown {
  const short = path.replace(SCOPE, "");
  const found = Object.entries(answers).filter(([pattern]) => fits(pattern, short)).sort(([one], [other]) => one.split("{").length - other.split("{").length);
  const methods: Record<string, unknown> | undefined = found[0]?.[1];
  return methods?.[method.toLowerCase()];
}
