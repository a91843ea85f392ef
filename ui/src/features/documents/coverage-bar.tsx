import { Box, Group, Progress, Text } from "@mantine/core";
import type { RecordDocuments } from "@/api/types";
import { percentOf } from "@/features/documents/model/coverage";
import { formatQuantity } from "@/lib/money";

/** "7 of 10 invoiced": how much of all quantities stands on documents. */
export function CoverageBar({ found }: { found: RecordDocuments }) {
  const done = found.kind === "bill" ? "billed" : "invoiced";
  const said = `${formatQuantity(found.covered)} of ${formatQuantity(found.ordered)} ${done}`;
  const over = found.lines.some((line) => line.is_over);
  return (
    <Box px="lg" pb="sm">
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600} className="numeric">{said}</Text>
        {over && <Text size="sm" c="var(--tone-red)">More than was ordered on some lines</Text>}
      </Group>
      <Progress value={percentOf(found.covered, found.ordered)} size="sm" color={over ? "red" : "pine"} aria-label={said} />
    </Box>
  );
}
