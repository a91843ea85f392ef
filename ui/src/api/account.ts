import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, must, refusalOf } from "@/api/auth";
import { api, client } from "@/api/client";
import { bodyOf } from "@/api/pages";
import { useWorkspacePath } from "@/api/workspace";
import { makePasskey, type KeyOptions } from "@/lib/passkeys";

export interface Authenticator {
  type: "totp" | "webauthn" | "recovery_codes";
  id?: number;
  name?: string;
  created_at: number;
  last_used_at: number | null;
  unused_code_count?: number;
  total_code_count?: number;
}

export interface SignedInSession {
  id: number;
  user_agent: string;
  ip: string;
  created_at: number;
  is_current: boolean;
}

const AUTHENTICATORS = ["authenticators"];
const SESSIONS = ["sessions"];

export function useAuthenticators() {
  return useQuery({ queryKey: AUTHENTICATORS, queryFn: async () => (await must<Authenticator[]>("GET", "/account/authenticators")).data ?? [] });
}

export function useSessions() {
  return useQuery({ queryKey: SESSIONS, queryFn: async () => (await must<SignedInSession[]>("GET", "/auth/sessions")).data ?? [] });
}

/** After a change of one's account: who one is, and what secures it, is read anew. */
export function useAccountChange<Given, Answer>(act: (given: Given) => Promise<Answer>, options: { quiet?: boolean } = {}) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    meta: { quiet: options.quiet ?? false },
    onSuccess: async () => {
      await Promise.all([AUTHENTICATORS, SESSIONS, ["me"]].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
}

export interface NewTotp {
  secret: string;
  picture: string;
}

/** A new secret for an authenticator app, with its QR code. */
export async function beginTotp(): Promise<NewTotp> {
  const answer = await ask("GET", "/account/authenticators/totp");
  const { secret, totp_url: url } = answer.meta ?? {};
  if (answer.status !== 404 || typeof secret !== "string" || typeof url !== "string") throw refusalOf(answer);
  const { svg } = bodyOf(await client.POST("/api/v1/me/second-step-picture", { body: { url } }));
  return { secret, picture: `data:image/svg+xml;utf8,${encodeURIComponent(svg)}` };
}

export const finishTotp = (code: string) => must("POST", "/account/authenticators/totp", { code: code.replaceAll(/\s/g, "") });
export const removeTotp = () => must("DELETE", "/account/authenticators/totp");

export async function addPasskey(name: string): Promise<void> {
  const { data } = await must<{ creation_options: KeyOptions }>("GET", "/account/authenticators/webauthn?passwordless");
  if (data) await must("POST", "/account/authenticators/webauthn", { name, credential: await makePasskey(data.creation_options) });
}

export const removePasskey = (id: number) => must("DELETE", "/account/authenticators/webauthn", { authenticators: [id] });

/** New recovery codes; earlier ones open nothing any more. They are shown this once. */
export async function makeRecoveryCodes(): Promise<string[]> {
  const { data } = await must<{ unused_codes?: string[] }>("POST", "/account/authenticators/recovery-codes", {});
  return data?.unused_codes ?? [];
}

export const endSessions = (sessions: number[]) => ask("DELETE", "/auth/sessions", { sessions });
export const changePassword = (given: { current_password: string; new_password: string }) => must("POST", "/account/password/change", given);
export const confirmByPassword = (password: string) => must("POST", "/auth/reauthenticate", { password });
export const confirmByCode = (code: string) => must("POST", "/auth/2fa/reauthenticate", { code: code.replaceAll(/\s/g, "") });

export function useChangeName() {
  const queries = useQueryClient();
  return api.useMutation("patch", "/api/v1/me", { onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }) });
}

const NOTIFICATIONS = "/api/v1/workspaces/{workspace_id}/notifications";

export function useNotifications() {
  return api.useQuery("get", NOTIFICATIONS, { params: { path: useWorkspacePath() } });
}

export function useChangeNotifications() {
  const queries = useQueryClient();
  const path = useWorkspacePath();
  return api.useMutation("patch", NOTIFICATIONS, {
    onSuccess: (now) => queries.setQueryData(api.queryOptions("get", NOTIFICATIONS, { params: { path } }).queryKey, now),
  });
}
