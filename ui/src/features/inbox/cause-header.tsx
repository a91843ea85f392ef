import { Button, Group, Text, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useRetryCause } from "@/api/exceptions";
import type { CauseGroup } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { notifyDone } from "@/components/notify";
import { counted } from "@/lib/words";

interface Props {
  group: CauseGroup;
  retriable: boolean;
}

/** What a cause means, what to do, and all of it tried again at once. */
export function CauseHeader({ group, retriable }: Props) {
  const path = useWorkspacePath();
  const retry = useRetryCause();
  const start = () =>
    retry.mutate({ params: { path }, body: { cause: group.cause } }, { onSuccess: ({ count }) => notifyDone(`${counted(count, "exception")} being tried again.`) });
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap" p="md" style={{ borderBottom: "1px solid var(--t-line)" }}>
      <div>
        <Title order={2}>{group.cause_label}</Title>
        <Text size="sm" c="dimmed" mt={2} maw={620}>{group.remedy}</Text>
      </div>
      {retriable && (
        <Allowed to="resolve_exceptions">
          {(disabled) => (
            <Button variant="default" disabled={disabled} loading={retry.isPending} leftSection={<IconRefresh size={16} aria-hidden />} onClick={start} style={{ flex: "none" }}>
              Retry all
            </Button>
          )}
        </Allowed>
      )}
    </Group>
  );
}
