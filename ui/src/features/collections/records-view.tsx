import { Box, Button } from "@mantine/core";
import { IconFilterOff, IconTable } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useRecords, useRecordsAddress, type RecordQuery } from "@/api/collections";
import type { Collection } from "@/api/types";
import { useRecordGroups, useViews } from "@/api/views";
import { Empty } from "@/components/empty";
import { ListFaces } from "@/components/list-faces";
import { Notice } from "@/components/notice";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { GridTools } from "@/features/collections/grid/grid-tools";
import { useGrid } from "@/features/collections/grid/use-grid";
import { orderedFields } from "@/features/collections/model/columns";
import { foldsOf, linesOf } from "@/features/collections/model/folds";
import { hiddenAtFirst, sortAtFirst } from "@/features/collections/model/fields";
import { groupingOf, summable } from "@/features/collections/model/groups";
import { ALL, defaultView, searchOf } from "@/features/collections/model/views";
import { filledByLedger } from "@/features/collections/model/system";
import { ExportButtons, ImportButton, NewRecordButton, RecordsMenu, SettingsButton } from "@/features/collections/grid/record-buttons";
import { RecordsTable } from "@/features/collections/records-table";
import { RecordsToolbar } from "@/features/collections/records-toolbar";
import { filtersOf, hiddenOf, isNarrowed, type RecordsSearch } from "@/lib/records-search";
import { counted } from "@/lib/words";

const route = getRouteApi("/shell/collections/$key");

export function RecordsView({ collection }: { collection: Collection }) {
  const said = route.useSearch();
  const navigate = route.useNavigate();
  const first = defaultView(useViews(collection.key).data?.items ?? []);
  // A bare address is the view that is shown at first.
  const search = Object.keys(said).length === 0 && first ? searchOf(first) : said;
  const query = queryOf(collection, search);
  const records = useRecords(collection.key, query);
  const sums = summable(collection.fields).map(({ key }) => key);
  const groups = useRecordGroups(collection.key, query, sums, search.group !== undefined);
  const address = useRecordsAddress(collection.key, query);
  const filled = filledByLedger(collection);
  const change = (next: RecordsSearch) => void navigate({ search: next, replace: true });
  const hidden = hiddenOf(search, hiddenAtFirst(collection.fields));
  const fields = orderedFields(collection.fields, search.cols).filter(({ key }) => !hidden.includes(key));
  // Keys, selection and pasting go by what is seen: a folded group is passed over.
  const open = linesOf(records.items ?? [], groupingOf(search.group), foldsOf(search.folded)).filter(({ isFolded }) => !isFolded);
  const grid = useGrid({ collection, rows: open.map(({ row }) => row), fields });
  return (
    <>
      <PageHeader
        title={collection.name}
        about={<>{collection.description && <>{collection.description} </>}{counted(collection.record_count, "record")}</>}
        crumbs={[{ label: "Collections", to: "/collections" }]}
        actions={
          <>
            {!filled && <NewRecordButton collection={collection.key} />}
            <RecordsMenu collection={collection} />
            {!filled && <SettingsButton collection={collection.key} />}
            <ExportButtons address={address} />
            {!filled && <ImportButton collection={collection.key} />}
          </>
        }
      />
      {filled && <Box mb="md"><Notice tone="gray">{filled}</Notice></Box>}
      <Panel flush>
        <RecordsToolbar collection={collection} search={search} total={records.total} onChange={change} />
        <GridTools grid={grid} />
        <ListFaces
          list={records}
          noun="record"
          empty={
            isNarrowed(search)
              ? (
                <Empty
                  icon={IconFilterOff}
                  title="No record fits"
                  actions={<Button variant="default" onClick={() => change(first ? { view: ALL } : {})}>Clear search and filters</Button>}
                />
              )
              : <Empty icon={IconTable} title={`No ${collection.name.toLowerCase()} yet`}>{filled ? "" : "Import a file to fill this collection."}</Empty>
          }
        >
          {(items) => (
            <RecordsTable collection={collection} rows={items} groups={groups.data} grid={grid} search={search} onChange={change} />
          )}
        </ListFaces>
      </Panel>
    </>
  );
}

/** What the server is asked, by what the address says. */
function queryOf(collection: Collection, search: RecordsSearch): RecordQuery {
  const filter = filtersOf(search);
  const sort = search.sort ?? sortAtFirst(collection.fields);
  return {
    ...(search.search ? { search: search.search } : {}),
    ...(sort ? { sort } : {}),
    ...(search.where ? { where: search.where } : {}),
    ...(search.group ? { group: search.group } : {}),
    ...(search.life === "archived" ? { life: "archived" as const } : {}),
    ...(Object.keys(filter).length > 0 ? { filter } : {}),
  };
}
