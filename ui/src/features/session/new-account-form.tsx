import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useAcceptInvitation, useSignIn } from "@/api/session";
import { Notice } from "@/components/notice";

interface Props {
  email: string;
  secret: string;
  onDone: () => void;
}

/** Name and password of somebody who is new; the sign-in follows by itself. */
export function NewAccountForm({ email, secret, onDone }: Props) {
  const accept = useAcceptInvitation();
  const signIn = useSignIn();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const problem = accept.error ? asProblem(accept.error) : null;
  const fields = problem?.fields ?? {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate({ secret, name, password }, { onSuccess: () => signIn.mutate({ email, password }, { onSuccess: onDone }) });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {problem && Object.keys(fields).length === 0 && <Notice tone="red" role="alert">{problem.message} {problem.remedy}</Notice>}
        {signIn.error && <Notice tone="red" role="alert">{asProblem(signIn.error).message}</Notice>}
        <TextInput label="E-mail" type="email" name="email" autoComplete="username" readOnly size="md" value={email} />
        <TextInput label="Your name" autoComplete="name" required withAsterisk={false} autoFocus size="md" value={name} error={fields["name"]} onChange={(event) => setName(event.currentTarget.value)} />
        <PasswordInput label="Password" description="At least ten characters." autoComplete="new-password" required withAsterisk={false} size="md" value={password} error={fields["password"]} onChange={(event) => setPassword(event.currentTarget.value)} />
        <Button type="submit" size="md" loading={accept.isPending || signIn.isPending}>Join</Button>
      </Stack>
    </form>
  );
}
