import { Anchor, type AnchorProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { forwardRef, type AnchorHTMLAttributes } from "react";

type Props = AnchorProps & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps>;

const Linked = forwardRef<HTMLAnchorElement, Props>(function Linked(props, ref) {
  return <Anchor ref={ref} inherit {...props} />;
});

/** A link within the page, with the router's typed address. */
export const TextLink = createLink(Linked);
