import { Button } from "@mantine/core";
import { IconDownload, IconFilterOff, IconTable, IconUpload } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useRecords, useRecordsAddress } from "@/api/collections";
import type { Collection } from "@/api/types";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { ListFaces } from "@/components/list-faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { sortAtFirst } from "@/features/collections/model/fields";
import { RecordsTable } from "@/features/collections/records-table";
import { RecordsToolbar } from "@/features/collections/records-toolbar";
import { filtersOf, type RecordsSearch } from "@/lib/records-search";
import { counted } from "@/lib/words";

const route = getRouteApi("/shell/collections/$key");

export function RecordsView({ collection }: { collection: Collection }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filtersOf(search);
  const sort = search.sort ?? sortAtFirst(collection.fields);
  const query = {
    ...(search.search ? { search: search.search } : {}),
    ...(sort ? { sort } : {}),
    ...(Object.keys(filter).length > 0 ? { filter } : {}),
  };
  const records = useRecords(collection.key, query);
  const address = useRecordsAddress(collection.key, query);
  const change = (next: RecordsSearch) => void navigate({ search: next, replace: true });
  const narrowed = Boolean(search.search) || Object.keys(filter).length > 0;
  return (
    <>
      <PageHeader
        title={collection.name}
        about={counted(collection.record_count, "record")}
        crumbs={[{ label: "Collections", to: "/collections" }]}
        actions={
          <>
            <Button component="a" href={address} download variant="default" leftSection={<IconDownload size={16} aria-hidden />}>Export CSV</Button>
            <Allowed to="import">
              {(disabled) => (
                <ButtonLink
                  to="/imports/new"
                  search={{ collection: collection.key }}
                  disabled={disabled}
                  leftSection={<IconUpload size={16} aria-hidden />}
                >
                  Import a file
                </ButtonLink>
              )}
            </Allowed>
          </>
        }
      />
      <Panel flush>
        <RecordsToolbar collection={collection} search={search} onChange={change} />
        <ListFaces
          list={records}
          noun="record"
          empty={
            narrowed
              ? (
                <Empty
                  icon={IconFilterOff}
                  title="No record fits"
                  actions={<Button variant="default" onClick={() => change({})}>Clear search and filters</Button>}
                />
              )
              : <Empty icon={IconTable} title={`No ${collection.name.toLowerCase()} yet`}>Import a CSV file to fill this collection.</Empty>
          }
        >
          {(items) => <RecordsTable collection={collection} rows={items} search={search} onChange={change} />}
        </ListFaces>
      </Panel>
    </>
  );
}
