import { notifications } from "@mantine/notifications";
import { asProblem } from "@/api/problem";

const closeButtonProps = { "aria-label": "Close" };

/** Says that something was done. */
export function notifyDone(message: string, title?: string): void {
  notifications.show({ message, color: "pine", closeButtonProps, ...(title ? { title } : {}) });
}

/** Says what failed and what to do. */
export function notifyFailed(error: unknown): void {
  const problem = asProblem(error);
  notifications.show({ title: problem.title, message: `${problem.message} ${problem.remedy}`.trim(), color: "red", autoClose: 12_000, closeButtonProps });
}
