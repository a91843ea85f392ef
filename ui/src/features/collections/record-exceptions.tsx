import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ExceptionRow } from "@/api/types";
import { TextLink } from "@/components/text-link";

/** What keeps this record from being in agreement, and what to do about it. */
export function RecordExceptions({ exceptions }: { exceptions: ExceptionRow[] }) {
  const open = exceptions.filter(({ state }) => state === "open" || state === "retrying");
  return (
    <Stack gap="sm">
      {open.map((exception) => (
        <Alert
          key={exception.id}
          icon={<IconAlertTriangle aria-hidden />}
          title={exception.cause_label}
          styles={{
            root: { background: "var(--tone-amber-bg)" },
            title: { color: "var(--tone-amber)" },
            icon: { color: "var(--tone-amber)" },
            message: { color: "var(--mantine-color-text)" },
          }}
        >
          <Text size="sm">{exception.message} {exception.remedy}</Text>
          <Text size="sm" mt={6}>
            <TextLink to="/inbox" search={{ cause: exception.cause, exception: exception.id }}>Open in the Inbox</TextLink>
          </Text>
        </Alert>
      ))}
    </Stack>
  );
}
