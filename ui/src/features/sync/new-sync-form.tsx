import { Button, Checkbox, Group, Select, SimpleGrid, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useCreateSync } from "@/api/syncs";
import type { Connection } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { wordsFor } from "@/lib/words";

const KINDS = ["contact", "item", "invoice", "credit_note", "payment"];

/** Source, target and kinds of a new agreement. */
export function NewSyncForm({ connections }: { connections: Connection[] }) {
  const path = useWorkspacePath();
  const create = useCreateSync();
  const navigate = useNavigate();
  const [source, setSource] = useState(() => connections.find((one) => one.is_records_ledger)?.id ?? connections[0]?.id ?? "");
  const [target, setTarget] = useState(() => connections.find((one) => one.id !== source)?.id ?? "");
  const [kinds, setKinds] = useState(KINDS);
  const data = connections.map((one) => ({ value: one.id, label: `${one.provider_name} · ${one.organisation_name}` }));
  const same = source === target;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = {
      source_connection_id: source,
      target_connection_id: target,
      kinds: KINDS.filter((kind) => kinds.includes(kind)),
      account_map: {},
      tax_map: {},
      bank_account_map: {},
    };
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
        <Group justify="flex-end">
          <Allowed to="sync">
            {(disabled) => <Button type="submit" disabled={disabled || same || kinds.length === 0} loading={create.isPending}>Create sync</Button>}
          </Allowed>
        </Group>
      </Stack>
    </form>
  );
}
