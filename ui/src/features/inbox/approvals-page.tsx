import { SegmentedControl, Stack, Title } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "@/components/page-header";
import { Approvals } from "@/features/inbox/approvals";
import { InboxTabs } from "@/features/inbox/inbox-tabs";
import { RunApprovals } from "@/features/inbox/run-approvals";
import { REQUEST_STATES, approvalsSearch } from "@/lib/page-searches";

const route = getRouteApi("/shell/inbox/approvals");
const LABELS = { waiting_approval: "Waiting", approved: "Approved", declined: "Declined", withdrawn: "Withdrawn" };

interface Place {
  state?: string;
  request?: string | undefined;
  approval?: string | undefined;
}

/** What waits for a second person before it goes to a ledger: documents that were asked for, and what automations would do. */
export function ApprovalsPage() {
  const { state = "waiting_approval", request, approval } = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: Place) => void navigate({ search: approvalsSearch({ state, ...next }), replace: true });
  return (
    <>
      <PageHeader
        title="Inbox"
        about="What waits for a second person: exactly what would be posted, to the cent."
        actions={
          <SegmentedControl
            size="sm"
            aria-label="State"
            data={REQUEST_STATES.map((value) => ({ value, label: LABELS[value] }))}
            value={state}
            onChange={(next) => go({ state: next })}
          />
        }
      />
      <InboxTabs here="/inbox/approvals" />
      <Stack gap="lg">
        <section aria-labelledby="documents-to-approve">
          <Title order={2} mb="xs" id="documents-to-approve">Documents</Title>
          <Approvals state={state} opened={request} onOpen={(next) => go({ state, request: next })} />
        </section>
        <section aria-labelledby="runs-to-approve">
          <Title order={2} mb="xs" id="runs-to-approve">Automations</Title>
          <RunApprovals key={state} state={state} opened={approval} onOpen={(next) => go({ state, approval: next })} />
        </section>
      </Stack>
    </>
  );
}
