import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will be so afterwards. */
  children: ReactNode;
  /** The verb on the button. */
  act: string;
  onAct: () => void;
}

/** Asks before something that cannot be taken back. */
export function Question({ opened, onClose, title, children, act, onAct }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Stack>
        <Text size="sm" component="div">{children}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button
            color="red"
            data-autofocus
            onClick={() => {
              onClose();
              onAct();
            }}
          >
            {act}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
