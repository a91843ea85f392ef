import { Stack } from "@mantine/core";
import { PageHeader } from "@/components/page-header";
import { SettingsTabs } from "@/components/settings-tabs";
import { ConfirmItIsYou } from "@/features/account/confirm";
import { NotificationsPanel } from "@/features/account/notifications-panel";
import { PasskeysPanel } from "@/features/account/passkeys-panel";
import { PasswordPanel } from "@/features/account/password-panel";
import { ProfilePanel } from "@/features/account/profile-panel";
import { RecoveryCodesPanel } from "@/features/account/recovery-codes-panel";
import { SessionsPanel } from "@/features/account/sessions-panel";
import { TotpPanel } from "@/features/account/totp-panel";

/** One's own account: name, what secures it, where one is signed in, and what one is told. */
export function AccountPage() {
  return (
    <ConfirmItIsYou>
      <PageHeader title="Settings" />
      <SettingsTabs here="/settings/account" />
      <Stack maw={820}>
        <ProfilePanel />
        <PasswordPanel />
        <TotpPanel />
        <PasskeysPanel />
        <RecoveryCodesPanel />
        <SessionsPanel />
        <NotificationsPanel />
      </Stack>
    </ConfirmItIsYou>
  );
}
