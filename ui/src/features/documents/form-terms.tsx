import { Group, SegmentedControl, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { DocumentDraft, DocumentProblem } from "@/api/types";
import { Notice } from "@/components/notice";
import { readDay, type Choice } from "@/features/documents/model/wish";
import { formatDay } from "@/lib/dates";

interface Props {
  draft: DocumentDraft;
  choice: Choice;
  problems: DocumentProblem[];
  onChange: (choice: Choice) => void;
}

/** Number, dates, reference and whether it is a draft. */
export function FormTerms({ draft, choice, problems, onChange }: Props) {
  const issued = readDay(choice.issuedOn, "");
  const due = readDay(choice.dueOn, issued ?? "");
  const errorOf = (field: string) => problems.find((problem) => problem.field === field)?.message ?? null;
  const isCredit = draft.kind === "credit_note" || draft.kind === "supplier_credit";
  const chosen = draft.statuses.find(({ value }) => value === choice.status);
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2, md: isCredit ? 3 : 4 }}>
        <TextInput
          label="Number"
          data-autofocus
          value={choice.number}
          maxLength={draft.number_max_length}
          error={errorOf("number")}
          onChange={(event) => onChange({ ...choice, number: event.currentTarget.value })}
        />
        <TextInput
          label="Date"
          value={choice.issuedOn}
          error={issued ? errorOf("issued_on") : "Write a date, such as 2026-10-20."}
          onChange={(event) => onChange({ ...choice, issuedOn: event.currentTarget.value })}
        />
        {!isCredit && (
          <TextInput
            label="Due on"
            description={choice.dueOn.trim().startsWith("+") && due ? formatDay(due) : "A date, or +30 for 30 days after"}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={choice.dueOn}
            error={due === null ? "Write a date, or +30." : errorOf("due_on")}
            onChange={(event) => onChange({ ...choice, dueOn: event.currentTarget.value })}
          />
        )}
        <TextInput label="Reference" value={choice.reference} onChange={(event) => onChange({ ...choice, reference: event.currentTarget.value })} />
      </SimpleGrid>
      {draft.statuses.length > 1
        ? (
          <Group gap="sm">
            <SegmentedControl
              size="xs"
              aria-label={`Status in ${draft.provider_name}`}
              data={draft.statuses.map(({ value, label }) => ({ value, label }))}
              value={choice.status}
              onChange={(value) => onChange({ ...choice, status: value === "open" ? "open" : "draft" })}
            />
            <Text size="sm" c="dimmed">{chosen?.about}</Text>
          </Group>
        )
        : <Notice tone="amber" title={`It will be ${chosen?.label.toLowerCase() ?? "open"}`}>{chosen?.about}</Notice>}
    </Stack>
  );
}
