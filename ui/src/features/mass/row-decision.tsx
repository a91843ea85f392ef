import { Badge, Button, Group, Stack, Table, Text } from "@mantine/core";
import { useDecideRow } from "@/api/masses";
import type { Mass, MassCandidate, MassRow } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Sideways } from "@/components/sideways";
import { shortName } from "@/lib/words";

interface Props {
  mass: Mass;
  row: MassRow;
}

type Choice = MassRow["choice"];
const NEEDED = { import: "import", export: "post", links: "link" } as const;

/** A person's word about one row, with what may be the same beside it. */
export function RowDecision({ mass, row }: Props) {
  const path = { ...useWorkspacePath(), mass_id: mass.id, number: row.number };
  const decide = useDecideRow();
  const say = (choice: Choice, chosen = "") => decide.mutate({ params: { path }, body: { choice: row.choice === choice && row.chosen === chosen ? "" : choice, chosen } });
  const open = row.state === "planned" && (mass.state === "planned" || mass.state === "paused");
  if (!open) return null;
  const button = (label: string, choice: Choice, chosen = "", taken = false) => (
    <Allowed key={label + chosen} to={NEEDED[mass.direction]} unless={taken ? "It is linked to another one already." : ""}>
      {(disabled) => (
        <Button
          size="compact-sm"
          aria-pressed={row.choice === choice && row.chosen === chosen}
          variant={row.choice === choice && row.chosen === chosen ? "filled" : "default"}
          disabled={disabled}
          loading={decide.isPending && decide.variables.body.choice === choice && decide.variables.body.chosen === chosen}
          onClick={() => say(choice, chosen)}
        >
          {label}
        </Button>
      )}
    </Allowed>
  );
  return (
    <Stack gap="sm" component="section" aria-label="Decision">
      {row.action === "doubtful" && row.candidates.map((one) => (
        <Candidate key={one.id} row={row} candidate={one} mass={mass} action={button("It is this one", "link", one.id, one.taken)} />
      ))}
      <Group gap="xs">
        {row.action === "doubtful" && button(mass.direction === "import" ? "Make a new record" : "Create it anyway", "create")}
        {button("Leave it out", "leave")}
      </Group>
    </Stack>
  );
}

/** One that may be the same, field by field beside ours. */
function Candidate({ mass, row, candidate, action }: Props & { candidate: MassCandidate; action: React.ReactNode }) {
  const ours = new Map(row.changes.map(({ field, after }) => [field, after]));
  const labels = new Map([...row.changes, ...candidate.values].map(({ field, label }) => [field, label]));
  const theirs = new Map(candidate.values.map(({ field, value }) => [field, value]));
  const ledger = shortName(mass.connection.provider_name);
  const [left, right] = mass.direction === "import" ? [ledger, "Record"] : ["This record", ledger];
  return (
    <Stack gap={6} p="xs" style={{ border: "1px solid var(--mantine-color-default-border)", borderRadius: 8 }}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={600}>{candidate.name}</Text>
          {candidate.detail && <Text size="xs" c="dimmed">{candidate.detail}</Text>}
        </div>
        {action}
      </Group>
      <Group gap={6}>
        {candidate.reasons.map((reason) => <Badge key={reason} variant="default" tt="none" fw={500}>{reason}</Badge>)}
      </Group>
      <Sideways>
        <Table verticalSpacing={3} horizontalSpacing="xs" fz="sm">
          <Table.Thead><Table.Tr><Table.Th>Field</Table.Th><Table.Th>{left}</Table.Th><Table.Th>{right}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {[...labels].map(([field, label]) => {
              const [mine, yours] = [ours.get(field) ?? "", theirs.get(field) ?? ""];
              const weight = mine !== "" && yours !== "" && mine !== yours ? 650 : undefined;
              return (
                <Table.Tr key={field}>
                  <Table.Th scope="row" fw={500}>{label}</Table.Th>
                  <Table.Td fw={weight} style={{ whiteSpace: "pre-line" }}>{mine || "–"}</Table.Td>
                  <Table.Td fw={weight} style={{ whiteSpace: "pre-line" }}>{yours || "–"}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Sideways>
    </Stack>
  );
}
