import { Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useConnections } from "@/api/connections";
import type { Collection } from "@/api/types";
import { PageHeader } from "@/components/page-header";

export const TABS = [
  { value: "fields", label: "Fields" },
  { value: "stages", label: "Stages" },
  { value: "views", label: "Views" },
  { value: "accounting", label: "Accounting" },
  { value: "general", label: "General" },
] as const;
export type Tab = (typeof TABS)[number]["value"];

interface Props {
  collection: Collection;
  tab: Tab;
  children: ReactNode;
}

/** The settings of a collection, a part at a time. */
export function SettingsFrame({ collection, tab, children }: Props) {
  const navigate = useNavigate();
  const connected = useConnections().data?.items.some(({ is_records_ledger }) => is_records_ledger) ?? false;
  const tabs = TABS.filter(({ value }) => value !== "accounting" || connected || tab === "accounting");
  return (
    <>
      <PageHeader
        title={`${collection.name}: settings`}
        about="What is kept of each record, and what it is in the ledger."
        crumbs={[{ label: "Collections", to: "/collections" }, { label: collection.name, to: `/collections/${collection.key}` }]}
      />
      <Tabs
        value={tab}
        mb="lg"
        onChange={(value) => value && void navigate({ to: "/collections/$key/settings/$tab", params: { key: collection.key, tab: value } })}
      >
        <Tabs.List aria-label="Parts of the settings">
          {tabs.map(({ value, label }) => <Tabs.Tab key={value} value={value}>{label}</Tabs.Tab>)}
        </Tabs.List>
      </Tabs>
      {children}
    </>
  );
}
