import { getRouteApi } from "@tanstack/react-router";
import { IconMapPinOff } from "@tabler/icons-react";
import { useCollections } from "@/api/collections";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { RecordsView } from "@/features/collections/records-view";

const route = getRouteApi("/shell/collections/$key");

export function RecordsPage() {
  const { key } = route.useParams();
  const collections = useCollections();
  return (
    <Faces query={collections}>
      {({ items }) => {
        const collection = items.find((one) => one.key === key);
        return collection
          ? <RecordsView key={key} collection={collection} />
          : <Empty icon={IconMapPinOff} title="There is no such collection">It may have been renamed, or it belongs to another workspace.</Empty>;
      }}
    </Faces>
  );
}
