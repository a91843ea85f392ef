import { Button, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useAskForPassword, useMe, useSignInWays } from "@/api/session";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { TextLink } from "@/components/text-link";
import { SignInFrame } from "@/features/session/sign-in-frame";

/** A forgotten password: by mail, or by a System Administrator where no mail is set up. */
export function ForgottenPage() {
  useMe(); // brings the token that a form needs
  const ways = useSignInWays();
  const send = useAskForPassword();
  const [email, setEmail] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate(email.trim());
  };
  return (
    <SignInFrame title="Forgotten your password?">
      <Faces query={ways} shape="text">
        {({ mail }) => {
          if (!mail) {
            return <Notice tone="blue" title="Ask a System Administrator">Under Settings, Members, they make a link with which you choose a new password.</Notice>;
          }
          if (send.isSuccess) {
            return <Notice tone="green" role="status" title="Look into your mail">If there is an account for {email}, a link to choose a new password is on its way. It works once, within a day.</Notice>;
          }
          return (
            <form onSubmit={submit}>
              <Stack>
                {send.error && <Notice tone="red" role="alert">{asProblem(send.error).message}</Notice>}
                <TextInput label="E-mail" type="email" autoComplete="username" required withAsterisk={false} autoFocus size="md" value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
                <Button type="submit" size="md" loading={send.isPending}>Send me a link</Button>
              </Stack>
            </form>
          );
        }}
      </Faces>
      <TextLink to="/sign-in">Back to the sign-in</TextLink>
    </SignInFrame>
  );
}
