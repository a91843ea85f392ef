/** A refused or failed call, in words for the reader (RFC 9457 problem details). */

export interface ProblemBody {
  title: string;
  status: number;
  detail: string;
  remedy?: string | null;
  fields?: Record<string, string> | null;
}

export class Problem extends Error {
  readonly title: string;
  readonly status: number;
  readonly remedy: string;
  readonly fields: Record<string, string>;

  constructor(body: ProblemBody) {
    super(body.detail || body.title);
    this.name = "Problem";
    this.title = body.title;
    this.status = body.status;
    this.remedy = body.remedy ?? "";
    this.fields = body.fields ?? {};
  }
}

const TITLES: Record<number, string> = {
  401: "You are signed out",
  403: "Not allowed",
  404: "Not found",
  409: "Changed meanwhile",
  412: "Changed meanwhile",
  413: "Too large",
  429: "Too many requests",
};

function isBody(value: unknown): value is Partial<ProblemBody> {
  return typeof value === "object" && value !== null;
}

/** Reads a problem from an answer, whatever its body is. */
export async function problemFrom(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const given = isBody(body) ? body : {};
  return new Problem({
    title: given.title ?? TITLES[response.status] ?? "This did not work",
    status: response.status,
    detail: typeof given.detail === "string" ? given.detail : `The server answered ${response.status}.`,
    remedy: given.remedy ?? (response.status >= 500 ? "Try again in a moment. If it stays, the server's log says why." : ""),
    fields: given.fields ?? {},
  });
}

/** Any thrown thing as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = error instanceof Error ? error.message : "Something unexpected happened.";
  return new Problem({ title: "This did not work", status: 0, detail });
}
