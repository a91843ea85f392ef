import { Button, Group, Modal, Text } from "@mantine/core";
import { useState } from "react";
import { makeRecoveryCodes, useAccountChange, useAuthenticators } from "@/api/account";
import { Faces } from "@/components/faces";
import { Panel } from "@/components/panel";
import { Sure } from "@/components/sure";
import { useConfirmed } from "@/features/account/confirm";
import { RecoveryCodes } from "@/features/account/recovery-codes";

export function RecoveryCodesPanel() {
  const authenticators = useAuthenticators();
  const confirmed = useConfirmed();
  const make = useAccountChange(() => confirmed(makeRecoveryCodes));
  const [codes, setCodes] = useState<string[]>([]);
  const renew = () => make.mutate(undefined, { onSuccess: setCodes });
  return (
    <Panel title="Recovery codes" about="For when the telephone or the key is not at hand.">
      <Faces query={authenticators} shape="text">
        {(all) => {
          const secured = all.some(({ type }) => type !== "recovery_codes");
          const own = all.find(({ type }) => type === "recovery_codes");
          if (!secured) return <Text size="sm" c="dimmed">They come with an authenticator app or a passkey.</Text>;
          return (
            <Group justify="space-between">
              <Text size="sm">{own ? `${own.unused_code_count ?? 0} of ${own.total_code_count ?? 0} codes are unused.` : "You have none yet."}</Text>
              {own
                ? <Sure title="Make new recovery codes?" act="Make new codes" onAct={renew} by={(ask) => <Button variant="default" loading={make.isPending} onClick={ask}>New codes</Button>}>The codes that you have now open nothing any more.</Sure>
                : <Button variant="default" loading={make.isPending} onClick={renew}>Make codes</Button>}
            </Group>
          );
        }}
      </Faces>
      <Modal opened={codes.length > 0} onClose={() => setCodes([])} title="Keep your recovery codes"><RecoveryCodes codes={codes} /></Modal>
    </Panel>
  );
}
