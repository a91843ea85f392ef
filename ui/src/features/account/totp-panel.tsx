import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { beginTotp, removeTotp, useAccountChange, useAuthenticators, type NewTotp } from "@/api/account";
import { asProblem } from "@/api/problem";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { notifyFailed } from "@/components/notify";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { Sure } from "@/components/sure";
import { useConfirmed } from "@/features/account/confirm";
import { TotpDialog } from "@/features/account/totp-dialog";

/** Codes of an authenticator app as the second step of the sign-in. */
export function TotpPanel() {
  const authenticators = useAuthenticators();
  const confirmed = useConfirmed();
  const remove = useAccountChange(() => confirmed(removeTotp));
  const [fresh, setFresh] = useState<NewTotp | null>(null);
  const begin = () => confirmed(beginTotp).then(setFresh, (error: unknown) => asProblem(error).status !== 401 && notifyFailed(error));
  return (
    <Panel title="Authenticator app" about="A code from your telephone as the second step of the sign-in.">
      <Faces query={authenticators} shape="text">
        {(all) => {
          const app = all.find(({ type }) => type === "totp");
          if (!app) return <Button onClick={() => void begin()}>Set up an authenticator app</Button>;
          return (
            <Group justify="space-between">
              <Group gap="sm">
                <StatusBadge state="active" label="Set up" tone="green" />
                <Text size="sm" c="dimmed">Last used: <Instant at={app.last_used_at ? new Date(app.last_used_at * 1000).toISOString() : null} never="not yet" /></Text>
              </Group>
              <Sure title="Remove the authenticator app?" act="Remove" onAct={() => remove.mutate(undefined)} by={(ask) => <Button variant="default" onClick={ask}>Remove</Button>}>
                The sign-in then asks for your password alone, unless you have a passkey.
              </Sure>
            </Group>
          );
        }}
      </Faces>
      {fresh && <TotpDialog fresh={fresh} onClose={() => setFresh(null)} />}
    </Panel>
  );
}
