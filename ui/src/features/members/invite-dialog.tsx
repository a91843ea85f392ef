import { Button, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useInvite } from "@/api/members";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { CopyField } from "@/components/copy-field";
import { Notice } from "@/components/notice";
import { ROLES, type RoleName } from "@/lib/roles";

/** Invites an address in a role; where no mail can be sent, the link is shown to be handed over. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const path = useWorkspacePath();
  const invite = useInvite();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<RoleName>("editor");
  const close = () => {
    onClose();
    invite.reset();
    setEmail("");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ params: { path }, body: { email: email.trim(), role } });
  };
  const made = invite.data;
  return (
    <Modal opened={opened} onClose={close} title="Invite somebody">
      {made ? (
        <Stack>
          {made.is_mailed
            ? <Notice tone="green" role="status" title="Sent">{made.email} gets a link by mail. It works once, within seven days.</Notice>
            : <Notice tone="green" role="status" title="Invited">Give this link to {made.email}. It works once, within seven days, and is shown only now.</Notice>}
          {made.link && <CopyField label="Invitation link" value={made.link} />}
          <Button onClick={close}>Done</Button>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            {invite.error && <Notice tone="red" role="alert">{asProblem(invite.error).message} {asProblem(invite.error).remedy}</Notice>}
            <TextInput label="E-mail" type="email" required withAsterisk={false} maxLength={150} data-autofocus value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
            <Select label="Role" data={ROLES} allowDeselect={false} value={role} onChange={(value) => value && setRole(value as RoleName)} />
            <Button type="submit" loading={invite.isPending}>Invite</Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
