import { Group, Text, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp, type Icon } from "@tabler/icons-react";
import type { Sign } from "@/features/builder/model/draft-store";

interface Props {
  sign: Sign;
  message: string;
  savedBy: string;
}

const SIGNS: Record<Sign, { label: string; icon: Icon; color: string }> = {
  saved: { label: "Saved", icon: IconCloudCheck, color: "dimmed" },
  waiting: { label: "Saving…", icon: IconCloudUp, color: "dimmed" },
  saving: { label: "Saving…", icon: IconCloudUp, color: "dimmed" },
  offline: { label: "Offline: kept here", icon: IconCloudOff, color: "var(--tone-amber)" },
  conflict: { label: "Somebody else saved", icon: IconAlertTriangle, color: "var(--tone-red)" },
  refused: { label: "Not saved", icon: IconAlertTriangle, color: "var(--tone-red)" },
};

/** Whether the server has the draft, honestly. */
export function SaveSign({ sign, message, savedBy }: Props) {
  const { label, icon: Shown, color } = SIGNS[sign];
  const about: Partial<Record<Sign, string>> = {
    saved: savedBy ? `The draft was saved by ${savedBy}. Nothing of it is live before it is published.` : "Nothing of the draft is live before it is published.",
    offline: "The server does not answer. Your changes are kept in this browser and saved as soon as it does.",
  };
  return (
    <Tooltip label={about[sign] ?? (message || "The draft is being saved.")}>
      <Group gap={5} wrap="nowrap" role="status" c={color}>
        <Shown size={17} aria-hidden />
        <Text size="sm" style={{ whiteSpace: "nowrap" }}>{label}</Text>
      </Group>
    </Tooltip>
  );
}
