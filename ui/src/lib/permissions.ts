/** What the roles may do, in the words of the page; the server decides, the page only explains. */

export type Permission =
  | "connect"
  | "manage_members"
  | "manage_settings"
  | "post"
  | "sync"
  | "approve"
  | "resolve_exceptions"
  | "edit_automations"
  | "tie_out"
  | "edit_records"
  | "import"
  | "link"
  | "ask_documents"
  | "edit_collections"
  | "read"
  | "export_audit";

const FINANCE = "Finance or System Administrator";
const WHO: Record<Permission, string> = {
  connect: "System Administrator",
  manage_members: "System Administrator",
  manage_settings: "System Administrator",
  post: FINANCE,
  sync: FINANCE,
  approve: FINANCE,
  resolve_exceptions: FINANCE,
  edit_automations: FINANCE,
  tie_out: FINANCE,
  edit_records: "Editor, Finance or System Administrator",
  import: "Editor, Finance or System Administrator",
  link: "Editor, Finance or System Administrator",
  ask_documents: "Editor, Finance or System Administrator",
  edit_collections: FINANCE,
  read: "member",
  export_audit: "member",
};

export interface Actor {
  role_label: string;
  permissions: readonly string[];
}

/** Empty when the actor may; otherwise the sentence to show on the disabled control. */
export function refusal(actor: Actor, permission: Permission): string {
  if (actor.permissions.includes(permission)) return "";
  return `Needs the role ${WHO[permission]}. Your role is ${actor.role_label}.`;
}
