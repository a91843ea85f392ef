"""Serving, working, and making the tables."""

import os
import signal
import threading

import click

from tieout.cli import ground
from tieout.cli.ground import console


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=9300, show_default=True, help="Port to listen on.")
@click.option("--no-worker", is_flag=True, help="Serve only; `tieout worker` does the work elsewhere.")
def serve_command(host: str, port: int, no_worker: bool) -> None:
    """Serves the web page and the API; unless told otherwise, background work runs inside."""
    ground.ready()
    if not no_worker:
        from tieout.web.server import EMBEDDED_WORKER

        os.environ[EMBEDDED_WORKER] = "1"
    from tieout.web.server import become

    console.print(f"Tieout is at http://{host}:{port}/")
    become(host, port)


@click.command("worker")
def worker_command() -> None:
    """Runs workflows until it is told to stop. Give each worker a name of its own: TIEOUT_WORKER_NAME."""
    from tieout.settings import settings

    ground.ready()
    from tieout.engine.worker import Worker

    worker = Worker()
    worker.start()
    console.print(f"Worker {settings().worker_name} runs.")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()
    worker.stop()


@click.command("migrate")
def migrate_command() -> None:
    """Makes or updates the tables; safe to repeat."""
    from tieout.settings import settings

    ground.ready()
    console.print(f"The tables are up to date in {'SQLite' if settings().is_sqlite else 'PostgreSQL'}.")
