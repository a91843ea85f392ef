import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useChangeSync, useSuggestedMaps } from "@/api/syncs";
import type { Sync, SuggestedMaps } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Faces } from "@/components/faces";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { MapFields } from "@/features/sync/map-fields";
import { sameMaps, startingMaps } from "@/features/sync/model/maps";

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
  return (
    <Stack gap="lg">
      <MapFields source={sync.source.organisation_name} target={sync.target.organisation_name} suggested={suggested} maps={maps} onChange={setMaps} level={3} />
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
