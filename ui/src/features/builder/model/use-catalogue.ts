import { useCatalogue } from "@/api/automation-drafts";
import type { Catalogue } from "@/features/builder/model/types";

/** What there is to build with, for records of the collection ("": whatever it is about). */
export function useBuilderCatalogue(collection = ""): Catalogue | undefined {
  // The description of the API knows any JSON only as unknown.
  return useCatalogue(collection).data as Catalogue | undefined;
}
