import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, csrfToken } from "@/api/client";
import { bodyOf } from "@/api/pages";
import { Problem, problemFrom } from "@/api/problem";

const AUTH = "/_allauth/browser/v1/auth";

interface AuthAnswer {
  status: number;
  errors?: { message: string; code: string; param?: string }[];
}

/** One call of the sign-in API; it answers 401 to strangers, which is no failure. */
async function call(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<AuthAnswer> {
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

const PLAIN: Record<string, string> = {
  email_password_mismatch: "E-mail and password do not fit together.",
  username_password_mismatch: "Name and password do not fit together.",
  too_many_login_attempts: "Too many attempts. Wait a few minutes, then try again.",
};

async function signIn(entered: { email: string; password: string }): Promise<void> {
  if (!csrfToken()) await call("GET", "/session");
  const answer = await call("POST", "/login", entered);
  if (answer.status === 200 || answer.status === 409) return;
  const [first] = answer.errors ?? [];
  const detail = PLAIN[first?.code ?? ""] ?? first?.message ?? "This sign-in was not accepted.";
  throw new Problem({ title: "Not signed in", status: answer.status, detail });
}

/** Asks who is signed in; null for a stranger. The session call comes first because it brings the CSRF cookie. */
export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: async () => {
      const session = await call("GET", "/session");
      return session.status === 200 ? bodyOf(await client.GET("/api/v1/me")) : null;
    },
    staleTime: 60_000,
  });
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: signIn,
    meta: { quiet: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }),
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call("DELETE", "/session"),
    onSuccess: () => {
      queries.clear();
      window.location.assign("/sign-in");
    },
  });
}
