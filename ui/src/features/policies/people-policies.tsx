import { Group, Select, Stack, Switch, Text } from "@mantine/core";
import { useChangePolicies } from "@/api/policies";
import type { Policies } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Panel } from "@/components/panel";

const APPROVAL = [{ value: "never", label: "Nobody's" }, { value: "editors", label: "Those of Editors" }, { value: "always", label: "Everybody's" }];
const LIVES = [{ value: "", label: "As long as wanted" }, { value: "30", label: "30 days" }, { value: "90", label: "90 days" }, { value: "365", label: "A year" }];

function zones(now: string): string[] {
  return [...new Set(["UTC", now, ...Intl.supportedValuesOf("timeZone")])];
}

/** Second step, approval, the clock of the workspace, and the life of tokens. */
export function PeoplePolicies({ now }: { now: Policies }) {
  const path = useWorkspacePath();
  const { mutate } = useChangePolicies();
  const change = (body: Partial<Omit<Policies, "sso_available">>) => mutate({ params: { path }, body });
  const lives = LIVES.some(({ value }) => value === String(now.token_days_max ?? "")) ? LIVES : [...LIVES, { value: String(now.token_days_max), label: `${now.token_days_max} days` }];
  return (
    <Panel title="Policies" about="They hold for everybody in this workspace, from the next request on.">
      <Stack gap="lg">
        <Allowed to="manage_settings">
          {(disabled) => (
            <Switch
              label="Everybody needs a second step at the sign-in"
              description="An authenticator app, a passkey, or single sign-on. Who has none sees nothing of this workspace until it is set up."
              checked={now.mfa_required}
              disabled={disabled}
              onChange={(event) => change({ mfa_required: event.currentTarget.checked })}
            />
          )}
        </Allowed>
        <Group justify="space-between">
          <div style={{ flex: "1 1 260px" }}>
            <Text size="sm" fw={550}>Invoices and bills wait for approval</Text>
            <Text size="sm" c="dimmed">Whose documents a second person approves before they go to the ledger.</Text>
          </div>
          <Allowed to="manage_settings">
            {(disabled) => <Select aria-label="Whose invoices and bills wait for approval" data={APPROVAL} allowDeselect={false} disabled={disabled} value={now.documents_need_approval} onChange={(value) => value && change({ documents_need_approval: value as Policies["documents_need_approval"] })} />}
          </Allowed>
        </Group>
        <Group justify="space-between">
          <div style={{ flex: "1 1 260px" }}>
            <Text size="sm" fw={550}>Time zone</Text>
            <Text size="sm" c="dimmed">By its clock a day begins, and what was due the day before is overdue.</Text>
          </div>
          <Allowed to="manage_settings">
            {(disabled) => <Select aria-label="Time zone" searchable data={zones(now.time_zone)} allowDeselect={false} disabled={disabled} value={now.time_zone} onChange={(value) => value && change({ time_zone: value })} />}
          </Allowed>
        </Group>
        <Group justify="space-between">
          <div style={{ flex: "1 1 260px" }}>
            <Text size="sm" fw={550}>Longest life of an API token</Text>
            <Text size="sm" c="dimmed">For tokens that are made from now on.</Text>
          </div>
          <Allowed to="manage_settings">
            {(disabled) => <Select aria-label="Longest life of an API token" data={lives} allowDeselect={false} disabled={disabled} value={String(now.token_days_max ?? "")} onChange={(value) => change({ token_days_max: value ? Number(value) : null })} />}
          </Allowed>
        </Group>
      </Stack>
    </Panel>
  );
}
