import { IconArrowsExchange } from "@tabler/icons-react";
import { useConnections } from "@/api/connections";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { NewSyncForm } from "@/features/sync/new-sync-form";

export function NewSyncPage() {
  const connections = useConnections();
  return (
    <>
      <PageHeader
        title="New sync"
        about="An agreement between two ledgers: which one leads, what is carried over, and what stands for what."
        crumbs={[{ label: "Sync", to: "/sync" }]}
      />
      <Panel>
        <Faces
          query={connections}
          shape="text"
          isEmpty={({ items }) => items.length < 2}
          empty={
            <Empty icon={IconArrowsExchange} title="Two ledgers are needed" actions={<ButtonLink to="/settings/integrations">Connect a ledger</ButtonLink>}>
              A sync carries from one connected ledger to another.
            </Empty>
          }
        >
          {({ items }) => <NewSyncForm connections={items} />}
        </Faces>
      </Panel>
    </>
  );
}
