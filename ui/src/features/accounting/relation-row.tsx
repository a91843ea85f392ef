import { Group, Select, Stack, Text } from "@mantine/core";
import type { EntityField, MappingProblem, SourceColumn } from "@/api/types";

interface Props {
  field: EntityField;
  path: string;
  wanted: "contacts" | "items";
  sources: SourceColumn[];
  problems: MappingProblem[];
  onChoose: (relation: { collection: string; path: string } | null) => void;
}

/** By which relation a document names its contact, or a line its item. */
export function RelationRow({ field, path, wanted, sources, problems, onChoose }: Props) {
  const fitting = sources.filter((one) => one.type === "relation" && one.related === wanted);
  const known = path === "" || fitting.some(({ key }) => key === path);
  const choose = (key: string | null) => {
    const chosen = fitting.find((one) => one.key === key);
    onChoose(chosen ? { collection: chosen.collection, path: chosen.key } : null);
  };
  return (
    <Stack gap={4} py="xs" style={{ borderTop: "1px solid var(--t-line)" }} role="group" aria-label={field.label}>
      <Group gap="xs" wrap="wrap" align="flex-start">
        <Text size="sm" fw={550} style={{ flex: "0 0 150px" }}>
          {field.label}
          {field.required && <Text span c="var(--tone-red)" aria-label="needed"> *</Text>}
        </Text>
        <Select
          aria-label={`Relation for ${field.label}`}
          placeholder={fitting.length > 0 ? "Choose a relation" : `No relation to a collection of ${wanted}`}
          clearable={!field.required}
          style={{ flex: "1 1 280px" }}
          data={[...fitting.map(({ key, name }) => ({ value: key, label: name })), ...(known ? [] : [{ value: path, label: `${path} (not declared as a relation)`, disabled: true }])]}
          value={path || null}
          onChange={choose}
        />
      </Group>
      {problems.map((problem) => <Text key={problem.message} size="sm" c="var(--tone-red)" role="note">{problem.message} {problem.remedy}</Text>)}
    </Stack>
  );
}
