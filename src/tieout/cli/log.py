"""The audit log: verified, exported."""

import json
import sys
from pathlib import Path

import click

from tieout.cli import ground
from tieout.cli.ground import console, json_option, workspace_option


@click.group("audit")
def audit_command() -> None:
    """Verifies or exports the audit log."""


@audit_command.command("verify")
@workspace_option
@json_option
@click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An exported log, to be checked offline."
)
def verify(workspace_name: str, as_json: bool, file: Path | None) -> None:
    """Recomputes the chain of hashes; exit status 1 names the first entry that does not fit."""
    from tieout.store import database

    if file is None:
        ground.ready()
    else:
        database.set_up()
    from tieout.store import audit

    if file is None:
        workspace = ground.the_workspace(workspace_name)
        verdict = audit.verify(audit.entries(workspace.id), head=audit.head(workspace.id))
    else:
        with file.open("rb") as lines:
            verdict = audit.verify(audit.read(lines))
    if as_json:
        ground.answer({"entries": verdict.entries, "wrong": verdict.wrong, "why": verdict.why})
    elif verdict.wrong is None:
        console.print(f"All {verdict.entries} entries fit.")
    else:
        console.print(f"The log does not fit: {verdict.why}.")
    if verdict.wrong is not None:
        sys.exit(1)


@audit_command.command("export")
@workspace_option
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def export(workspace_name: str, target: Path) -> None:
    """Writes the log as JSON lines, one entry a line; `tieout audit verify --file` checks it anywhere."""
    ground.ready()
    from tieout.store import audit

    workspace, count = ground.the_workspace(workspace_name), 0
    with target.open("w", encoding="utf-8") as file:
        for entry in audit.entries(workspace.id):
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            count += 1
    console.print(f"{count} entries are in {target}.")
