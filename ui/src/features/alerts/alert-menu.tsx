import { ActionIcon, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconPencil, IconSend, IconTrash } from "@tabler/icons-react";
import { useDeleteAlert, useTestAlert, type Alert } from "@/api/alerts";
import { usePlace } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { Question } from "@/components/question";
import { refusal } from "@/lib/permissions";
import { counted } from "@/lib/words";

interface Props {
  alert: Alert;
  onEdit: () => void;
  onTested: () => void;
}

/** What can be done with a rule. */
export function AlertMenu({ alert, onEdit, onTested }: Props) {
  const { workspace } = usePlace();
  const params = { path: { workspace_id: workspace.id, rule_id: alert.id } };
  const [asking, question] = useDisclosure(false);
  const remove = useDeleteAlert();
  const test = useTestAlert();
  const mayNot = refusal(workspace, "edit_automations");
  const isNobodys = alert.members.length + alert.addresses.length === 0;
  const sendTest = () =>
    test.mutate({ params }, {
      onSuccess: ({ items }) => {
        notifyDone(`A test goes to ${counted(items.length, "receiver")}.`);
        onTested();
      },
    });
  return (
    <>
      <Menu position="bottom-end" width={210}>
        <Menu.Target><ActionIcon aria-label={`More for ${alert.name}`}><IconDots size={18} aria-hidden /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {mayNot && <Menu.Label>{mayNot}</Menu.Label>}
          <Menu.Item disabled={mayNot !== ""} leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>Edit</Menu.Item>
          <Menu.Item disabled={mayNot !== "" || test.isPending || isNobodys} leftSection={<IconSend size={16} aria-hidden />} onClick={sendTest}>Send a test</Menu.Item>
          <Menu.Item disabled={mayNot !== ""} color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={question.open}>Delete…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Question
        opened={asking} onClose={question.close} title={`Delete ${alert.name}?`} act="Delete"
        onAct={() => remove.mutate({ params }, { onSuccess: () => notifyDone(`${alert.name} is deleted.`) })}
      >
        Nobody is told of this any more. What it told goes with it.
      </Question>
    </>
  );
}
