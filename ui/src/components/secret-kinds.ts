/** Kinds of secrets and what each consists of. */
import type { NewStepSecret, StepSecret } from "@/api/step-secrets";

export type SecretKind = StepSecret["kind"];

export const SECRET_NAMES: Record<SecretKind, string> = {
  basic: "Name and password", bearer: "Bearer token", header: "Key in a header", oauth: "OAuth 2 client credentials", address: "Address for notifications",
};

export type PartName = Exclude<keyof NewStepSecret, "name" | "kind" | "hosts">;

interface SecretPart {
  name: PartName;
  label: string;
  isSealed: boolean;
}

const open = (name: PartName, label: string): SecretPart => ({ name, label, isSealed: false });
const sealed = (name: PartName, label: string): SecretPart => ({ name, label, isSealed: true });

export const SECRET_PARTS: Record<SecretKind, SecretPart[]> = {
  basic: [open("username", "User name"), sealed("password", "Password")],
  bearer: [sealed("token", "Token")],
  header: [open("header", "Header"), sealed("value", "Key")],
  oauth: [open("token_url", "Address for tokens"), open("client_id", "Client id"), open("scope", "Scope"), sealed("client_secret", "Client secret")],
  address: [sealed("address", "Address")],
};

/** A secret before anything is written; parts that its kind does not have stay empty. */
export function emptySecret(kind: SecretKind): NewStepSecret {
  return { name: "", kind, hosts: [], username: "", password: "", token: "", header: "", value: "", token_url: "", client_id: "", client_secret: "", scope: "", address: "" };
}

/** Only what belongs to the kind. */
export function ofKind(secret: NewStepSecret): NewStepSecret {
  const own = SECRET_PARTS[secret.kind].map(({ name }) => [name, secret[name]] as const);
  return { ...emptySecret(secret.kind), name: secret.name.trim(), hosts: secret.hosts, ...Object.fromEntries(own) };
}

/** What of a present one is known: all but what is sealed, which stays where nothing is written. */
export function knownOf({ name, kind, hosts, parts }: StepSecret): NewStepSecret {
  const shown = SECRET_PARTS[kind].filter(({ isSealed }) => !isSealed).map((part) => [part.name, parts[part.name] ?? ""] as const);
  return { ...emptySecret(kind), name, hosts, ...Object.fromEntries(shown) };
}

/** What of a secret may be read: "User name: orders". */
export function openText({ kind, parts }: Pick<StepSecret, "kind" | "parts">): string {
  const shown = SECRET_PARTS[kind].filter(({ isSealed, name }) => !isSealed && parts[name]).map(({ name, label }) => `${label}: ${parts[name] ?? ""}`);
  return (kind === "address" && parts["service"] ? [`Service: ${parts["service"]}`] : shown).join(", ");
}
