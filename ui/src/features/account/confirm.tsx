import { Button, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { createContext, useContext, useMemo, useRef, useState, type FormEvent, type ReactNode } from "react";
import { confirmByCode, confirmByPassword } from "@/api/account";
import { ConfirmNeeded } from "@/api/auth";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/api/workspace";
import { Notice } from "@/components/notice";

type Confirmed = <Answer>(act: () => Promise<Answer>) => Promise<Answer>;

const ConfirmContext = createContext<Confirmed>((act) => act());

/** Does something that the server may ask to be confirmed: then the person shows that it is them, and it is done again. */
export const useConfirmed = () => useContext(ConfirmContext);

interface Waiting {
  go: () => void;
  stop: () => void;
}

/** Asks for the password, or a code, before what secures the account is changed; it holds for five minutes. */
export function ConfirmItIsYou({ children }: { children: ReactNode }) {
  const { user } = usePlace().me;
  const waiting = useRef<Waiting | null>(null);
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState("");
  const [trouble, setTrouble] = useState("");
  const confirmed: Confirmed = useMemo(() => async (act) => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ConfirmNeeded)) throw error;
      await new Promise<void>((go, stop) => {
        waiting.current = { go, stop: () => stop(error) };
        setSecret("");
        setTrouble("");
        setOpen(true);
      });
      return act();
    }
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    (user.has_password ? confirmByPassword(secret) : confirmByCode(secret)).then(
      () => {
        setOpen(false);
        waiting.current?.go();
      },
      (error: unknown) => setTrouble(asProblem(error).message),
    );
  };
  const close = () => {
    setOpen(false);
    waiting.current?.stop();
  };
  const field = { required: true, withAsterisk: false, value: secret, "data-autofocus": true, onChange: (event: { currentTarget: { value: string } }) => setSecret(event.currentTarget.value) };
  return (
    <ConfirmContext value={confirmed}>
      {children}
      <Modal opened={open} onClose={close} title="Confirm that it is you" zIndex={400}>
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm">What secures your account is changed by you alone, so it is confirmed once more.</Text>
            {trouble && <Notice tone="red" role="alert">{trouble}</Notice>}
            {user.has_password
              ? <PasswordInput label="Present password" autoComplete="current-password" {...field} />
              : <TextInput label="Code" description="From your authenticator app, or a recovery code." autoComplete="one-time-code" {...field} />}
            <Button type="submit">Confirm</Button>
          </Stack>
        </form>
      </Modal>
    </ConfirmContext>
  );
}
