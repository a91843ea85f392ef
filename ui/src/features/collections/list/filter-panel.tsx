import { Group, Text } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import type { RuleGroupType } from "react-querybuilder";
import { useFreshCounts } from "@/api/collections";
import type { Collection } from "@/api/types";
import { ConditionBuilder } from "@/components/conditions/condition-builder";
import { conditionFieldsOf } from "@/components/conditions/condition-fields";
import classes from "@/features/collections/list/filter-panel.module.css";
import { finished, readFilter } from "@/lib/conditions";
import { counted } from "@/lib/words";

interface Props {
  collection: Collection;
  where: string | undefined;
  /** How many records the list has with everything that is asked. */
  total: number | undefined;
  onChange: (where: string | undefined) => void;
}

const WAIT_MS = 350;

/** Conditions on the records; what is finished of them is asked as one types. */
export function FilterPanel({ collection, where, total, onChange }: Props) {
  const [query, setQuery] = useState<RuleGroupType>(() => readFilter(where));
  const asked = useRef(where);
  useFreshCounts(total);
  const fields = useMemo(() => conditionFieldsOf(collection.fields), [collection]);
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
    <div className={classes.panel}>
      <ConditionBuilder label="Filter" fields={fields} query={query} onChange={setQuery} />
      {total !== undefined && (
        <Group mt="xs"><Text size="sm" c="dimmed" role="status">{total.toLocaleString("en-GB")} of {counted(Math.max(total, collection.record_count), "record")}</Text></Group>
      )}
    </div>
  );
}
