"""The main jobs at a served Tieout, through its API: records in and out, ledgers, a sync's pass, the proof."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tieout.cli import ground
from tieout.cli.ground import console, json_option
from tieout.cli.remote import Remote, remote

UNFINISHED = ("queued", "running", "waiting")
SHOWN = 50
OPEN_THIS = "Sign in to Tieout in your browser, then open:"


@click.group("api")
def api_command() -> None:
    """Asks a served Tieout through its REST API with a token; PATH begins with / or within the token's workspace."""


def _at(there: Remote, path: str) -> str:
    return path if path.startswith("/") else f"{there.workspace()}/{path}"


@api_command.command("get")
@click.argument("path")
@click.option("--query", "-q", multiple=True, help="A parameter as NAME=VALUE; may be given several times.")
def api_get(path: str, query: tuple[str, ...]) -> None:
    """Reads PATH and prints the answer as it is."""
    there = remote()
    said = dict(one.partition("=")[::2] for one in query)
    sys.stdout.buffer.write(there.raw("GET", _at(there, path), query=said))


def _sending(method: str) -> Callable[[str, str], None]:
    def send(path: str, body: str) -> None:
        there = remote()
        text = sys.stdin.read() if body == "-" else body
        sys.stdout.buffer.write(there.raw(method, _at(there, path), body=text.encode() if text else None))

    send.__doc__ = f"Sends {method} to PATH, with a JSON body where one is given, and prints the answer."
    return send


for _method in ("POST", "PATCH", "PUT", "DELETE"):
    api_command.command(_method.lower())(
        click.argument("path")(
            click.option("--body", "-b", default="", help="The JSON body, or - to read it from standard input.")(_sending(_method))
        )
    )


@click.group("records")
def records_command() -> None:
    """Lists, imports and exports records of a served Tieout."""


@records_command.command("list")
@click.argument("collection")
@click.option("--search", default="", help="Only records that hold these words.")
@click.option("--limit", default=SHOWN, show_default=True, help="How many at most.")
@json_option
def list_records(collection: str, search: str, limit: int, as_json: bool) -> None:
    """Lists the records of COLLECTION (its key)."""
    there = remote()
    query = {"search": search} if search else {}
    rows: list[dict[str, Any]] = []
    for row in there.every(f"{there.workspace()}/collections/{collection}/records", query=query):
        if len(rows) == limit:
            break
        rows.append(row)
    if as_json:
        ground.answer({"records": rows})
        return
    for row in rows:
        console.print(f"{row['key']}  {row['title']}{'  linked' if row['linked'] else ''}", soft_wrap=True)


@records_command.command("export")
@click.argument("collection")
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), help="Where to write; standard output when left out.")
def export_records(collection: str, file: Path | None) -> None:
    """Writes the records of COLLECTION (its key) as CSV."""
    there = remote()
    content = there.raw("GET", f"{there.workspace()}/collections/{collection}/records.csv")
    if file is None:
        sys.stdout.buffer.write(content)
    else:
        file.write_bytes(content)


@records_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--collection", required=True, help="Key of the collection that the rows become records of.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON file with the mapping of columns; guessed when left out.",
)
@click.option("--timeout", default=1800, show_default=True, help="Seconds to wait for the end.")
@json_option
def import_records(file: Path, collection: str, mapping: Path | None, timeout: int, as_json: bool) -> None:
    """Imports a CSV file as records; the same file twice changes nothing."""
    there = remote()
    imports = f"{there.workspace()}/imports"
    made = there.upload(imports, file, fields={"collection": collection})
    one = f"{imports}/{made['id']}"
    chosen = json.loads(mapping.read_text("utf-8")) if mapping else made["mapping"]
    there.ask("POST", f"{one}/apply", body={"mapping": chosen})
    ended = _until(there, one, seconds=timeout, ended=lambda row: row["state"] not in ("running", "new", "previewed"))
    if as_json:
        ground.answer({"id": ended["id"], "state": ended["state"], "counts": ended["counts"], "error": ended["error"]})
    else:
        counts = ended["counts"]
        records = f"{counts['created']} records made, {counts['updated']} changed, {counts['unchanged']} as they were"
        said = f"{_rows(counts['rows'])}: {records}, {_rows(counts['errors'])} refused."
        console.print(f"{said} {ended['error']}".strip())
    if ended["state"] != "finished" or ended["counts"]["errors"]:
        sys.exit(1)


@click.command("connections")
@json_option
def connections_command(as_json: bool) -> None:
    """Lists the ledgers of a served Tieout and how they are doing."""
    there = remote()
    rows = list(there.every(f"{there.workspace()}/connections"))
    if as_json:
        ground.answer({"connections": rows})
        return
    for row in rows:
        records = "  ledger of the records" if row["is_records_ledger"] else ""
        console.print(f"{row['provider']}  {row['organisation_name']}  {row['status_text']}{records}", soft_wrap=True)


