import { Tooltip } from "@mantine/core";
import { formatAgo, formatInstant, formatInstantLong } from "@/lib/dates";

interface Props {
  at: string | null | undefined;
  never?: string;
  exact?: boolean;
}

/** When something happened, with the whole truth on hover. */
export function Instant({ at, never = "–", exact = false }: Props) {
  if (!at) return <>{never}</>;
  return (
    <Tooltip label={formatInstantLong(at)}>
      <time dateTime={at} style={{ whiteSpace: "nowrap" }}>{exact ? formatInstant(at) : formatAgo(at)}</time>
    </Tooltip>
  );
}
