import { Group, Skeleton, Stack, VisuallyHidden } from "@mantine/core";

interface Props {
  shape?: "table" | "cards" | "text";
}

/** The shape of what is coming. */
export function Loading({ shape = "table" }: Props) {
  return (
    <div role="status" aria-busy>
      <VisuallyHidden>Loading…</VisuallyHidden>
      {shape === "cards" && (
        <Group grow gap="md" align="stretch">
          {[0, 1, 2].map((card) => <Skeleton key={card} height={116} radius="lg" />)}
        </Group>
      )}
      {shape === "text" && (
        <Stack gap="sm" py="xs">
          {["70%", "90%", "55%"].map((width) => <Skeleton key={width} height={14} width={width} />)}
        </Stack>
      )}
      {shape === "table" && (
        <Stack gap={18} p="lg">
          {[0, 1, 2, 3, 4, 5].map((row) => (
            <Group key={row} grow gap="xl" wrap="nowrap">
              <Skeleton height={13} />
              <Skeleton height={13} />
              <Skeleton height={13} />
              <Skeleton height={13} />
            </Group>
          ))}
        </Stack>
      )}
    </div>
  );
}
