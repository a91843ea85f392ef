import { Button, Divider, Stack } from "@mantine/core";
import { IconBuildingFortress, IconFingerprint } from "@tabler/icons-react";
import { asProblem } from "@/api/problem";
import { useKeySignIn, useSignInWays, useSingleSignOn } from "@/api/session";
import { Notice } from "@/components/notice";
import { passkeysWork } from "@/lib/passkeys";

/** A passkey, and single sign-on where the installation has it. */
export function OtherWaysIn({ next }: { next: string }) {
  const ways = useSignInWays();
  const key = useKeySignIn();
  const single = useSingleSignOn();
  const trouble = key.error ?? single.error;
  const name = ways.data?.single_sign_on;
  if (!passkeysWork() && !name) return null;
  return (
    <Stack gap="sm">
      <Divider label="or" />
      {trouble && <Notice tone="red" role="alert">{key.error ? "No passkey was used. Try again, or sign in with your password." : asProblem(trouble).message}</Notice>}
      {name && (
        <Button variant="default" size="md" leftSection={<IconBuildingFortress size={18} aria-hidden />} loading={single.isPending} onClick={() => single.mutate(next)}>
          {name}
        </Button>
      )}
      {passkeysWork() && (
        <Button variant="default" size="md" leftSection={<IconFingerprint size={18} aria-hidden />} loading={key.isPending} onClick={() => key.mutate(undefined)}>
          Sign in with a passkey
        </Button>
      )}
    </Stack>
  );
}
