import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useSignIn } from "@/api/session";
import { Notice } from "@/components/notice";
import { TextLink } from "@/components/text-link";

/** E-mail and password; what comes next, if anything, is told to the page. */
export function PasswordForm({ onSecondStep }: { onSecondStep: (kinds: string[]) => void }) {
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password }, { onSuccess: (kinds) => kinds.length > 0 && onSecondStep(kinds) });
  };
  return (
    <>
      {signIn.error && <Notice tone="red" role="alert">{asProblem(signIn.error).message}</Notice>}
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="E-mail"
            type="email"
            name="email"
            autoComplete="username webauthn"
            required
            withAsterisk={false}
            autoFocus
            size="md"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            size="md"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" size="md" loading={signIn.isPending} mt="xs">Sign in</Button>
          <TextLink to="/forgotten">Forgotten your password?</TextLink>
        </Stack>
      </form>
    </>
  );
}
