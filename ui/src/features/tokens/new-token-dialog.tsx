import { Button, Code, Modal, Stack, Text } from "@mantine/core";
import { useMakeToken } from "@/api/tokens";
import { CopyField } from "@/components/copy-field";
import { Notice } from "@/components/notice";
import { NewTokenForm } from "@/features/tokens/new-token-form";

/** Makes a token, and shows its secret this once. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const make = useMakeToken();
  const secret = make.data?.secret;
  return (
    <Modal opened onClose={onClose} title={secret ? "Keep the token" : "New API token"} size="lg">
      {secret ? (
        <Stack>
          <Notice tone="green" role="status" title="The token is made">It is shown now and never again. Keep it where the program reads its secrets, not in its code.</Notice>
          <CopyField label="Token" value={secret} />
          <Text size="sm">Send it with each request: <Code>Authorization: Bearer TOKEN</Code></Text>
          <Button onClick={onClose}>Done</Button>
        </Stack>
      ) : <NewTokenForm make={make} />}
    </Modal>
  );
}
