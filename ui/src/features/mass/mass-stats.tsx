import { SimpleGrid } from "@mantine/core";
import type { Mass } from "@/api/types";
import { Stat } from "@/components/stat";
import { ACTIONS, aboutAction, byAction, headingOf } from "@/features/mass/model/words";

const TONES = { doubtful: "amber", refused: "red", create: "green" } as const;

/** How many rows there are of each kind. */
export function MassStats({ mass }: { mass: Mass }) {
  const counts = byAction(mass.counts);
  const shown = ACTIONS.filter((action) => counts[action] > 0 || action === "create" || action === "link");
  return (
    <SimpleGrid cols={{ base: 2, md: 3, lg: shown.length }} spacing="md">
      {shown.map((action) => (
        <Stat
          key={action}
          label={headingOf(action)}
          value={counts[action].toLocaleString("en-GB")}
          tone={counts[action] > 0 && action in TONES ? TONES[action as keyof typeof TONES] : undefined}
          about={aboutAction(mass.direction, action)}
        />
      ))}
    </SimpleGrid>
  );
}
