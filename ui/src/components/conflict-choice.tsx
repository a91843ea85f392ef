import { Button, Group, Stack, Text } from "@mantine/core";
import { useResolveConflict } from "@/api/accounting";
import type { FieldPair } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { FieldPairs } from "@/components/field-pairs";
import { notifyDone } from "@/components/notify";

interface Props {
  collection: string;
  recordId: string;
  provider: string;
  details: Record<string, unknown>;
}

interface Conflict {
  field: string;
  label: string;
  record: string;
  ledger: string;
}

function isConflict(value: unknown): value is Conflict {
  return typeof value === "object" && value !== null && "field" in value && "record" in value && "ledger" in value;
}

/** What record and ledger both changed, and the choice which of them is right. */
export function ConflictChoice({ collection, recordId, provider, details }: Props) {
  const resolve = useResolveConflict();
  const params = { path: { ...useWorkspacePath(), key: collection, record_id: recordId } };
  const listed = Array.isArray(details["conflict"]) ? details["conflict"].filter(isConflict) : [];
  const pairs: FieldPair[] = listed.map((one) => ({ ...one, key: one.field, direction: "none" }));
  const choose = (choice: "record" | "ledger") =>
    resolve.mutate({ params, body: { choice } }, {
      onSuccess: () => notifyDone(choice === "record" ? "The record's values are kept." : `The values of ${provider} are taken over.`),
    });
  return (
    <Stack gap="xs">
      <FieldPairs pairs={pairs} record="This record" ledger={provider} />
      <Text size="sm" c="dimmed">Which is right?</Text>
      <Group gap="xs">
        {(["record", "ledger"] as const).map((choice) => (
          <Allowed key={choice} to="link">
            {(disabled) => (
              <Button size="compact-sm" variant="default" disabled={disabled} loading={resolve.isPending} onClick={() => choose(choice)}>
                {choice === "record" ? "Keep the record's" : `Take what ${provider} says`}
              </Button>
            )}
          </Allowed>
        ))}
      </Group>
    </Stack>
  );
}
