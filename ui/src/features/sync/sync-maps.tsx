import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useChangeSync, useSuggestedMaps } from "@/api/syncs";
import type { Sync, SuggestedMaps } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Faces } from "@/components/faces";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { MapTable } from "@/features/sync/map-table";
import { sameMaps, startingMaps, withChoice, type MapName } from "@/features/sync/model/maps";

/** Which accounts and tax codes stand for each other; suggestions are filled in and saved by a person. */
export function SyncMaps({ sync }: { sync: Sync }) {
  const suggested = useSuggestedMaps(sync.id);
  return (
    <Panel title="What stands for what" about="A document is only carried over when its accounts and tax codes have a counterpart.">
      <Faces query={suggested} shape="text">{(body) => <Editor key={JSON.stringify([sync.account_map, sync.tax_map, sync.bank_account_map])} sync={sync} suggested={body} />}</Faces>
    </Panel>
  );
}

function Editor({ sync, suggested }: { sync: Sync; suggested: SuggestedMaps }) {
  const path = { ...useWorkspacePath(), sync_id: sync.id };
  const [maps, setMaps] = useState(() => startingMaps(sync, suggested));
  const save = useChangeSync();
  const unchanged = sameMaps(maps, sync);
  const choose = (name: MapName) => (key: string, value: string) => setMaps((before) => withChoice(before, name, key, value));
  const names = { source: sync.source.organisation_name, target: sync.target.organisation_name };
  return (
    <Stack gap="lg">
      <MapTable title="Accounts" {...names} choices={suggested.accounts} options={suggested.target_accounts} map={maps.account_map} onChoose={choose("account_map")} />
      <MapTable title="Tax codes" {...names} choices={suggested.taxes} options={suggested.target_taxes} map={maps.tax_map} onChoose={choose("tax_map")} />
      <MapTable title="Bank accounts" {...names} choices={suggested.bank_accounts} options={suggested.target_bank_accounts} map={maps.bank_account_map} onChoose={choose("bank_account_map")} />
      <Group justify="space-between">
        <Text size="sm" c="dimmed">{unchanged ? "Saved." : "Suggestions and changes are not saved yet."}</Text>
        <Allowed to="sync">
          {(disabled) => (
            <Button
              disabled={disabled || unchanged}
              loading={save.isPending}
              onClick={() => save.mutate({ params: { path }, body: maps }, { onSuccess: () => notifyDone("The maps are saved.") })}
            >
              Save maps
            </Button>
          )}
        </Allowed>
      </Group>
    </Stack>
  );
}
