"""What the commands share: the database set up, a worker where none runs, the workspace that is meant, and the answer's form."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from tieout.store.connections import Connection
    from tieout.store.workspaces import Workspace

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

F = TypeVar("F", bound=Callable[..., object])
ACTOR = "command line"
POLL_SECONDS = 0.3


def workspace_option(command: F) -> F:
    return click.option(
        "--workspace", "-w", "workspace_name", default="", help="Name of the workspace; needed where there are several."
    )(command)


def json_option(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Answer with JSON on standard output.")(command)


def ready() -> None:
    """Settings, keys and Django found in order, and the tables there; a missing database is made."""
    from tieout.store import database, vault

    database.set_up()
    from django.db import OperationalError

    vault.vault()
    try:
        migrate()
    except OperationalError as trouble:
        raise click.ClickException(f"The database does not answer: {trouble}\nCheck TIEOUT_DATABASE_URL and TIEOUT_HOME.") from None


def migrate() -> None:
    from tieout.engine import durable
    from tieout.store import database

    database.migrate()
    durable.migrate()


def the_workspace(name: str) -> "Workspace":
    from tieout.store import workspaces

    if name:
        found = workspaces.find_workspace(name)
        if found is None:
            raise click.ClickException(f"There is no workspace {name!r}. `tieout user list` shows those there are.")
        return found
    every = workspaces.all_workspaces()
    if len(every) != 1:
        names = ", ".join(one.name for one in every) or "none yet; `tieout user add --workspace NAME …` makes one"
        raise click.ClickException(f"Say which workspace with --workspace: {names}.")
    return every[0]


def the_ledger(workspace: "Workspace", wanted: str) -> "Connection":
    """By provider, organisation name or id."""
    from tieout.store import connections

    rows = connections.connections(workspace.id)
    found = [row for row in rows if wanted.lower() in (row.provider, row.organisation_name.lower(), str(row.id))]
    if len(found) != 1:
        names = ", ".join(f"{row.organisation_name} ({row.provider})" for row in rows) or "none; see `tieout connect`"
        raise click.ClickException(f"{wanted!r} does not name one ledger. Connected are: {names}.")
    return found[0]


@contextmanager
def worker_running() -> Iterator[None]:
    """Uses the worker of a running `tieout serve`; where there is none, runs one here for as long as the command takes."""
    from datetime import UTC, datetime, timedelta

    from tieout.engine.worker import Worker
    from tieout.settings import settings
    from tieout.store import workers

    alive = datetime.now(UTC) - timedelta(seconds=settings().worker_dead_seconds)
    if any(row.beat_at > alive for row in workers.workers()):
        yield
        return
    worker = Worker()
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def bar(*, quiet: bool) -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=errors, transient=False, disable=quiet)


def wait_until(done: Callable[[], bool], *, seconds: float, each: Callable[[], None] | None = None) -> None:
    """Raises ClickException when it takes longer."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise click.ClickException(
                f"Not finished after {seconds:.0f} s; it goes on in the background. Look at the page under Runs."
            )
        if each is not None:
            each()
        time.sleep(POLL_SECONDS)


def answer(document: dict[str, object]) -> None:
    click.echo(json.dumps(document, indent=2, ensure_ascii=False, default=str))
