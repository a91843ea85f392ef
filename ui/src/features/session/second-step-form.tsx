import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useCode, useKeySecondStep } from "@/api/session";
import { Notice } from "@/components/notice";

interface Props {
  /** Which second steps the account has: totp, webauthn, recovery_codes. */
  kinds: string[];
  onBack: () => void;
}

/** The code of an authenticator app, a recovery code, or a passkey. */
export function SecondStepForm({ kinds, onBack }: Props) {
  const enter = useCode();
  const key = useKeySecondStep();
  const [code, setCode] = useState("");
  const hasCode = kinds.includes("totp") || kinds.includes("recovery_codes");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate(code);
  };
  return (
    <Stack>
      {enter.error && <Notice tone="red" role="alert">{asProblem(enter.error).message}</Notice>}
      {key.error && <Notice tone="red" role="alert">No passkey was used. Try again.</Notice>}
      {kinds.includes("webauthn") && (
        <Button size="md" leftSection={<IconFingerprint size={18} aria-hidden />} loading={key.isPending} onClick={() => key.mutate(undefined)}>
          Use a passkey
        </Button>
      )}
      {hasCode && (
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label="Code"
              description={kinds.includes("totp") ? "From your authenticator app, or one of your recovery codes." : "One of your recovery codes."}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              withAsterisk={false}
              autoFocus
              size="md"
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <Button type="submit" size="md" loading={enter.isPending}>Go on</Button>
          </Stack>
        </form>
      )}
      <Anchor component="button" type="button" size="sm" onClick={onBack}>Back to the sign-in</Anchor>
    </Stack>
  );
}
