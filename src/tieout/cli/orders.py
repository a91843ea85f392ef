"""Importing a file from the terminal."""

from pathlib import Path
from typing import Any

import click

from tieout.cli import ground
from tieout.cli.ground import console, json_option, workspace_option


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--collection", default="orders", show_default=True, help="Collection that the rows become records of.")
@click.option(
    "--mapping", type=click.Path(exists=True, path_type=Path), help="JSON file with the mapping of columns; guessed when left out."
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
    import json

    from tieout.engine import actions
    from tieout.store import imports

    workspace = ground.the_workspace(workspace_name)
    row = actions.upload_import(workspace.id, name=file.name, collection=collection, content=file.read_bytes(), actor=ground.ACTOR)
    chosen: dict[str, Any] = json.loads(mapping.read_text()) if mapping else dict(actions.describe_import(row)["mapping"])  # type: ignore[call-overload]
    try:
        if dry_run:
            ground.answer(actions.preview_import(workspace.id, row.id, mapping=chosen))
            imports.delete_import(workspace.id, row.id)
            return
        with ground.worker_running():
            actions.apply_import(workspace.id, row.id, mapping=chosen, actor=ground.ACTOR)
            _wait(workspace.id, row.id, timeout=timeout)
    except actions.NotPossible as trouble:
        raise click.ClickException(str(trouble)) from None
    ended = imports.import_by_id(workspace.id, row.id)
    if ended is None or ended.state == imports.ImportState.FAILED:
        raise click.ClickException(ended.error if ended else "The import is gone.")
    if as_json:
        ground.answer({"id": str(row.id), "counts": ended.counts, "totals": ended.totals})
        return
    counts = ended.counts
    console.print(
        f"{counts['rows']} rows: {counts['created']} records created, {counts['updated']} updated, {counts['unchanged']} unchanged."
    )
    if counts["errors"]:
        console.print(f"{counts['errors']} rows could not be read; they are kept and shown under Collections, Imports.")


def _wait(workspace_id: Any, import_id: Any, *, timeout: int) -> None:
    from tieout.store import imports

    def ended() -> bool:
        row = imports.import_by_id(workspace_id, import_id)
        return row is None or row.state in (imports.ImportState.FINISHED, imports.ImportState.FAILED)

    ground.wait_until(ended, seconds=timeout)
