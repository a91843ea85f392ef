import { Button, Menu } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useAuthorise, useConnections } from "@/api/connections";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { rememberWayBack } from "@/lib/way-back";

/** Connects another ledger by its provider's own sign-in, from which a link leads back here; the account is kept for all steps. */
export function AddAccount() {
  const path = useWorkspacePath();
  const authorise = useAuthorise();
  const providers = useConnections().data?.providers ?? [];
  const leave = (provider: string) => {
    rememberWayBack("the automation");
    authorise.mutate({ params: { path: { ...path, provider } }, body: { replaces: null } }, { onSuccess: ({ url }) => window.location.assign(url) });
  };
  return (
    <Allowed to="connect">
      {(disabled) => (
        <Menu position="bottom-end" disabled={disabled}>
          <Menu.Target>
            <Button size="compact-sm" fz="xs" variant="subtle" disabled={disabled} loading={authorise.isPending || authorise.isSuccess} leftSection={<IconPlus size={12} aria-hidden />}>
              Add an account
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Sign in at</Menu.Label>
            {providers.map(({ provider, name, connectable }) => <Menu.Item key={provider} disabled={!connectable} onClick={() => leave(provider)}>{name}</Menu.Item>)}
          </Menu.Dropdown>
        </Menu>
      )}
    </Allowed>
  );
}
