import { useCollections } from "@/api/collections";
import type { Collection } from "@/api/types";
import { useForm } from "@/features/builder/fields/form-world";
import { text } from "@/features/builder/fields/model/form";

/** The collection that a setting names; that of the records which start the automation where it names none. */
export function useCollectionOf(setting: string): Collection | undefined {
  const { settings, triggerCollection } = useForm();
  const collections = useCollections().data?.items;
  const key = text(settings[setting]) || triggerCollection;
  return collections?.find((one) => one.key === key);
}
