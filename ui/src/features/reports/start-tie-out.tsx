import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconScale } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useConnections } from "@/api/connections";
import { useStartTieOut } from "@/api/tie-outs";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Faces } from "@/components/faces";
import type { Connection } from "@/api/types";

/** The button that ties out, and the question which ledgers. */
export function StartTieOut() {
  const [open, dialog] = useDisclosure(false);
  const connections = useConnections();
  return (
    <>
      <Allowed to="tie_out">
        {(disabled) => <Button disabled={disabled} leftSection={<IconScale size={16} aria-hidden />} onClick={dialog.open}>Run tie-out</Button>}
      </Allowed>
      <Modal opened={open} onClose={dialog.close} title={<Text fw={650}>Run tie-out</Text>}>
        <Faces query={connections} shape="text">{({ items }) => <Choice connections={items.filter(({ status }) => status !== "disconnected")} />}</Faces>
      </Modal>
    </>
  );
}

function Choice({ connections }: { connections: Connection[] }) {
  const path = useWorkspacePath();
  const start = useStartTieOut();
  const navigate = useNavigate();
  const [chosen, choose] = useState(() => connections.map(({ id }) => id));
  const submit = () =>
    start.mutate(
      { params: { path }, body: { connection_ids: chosen } },
      { onSuccess: ({ id }) => void navigate({ to: "/reports/tie-outs/$tieOutId", params: { tieOutId: id } }) },
    );
  if (connections.length === 0) return <Text size="sm" c="dimmed">Connect a ledger first; there is nothing to compare the records with.</Text>;
  return (
    <Stack>
      <Checkbox.Group label="Compare the records with" description="Each ledger is read afresh for this." value={chosen} onChange={choose}>
        <Stack gap="xs" mt="sm">
          {connections.map((one) => <Checkbox key={one.id} value={one.id} label={`${one.provider_name} · ${one.organisation_name}`} />)}
        </Stack>
      </Checkbox.Group>
      <Group justify="flex-end"><Button disabled={chosen.length === 0} loading={start.isPending} onClick={submit}>Run tie-out</Button></Group>
    </Stack>
  );
}