def connect(provider: str, *, timeout: int, workspace_name: str) -> None:
    """Begins in the name of the token's maker, whose browser must open the address, and waits until it came back."""
    there = remote()
    base = there.workspace(workspace_name)
    before = {row["id"]: row["connected_at"] for row in there.every(f"{base}/connections")}
    begun = there.ask("POST", f"{base}/connections/{provider}/authorise")
    assert isinstance(begun, dict)
    console.print(OPEN_THIS, begun["url"], sep="\n", soft_wrap=True)
    made: list[dict[str, Any]] = []

    def connected() -> bool:
        made[:] = [row for row in there.every(f"{base}/connections") if before.get(row["id"]) != row["connected_at"]]
        return bool(made)

    ground.wait_until(connected, seconds=timeout)
    for row in made:
        console.print(f"Connected to {row['organisation_name']}.")


def sync(source: str, target: str, *, timeout: int, workspace_name: str, as_json: bool) -> None:
    """One pass of the sync from one ledger to the other; ends the program with 1 unless it succeeded."""
    there = remote()
    base = there.workspace(workspace_name)
    pair = (_ledger(there, base, wanted=source)["id"], _ledger(there, base, wanted=target)["id"])
    wanted = [one for one in there.every(f"{base}/syncs") if (_part(one, "source"), _part(one, "target")) == pair]
    if not wanted:
        raise click.ClickException(
            "There is no sync of these two yet. Set it up on the page under Sync, where accounts and taxes are mapped."
        )
    run = there.ask("POST", f"{base}/syncs/{wanted[0]['id']}/run")
    assert isinstance(run, dict)
    ended = _until(there, f"{base}/runs/{run['id']}", seconds=timeout, ended=lambda row: row["status"] not in UNFINISHED)
    if as_json:
        ground.answer(
            {
                "run": ended["id"],
                "status": ended["status"],
                "totals": ended["totals"],
                "postings": ended["postings"],
                "error": ended["error"],
            }
        )
    else:
        said = ", ".join(f"{count} {state}" for state, count in ended["postings"].items()) or "nothing to post"
        console.print(f"{ended['title']}: {ended['status']}; {said}. {ended['error']}".strip())
    if ended["status"] != "succeeded":
        sys.exit(1)


def tie_out(ledgers: tuple[str, ...], *, file: Path | None, timeout: int, workspace_name: str, as_json: bool) -> None:
    """The proof over these ledgers, or all; ends the program with 1 when something stays unexplained."""
    there = remote()
    base = there.workspace(workspace_name)
    chosen = [_ledger(there, base, wanted=one) for one in ledgers] or [
        one for one in there.every(f"{base}/connections") if one["status"] == "active"
    ]
    made = there.ask("POST", f"{base}/tie-outs", body={"connection_ids": [one["id"] for one in chosen]})
    assert isinstance(made, dict)
    one = f"{base}/tie-outs/{made['id']}"
    ended = _until(there, one, seconds=timeout, ended=lambda row: row["state"] != "running")
    if ended["state"] != "finished":
        raise click.ClickException(ended["error"] or "The tie-out failed.")
    if file is not None:
        file.write_bytes(there.raw("GET", f"{one}.json"))
    left = ended["unexplained"]
    if as_json:
        ground.answer({"id": ended["id"], "differences": ended["differences"], "unexplained": left})
    else:
        rest = ", ".join(f"{total['amount']} {total['currency']}" for total in left) or "nothing"
        console.print(f"{ended['title']}: {ended['differences']} differences, each with its cause; unexplained: {rest}.")
    if left:
        sys.exit(1)


def _until(there: Remote, path: str, *, seconds: int, ended: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    def done() -> bool:
        row = there.ask("GET", path)
        assert isinstance(row, dict)
        found[:] = [row]
        return ended(row)

    ground.wait_until(done, seconds=seconds)
    return found[0]


def _ledger(there: Remote, base: str, *, wanted: str) -> dict[str, Any]:
    """By provider, organisation name or id."""
    rows = list(there.every(f"{base}/connections"))
    found = [row for row in rows if wanted.lower() in (row["provider"], str(row["organisation_name"]).lower(), row["id"])]
    if len(found) != 1:
        names = ", ".join(f"{row['organisation_name']} ({row['provider']})" for row in rows) or "none"
        raise click.ClickException(f"{wanted!r} does not name one ledger. Connected are: {names}.")
    return found[0]


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def _part(row: dict[str, Any], name: str) -> str:
    return str(row[name]["id"])
