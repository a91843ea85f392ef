import { Button, Group, Select, Tabs } from "@mantine/core";
import { IconBook2, IconDownload } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useConnections } from "@/api/connections";
import { useFileAddress } from "@/api/masses";
import type { Connection } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { ConnectionStatus } from "@/components/connection-status";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SearchBox } from "@/components/search-box";
import { EntitiesTable } from "@/features/ledgers/entities-table";
import { EntityDrawer } from "@/features/ledgers/entity-drawer";
import { KindTabs } from "@/features/ledgers/kind-tabs";
import { kindsOf } from "@/features/ledgers/model/kinds";
import { wordsFor } from "@/lib/words";

const route = getRouteApi("/shell/ledgers");

/** What the ledgers hold, from the mirror: no call is spent on looking. */
export function LedgersPage() {
  const connections = useConnections();
  return (
    <>
      <PageHeader title="Ledgers" about="What each ledger was last seen to hold. Looking here costs no call at the provider." />
      <Faces
        query={connections}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty icon={IconBook2} title="No ledger is connected yet" actions={<ButtonLink to="/settings/integrations">Connect a ledger</ButtonLink>}>
            Connect Xero, QuickBooks or Sage; its contacts, invoices, bills, payments, bank transactions, journals and accounts are then read into a mirror.
          </Empty>
        }
      >
        {({ items }) => <Mirror connections={items} />}
      </Faces>
    </>
  );
}

function Mirror({ connections }: { connections: Connection[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const address = useFileAddress();
  const chosen = connections.find(({ id }) => id === search.connection) ?? connections[0];
  if (!chosen) return null;
  const kinds = kindsOf(chosen.provider);
  const kind = kinds.find((one) => one === search.kind) ?? "invoice";
  const go = (next: typeof search) => void navigate({ search: { connection: chosen.id, kind, ...next }, replace: true });
  return (
    <Panel flush>
      <Group p="md" pb={0}>
        <Select
          aria-label="Ledger"
          allowDeselect={false}
          style={{ flex: "1 1 240px", maxWidth: 420 }}
          data={connections.map((one) => ({ value: one.id, label: `${one.provider_name} · ${one.organisation_name}` }))}
          value={chosen.id}
          onChange={(id) => go({ ...(id ? { connection: id } : {}) })}
        />
        <ConnectionStatus connection={chosen} />
      </Group>
      <Tabs value={kind} onChange={(next) => go({ kind: next ?? kind })} mt="sm">
        <KindTabs kinds={kinds} chosen={kind} />
        {kinds.map((one) => (
          <Tabs.Panel key={one} value={one}>
            {one === kind && (
              <>
                <Group p="md">
                  <SearchBox
                    label={`Search ${wordsFor(kind).toLowerCase()}`}
                    value={search.search ?? ""}
                    onChange={(text) => go(text ? { search: text } : {})}
                  />
                  <Button
                    component="a" download variant="default" size="sm" ml="auto" leftSection={<IconDownload size={16} aria-hidden />}
                    href={address(`/connections/${chosen.id}/ids.csv?kind=${kind}&search=${encodeURIComponent(search.search ?? "")}`)}
                  >
                    Ids as CSV
                  </Button>
                </Group>
                <EntitiesTable
                  key={`${chosen.id}${kind}`}
                  connectionId={chosen.id}
                  kind={kind}
                  search={search.search ?? ""}
                  onOpen={(entity) => go({ ...(search.search ? { search: search.search } : {}), entity })}
                />
              </>
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
      {search.entity && (
        <EntityDrawer
          connection={chosen}
          kind={kind}
          externalId={search.entity}
          onClose={() => go({ ...(search.search ? { search: search.search } : {}) })}
        />
      )}
    </Panel>
  );
}
