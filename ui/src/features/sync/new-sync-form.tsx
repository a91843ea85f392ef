import { Button, Checkbox, Group, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useCreateSync, useSuggestedMapsOfPair } from "@/api/syncs";
import type { Connection, SyncIn } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Faces } from "@/components/faces";
import { MapFields } from "@/features/sync/map-fields";
import { NO_MAPS, startingMaps, type Maps } from "@/features/sync/model/maps";
import { wordsFor } from "@/lib/words";

const KINDS: SyncIn["kinds"] = ["contact", "item", "invoice", "credit_note", "payment"];

/** Source, target, kinds and suggested maps of a new agreement. */
export function NewSyncForm({ connections }: { connections: Connection[] }) {
  const path = useWorkspacePath();
  const create = useCreateSync();
  const navigate = useNavigate();
  const [source, setSource] = useState(() => connections.find((one) => one.is_records_ledger)?.id ?? connections[0]?.id ?? "");
  const [target, setTarget] = useState(() => connections.find((one) => one.id !== source)?.id ?? "");
  const [kinds, setKinds] = useState<string[]>(KINDS);
  const [changed, setChanged] = useState<{ pair: string; maps: Maps } | null>(null);
  const suggested = useSuggestedMapsOfPair(source, target);
  const pair = `${source} ${target}`;
  const start = suggested.data ? startingMaps(NO_MAPS, suggested.data) : NO_MAPS;
  const maps = changed?.pair === pair ? changed.maps : start;
  const data = connections.map((one) => ({ value: one.id, label: `${one.provider_name} · ${one.organisation_name}` }));
  const nameOf = (id: string) => connections.find((one) => one.id === id)?.organisation_name ?? "";
  const same = source === target;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { source_connection_id: source, target_connection_id: target, kinds: KINDS.filter((kind) => kinds.includes(kind)), ...maps };
    create.mutate({ params: { path }, body }, { onSuccess: ({ id }) => void navigate({ to: "/sync/$syncId", params: { syncId: id } }) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select label="From" description="This ledger leads" allowDeselect={false} data={data} value={source} onChange={(value) => setSource(value ?? "")} />
          <Select
            label="To"
            description="This ledger follows"
            allowDeselect={false}
            data={data}
            value={target}
            error={same ? "Choose another ledger than the one it comes from." : null}
            onChange={(value) => setTarget(value ?? "")}
          />
        </SimpleGrid>
        <Checkbox.Group label="What is carried over" description="Written in this order, so that whatever is referred to is there first" value={kinds} onChange={setKinds}>
          <Group mt="xs" gap="lg">{KINDS.map((kind) => <Checkbox key={kind} value={kind} label={wordsFor(kind)} />)}</Group>
        </Checkbox.Group>
        {!same && (
          <Faces query={suggested} shape="text">
            {(body) => <MapFields source={nameOf(source)} target={nameOf(target)} suggested={body} maps={maps} level={2} onChange={(next) => setChanged({ pair, maps: next })} />}
          </Faces>
        )}
        <Group justify="space-between">
          <Text size="sm" c="dimmed">Nothing is written before you start the first run.</Text>
          <Allowed to="sync">
            {(disabled) => <Button type="submit" disabled={disabled || same || kinds.length === 0} loading={create.isPending}>Create sync</Button>}
          </Allowed>
        </Group>
      </Stack>
    </form>
  );
}
