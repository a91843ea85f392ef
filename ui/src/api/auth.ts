import { csrfToken } from "@/api/client";
import { Problem, problemFrom } from "@/api/problem";

const AUTH = "/_allauth/browser/v1";

type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface AuthFlow {
  id: string;
  is_pending?: boolean;
  types?: string[];
}

/** What the sign-in API answers; 401 is no failure there but says what comes next. */
export interface AuthAnswer<Data = unknown> {
  status: number;
  data?: Data;
  meta?: { is_authenticated?: boolean; [name: string]: unknown };
  errors?: { message: string; code: string; param?: string }[];
}

/** The person must show again that it is them: it is long since they signed in. */
export class ConfirmNeeded extends Problem {}

const PLAIN: Record<string, string> = {
  email_password_mismatch: "E-mail and password do not fit together.",
  username_password_mismatch: "Name and password do not fit together.",
  too_many_login_attempts: "Too many attempts. Wait a few minutes, then try again.",
  incorrect_code: "This code is not right. Codes change every half minute; try the present one.",
  enter_current_password: "This is not your present password.",
  invalid_password_reset: "This link was used already, or is older than a day. Ask for a new one.",
};

/** One call of the sign-in API. */
export async function ask<Data = unknown>(method: Method, path: string, body?: object): Promise<AuthAnswer<Data>> {
  const response = await fetch(new Request(new URL(`${AUTH}${path}`, window.location.origin), {
    method,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }));
  const answer: unknown = await response.clone().json().catch(() => null);
  if (typeof answer !== "object" || answer === null || response.status >= 500) throw await problemFrom(response);
  return { ...answer, status: response.status };
}

/** The same for what must succeed: a refusal is thrown in plain words. */
export async function must<Data = unknown>(method: Method, path: string, body?: object): Promise<AuthAnswer<Data>> {
  const answer = await ask<Data>(method, path, body);
  if (answer.status < 400) return answer;
  throw refusalOf(answer);
}

export function refusalOf(answer: AuthAnswer): Problem {
  const [first] = answer.errors ?? [];
  if (answer.status === 401 && answer.meta?.is_authenticated) {
    return new ConfirmNeeded({ title: "Confirm that it is you", status: 401, detail: "Enter your password or a code once more." });
  }
  const detail = answer.status === 429
    ? "Too many attempts. Wait a few minutes, then try again."
    : PLAIN[first?.code ?? ""] ?? first?.message ?? "This was not accepted.";
  const fields = Object.fromEntries((answer.errors ?? []).filter(({ param }) => param).map(({ param, code, message }) => [param ?? "", PLAIN[code] ?? message]));
  return new Problem({ title: "Not accepted", status: answer.status, detail, fields });
}
