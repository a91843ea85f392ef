import { Button, Center, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { finishTotp, makeRecoveryCodes, useAccountChange, type NewTotp } from "@/api/account";
import { asProblem } from "@/api/problem";
import { CopyField } from "@/components/copy-field";
import { Notice } from "@/components/notice";
import { useConfirmed } from "@/features/account/confirm";
import { RecoveryCodes } from "@/features/account/recovery-codes";

/** The QR code, the first code of the app, and then the recovery codes, which are shown once. */
export function TotpDialog({ fresh, onClose }: { fresh: NewTotp; onClose: () => void }) {
  const confirmed = useConfirmed();
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<string[]>([]);
  const finish = useAccountChange(async (given: string) => {
    await confirmed(() => finishTotp(given));
    return confirmed(makeRecoveryCodes);
  }, { quiet: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    finish.mutate(code, { onSuccess: setCodes });
  };
  if (codes.length > 0) {
    return (
      <Modal opened onClose={onClose} title="Keep your recovery codes">
        <Stack>
          <Notice tone="green" role="status">The authenticator app is set up.</Notice>
          <RecoveryCodes codes={codes} />
          <Button onClick={onClose}>I have kept them</Button>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="Set up an authenticator app">
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">Scan this with the app, then enter the code that it shows.</Text>
          <Center bg="#fff" p="md" style={{ borderRadius: 8 }}><img src={fresh.picture} alt="QR code for the authenticator app" width={200} height={200} /></Center>
          <CopyField label="Or enter this key by hand" value={fresh.secret} />
          {finish.error && <Notice tone="red" role="alert">{asProblem(finish.error).message}</Notice>}
          <TextInput label="Code" inputMode="numeric" autoComplete="one-time-code" required withAsterisk={false} value={code} onChange={(event) => setCode(event.currentTarget.value)} />
          <Button type="submit" loading={finish.isPending}>Set up</Button>
        </Stack>
      </form>
    </Modal>
  );
}
