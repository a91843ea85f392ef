import { Drawer, Group, Stack, Text, Title } from "@mantine/core";
import { useException } from "@/api/exceptions";
import type { ExceptionDetail } from "@/api/types";
import { Facts } from "@/components/facts";
import { Faces } from "@/components/faces";
import { History } from "@/components/history";
import { Instant } from "@/components/instant";
import { JsonToggle } from "@/components/json-toggle";
import { Money } from "@/components/money";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { Notice } from "@/components/notice";
import { SubjectLink } from "@/features/inbox/subject-link";
import { ExceptionChoice } from "@/features/inbox/exception-choice";
import { ExceptionActions } from "@/features/inbox/exception-actions";
import { subjectText } from "@/lib/words";

interface Props {
  exceptionId: string;
  onClose: () => void;
}

/** One exception: what happened, what to do, and the buttons that do it. */
export function ExceptionDrawer({ exceptionId, onClose }: Props) {
  const exception = useException(exceptionId);
  return (
    <Drawer opened onClose={onClose} title={<Text fw={650}>{exception.data ? subjectText(exception.data) : "Exception"}</Text>}>
      <Faces query={exception} shape="text">{(body) => <Full exception={body} />}</Faces>
    </Drawer>
  );
}

function Full({ exception }: { exception: ExceptionDetail }) {
  const { run_id: run } = exception;
  return (
    <Stack>
      <Group gap="xs">
        <StatusBadge state={exception.state} tone={exception.state === "open" ? "amber" : undefined} />
        <Text size="sm" c="dimmed">{exception.cause_label}</Text>
      </Group>
      <Text size="sm">{exception.message}</Text>
      {exception.remedy && <Notice tone="blue" title="What to do">{exception.remedy}</Notice>}
      <ExceptionChoice exception={exception} />
      <ExceptionActions exception={exception} />
      <Facts
        facts={[
          ["About", <SubjectLink key="about" exception={exception} />],
          ["Amount", <Money key="amount" amount={exception.amount} currency={exception.currency} />],
          ["Since", <Instant key="since" at={exception.opened_at} exact />],
          ...(run ? [["Run", <TextLink key="run" to="/runs/$runId" params={{ runId: run }}>Open run</TextLink>] as [string, React.ReactNode]] : []),
          ...(exception.closed_at ? [["Closed", <Instant key="closed" at={exception.closed_at} exact />] as [string, React.ReactNode]] : []),
          ...(exception.reason ? [["Reason", exception.reason] as [string, React.ReactNode]] : []),
        ]}
      />
      {exception.history.length > 0 && <><Title order={3} fz="sm">History</Title><History entries={exception.history} /></>}
      {Object.keys(exception.details).length > 0 && <JsonToggle label="details" value={exception.details} />}
    </Stack>
  );
}
