"""An API token made on the machine itself, by the rules of the page."""

from dataclasses import dataclass
from datetime import timedelta

import click
from django.utils import timezone

from tieout.cli import ground
from tieout.store import audit, database, tokens, workspaces
from tieout.store.workspaces import Role, Workspace
from tieout.web.permissions import PERMISSIONS


@dataclass(frozen=True, kw_only=True)
class Wish:
    """`role` is the member's own when it is empty, `scopes` all of the role when there are none."""

    email: str
    name: str
    role: str
    days: int
    scopes: tuple[str, ...] = ()


def made(workspace: Workspace, wish: Wish) -> str:
    """The secret of a new token; raises ClickException for more than the member has or the workspace's policy allows."""
    member = next((one for one in workspaces.members(workspace.id) if one.user.email == wish.email.lower()), None)
    if member is None:
        raise click.ClickException(f"{wish.email} is no member of {workspace.name}. `tieout user list` shows who is.")
    role = Role(wish.role or member.role)
    allowed = PERMISSIONS[role]
    if not allowed <= PERMISSIONS[Role(member.role)]:
        raise click.ClickException(f"{wish.email} is {Role(member.role).label}: a token cannot have a higher role.")
    if strange := sorted(set(wish.scopes) - allowed):
        raise click.ClickException(f"{role.label} does not have: {', '.join(strange)}. There are: {', '.join(sorted(allowed))}.")
    most = workspace.token_days_max
    if most is not None and wish.days > most:
        raise click.ClickException(f"In {workspace.name} a token lives {most} days at most.")
    wanted = tokens.NewToken(
        name=wish.name,
        role=role.value,
        scopes=sorted(wish.scopes or allowed),
        expires_at=timezone.now() + timedelta(days=wish.days),
    )
    with database.atomic():
        row, secret = tokens.create_token(workspace.id, member_id=member.id, wanted=wanted)
        note = audit.Note(
            actor=ground.ACTOR,
            action="token.created",
            subject_kind="token",
            subject_id=str(row.id),
            text=f"{row.name} ({row.prefix}…) of {wish.email} as {role.label}",
        )
        audit.add(workspace.id, [note])
    return secret
