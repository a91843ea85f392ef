import { Button, PasswordInput, Stack } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useMe, useResetPassword } from "@/api/session";
import { Notice } from "@/components/notice";
import { TextLink } from "@/components/text-link";
import { SignInFrame } from "@/features/session/sign-in-frame";

/** Where the link of a forgotten password leads. */
export function ResetPage() {
  useMe(); // brings the token that a form needs
  const { key } = useParams({ from: "/reset/$key" });
  const reset = useResetPassword();
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate({ key, password });
  };
  return (
    <SignInFrame title="Choose a new password" about="It takes the place of the old one, and ends all sessions that are open.">
      {reset.isSuccess ? (
        <Notice tone="green" role="status" title="Done">Sign in with your new password.</Notice>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            {reset.error && <Notice tone="red" role="alert">{asProblem(reset.error).message}</Notice>}
            <PasswordInput label="New password" description="At least ten characters." autoComplete="new-password" required withAsterisk={false} autoFocus size="md" value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
            <Button type="submit" size="md" loading={reset.isPending}>Choose this password</Button>
          </Stack>
        </form>
      )}
      <TextLink to="/sign-in">To the sign-in</TextLink>
    </SignInFrame>
  );
}
