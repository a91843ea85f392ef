import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { forwardRef, type AnchorHTMLAttributes } from "react";

type Props = ButtonProps & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps>;

const Linked = forwardRef<HTMLAnchorElement, Props>(function Linked(props, ref) {
  return <Button component="a" ref={ref} {...props} />;
});

/** A button that goes somewhere, with the router's typed address. */
export const ButtonLink = createLink(Linked);
