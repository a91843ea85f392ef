import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconKey, IconLogout, IconShieldOff, IconUserMinus } from "@tabler/icons-react";
import { useState } from "react";
import { useChangeMember, usePasswordLink } from "@/api/members";
import type { Member } from "@/api/types";
import { usePlace } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { MemberQuestion, type Question } from "@/features/members/member-question";
import { OneTimeLinkDialog } from "@/features/members/one-time-link-dialog";
import { ROLES } from "@/lib/roles";

/** What can be done about a member: by who manages them, or by oneself. */
export function MemberMenu({ member }: { member: Member }) {
  const { workspace } = usePlace();
  const manages = workspace.permissions.includes("manage_members");
  const change = useChangeMember();
  const link = usePasswordLink();
  const [question, setQuestion] = useState<Question | null>(null);
  const params = { path: { workspace_id: workspace.id, member_id: member.id } };
  if (!manages && !member.is_me) return null;
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target><ActionIcon aria-label={`Actions for ${member.name}`}><IconDots size={18} aria-hidden /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {manages && (
            <>
              <Menu.Label>Role</Menu.Label>
              {ROLES.map(({ value, label }) => (
                <Menu.Item
                  key={value}
                  disabled={value === member.role}
                  onClick={() => change.mutate({ params, body: { role: value } }, { onSuccess: () => notifyDone(`${member.name} is ${label} now.`) })}
                >
                  {label}
                </Menu.Item>
              ))}
              <Menu.Divider />
            </>
          )}
          {manages && !member.is_me && (
            <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => link.mutate({ params })}>Link for a new password</Menu.Item>
          )}
          {manages && !member.is_me && member.has_second_step && (
            <Menu.Item leftSection={<IconShieldOff size={16} aria-hidden />} onClick={() => setQuestion("second-step")}>Remove second step</Menu.Item>
          )}
          {member.is_me
            ? <Menu.Item color="red" leftSection={<IconLogout size={16} aria-hidden />} onClick={() => setQuestion("leave")}>Leave this workspace</Menu.Item>
            : <Menu.Item color="red" leftSection={<IconUserMinus size={16} aria-hidden />} onClick={() => setQuestion("remove")}>Remove</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {question && <MemberQuestion question={question} member={member} onClose={() => setQuestion(null)} />}
      {link.data && <OneTimeLinkDialog title={`New password for ${member.name}`} about="Give this link to the person. It opens once, within a day." link={link.data.link} onClose={link.reset} />}
    </>
  );
}
