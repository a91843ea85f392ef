import { SegmentedControl } from "@mantine/core";
import type { TieOutPair } from "@/api/types";

interface Props {
  pairs: TieOutPair[];
  chosen: number;
  onChoose: (index: number) => void;
}

/** Which two sides are looked at. */
export function PairTabs({ pairs, chosen, onChoose }: Props) {
  if (pairs.length < 2) return null;
  return (
    <SegmentedControl
      aria-label="Sides"
      value={String(chosen)}
      onChange={(value) => onChoose(Number(value))}
      style={{ alignSelf: "flex-start" }}
      data={pairs.map(({ left, right, differences }, index) => ({
        value: String(index),
        label: `${left.name} and ${right.name}${differences.length > 0 ? ` (${differences.length})` : ""}`,
      }))}
    />
  );
}
