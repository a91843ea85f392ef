import { Anchor, Group, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { runFileAddress, type RunFile } from "@/api/run-actions";
import { usePlace } from "@/api/workspace";

const KILO = 1000;

/** "812 bytes", "14 kB", "2.4 MB". */
export function sizeText(bytes: number): string {
  if (bytes < KILO) return `${bytes} bytes`;
  if (bytes < KILO * KILO) return `${Math.round(bytes / KILO)} kB`;
  return `${(bytes / (KILO * KILO)).toFixed(1)} MB`;
}

/** Files that were made, to be had as downloads. */
export function RunFiles({ files }: { files: readonly RunFile[] }) {
  const { workspace } = usePlace();
  return (
    <Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: "none" }} aria-label="Files">
      {files.map(({ id, name, bytes_count }) => (
        <Group key={id} component="li" gap={6}>
          <Anchor size="sm" href={runFileAddress(workspace.id, id)} download={name} underline="always" style={{ overflowWrap: "anywhere" }}>
            <IconDownload size={15} aria-hidden style={{ verticalAlign: "-2px" }} /> {name}
          </Anchor>
          <Text size="xs" c="dimmed">{sizeText(bytes_count)}</Text>
        </Group>
      ))}
    </Stack>
  );
}
