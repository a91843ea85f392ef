import { Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { Navigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent } from "react";
import { asProblem } from "@/api/problem";
import { useMe, useSignIn } from "@/api/session";
import { Notice } from "@/components/notice";
import { safeAddress } from "@/features/session/safe-address";
import classes from "@/features/session/sign-in-page.module.css";

/** Sign-in with e-mail and password. */
export function SignInPage() {
  const { next } = useSearch({ from: "/sign-in" });
  const me = useMe();
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  useEffect(() => {
    document.title = "Sign in · Tieout";
  }, []);
  if (me.data) return <Navigate to={safeAddress(next)} replace />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password });
  };
  return (
    <div className={classes.page}>
      <main className={classes.form}>
        <Stack gap="lg" w="100%" maw={360}>
          <div>
            <img src="/assets/tieout.svg" width={44} height={44} alt="" />
            <Title order={1} mt="md">Sign in to Tieout</Title>
            <Text c="dimmed" size="sm" mt={4}>Records and ledgers in agreement, to the cent.</Text>
          </div>
          {signIn.error && (
            <Notice tone="red" role="alert">{asProblem(signIn.error).message}</Notice>
          )}
          <form onSubmit={submit}>
            <Stack>
              <TextInput
                label="E-mail"
                type="email"
                name="email"
                autoComplete="username"
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
            </Stack>
          </form>
        </Stack>
      </main>
      <aside className={classes.side} aria-label="About Tieout">
        <div className={classes.proof} aria-hidden>
          <div><span>Orders</span><b>£48,213.60</b></div>
          <div><span>Xero</span><b>£48,213.60</b></div>
          <div><span>QuickBooks</span><b>£48,213.60</b></div>
          <div><span>Sage</span><b>£48,213.60</b></div>
          <div className={classes.sum}><span>Unexplained</span><b>£0.00</b></div>
        </div>
        <p className={classes.claim}>Every order invoiced once. Every ledger in step. Every difference with its cause.</p>
      </aside>
    </div>
  );
}
