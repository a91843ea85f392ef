import { Anchor, Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useTokens } from "@/api/tokens";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SettingsTabs } from "@/components/settings-tabs";
import { NewTokenDialog } from "@/features/tokens/new-token-dialog";
import { TokensTable } from "@/features/tokens/tokens-table";

/** Ways in for programs: each in the name of a person, with less than that person may. */
export function TokensPage() {
  const tokens = useTokens();
  const [open, dialog] = useDisclosure(false);
  const make = <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>New token</Button>;
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs here="/settings/tokens" />
      <Panel title="API tokens" about={<>For programs and the <code>tieout</code> command. What the API can do stands at <Anchor inherit underline="always" href="/api/docs">/api/docs</Anchor>.</>} actions={make} flush>
        <Faces
          query={tokens}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty icon={IconKey} title="No tokens">Make one for each program, with no more scopes than it needs.</Empty>}
        >
          {({ items }) => <TokensTable tokens={items} />}
        </Faces>
      </Panel>
      {open && <NewTokenDialog onClose={dialog.close} />}
    </>
  );
}
