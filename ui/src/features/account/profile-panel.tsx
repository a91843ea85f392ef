import { Button, Group, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useChangeName } from "@/api/account";
import { usePlace } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";

export function ProfilePanel() {
  const { user } = usePlace().me;
  const change = useChangeName();
  const [name, setName] = useState(user.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ body: { name: name.trim() } }, { onSuccess: () => notifyDone("Your name is saved.") });
  };
  return (
    <Panel title="Profile" about={`You sign in as ${user.email}. Another address is given by an invitation.`}>
      <form onSubmit={submit}>
        <Group align="flex-end">
          <TextInput label="Name" autoComplete="name" required withAsterisk={false} maxLength={150} value={name} onChange={(event) => setName(event.currentTarget.value)} style={{ flex: "1 1 220px" }} />
          <Button type="submit" variant="default" loading={change.isPending} disabled={!name.trim() || name === user.name}>Save</Button>
        </Group>
      </form>
    </Panel>
  );
}
