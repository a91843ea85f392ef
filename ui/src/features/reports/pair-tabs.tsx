import { SegmentedControl } from "@mantine/core";
import type { TieOutPair } from "@/api/types";
import { Sideways } from "@/components/sideways";

interface Props {
  pairs: TieOutPair[];
  chosen: number;
  onChoose: (index: number) => void;
}

/** Which two sides are looked at. */
export function PairTabs({ pairs, chosen, onChoose }: Props) {
  if (pairs.length < 2) return null;
  return (
    <Sideways>
      <SegmentedControl
        aria-label="Sides"
        value={String(chosen)}
        onChange={(value) => onChoose(Number(value))}
        data={pairs.map(({ left, right, differences }, index) => ({
          value: String(index),
          label: `${left.name} and ${right.name}${differences.length > 0 ? ` (${differences.length})` : ""}`,
        }))}
      />
    </Sideways>
  );
}
