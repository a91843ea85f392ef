import { Button, Group, TextInput } from "@mantine/core";
import { IconDownload, IconShieldCheck } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useAudit, useAuditExportAddress } from "@/api/audit";
import { Empty } from "@/components/empty";
import { ListFaces } from "@/components/list-faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SearchBox } from "@/components/search-box";
import { AuditTable } from "@/features/audit/audit-table";
import { VerifyAudit } from "@/features/audit/verify-audit";

const route = getRouteApi("/shell/audit");

/** Who did what, when and why; only ever added to, and provably so. */
export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const entries = useAudit(search);
  const address = useAuditExportAddress();
  const go = (next: typeof search) => void navigate({ search: next, replace: true });
  const narrowed = Boolean(search.search ?? search.action);
  return (
    <>
      <PageHeader
        title="Audit"
        about="Who did what, when and why. Entries are only ever added, and each carries the hash of the one before."
        actions={
          <>
            <Button component="a" href={address} download variant="default" leftSection={<IconDownload size={16} aria-hidden />}>Export</Button>
            <VerifyAudit />
          </>
        }
      />
      <Panel flush>
        <Group p="md" gap="sm">
          <SearchBox label="Search the audit log" value={search.search ?? ""} onChange={(text) => go({ ...search, search: text })} />
          {search.action && (
            <TextInput
              aria-label="Action"
              value={search.action}
              readOnly
              w={260}
              rightSectionWidth={70}
              rightSection={<Button size="compact-xs" variant="default" onClick={() => go({ ...(search.search ? { search: search.search } : {}) })}>Clear</Button>}
            />
          )}
        </Group>
        <ListFaces
          list={entries}
          noun="entry"
          nouns="entries"
          empty={
            narrowed
              ? <Empty icon={IconShieldCheck} title="No entry fits" actions={<Button variant="default" onClick={() => go({})}>Clear search</Button>} />
              : <Empty icon={IconShieldCheck} title="No entries yet">Every change by a person, an automation or a sync is listed here.</Empty>
          }
        >
          {(items) => <AuditTable entries={items} onAction={(action) => go({ ...search, action })} />}
        </ListFaces>
      </Panel>
    </>
  );
}
