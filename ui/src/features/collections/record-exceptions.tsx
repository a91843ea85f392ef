import { Stack, Text } from "@mantine/core";
import type { ExceptionRow } from "@/api/types";
import { TextLink } from "@/components/text-link";
import { Notice } from "@/components/notice";

/** What keeps this record from being in agreement, and what to do about it. */
export function RecordExceptions({ exceptions }: { exceptions: ExceptionRow[] }) {
  const open = exceptions.filter(({ state }) => state === "open" || state === "retrying");
  return (
    <Stack gap="sm">
      {open.map((exception) => (
        <Notice key={exception.id} tone="amber" title={exception.cause_label}>
          <Text size="sm">{exception.message} {exception.remedy}</Text>
          <Text size="sm" mt={6}>
            <TextLink to="/inbox" search={{ cause: exception.cause, exception: exception.id }}>Open in the Inbox</TextLink>
          </Text>
        </Notice>
      ))}
    </Stack>
  );
}
