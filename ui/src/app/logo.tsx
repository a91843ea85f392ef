import { Group, Text } from "@mantine/core";

export function Logo({ size = 28 }: { size?: number }) {
  return (
    <Group gap={10} wrap="nowrap">
      <img src="/assets/tieout.svg" width={size} height={size} alt="" style={{ borderRadius: 7, boxShadow: "0 0 0 1px rgb(255 255 255 / 18%)" }} />
      <Text fw={700} size="lg" lts="-0.02em" component="span">Tieout</Text>
    </Group>
  );
}
