import { Group, Progress, Stack, Text } from "@mantine/core";
import type { RunDetail } from "@/api/types";
import { WRITING_ORDER, progressOf } from "@/features/sync/model/progress";
import { wordFor, wordsFor } from "@/lib/words";

/** How far each kind is: written, refused, and still to be written. */
export function KindsProgress({ run }: { run: RunDetail }) {
  const kinds = Object.keys(run.posting_counts).sort((one, other) => WRITING_ORDER.indexOf(one) - WRITING_ORDER.indexOf(other));
  if (kinds.length === 0) return <Text size="sm" c="dimmed">Nothing had to be written.</Text>;
  return (
    <Stack gap="md">
      {kinds.map((kind) => {
        const { total, done, refused, states } = progressOf(run.posting_counts[kind] ?? {});
        return (
          <div key={kind}>
            <Group justify="space-between" mb={5}>
              <Text size="sm" fw={550}>{wordsFor(kind)}</Text>
              <Text size="sm" c="dimmed" className="numeric">
                {states.map(({ state, count }) => `${count.toLocaleString("en-GB")} ${wordFor(state).toLowerCase()}`).join(", ")}
              </Text>
            </Group>
            <Progress.Root size="sm" radius="xl">
              <Progress.Section value={(100 * done) / total} color="pine.6" aria-label={`${wordsFor(kind)} written`} />
              <Progress.Section value={(100 * refused) / total} color="red.7" aria-label={`${wordsFor(kind)} refused`} />
            </Progress.Root>
          </div>
        );
      })}
    </Stack>
  );
}
