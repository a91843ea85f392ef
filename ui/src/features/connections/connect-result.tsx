import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Notice } from "@/components/notice";
import { forgetWayBack, wayBack } from "@/lib/way-back";

interface Props {
  connected: string | undefined;
  error: string | undefined;
  onClose: () => void;
}

/** How the visit at the provider ended. */
export function ConnectResult({ connected, error, onClose }: Props) {
  const [back] = useState(wayBack);
  const way = back && <Anchor component={Link} to={back.href} size="sm" onClick={forgetWayBack}>Back to {back.label}</Anchor>;
  if (error) return <Notice tone="red" title="Not connected" role="alert" onClose={onClose}>{error} {way}</Notice>;
  return connected ? <Notice tone="green" role="status" onClose={onClose} title={`Successfully connected to ${connected}`}>{way}</Notice> : null;
}
