import { Group, Select, Stack, Text } from "@mantine/core";
import type { EntityField, MappingProblem } from "@/api/types";
import { RuleEditor, type Sources } from "@/features/accounting/rule-editor";
import type { Direction } from "@/features/accounting/model/mapping";
import type { Rule } from "@/features/accounting/model/rules";

interface Props {
  field: EntityField;
  rule: Rule | null;
  direction: Direction;
  provider: string;
  sources: Sources;
  problems: MappingProblem[];
  onRule: (rule: Rule | null) => void;
  onDirection: (direction: Direction) => void;
}

/** A field of the ledger and, beside it, the way it goes and where it comes from. */
export function FieldRow({ field, rule, direction, provider, sources, problems, onRule, onDirection }: Props) {
  const words: Record<Direction, string> = {
    to_ledger: `→ To ${provider}`, from_ledger: `← From ${provider}`, both: "↔ Both ways", none: "Not synced",
  };
  return (
    <Stack gap={4} py="xs" style={{ borderTop: "1px solid var(--t-line)" }} role="group" aria-label={field.label}>
      <Group gap="xs" align="flex-start" wrap="wrap">
        <div style={{ flex: "0 0 150px" }}>
          <Text size="sm" fw={550}>
            {field.label}
            {field.required && <Text span c="var(--tone-red)" aria-label="needed"> *</Text>}
          </Text>
          {field.hint && rule && <Text size="xs" c="dimmed">{field.hint}</Text>}
        </div>
        {field.ways.length > 1 && rule && (
          <Select
            aria-label={`Direction of ${field.label}`}
            w={180}
            allowDeselect={false}
            data={field.ways.map((value) => ({ value, label: words[value] }))}
            value={direction}
            onChange={(value) => onDirection((value ?? "to_ledger") as Direction)}
          />
        )}
        <RuleEditor label={field.label} rule={rule} required={field.required} sources={sources} onChange={onRule} />
      </Group>
      {problems.map((problem) => (
        <Text key={problem.message} size="sm" c={problem.severity === "error" ? "var(--tone-red)" : "var(--tone-amber)"} role="note">
          {problem.message} {problem.remedy}
        </Text>
      ))}
    </Stack>
  );
}
