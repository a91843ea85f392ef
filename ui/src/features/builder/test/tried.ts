/** The draft and what it is tried with, as the API takes them. */
import type { DefinitionBody } from "@/api/automation-drafts";
import type { Definition, Sample } from "@/features/builder/model/types";

export function triedWith(definition: Definition, sample: Sample | null) {
  return {
    definition: definition as unknown as DefinitionBody,
    ...(sample?.event_id ? { event_id: sample.event_id } : {}),
    ...(sample?.record_id ? { record_id: sample.record_id } : {}),
  };
}
