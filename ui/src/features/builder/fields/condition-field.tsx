import { useMemo } from "react";
import type { Collection } from "@/api/types";
import { conditionFieldsOf, type ConditionField } from "@/components/conditions/condition-fields";
import { ConditionEditor, useConditionFields } from "@/features/builder/fields/condition-editor";
import { useSinglePills } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { text } from "@/features/builder/fields/model/form";
import type { SettingProps } from "@/features/builder/fields/setting";
import { useCollectionOf } from "@/features/builder/fields/use-collection-of";
import type { Json } from "@/features/builder/model/types";

/** A condition of a step or of the trigger; about records it says how many match now. */
export function ConditionSetting({ field, path, value, onChange }: SettingProps) {
  const { pills, isTrigger, disabled, settings, triggerCollection } = useSinglePills();
  const collection = useCollectionOf("collection");
  const fromBefore = useConditionFields(pills);
  const ofRecords = useMemo(() => fieldsWithPrevious(collection), [collection]);
  const aboutRecords = ofRecords.length > 0 && (isTrigger || field.of === "collection");
  const fields = aboutRecords ? withOptions(ofRecords, ofRecords) : withOptions(fromBefore, ofRecords);
  const counted = aboutRecords ? text(settings["collection"]) : triggerCollection;
  return (
    <Frame field={field} path={path}>
      <ConditionEditor
        label={field.title} value={value} fields={fields} disabled={disabled} onChange={onChange}
        collection={counted && isAboutRecord(value, ofRecords) ? counted : ""}
      />
    </Frame>
  );
}

/** A collection's fields, and each as it was before. */
function fieldsWithPrevious(collection: Collection | undefined): ConditionField[] {
  if (!collection) return [];
  const now = conditionFieldsOf(collection.fields);
  const own = new Set(collection.fields.map(({ key }) => key));
  return [...now, ...now.filter(({ name }) => own.has(name)).map((one) => ({ ...one, name: `previous.${one.name}`, label: `${one.label} before` }))];
}

/** A value from before that is a field of the record has that field's choices. */
function withOptions(fields: readonly ConditionField[], known: readonly ConditionField[]): ConditionField[] {
  const options = new Map(known.map((one) => [one.name, one.options]));
  return fields.map((one) => ({ ...one, options: options.get(one.name.replace(/^trigger\./, "")) ?? one.options }));
}

/** Whether it is about the record alone, so that records can be counted by it. */
function isAboutRecord(condition: Json | undefined, fields: readonly ConditionField[]): boolean {
  const names = new Set(fields.map(({ name }) => name).filter((name) => !name.startsWith("previous.")));
  const all = (one: Json | undefined): boolean => {
    if (typeof one !== "object" || one === null || Array.isArray(one)) return false;
    return Array.isArray(one["rules"]) ? one["rules"].every(all) : names.has(text(one["field"])) && (one["valueSource"] !== "field" || names.has(text(one["value"])));
  };
  return all(condition);
}
