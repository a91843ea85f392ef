import { Text } from "@mantine/core";
import type { Sync } from "@/api/types";
import { TextLink } from "@/components/text-link";

/** What the sync could not decide, with the way to it. */
export function OpenCounts({ sync }: { sync: Sync }) {
  const { doubtful_open: doubtful, refused_open: refused } = sync;
  if (doubtful + refused === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      ·{" "}
      <TextLink to="/inbox">
        {[doubtful > 0 && `${doubtful} doubtful`, refused > 0 && `${refused} refused`].filter(Boolean).join(", ")}
      </TextLink>
    </Text>
  );
}
