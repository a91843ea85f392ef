import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactElement, ReactNode } from "react";

interface Props {
  title: string;
  /** What will be so afterwards. */
  children: ReactNode;
  /** The verb on the button. */
  act: string;
  onAct: () => void;
  /** The control that opens the question. */
  by: (ask: () => void) => ReactElement;
}

/** Asks before something that cannot be taken back. */
export function Sure({ title, children, act, onAct, by }: Props) {
  const [open, dialog] = useDisclosure(false);
  return (
    <>
      {by(dialog.open)}
      <Modal opened={open} onClose={dialog.close} title={title}>
        <Stack>
          <Text size="sm" component="div">{children}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>Cancel</Button>
            <Button
              color="red"
              data-autofocus
              onClick={() => {
                dialog.close();
                onAct();
              }}
            >
              {act}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
