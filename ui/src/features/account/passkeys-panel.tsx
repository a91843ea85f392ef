import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { addPasskey, removePasskey, useAccountChange, useAuthenticators } from "@/api/account";
import { Problem, asProblem } from "@/api/problem";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { Sure } from "@/components/sure";
import { useConfirmed } from "@/features/account/confirm";
import { passkeysWork } from "@/lib/passkeys";

const instant = (seconds: number | null) => (seconds ? new Date(seconds * 1000).toISOString() : null);

/** Sign-in by fingerprint, face or a security key, in place of the password. */
export function PasskeysPanel() {
  const authenticators = useAuthenticators();
  const confirmed = useConfirmed();
  const add = useAccountChange((name: string) => confirmed(() => addPasskey(name)), { quiet: true });
  const remove = useAccountChange((id: number) => confirmed(() => removePasskey(id)));
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(name.trim(), {
      onSuccess: () => {
        setName("");
        notifyDone("The passkey is ready: you can sign in with it.");
      },
    });
  };
  const trouble = add.error instanceof Problem ? asProblem(add.error).message : "No passkey was made. Try again.";
  return (
    <Panel title="Passkeys" about="Sign in by fingerprint, face or a security key, without a password.">
      <Faces query={authenticators} shape="text">
        {(all) => (
          <Stack>
            {all.filter(({ type }) => type === "webauthn").map((key) => (
              <Group key={key.id} justify="space-between">
                <div>
                  <Text size="sm" fw={550}>{key.name}</Text>
                  <Text size="sm" c="dimmed">Made <Instant at={instant(key.created_at)} />, last used: <Instant at={instant(key.last_used_at)} never="not yet" /></Text>
                </div>
                <Sure title={`Remove ${key.name}?`} act="Remove" onAct={() => key.id !== undefined && remove.mutate(key.id)} by={(ask) => <Button variant="default" aria-label={`Remove ${key.name}`} onClick={ask}>Remove</Button>}>
                  Nobody can sign in with this passkey any more.
                </Sure>
              </Group>
            ))}
            {add.error && <Notice tone="red" role="alert">{trouble}</Notice>}
            {passkeysWork() ? (
              <form onSubmit={submit}>
                <Group align="flex-end">
                  <TextInput label="Name of the new passkey" placeholder="Office laptop" required withAsterisk={false} maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} style={{ flex: "1 1 220px" }} />
                  <Button type="submit" loading={add.isPending}>Add a passkey</Button>
                </Group>
              </form>
            ) : <Text size="sm" c="dimmed">This browser knows no passkeys, or the page is not served by https.</Text>}
          </Stack>
        )}
      </Faces>
    </Panel>
  );
}
