/** What a trigger keeps when another kind is chosen. */
import { fieldsOf } from "@/features/builder/fields/model/form";
import type { Trigger, TriggerKind } from "@/features/builder/model/types";

const EMPTY: Omit<Trigger, "type"> = { collection: "", kind: "", connection: "", fields: [], stage_field: "", stage: "", cause: "", condition: null, schedule: null, webhook: null };

const WEBHOOK: NonNullable<Trigger["webhook"]> = { auth: "none", scheme: "plain", header: "", same_body_minutes: 10 };

/** The settings that the new kind has too stay; a schedule begins with every day at nine, where the reader is. */
export function triggerOf(kind: TriggerKind, before: Trigger): Trigger {
  const asked = new Set(fieldsOf(kind.settings_schema).map(({ name }) => name));
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => asked.has(name)));
  const trigger: Trigger = { ...EMPTY, ...kept, type: kind.type };
  // A condition speaks of the fields of the collection or of the kind.
  if (trigger.collection !== before.collection || trigger.kind !== before.kind) trigger.condition = null;
  if (kind.type === "schedule") trigger.schedule ??= { cron: "0 9 * * *", time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC", business_days: "any", country: "" };
  if (kind.type === "webhook") trigger.webhook ??= WEBHOOK;
  return trigger;
}
