import { Select, SimpleGrid } from "@mantine/core";
import type { Field, ImportMapping } from "@/api/types";
import { Panel } from "@/components/panel";

interface Props {
  fields: Field[];
  mapping: ImportMapping;
  onChange: (mapping: ImportMapping) => void;
}

const MODES = [
  { value: "both", label: "Make new records and change those there" },
  { value: "create", label: "Only make new records" },
  { value: "update", label: "Only change records that are there" },
];

/** What the rows may do, and how a record that is there already is recognised. */
export function ImportChoices({ fields, mapping, onChange }: Props) {
  const unique = fields.filter((field) => field.unique && mapping.columns.some((target) => target.field === field.key));
  const known = [
    ...(mapping.numbered ? [{ value: "", label: "Nothing: every row is a new record" }] : [{ value: "", label: "Its key" }]),
    ...unique.map(({ key, name }) => ({ value: `by:${key}`, label: name })),
  ];
  return (
    <Panel title="Records" about={mapping.numbered ? "The file has no column of keys, so new records get the next numbers." : undefined}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label="What the file may do"
          allowDeselect={false}
          data={MODES}
          value={mapping.mode}
          onChange={(mode) => onChange({ ...mapping, mode: (mode ?? "both") as ImportMapping["mode"] })}
        />
        <Select
          label="A record is recognised by"
          allowDeselect={false}
          data={known}
          value={mapping.match_by ? `by:${mapping.match_by}` : ""}
          onChange={(chosen) => onChange({ ...mapping, match_by: (chosen ?? "").replace(/^by:/, "") })}
        />
      </SimpleGrid>
    </Panel>
  );
}
