import { Spotlight } from "@mantine/spotlight";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBell, IconDatabase, IconFileText, IconLock, IconPlugConnected, IconSearch, IconUpload, IconUsers } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useCollections, useFoundRecords } from "@/api/collections";
import { PLACES } from "@/app/navigation";

const MORE = [
  { label: "Import a file", to: "/imports/new", icon: IconUpload },
  { label: "Accounting Integration", to: "/settings/integrations", icon: IconPlugConnected },
  { label: "Members", to: "/settings/members", icon: IconUsers },
  { label: "Alerts", to: "/settings/alerts", icon: IconBell },
  { label: "Secrets", to: "/settings/secrets", icon: IconLock },
  { label: "Runs", to: "/runs", icon: IconFileText },
];

/** Ctrl-K: pages, collections and records in one search. */
export function FindEverything() {
  const [query, setQuery] = useState("");
  const [asked] = useDebouncedValue(query.trim(), 200);
  const router = useRouter();
  const collections = useCollections().data?.items ?? [];
  const records = useFoundRecords(asked, collections);
  const fits = (label: string) => label.toLowerCase().includes(query.trim().toLowerCase());
  const pages = [...PLACES, ...MORE].filter(({ label }) => fits(label));
  const found = collections.filter(({ name }) => fits(name));
  const go = (to: string) => router.history.push(to);
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} shortcut={["mod + K"]} maxHeight={420} scrollable clearQueryOnClose attributes={{ content: { "aria-label": "Find anything" } }}>
      <Spotlight.Search placeholder="Find pages, collections, records" aria-label="Find anything" leftSection={<IconSearch size={18} aria-hidden />} />
      <Spotlight.ActionsList>
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label="Pages">
            {pages.map(({ label, to, icon: Shown }) => (
              <Spotlight.Action key={to} label={label} leftSection={<Shown size={18} aria-hidden />} onClick={() => go(to)} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length > 0 && (
          <Spotlight.ActionsGroup label="Collections">
            {found.map(({ key, name }) => (
              <Spotlight.Action key={key} label={name} leftSection={<IconDatabase size={18} aria-hidden />} onClick={() => go(`/collections/${key}`)} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {records.length > 0 && (
          <Spotlight.ActionsGroup label="Records">
            {records.map(({ id, label, collection }) => (
              <Spotlight.Action
                key={`${collection.key} ${id}`}
                label={label}
                description={collection.name}
                leftSection={<IconFileText size={18} aria-hidden />}
                onClick={() => go(`/collections/${collection.key}/records/${id}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {pages.length + found.length + records.length === 0 && <Spotlight.Empty>Nothing found</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
