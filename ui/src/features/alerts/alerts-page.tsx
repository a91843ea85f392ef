import { Button } from "@mantine/core";
import { IconBell, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useNotifications } from "@/api/account";
import { useAlerts, type Alert } from "@/api/alerts";
import { Allowed } from "@/components/allowed";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SettingsTabs } from "@/components/settings-tabs";
import { AlertDialog } from "@/features/alerts/alert-dialog";
import { AlertNews } from "@/features/alerts/alert-news";
import { AlertsTable } from "@/features/alerts/alerts-table";

type Opened = { kind: "edit"; alert: Alert | null } | { kind: "news"; alert: Alert };

/** Rules by which the team is told what needs it. */
export function AlertsPage() {
  const alerts = useAlerts();
  const mail = useNotifications();
  const [opened, setOpened] = useState<Opened | null>(null);
  const add = (
    <Allowed to="edit_automations">
      {(disabled) => <Button disabled={disabled} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened({ kind: "edit", alert: null })}>New alert</Button>}
    </Allowed>
  );
  const sendsMail = alerts.data?.items.some(({ members }) => members.length > 0) ?? false;
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs here="/settings/alerts" />
      {sendsMail && mail.data?.mail === false && <Notice tone="amber" title="No mail server is set up here">Alerts to members wait until there is one. Addresses for notifications are told at once.</Notice>}
      <Panel title="Alerts" about="Who is told of what: by e-mail, or in a channel such as Slack or Teams." actions={add} flush>
        <Faces
          query={alerts}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty icon={IconBell} title="No alerts">Make one for failed runs first: a rule says what to look for, and who is told. It tells what happens from then on.</Empty>}
        >
          {({ items }) => <AlertsTable alerts={items} onEdit={(alert) => setOpened({ kind: "edit", alert })} onNews={(alert) => setOpened({ kind: "news", alert })} />}
        </Faces>
      </Panel>
      {opened?.kind === "edit" && <AlertDialog alert={opened.alert} onClose={() => setOpened(null)} />}
      {opened?.kind === "news" && <AlertNews alert={opened.alert} onClose={() => setOpened(null)} />}
    </>
  );
}
