import { Stack } from "@mantine/core";
import { IconArrowsExchange, IconPlus } from "@tabler/icons-react";
import { useSyncs } from "@/api/syncs";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { SyncCard } from "@/features/sync/sync-card";

export function SyncsPage() {
  const syncs = useSyncs();
  const create = (
    <Allowed to="sync">
      {(disabled) => <ButtonLink to="/sync/new" disabled={disabled} leftSection={<IconPlus size={16} aria-hidden />}>New sync</ButtonLink>}
    </Allowed>
  );
  return (
    <>
      <PageHeader title="Sync" about="Standing agreements between two ledgers: what one holds, the other gets, exactly once." actions={create} />
      <Faces
        query={syncs}
        shape="cards"
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty icon={IconArrowsExchange} title="No sync yet" actions={create}>
            Connect two ledgers, then agree which one leads, what is carried over, and which accounts and tax codes stand for each other.
          </Empty>
        }
      >
        {({ items }) => <Stack gap="md">{items.map((sync) => <SyncCard key={sync.id} sync={sync} />)}</Stack>}
      </Faces>
    </>
  );
}
