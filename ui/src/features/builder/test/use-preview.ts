import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import { useStepPreview } from "@/api/automation-tests";
import { TRIGGER } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";
import { triedWith } from "@/features/builder/test/tried";

const PAUSE_MS = 450;

/** What the selected step would do with the chosen sample; follows the draft with a short pause. */
export function usePreview() {
  const { automationId, definition, position, sample } = useBuilder();
  const now = useMemo(() => ({ definition, position, sample }), [definition, position, sample]);
  const [settled] = useDebouncedValue(now, PAUSE_MS);
  const isStep = settled.position !== null && settled.position !== TRIGGER && settled.position === position;
  return useStepPreview(automationId, isStep && settled.position !== null ? { ...triedWith(settled.definition, settled.sample), position: settled.position } : null);
}
