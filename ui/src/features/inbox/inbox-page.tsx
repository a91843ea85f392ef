import { Button, Grid, Group, SegmentedControl } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useExceptions } from "@/api/exceptions";
import { Empty } from "@/components/empty";
import { ListFaces } from "@/components/list-faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SearchBox } from "@/components/search-box";
import { CauseHeader } from "@/features/inbox/cause-header";
import { CauseList } from "@/features/inbox/cause-list";
import { ExceptionDrawer } from "@/features/inbox/exception-drawer";
import { InboxTabs } from "@/features/inbox/inbox-tabs";
import { inboxSearch } from "@/lib/page-searches";
import { ExceptionsTable } from "@/features/inbox/exceptions-table";

const route = getRouteApi("/shell/inbox");
const STATES = [
  { value: "open", label: "Open" },
  { value: "retrying", label: "Being retried" },
  { value: "resolved", label: "Resolved" },
  { value: "dismissed", label: "Dismissed" },
];

/** What needs a person, by cause; the filters are in the address. */
export function InboxPage() {
  const { state = "open", cause, search, exception } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useExceptions({ state, ...(cause ? { cause } : {}), ...(search ? { search } : {}) });
  const causes = list.first?.causes ?? [];
  const group = causes.find((one) => one.cause === cause);
  const here = { cause, search };
  const go = (next: Record<string, string | undefined>) => void navigate({ search: inboxSearch({ state, ...next }), replace: true });
  return (
    <>
      <PageHeader
        title="Inbox"
        about="What could not be decided or was refused. Nothing here is lost; each says what to do."
        actions={<SegmentedControl size="sm" data={STATES} value={state} onChange={(next) => go({ search, state: next })} aria-label="State" />}
      />
      <InboxTabs here="/inbox" />
      <Grid gap="md">
        {causes.length > 0 && (
          <Grid.Col span={{ base: 12, md: 4, lg: 3 }}>
            <CauseList causes={causes} chosen={cause} onChoose={(next) => go({ search, cause: next })} />
          </Grid.Col>
        )}
        <Grid.Col span={{ base: 12, md: causes.length > 0 ? 8 : 12, lg: causes.length > 0 ? 9 : 12 }}>
          <Panel flush>
            {(causes.length > 0 || search) && (
              <Group p="md" pb={group ? 0 : "md"}><SearchBox label="Search exceptions" value={search ?? ""} onChange={(text) => go({ cause, search: text })} /></Group>
            )}
            {group && <CauseHeader group={group} retriable={state === "open" && !search} />}
            <ListFaces
              list={list}
              noun="exception"
              empty={
                search
                  ? <Empty icon={IconCircleCheck} title="No exception fits" actions={<Button variant="default" onClick={() => go({ cause })}>Clear search</Button>} />
                  : (
                    <Empty icon={IconCircleCheck} title={state === "open" ? "Nothing needs you" : "Nothing in this state"}>
                      {state === "open" ? "What is refused, doubtful or conflicting comes here, with its cause and a remedy." : "Choose another state above."}
                    </Empty>
                  )
              }
            >
              {(items) => <ExceptionsTable exceptions={items} onOpen={(id) => go({ ...here, exception: id })} />}
            </ListFaces>
          </Panel>
        </Grid.Col>
      </Grid>
      {exception && <ExceptionDrawer exceptionId={exception} onClose={() => go(here)} />}
    </>
  );
}
