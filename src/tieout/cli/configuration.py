"""A workspace's configuration as a folder of text files: written, compared, taken in."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from tieout.cli import ground
from tieout.cli.ground import console, workspace_option
from tieout.cli.remote import is_remote, remote

SIGNS = {"add": "+", "change": "~", "remove": "-"}
VALUE_SHOWN = 80


@click.group("config")
def config_command() -> None:
    """Writes a workspace's configuration as text files, compares it with others, and takes it in."""


@config_command.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@workspace_option
def export_configuration(folder: Path, workspace_name: str) -> None:
    """Writes the configuration into FOLDER, one file a thing; files of things that are gone are taken away."""
    texts = _exported(workspace_name)
    folder.mkdir(parents=True, exist_ok=True)
    for old in _files(folder):
        if old.relative_to(folder).as_posix() not in texts:
            old.unlink()
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    console.print(f"{len(texts)} files are in {folder}.")


@config_command.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--plan/--apply", "only_plan", default=True, help="Show what would change (as it is when left out), or do it.")
@click.option(
    "--ledger", multiple=True, help="Which connection a ledger of the files means here: NAME=ID; may be given several times."
)
@click.option(
    "--remove",
    is_flag=True,
    help="Also archive fields, delete views and switch off automations and syncs that the files do not name.",
)
@workspace_option
def import_configuration(folder: Path, only_plan: bool, ledger: tuple[str, ...], remove: bool, workspace_name: str) -> None:
    """Compares the files in FOLDER with the workspace, and makes it as they say."""
    files = {file.relative_to(folder).as_posix(): _read(file) for file in _files(folder)}
    said = {name: value for name, _, value in (one.rpartition("=") for one in ledger)}
    plan = _planned(workspace_name, files, said=said)
    _print(plan, removing=remove)
    if only_plan:
        return
    _applied(workspace_name, files, said=said, fingerprint=str(plan["fingerprint"]), remove=remove)
    console.print("Done.")


def _files(folder: Path) -> list[Path]:
    return sorted(
        [
            *folder.glob("workspace.json"),
            *(file for part in ("collections", "automations", "syncs") for file in (folder / part).glob("*.json")),
        ]
    )


def _read(file: Path) -> object:
    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError as trouble:
        raise click.ClickException(f"{file} is no JSON: {trouble}") from None


def _exported(workspace_name: str) -> dict[str, str]:
    if is_remote():
        there = remote()
        return {str(one["path"]): str(one["text"]) for one in there.every(f"{there.workspace(workspace_name)}/configuration")}
    ground.ready()
    from tieout.engine import configuration
    from tieout.mapping.configuration import text_of

    workspace = ground.the_workspace(workspace_name)
    return {path: text_of(document) for path, document in configuration.exported(workspace.id).items()}


def _planned(workspace_name: str, files: Mapping[str, object], *, said: dict[str, str]) -> dict[str, Any]:
    if is_remote():
        there = remote()
        answer = there.ask("POST", f"{there.workspace(workspace_name)}/configuration/plan", body={"files": files, "ledgers": said})
        assert isinstance(answer, dict)
        return answer
    ground.ready()
    from dataclasses import asdict

    from tieout.engine import actions, configuration, configuring

    workspace = ground.the_workspace(workspace_name)
    try:
        wanted = configuration.Wanted(files=files, ledgers=configuring.ledger_ids(workspace.id, said))
        return asdict(configuration.plan(workspace.id, wanted))
    except actions.NotPossible as trouble:
        raise click.ClickException(str(trouble)) from None


def _applied(workspace_name: str, files: Mapping[str, object], *, said: dict[str, str], fingerprint: str, remove: bool) -> None:
    if is_remote():
        there = remote()
        body = {"files": files, "ledgers": said, "fingerprint": fingerprint, "remove": remove}
        there.ask("POST", f"{there.workspace(workspace_name)}/configuration/apply", body=body)
        return
    from tieout.engine import actions, configuration, configuring

    workspace = ground.the_workspace(workspace_name)
    try:
        wanted = configuration.Wanted(files=files, ledgers=configuring.ledger_ids(workspace.id, said))
        configuring.apply(workspace.id, wanted, fingerprint=fingerprint, remove=remove, actor=ground.ACTOR)
    except actions.NotPossible as trouble:
        raise click.ClickException(str(trouble)) from None


def _print(plan: dict[str, Any], *, removing: bool) -> None:
    for ledger in plan["ledgers"]:
        here = ledger["organisation"] or "say which with --ledger"
        console.print(f"{ledger['name']} is here: {here}", markup=False, soft_wrap=True)
    for change in plan["changes"]:
        kept = "" if change["action"] != "remove" or removing else " (only here; kept)"
        console.print(f"{SIGNS[change['action']]} {change['kind']} {change['name']}{kept}", markup=False, soft_wrap=True)
        for one in change["differences"]:
            console.print(f"    {one['path']}: {_short(one['before'])} → {_short(one['after'])}", markup=False, soft_wrap=True)
    if not plan["changes"]:
        console.print("Nothing differs.")


def _short(value: object) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= VALUE_SHOWN else f"{text[: VALUE_SHOWN - 1]}…"
