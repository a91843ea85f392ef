import type { ConnectionBrief } from "@/api/types";
import { StatusBadge } from "@/components/status-badge";

/** The state of a connection in the server's own words. */
export function ConnectionStatus({ connection }: { connection: ConnectionBrief }) {
  return <StatusBadge state={connection.status} label={connection.status_text} tone={connection.remedy ? "red" : undefined} />;
}
