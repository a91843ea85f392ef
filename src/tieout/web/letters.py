"""The words of the mails that a person's own act sends: invitation and forgotten password, each as subject and text."""


def invitation_letter(*, workspace: str, role: str, by: str, link: str) -> tuple[str, str]:
    text = (
        f"{by} invites you to the workspace {workspace} with the role {role}.\n\n"
        f"Open this link to accept. It works once, within seven days, and for this address only:\n{link}\n\n"
        "If you did not expect this, do nothing: without the link nobody joins in your name.\n"
    )
    return f"You are invited to {workspace} in Tieout", text


def password_letter(email: str, *, link: str) -> tuple[str, str]:
    text = (
        f"Somebody asked for a new password for {email}.\n\n"
        f"If it was you, open this link within a day. It works once:\n{link}\n\n"
        "If it was not you, do nothing: the password stays as it is.\n"
    )
    return "Choose a new password for Tieout", text
