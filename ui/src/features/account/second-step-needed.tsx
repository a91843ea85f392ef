import { Button, Container, Group, Stack, Title } from "@mantine/core";
import { useSignOut } from "@/api/session";
import { usePlace } from "@/api/workspace";
import { Notice } from "@/components/notice";
import { ConfirmItIsYou } from "@/features/account/confirm";
import { PasskeysPanel } from "@/features/account/passkeys-panel";
import { TotpPanel } from "@/features/account/totp-panel";

/** In place of everything else, where the workspace asks for a second step that the person does not have. */
export function SecondStepNeeded() {
  const { me, workspace, choose } = usePlace();
  const signOut = useSignOut();
  const others = me.workspaces.filter(({ id, needs_second_step }) => id !== workspace.id && !needs_second_step);
  return (
    <ConfirmItIsYou>
      <Container component="main" size="sm" py="xl">
        <Stack>
          <Title order={1}>One more step for {workspace.name}</Title>
          <Notice tone="amber">This workspace asks everybody for a second step at the sign-in. Set up an authenticator app or a passkey to go on.</Notice>
          <TotpPanel />
          <PasskeysPanel />
          <Group>
            {others.map(({ id, name }) => <Button key={id} variant="default" onClick={() => choose(id)}>Go to {name}</Button>)}
            <Button variant="default" onClick={() => signOut.mutate()}>Sign out</Button>
          </Group>
        </Stack>
      </Container>
    </ConfirmItIsYou>
  );
}
