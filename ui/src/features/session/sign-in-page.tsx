import { Navigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useMe, usePendingSteps } from "@/api/session";
import { Notice } from "@/components/notice";
import { OtherWaysIn } from "@/features/session/other-ways-in";
import { PasswordForm } from "@/features/session/password-form";
import { safeAddress } from "@/features/session/safe-address";
import { SecondStepForm } from "@/features/session/second-step-form";
import { SignInFrame } from "@/features/session/sign-in-frame";

/** Why single sign-on led back here without a sign-in. */
const REFUSED: Record<string, string> = {
  signup_closed: "Nobody has invited this address. Ask a System Administrator for an invitation.",
  address_not_proved: "The single sign-on service does not say that your e-mail address is proved. Ask who runs it.",
  cancelled: "Single sign-on was cancelled.",
};

/** Sign-in: with e-mail and password and then the second step where there is one, a passkey, or single sign-on. */
export function SignInPage() {
  const { next, error } = useSearch({ from: "/sign-in" });
  const me = useMe();
  const pending = usePendingSteps();
  const [steps, setSteps] = useState<string[] | null>(null);
  if (me.data) return <Navigate to={safeAddress(next)} replace />;
  const waiting = steps ?? pending.data ?? [];
  if (waiting.length > 0) {
    return (
      <SignInFrame title="One more step" about="Your account is secured by a second step.">
        <SecondStepForm kinds={waiting} onBack={() => setSteps([])} />
      </SignInFrame>
    );
  }
  return (
    <SignInFrame title="Sign in to Tieout" about="Records and ledgers in agreement, to the cent.">
      {error && <Notice tone="red" role="alert">{REFUSED[error] ?? "Single sign-on did not work. Try again, or sign in with your password."}</Notice>}
      <PasswordForm onSecondStep={setSteps} />
      <OtherWaysIn next={next ?? ""} />
    </SignInFrame>
  );
}
