import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";
import { usePlace } from "@/api/workspace";
import { refusal, type Permission } from "@/lib/permissions";

interface Props {
  to: Permission;
  /** Another reason why it cannot be done now; the role's reason comes first. */
  unless?: string;
  children: (disabled: boolean) => ReactElement;
}

/** A control that only some roles may use: disabled for the others, with the reason on hover and focus. */
export function Allowed({ to, unless = "", children }: Props) {
  const { workspace } = usePlace();
  const reason = refusal(workspace, to) || unless;
  if (!reason) return children(false);
  return (
    <Tooltip label={reason} events={{ hover: true, focus: true, touch: true }}>
      <span tabIndex={0} role="group" aria-label={reason} style={{ display: "inline-flex" }}>{children(true)}</span>
    </Tooltip>
  );
}
