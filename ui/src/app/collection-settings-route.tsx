import { getRouteApi } from "@tanstack/react-router";
import { IconMapPinOff } from "@tabler/icons-react";
import { useCollections } from "@/api/collections";
import type { Collection } from "@/api/types";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { AccountingPane } from "@/features/accounting/accounting-pane";
import { FieldsPane } from "@/features/collection-settings/fields-pane";
import { GeneralPane } from "@/features/collection-settings/general-pane";
import { SettingsFrame, TABS, type Tab } from "@/features/collection-settings/settings-frame";
import { StagesPane } from "@/features/collection-settings/stages-pane";
import { ViewsPane } from "@/features/collection-settings/views-pane";

const route = getRouteApi("/shell/collections/$key/settings/$tab");

/** The settings of a collection, with what the ledger's feature says about it as one of the parts. */
export function CollectionSettingsRoute() {
  const { key, tab } = route.useParams();
  const collections = useCollections();
  const chosen = TABS.find(({ value }) => value === tab)?.value ?? "fields";
  return (
    <Faces query={collections}>
      {({ items }) => {
        const collection = items.find((one) => one.key === key);
        if (!collection) return <Empty icon={IconMapPinOff} title="There is no such collection">It may have been deleted, or it belongs to another workspace.</Empty>;
        return <SettingsFrame collection={collection} tab={chosen}>{paneOf(chosen, collection)}</SettingsFrame>;
      }}
    </Faces>
  );
}

function paneOf(tab: Tab, collection: Collection) {
  switch (tab) {
    case "stages":
      return <StagesPane collection={collection} />;
    case "views":
      return <ViewsPane collection={collection} />;
    case "accounting":
      return <AccountingPane collection={collection.key} />;
    case "general":
      return <GeneralPane key={collection.key} collection={collection} />;
    default:
      return <FieldsPane collection={collection} />;
  }
}
