import { Button, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useAcceptInvitation, useMe, useOpenInvitation, useSignOut } from "@/api/session";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { NewAccountForm } from "@/features/session/new-account-form";
import { SignInFrame } from "@/features/session/sign-in-frame";

const KEPT = "tieout-invitation";

/** The secret stands behind the #; it leaves the address bar at once, and waits here while the person signs in. */
function takeSecret(): string {
  const given = window.location.hash.slice(1);
  if (given) {
    window.sessionStorage.setItem(KEPT, given);
    window.history.replaceState(window.history.state, "", window.location.pathname);
  }
  return given || (window.sessionStorage.getItem(KEPT) ?? "");
}

/** Where an invitation's link leads: a new account, or the one that is there. */
export function InvitationPage() {
  const [secret] = useState(takeSecret);
  const me = useMe();
  const invitation = useOpenInvitation(secret);
  const accept = useAcceptInvitation();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const done = () => {
    window.sessionStorage.removeItem(KEPT);
    void navigate({ to: "/" });
  };
  if (!secret) {
    return <SignInFrame title="Invitation"><Notice tone="amber">This link is not whole. Open it again as it stands in your mail.</Notice></SignInFrame>;
  }
  return (
    <SignInFrame title={invitation.data ? `Join ${invitation.data.workspace}` : "Invitation"} about={invitation.data && `You are invited as ${invitation.data.role_label}, with the address ${invitation.data.email}.`}>
      <Faces query={invitation} shape="text">
        {({ email, has_account: hasAccount }) => {
          const isMine = me.data?.user.email.toLowerCase() === email;
          if (!hasAccount) return <NewAccountForm email={email} secret={secret} onDone={done} />;
          return (
            <Stack>
              {accept.error && <Notice tone="red" role="alert">{asProblem(accept.error).message} {asProblem(accept.error).remedy}</Notice>}
              {isMine && <Button size="md" loading={accept.isPending} onClick={() => accept.mutate({ secret, name: "", password: "" }, { onSuccess: done })}>Accept</Button>}
              {!me.data && <Button size="md" onClick={() => void navigate({ to: "/sign-in", search: { next: "/invitation" } })}>Sign in to accept</Button>}
              {me.data && !isMine && (
                <>
                  <Notice tone="amber">You are signed in as {me.data.user.email}.</Notice>
                  <Button size="md" variant="default" onClick={() => signOut.mutate()}>Sign out</Button>
                </>
              )}
            </Stack>
          );
        }}
      </Faces>
    </SignInFrame>
  );
}
