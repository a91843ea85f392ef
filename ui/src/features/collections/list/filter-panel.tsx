import { Group, Text } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { QueryBuilder, type RuleGroupType } from "react-querybuilder";
import { useFreshCounts } from "@/api/collections";
import type { Collection } from "@/api/types";
import { AddButton, Chooser, NotSwitch, RemoveButton } from "@/features/collections/list/filter-controls";
import { FilterValue } from "@/features/collections/list/filter-value";
import { SYSTEM_FIELDS, finished, kindOf, operatorsOf, readFilter } from "@/features/collections/model/conditions";
import classes from "@/features/collections/list/filter-panel.module.css";
import { counted } from "@/lib/words";

interface Props {
  collection: Collection;
  where: string | undefined;
  /** How many records the list has with everything that is asked. */
  total: number | undefined;
  onChange: (where: string | undefined) => void;
}

const CONTROLS = {
  addRuleAction: AddButton,
  addGroupAction: AddButton,
  removeRuleAction: RemoveButton,
  removeGroupAction: RemoveButton,
  fieldSelector: Chooser,
  operatorSelector: Chooser,
  combinatorSelector: Chooser,
  notToggle: NotSwitch,
  valueEditor: FilterValue,
};
const TITLES = {
  fields: { title: "Field" }, operators: { title: "Comparison" }, combinators: { title: "And or or" }, value: { title: "Value" },
  addRule: { title: "Add condition" }, addGroup: { title: "Add group" }, removeRule: { title: "Remove condition" }, removeGroup: { title: "Remove group" },
};
const WAIT_MS = 350;

/** Conditions on the records; what is finished of them is asked as one types. */
export function FilterPanel({ collection, where, total, onChange }: Props) {
  const [query, setQuery] = useState<RuleGroupType>(() => readFilter(where));
  const asked = useRef(where);
  useFreshCounts(total);
  const { fields, kinds } = useMemo(() => shownFields(collection), [collection]);
  useEffect(() => {
    // A view that was chosen, or a link: the address is what counts.
    if (where !== asked.current) {
      asked.current = where;
      setQuery(readFilter(where));
    }
  }, [where]);
  useEffect(() => {
    const done = finished(query);
    const text = done && JSON.stringify(done);
    if (text === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = text;
      onChange(text);
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [query, onChange]);
  return (
    <div className={classes.panel} role="group" aria-label="Filter">
      <QueryBuilder
        fields={fields}
        query={query}
        onQueryChange={(next) => setQuery(next)}
        controlElements={CONTROLS}
        translations={TITLES}
        showNotToggle={query.rules.length > 0}
        context={{ collection, kinds }}
        resetOnFieldChange
        resetOnOperatorChange={false}
        combinators={[{ name: "and", label: "and" }, { name: "or", label: "or" }]}
      />
      {total !== undefined && (
        <Group mt="xs"><Text size="sm" c="dimmed" role="status">{total.toLocaleString("en-GB")} of {counted(Math.max(total, collection.record_count), "record")}</Text></Group>
      )}
    </div>
  );
}

function shownFields(collection: Collection) {
  const own = collection.fields.filter(({ listed }) => listed).map((field) => ({ name: field.key, label: field.name, kind: kindOf(field) }));
  const taken = new Set(own.map(({ name }) => name));
  const all = [...own, ...SYSTEM_FIELDS.filter(({ name }) => !taken.has(name))];
  return {
    fields: all.map(({ name, label, kind }) => ({
      name, value: name, label, operators: operatorsOf(kind).map((one) => ({ ...one, value: one.name })), defaultValue: "", defaultOperator: operatorsOf(kind)[0]?.name ?? "=",
    })),
    kinds: Object.fromEntries(all.map(({ name, kind }) => [name, kind])),
  };
}
