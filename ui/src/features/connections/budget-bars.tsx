import { Group, Progress, SimpleGrid, Text } from "@mantine/core";
import type { Budget } from "@/api/types";
import { wordFor } from "@/lib/words";

const SCOPES: Record<string, string> = { minute: "Calls this minute", day: "Calls today", second: "Calls this second", concurrent: "Calls at once", batch_minute: "Batches this minute", appminute: "Calls of the whole app this minute" };
const NEARLY_USED_UP = 80;

/** How much of each of the provider's limits is used and left, and what a day comes to. */
export function BudgetBars({ budget }: { budget: Budget[] }) {
  if (budget.length === 0) return null;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="lg" mt="md">
      {budget.map(({ scope, used, limit, left, forecast }) => {
        const percent = limit > 0 ? Math.min(100, Math.round((100 * used) / limit)) : 0;
        const label = SCOPES[scope] ?? wordFor(scope);
        return (
          <div key={scope}>
            <Group justify="space-between" mb={5}>
              <Text size="xs" c="dimmed">{label}</Text>
              <Text size="xs" className="numeric">{used.toLocaleString("en-GB")} of {limit.toLocaleString("en-GB")}</Text>
            </Group>
            <Progress.Root size={6} radius="xl">
              <Progress.Section value={percent} color={percent >= NEARLY_USED_UP ? "orange.7" : "pine.6"} aria-label={label} />
            </Progress.Root>
            <Text size="xs" c="dimmed" mt={4} className="numeric">
              {left.toLocaleString("en-GB")} left{forecast !== null && ` · ${forecast.toLocaleString("en-GB")} by the end of the day at this pace`}
            </Text>
          </div>
        );
      })}
    </SimpleGrid>
  );
}
