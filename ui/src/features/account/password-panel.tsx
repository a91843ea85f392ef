import { Button, PasswordInput, SimpleGrid, Stack } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { changePassword, useAccountChange } from "@/api/account";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/api/workspace";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { useConfirmed } from "@/features/account/confirm";

export function PasswordPanel() {
  const { user } = usePlace().me;
  const confirmed = useConfirmed();
  const change = useAccountChange((given: { current_password: string; new_password: string }) => confirmed(() => changePassword(given)), { quiet: true });
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ current_password: current, new_password: wanted }, {
      onSuccess: () => {
        setCurrent("");
        setWanted("");
        notifyDone("Your password is changed. All other sessions have ended.");
      },
    });
  };
  return (
    <Panel title="Password" about="A change ends all your other sessions.">
      <form onSubmit={submit}>
        <Stack>
          {change.error && <Notice tone="red" role="alert">{asProblem(change.error).message}</Notice>}
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {user.has_password && <PasswordInput label="Present password" autoComplete="current-password" required withAsterisk={false} value={current} onChange={(event) => setCurrent(event.currentTarget.value)} />}
            <PasswordInput label="New password" autoComplete="new-password" required withAsterisk={false} minLength={10} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
          </SimpleGrid>
          <Button type="submit" variant="default" loading={change.isPending} style={{ alignSelf: "flex-start" }}>{user.has_password ? "Change the password" : "Set a password"}</Button>
        </Stack>
      </form>
    </Panel>
  );
}
