import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useLeave, useRemoveMember, useRemoveSecondStep } from "@/api/members";
import type { Member } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

export type Question = "remove" | "leave" | "second-step";

interface Props {
  question: Question;
  member: Member;
  onClose: () => void;
}

/** Asks before somebody loses the way in, or a safeguard. */
export function MemberQuestion({ question, member, onClose }: Props) {
  const path = useWorkspacePath();
  const remove = useRemoveMember();
  const leave = useLeave();
  const forget = useRemoveSecondStep();
  const params = { path: { ...path, member_id: member.id } };
  const said = {
    remove: { title: `Remove ${member.name}?`, about: "The person loses the way in at once, and their API tokens end. What they did stays in the audit log.", verb: "Remove", act: () => remove.mutate({ params }) },
    leave: { title: "Leave this workspace?", about: "You lose the way in at once, and your API tokens end. Only an invitation brings you back.", verb: "Leave", act: () => leave.mutate({ params: { path } }) },
    "second-step": { title: `Remove the second step of ${member.name}?`, about: "Do this only when you know that it is them who asks. They sign in with the password alone, and should set up a second step again.", verb: "Remove second step", act: () => forget.mutate({ params }) },
  }[question];
  return (
    <Modal opened onClose={onClose} title={said.title}>
      <Stack>
        <Text size="sm">{said.about}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button
            color="red"
            data-autofocus
            onClick={() => {
              said.act();
              onClose();
            }}
          >
            {said.verb}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
