import { Group, SimpleGrid, Text } from "@mantine/core";
import { IconDatabase, IconPlus, IconUpload } from "@tabler/icons-react";
import { useCollections } from "@/api/collections";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { CollectionCard } from "@/features/collections/collection-card";

export function CollectionsPage() {
  const collections = useCollections();
  return (
    <>
      <PageHeader
        title="Collections"
        about="What your business keeps records of, and what each is in the ledger."
        actions={
          <>
            <ButtonLink to="/imports" variant="default">Imports</ButtonLink>
            <Allowed to="import">
              {(disabled) => (
                <ButtonLink to="/imports/new" variant="default" disabled={disabled} leftSection={<IconUpload size={16} aria-hidden />}>Import a file</ButtonLink>
              )}
            </Allowed>
            <Allowed to="edit_collections">
              {(disabled) => (
                <ButtonLink to="/collections/new" disabled={disabled} leftSection={<IconPlus size={16} aria-hidden />}>New collection</ButtonLink>
              )}
            </Allowed>
          </>
        }
      />
      <Faces
        query={collections}
        shape="cards"
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty icon={IconDatabase} title="No collections yet">
            Make one of your own, from a template or blank, or import a file of your orders, customers or products.
          </Empty>
        }
      >
        {({ items }) => (
          <>
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
              {items.map((collection) => <CollectionCard key={collection.id} collection={collection} />)}
            </SimpleGrid>
            <Group mt="md"><Text size="sm" c="dimmed">Records are kept here and linked to the ledger; the ledger stays the book of record.</Text></Group>
          </>
        )}
      </Faces>
    </>
  );
}
