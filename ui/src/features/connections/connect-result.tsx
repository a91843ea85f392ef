import { Notice } from "@/components/notice";

interface Props {
  connected: string | undefined;
  error: string | undefined;
  onClose: () => void;
}

/** How the visit at the provider ended. */
export function ConnectResult({ connected, error, onClose }: Props) {
  if (error) return <Notice tone="red" title="Not connected" role="alert" onClose={onClose}>{error}</Notice>;
  return connected ? <Notice tone="green" role="status" onClose={onClose} title={`Successfully connected to ${connected}`} /> : null;
}
