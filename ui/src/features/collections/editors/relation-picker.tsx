import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { labelOf } from "@/api/collections";
import { useRelated } from "@/api/records";
import type { EditorProps } from "@/features/collections/editors/value-editor";

const WAIT_MS = 150;

/** Another collection's record, found by what is typed; it is kept by its key. */
export function RelationPicker({ shape, value, onChange, onDone, common }: EditorProps) {
  const chosen = typeof value === "string" ? value : "";
  const [picked, setPicked] = useState({ key: chosen, label: chosen });
  const label = picked.key === chosen ? picked.label : chosen;
  const [search, setSearch] = useState(chosen);
  const [asked] = useDebouncedValue(search === label ? "" : search, WAIT_MS);
  const related = useRelated(shape.collection ?? "", asked);
  const found = (related.data ?? []).map((row) => ({ value: row.key, label: labelOf(row) }));
  const data = chosen === "" || found.some((one) => one.value === chosen) ? found : [{ value: chosen, label }, ...found];
  return (
    <Select
      {...common}
      searchable
      clearable
      clearButtonProps={{ "aria-label": `Clear ${shape.name}` }}
      data={data}
      // The server has searched already.
      filter={({ options }) => options}
      nothingFoundMessage={related.isFetching ? "Searching…" : "No record fits"}
      searchValue={search}
      onSearchChange={setSearch}
      value={chosen || null}
      onChange={(key, option) => {
        setPicked({ key: key ?? "", label: option?.label ?? "" });
        onChange(key ?? "");
        onDone?.(key ?? "");
      }}
    />
  );
}
