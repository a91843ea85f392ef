import { Stack } from "@mantine/core";
import type { TieOutPair } from "@/api/types";
import { ControlTotals } from "@/features/reports/control-totals";
import { DifferencesPanel } from "@/features/reports/differences-panel";
import { PartiesPanel } from "@/features/reports/parties-panel";

interface Props {
  pair: TieOutPair;
  cause: string | undefined;
  onCause: (cause: string | undefined) => void;
}

/** One pair of sides: control totals, differences, receivables by contact. */
export function PairReport({ pair, cause, onCause }: Props) {
  return (
    <Stack gap="md">
      {pair.controls.map((control) => <ControlTotals key={control.currency} pair={pair} control={control} />)}
      <DifferencesPanel pair={pair} cause={cause} onCause={onCause} />
      <PartiesPanel pair={pair} />
    </Stack>
  );
}
