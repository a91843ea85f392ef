"""Workspaces, and what the administrator of the installation allows them."""

import click

from tieout.cli import ground
from tieout.cli.ground import console, json_option


@click.group("workspace")
def workspace_command() -> None:
    """Lists the workspaces, and switches the accounting integration on or off for one."""


@workspace_command.command("list")
@json_option
def list_workspaces(as_json: bool) -> None:
    """Lists every workspace and whether it may connect ledgers."""
    ground.ready()
    from tieout.store import workspaces

    rows = [{"name": one.name, "accounting": one.accounting_allowed} for one in workspaces.all_workspaces()]
    if as_json:
        ground.answer({"workspaces": rows})
        return
    for row in rows:
        console.print(f"{row['name']}  accounting {'on' if row['accounting'] else 'off'}")


@workspace_command.command("accounting")
@click.argument("workspace_name", metavar="WORKSPACE")
@click.argument("state", type=click.Choice(["on", "off"]))
def accounting(workspace_name: str, state: str) -> None:
    """Allows WORKSPACE to connect ledgers, or not; what is connected already stays."""
    ground.ready()
    from tieout.store import audit, database, workspaces

    workspace = ground.the_workspace(workspace_name)
    with database.atomic():
        workspaces.allow_accounting(workspace.id, allowed=state == "on")
        note = audit.Note(
            actor=ground.ACTOR,
            action="workspace.accounting",
            subject_kind="workspace",
            subject_id=str(workspace.id),
            text=f"The accounting integration was switched {state}",
        )
        audit.add(workspace.id, [note])
    console.print(f"The accounting integration of {workspace.name} is {state}.")
