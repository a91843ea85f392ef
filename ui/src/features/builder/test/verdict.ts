/** How a preview or an outcome is coloured. */
import type { StepPreview } from "@/api/automation-tests";

export function verdictTone({ status, problems }: Pick<StepPreview, "status" | "problems">): "red" | "amber" | "blue" | "gray" {
  if (problems.length > 0 || status === "failed" || status === "refused") return "red";
  if (status === "skipped" || status === "not_met") return "gray";
  return status === "waiting" ? "amber" : "blue";
}
