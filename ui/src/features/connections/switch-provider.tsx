import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import type { Connection } from "@/api/types";

interface Props {
  /** What people call the provider to be connected. */
  to: string;
  /** The ledger that the records are in now. */
  from: Connection;
  isLeaving: boolean;
  onClose: () => void;
  onSwitch: () => void;
  onKeepBoth: () => void;
}

/** Before a second provider is connected: take the place of the first, or stand beside it. */
export function SwitchProvider({ to, from, isLeaving, onClose, onSwitch, onKeepBoth }: Props) {
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Switch Accounting Provider</Text>} size="lg">
      <Stack>
        <Text size="sm">
          The records of this workspace are kept in <b>{from.organisation_name}</b> at {from.provider_name}. A workspace has one ledger for its records.
        </Text>
        <List size="sm" spacing={6}>
          <List.Item>
            <b>Switch to {to}</b>: as soon as you have signed in there, {from.provider_name} is disconnected and records go to {to}. Links to{" "}
            {from.organisation_name} stay as they are and are shown as such; its tax codes and ledger codes are archived.
          </List.Item>
          <List.Item>
            <b>Keep both</b>: records stay with {from.provider_name}. {to} is connected beside it, to keep the two ledgers in step.
          </List.Item>
        </List>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>Cancel</Button>
          <Button variant="default" loading={isLeaving} onClick={onKeepBoth}>Keep both</Button>
          <Button color="red" loading={isLeaving} onClick={onSwitch}>Switch to {to}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
