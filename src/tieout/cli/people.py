"""People of a workspace, and the tokens by which their programs come in."""

import os
from pathlib import Path

import click

from tieout.cli import ground
from tieout.cli.ground import console, json_option, workspace_option

ROLES = ("administrator", "finance", "editor", "auditor")


@click.group("user")
def user_command() -> None:
    """Adds people to a workspace, lists them, makes them API tokens."""


@user_command.command("add")
@click.option("--email", required=True, help="Address with which the person signs in.")
@click.option("--name", default="", help="Name that is shown.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--workspace", "-w", "workspace_name", required=True, help="Name of the workspace; made when it is new.")
@click.password_option(help="Asked for when left out; an existing person keeps theirs.")
def add(email: str, name: str, role: str, workspace_name: str, password: str) -> None:
    """Adds a person to a workspace, or changes the role of a member; a new workspace has its shop ready."""
    ground.ready()
    from tieout.engine import shop
    from tieout.store import audit, database, workspaces

    with database.atomic():
        workspace = workspaces.find_workspace(workspace_name)
        if workspace is None:
            workspace = workspaces.create_workspace(workspace_name)
            shop.set_up(workspace.id, actor=ground.ACTOR)
        member = workspaces.add_member(workspace.id, email=email, name=name, password=password, role=workspaces.Role(role))
        note = audit.Note(
            actor=ground.ACTOR,
            action="member.saved",
            subject_kind="member",
            subject_id=str(member.id),
            text=f"{email} is {workspaces.Role(role).label}",
        )
        audit.add(workspace.id, [note])
    console.print(f"{email} is {workspaces.Role(role).label} of {workspace.name}.")


@user_command.command("list")
@workspace_option
@json_option
def list_members(workspace_name: str, as_json: bool) -> None:
    """Lists the members of a workspace, or of every one."""
    ground.ready()
    from tieout.store import workspaces

    chosen = [ground.the_workspace(workspace_name)] if workspace_name else workspaces.all_workspaces()
    rows = [
        {"workspace": one.name, "email": member.user.email, "role": member.role}
        for one in chosen
        for member in workspaces.members(one.id)
    ]
    if as_json:
        ground.answer({"members": rows})
        return
    for row in rows:
        console.print(f"{row['workspace']}  {row['email']}  {row['role']}")


@user_command.command("token")
@click.option("--email", required=True, help="Address of the member in whose name the token works.")
@click.option("--name", default="Command line", show_default=True, help="What it is for, as it is listed.")
@click.option("--role", type=click.Choice(ROLES), help="No higher than the member's own, which it is when left out.")
@click.option("--scope", "scopes", multiple=True, help="A permission of the role; may be given several times; all when left out.")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 3650), help="How long it lives.")
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it there, for nobody else to read, instead of showing it; TIEOUT_TOKEN_FILE names such a file.",
)
@workspace_option
def make_token(
    email: str, name: str, role: str | None, scopes: tuple[str, ...], days: int, file: Path | None, workspace_name: str
) -> None:
    """Makes an API token of a member and tells its secret, this once."""
    ground.ready()
    from tieout.cli.tokens import Wish, made

    wish = Wish(email=email, name=name, role=role or "", scopes=scopes, days=days)
    secret = made(ground.the_workspace(workspace_name), wish)
    if file is None:
        click.echo(secret)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as kept:
        # A file that was there keeps the mode that it had.
        os.fchmod(kept.fileno(), 0o600)
        kept.write(f"{secret}\n")
    console.print(f"The token is in {file}.", soft_wrap=True)
