import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, must, refusalOf, type AuthAnswer, type AuthFlow } from "@/api/auth";
import { api, client, csrfToken } from "@/api/client";
import { bodyOf } from "@/api/pages";
import { Problem } from "@/api/problem";
import { signWithPasskey, type KeyOptions } from "@/lib/passkeys";

interface Flows {
  flows?: AuthFlow[];
}

/** The kinds of second step that the sign-in waits for; empty when it waits for none. */
function secondSteps(answer: AuthAnswer<Flows>): string[] {
  const waiting = answer.data?.flows?.find(({ id, is_pending }) => id === "mfa_authenticate" && is_pending);
  return waiting ? (waiting.types ?? ["totp"]) : [];
}

async function signIn(entered: { email: string; password: string }): Promise<string[]> {
  if (!csrfToken()) await ask("GET", "/auth/session");
  const answer = await ask<Flows>("POST", "/auth/login", entered);
  if (answer.status === 200 || answer.status === 409) return [];
  const steps = secondSteps(answer);
  if (steps.length > 0) return steps;
  const { message, status } = refusalOf(answer);
  throw new Problem({ title: "Not signed in", status, detail: message });
}

async function enterCode(code: string): Promise<void> {
  await must("POST", "/auth/2fa/authenticate", { code: code.replaceAll(/\s/g, "") });
}

async function keySecondStep(): Promise<void> {
  const { data } = await must<{ request_options: KeyOptions }>("GET", "/auth/webauthn/authenticate");
  if (data) await must("POST", "/auth/webauthn/authenticate", { credential: await signWithPasskey(data.request_options) });
}

async function keySignIn(): Promise<void> {
  const { data } = await must<{ request_options: KeyOptions }>("GET", "/auth/webauthn/login");
  if (data) await must("POST", "/auth/webauthn/login", { credential: await signWithPasskey(data.request_options) });
}

/** Asks who is signed in; null for a stranger. The session call comes first because it brings the CSRF cookie. */
export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: async () => {
      const session = await ask("GET", "/auth/session");
      return session.status === 200 ? bodyOf(await client.GET("/api/v1/me")) : null;
    },
    staleTime: 60_000,
  });
}

/** The second step that an earlier visit (single sign-on) left open; the same call tells it. */
export function usePendingSteps() {
  return useQuery({ queryKey: ["pending-steps"], queryFn: async () => secondSteps(await ask<Flows>("GET", "/auth/session")), staleTime: 0 });
}

function useEntering<Given, Answer>(act: (given: Given) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    meta: { quiet: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }),
  });
}

export const useSignIn = () => useEntering(signIn);
export const useCode = () => useEntering(enterCode);
export const useKeySecondStep = () => useEntering<undefined, unknown>(keySecondStep);
export const useKeySignIn = () => useEntering<undefined, unknown>(keySignIn);

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => ask("DELETE", "/auth/session"),
    onSuccess: () => {
      queries.clear();
      window.location.assign("/sign-in");
    },
  });
}

/** Which ways in this installation has. */
export function useSignInWays() {
  return api.useQuery("get", "/api/v1/sign-in", {}, { staleTime: Infinity });
}

/** Leads to the single sign-on service, and from there back to `next`. */
export function useSingleSignOn() {
  return useMutation({
    mutationFn: async (next: string) => {
      if (!csrfToken()) await ask("GET", "/auth/session");
      return bodyOf(await client.POST("/api/v1/sign-in/single-sign-on", { body: { next } }));
    },
    meta: { quiet: true },
    onSuccess: ({ url }) => window.location.assign(url),
  });
}

export function useAskForPassword() {
  return useMutation({ mutationFn: (email: string) => must("POST", "/auth/password/request", { email }), meta: { quiet: true } });
}

export function useResetPassword() {
  return useMutation({
    mutationFn: async (given: { key: string; password: string }) => {
      const answer = await ask("POST", "/auth/password/reset", given);
      // It is done when the server now asks to sign in.
      if (answer.status !== 200 && answer.status !== 401) throw refusalOf(answer);
    },
    meta: { quiet: true },
  });
}

const quiet = { meta: { quiet: true } };

export function useOpenInvitation(secret: string) {
  return useQuery({
    queryKey: ["invitation", secret],
    queryFn: async () => {
      if (!csrfToken()) await ask("GET", "/auth/session");
      return bodyOf(await client.POST("/api/v1/invitations/open", { body: { secret } }));
    },
    enabled: secret !== "",
    retry: false,
  });
}

export function useAcceptInvitation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: { secret: string; name: string; password: string }) => void (await client.POST("/api/v1/invitations/accept", { body })),
    ...quiet,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }),
  });
}
