import { Stack, Text } from "@mantine/core";
import type { StepAnswer } from "@/api/automation-tests";
import { Instant } from "@/components/instant";
import { JsonView } from "@/components/json-view";

/** What the ledger itself said to the step, as it said it. */
export function ProviderAnswers({ answers }: { answers: readonly StepAnswer[] }) {
  return (
    <Stack gap="md">
      {answers.map(({ provider_name, organisation_name, kind, external_id, title, said_at, refused, body }) => (
        <Stack key={`${kind} ${external_id} ${title}`} gap={4} component="section" aria-label={`Answer of ${provider_name}`}>
          <Text size="sm" fw={600}>{refused ? "Refused: " : ""}{title || kind.replaceAll("_", " ")}</Text>
          <Text size="xs" c="dimmed">{organisation_name} ({provider_name}){said_at && <> · <Instant at={said_at} /></>}</Text>
          <JsonView value={body} label={`${title || kind} as ${provider_name} said it`} />
        </Stack>
      ))}
    </Stack>
  );
}
