import { Anchor } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** A link to the provider, in a new tab. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" inherit style={{ display: "inline-flex", alignItems: "center", gap: 4 }}>
      {children}
      <IconExternalLink size={14} aria-label="opens in a new tab" />
    </Anchor>
  );
}
