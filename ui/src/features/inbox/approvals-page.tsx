import { SegmentedControl } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "@/components/page-header";
import { Approvals } from "@/features/inbox/approvals";
import { InboxTabs } from "@/features/inbox/inbox-tabs";
import { REQUEST_STATES, approvalsSearch } from "@/lib/page-searches";

const route = getRouteApi("/shell/inbox/approvals");
const LABELS = { waiting_approval: "Waiting", approved: "Approved", declined: "Declined", withdrawn: "Withdrawn" };

/** What waits for a second person before it goes to a ledger. */
export function ApprovalsPage() {
  const { state = "waiting_approval", request } = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: { state?: string; request?: string | undefined }) => void navigate({ search: approvalsSearch({ state, ...next }), replace: true });
  return (
    <>
      <PageHeader
        title="Inbox"
        about="Invoices and bills that wait for a second person: exactly what would be posted, to the cent."
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
      <Approvals state={state} opened={request} onOpen={(next) => go({ state, request: next })} />
    </>
  );
}
