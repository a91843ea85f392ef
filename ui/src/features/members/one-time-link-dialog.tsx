import { Button, Modal, Stack, Text } from "@mantine/core";
import { CopyField } from "@/components/copy-field";

interface Props {
  title: string;
  about: string;
  link: string;
  onClose: () => void;
}

/** A link that is shown this once, to be handed over. */
export function OneTimeLinkDialog({ title, about, link, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        <Text size="sm">{about}</Text>
        <CopyField label="Link" value={link} />
        <Button variant="default" onClick={onClose}>Close</Button>
      </Stack>
    </Modal>
  );
}
