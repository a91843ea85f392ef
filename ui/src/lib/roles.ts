import type { Tone } from "@/lib/tones";

export type RoleName = "administrator" | "finance" | "editor" | "auditor";

/** Highest first. */
export const ROLES: { value: RoleName; label: string }[] = [
  { value: "administrator", label: "System Administrator" },
  { value: "finance", label: "Finance" },
  { value: "editor", label: "Editor" },
  { value: "auditor", label: "Auditor" },
];

export const ROLE_TONES: Record<RoleName, Tone> = { administrator: "violet", finance: "green", editor: "blue", auditor: "gray" };

/** The roles that somebody with this one may give to a token: one's own and lower ones. */
export function rolesUpTo(role: RoleName) {
  return ROLES.slice(ROLES.findIndex(({ value }) => value === role));
}
