"""Importing a file from the terminal."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tieout.cli import ground
from tieout.cli.ground import console, json_option, workspace_option

if TYPE_CHECKING:
    from uuid import UUID

    from tieout.store.imports import Import

PROBLEMS_SHOWN = 10


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--collection", default="orders", show_default=True, help="Collection that the rows become records of.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON file with the mapping of columns; guessed when left out.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be made; change nothing.")
@click.option("--timeout", default=1800, show_default=True, help="Seconds to wait for the end.")
@workspace_option
@json_option
def import_command(
    file: Path, collection: str, mapping: Path | None, dry_run: bool, timeout: int, workspace_name: str, as_json: bool
) -> None:
    """Imports a CSV file as records; the same file twice changes nothing."""
    ground.ready()
    from tieout.engine import actions
    from tieout.store import collections, imports

    workspace = ground.the_workspace(workspace_name)
    if collections.collection(workspace.id, collection) is None:
        names = ", ".join(one.key for one in collections.collections(workspace.id)) or "none"
        raise click.ClickException(f"There is no collection {collection!r} in {workspace.name}. There are: {names}.")
    row = actions.upload_import(workspace.id, name=file.name, collection=collection, content=file.read_bytes(), actor=ground.ACTOR)
    applied = False
    try:
        chosen = _mapping(row, mapping)
        if dry_run:
            preview = actions.preview_import(workspace.id, row.id, mapping=chosen)
            _print_preview({**preview, "mapping": chosen}, as_json=as_json)
            return
        with ground.worker_running():
            actions.apply_import(workspace.id, row.id, mapping=chosen, actor=ground.ACTOR)
            applied = True
            _wait(workspace.id, row.id, timeout=timeout)
    except actions.NotPossible as trouble:
        raise click.ClickException(str(trouble)) from None
    finally:
        if not applied:
            imports.delete_import(workspace.id, row.id)
    ended = imports.import_by_id(workspace.id, row.id)
    if ended is None or ended.state == imports.ImportState.FAILED:
        raise click.ClickException(ended.error if ended else "The import is gone.")
    _print(ended, as_json=as_json)


def _mapping(row: "Import", given: Path | None) -> dict[str, Any]:
    """What was given, or what the columns suggest, if that makes records of the collection that was asked for."""
    from tieout.engine import actions

    described: dict[str, Any] = actions.describe_import(row)
    if not described["columns"]:
        said = " ".join(f"{one['message']} {one['remedy']}" for one in described["problems"])
        raise click.ClickException(f"{row.name} cannot be read. {said}")
    if given is not None:
        try:
            chosen = json.loads(given.read_bytes())
        except ValueError as trouble:
            raise click.ClickException(f"{given} is not JSON: {trouble}.") from None
        if not isinstance(chosen, dict):
            raise click.ClickException(f"{given} holds no mapping; `tieout import --dry-run --json` shows one.")
        return chosen
    suggested: dict[str, Any] = described["mapping"]
    names = [one["name"] for one in described["columns"]]
    known = {one["column"] for one in suggested["columns"]}
    if 2 * sum(name in known for name in names) < len(names):
        raise click.ClickException(
            f"The columns of {row.name} do not look like {row.collection_key}: {', '.join(names)}."
            " Name the collection with --collection, or give the mapping with --mapping."
        )
    return suggested


def _print_preview(preview: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        ground.answer(preview)
        return
    made = ", ".join(f"{count} {collection}" for collection, count in preview["counts"].items()) or "nothing"
    console.print(f"{_rows(preview['row_count'])}: {made}. Nothing was changed.")
    for total in preview["totals"]:
        console.print(f"  {total['amount']} {total['currency']}")
    for one in preview["errors"][:PROBLEMS_SHOWN]:
        console.print(f"Row {one['row']}: {one['message']} {one['remedy']}")
    more = preview["rows_with_errors"] - PROBLEMS_SHOWN
    if more > 0:
        console.print(f"… and {more} more.")


def _print(ended: "Import", *, as_json: bool) -> None:
    if as_json:
        ground.answer({"id": str(ended.id), "counts": ended.counts, "totals": ended.totals})
        return
    counts = ended.counts
    changes = f"{counts['created']} records created, {counts['updated']} updated, {counts['unchanged']} unchanged"
    console.print(f"{_rows(counts['rows'])}: {changes}.")
    if counts["errors"]:
        console.print(f"{_rows(counts['errors'])} could not be read, kept and shown under Collections, Imports.")


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def _wait(workspace_id: "UUID", import_id: "UUID", *, timeout: int) -> None:
    from tieout.store import imports

    def ended() -> bool:
        row = imports.import_by_id(workspace_id, import_id)
        return row is None or row.state in (imports.ImportState.FINISHED, imports.ImportState.FAILED)

    ground.wait_until(ended, seconds=timeout)
