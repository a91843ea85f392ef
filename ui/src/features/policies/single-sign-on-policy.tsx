import { Button, Group, Select, Stack, TagsInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useChangePolicies } from "@/api/policies";
import type { Policies } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ROLES } from "@/lib/roles";

/** Who may join without an invitation: by single sign-on, with an address of the business's own domain. */
export function SingleSignOnPolicy({ now }: { now: Policies }) {
  const path = useWorkspacePath();
  const change = useChangePolicies();
  const [domains, setDomains] = useState(now.sso_domains);
  const [role, setRole] = useState<string>(now.sso_role);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { params: { path }, body: { sso_domains: domains, sso_role: role as Policies["sso_role"] } },
      { onSuccess: () => notifyDone("Saved.") },
    );
  };
  return (
    <Panel title="Joining by single sign-on" about="Who comes with a proved address of one of these domains becomes a member without an invitation.">
      <form onSubmit={submit}>
        <Stack>
          {!now.sso_available && <Notice tone="gray">Single sign-on is not set up on this server, so nobody comes this way yet.</Notice>}
          <TagsInput label="Domains" placeholder="shop.example" value={domains} onChange={setDomains} maxTags={50} clearable clearButtonProps={{ "aria-label": "Remove all domains" }} />
          <Group align="flex-end">
            <Select label="They join as" data={ROLES.filter(({ value }) => value !== "administrator")} allowDeselect={false} value={role} onChange={(value) => value && setRole(value)} style={{ flex: "1 1 200px" }} />
            <Allowed to="manage_settings">
              {(disabled) => <Button type="submit" variant="default" disabled={disabled} loading={change.isPending}>Save</Button>}
            </Allowed>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
