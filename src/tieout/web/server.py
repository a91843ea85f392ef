"""One ASGI application: event streams and outside webhooks run async, everything else as plain sync Django in a thread pool."""

import asyncio
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tieout.engine.worker import Worker

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

THREADS = 8
# Set by `tieout serve` for the process that answers: it runs the worker, too.
EMBEDDED_WORKER = "TIEOUT_EMBEDDED_WORKER"
ASSET_SECONDS = 31_536_000
# So long a thread that computes may keep the interpreter from one that has its answer from the database: a request has ten of
# these turns, and the worker, or an index that is being made, computes beside it. Python's own 5 ms would be seen.
TURN_SECONDS = 0.0005
_PACKAGE = Path(__file__).resolve().parent.parent


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """What the server calls; Django is set up at the first call, in the process that answers."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return

    async def read() -> Message:
        # granian's receive gives a future, and a2wsgi needs a coroutine.
        return await receive()

    pages, streams, hooks = _applications()
    path = scope["path"]
    await (hooks if path.startswith("/hooks/") else streams if is_stream(path) else pages)(scope, read, send)


def is_stream(path: str) -> bool:
    return path.startswith("/api/v1/workspaces/") and path.endswith("/events")


def become(host: str, port: int) -> None:
    """`serve` in place of this process: the one that watches over the server needs nothing of what made it ready, and would keep
    it in memory for as long as it serves. Does not return."""
    _check(host, port)
    os.execv(sys.executable, [sys.executable, "-m", "tieout.web.server", host, str(port)])  # noqa: S606 - this very program


def serve(host: str, port: int) -> None:
    """Blocks until the process is told to end; raises CannotListen."""
    _check(host, port)
    from granian import Granian
    from granian.constants import Interfaces

    mounts = {"/assets": _PACKAGE / "webui" / "assets", "/static": _ninja_files()}
    there = {route: folder for route, folder in mounts.items() if folder.is_dir()}
    Granian(
        "tieout.web.server:application",
        interface=Interfaces.ASGI,
        address=host,
        port=port,
        workers=1,
        static_path_route=list(there),
        static_path_mount=list(there.values()),
        static_path_expires=ASSET_SECONDS,
        log_access=False,
    ).serve()


class CannotListen(SystemExit):
    """The address cannot be listened on; the message says what to do."""


def _check(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise CannotListen(
                f"Cannot listen on {host}:{port} ({error.strerror}). Stop what is there, or use another --port."
            ) from None


_made: list[tuple[Application, Application, Application]] = []


def _applications() -> tuple[Application, Application, Application]:
    """(pages, streams, the door of outside webhooks), made once."""
    if not _made:
        sys.setswitchinterval(TURN_SECONDS)
        from tieout.store import database

        database.set_up()
        from a2wsgi import WSGIMiddleware
        from django.core.asgi import get_asgi_application
        from django.core.wsgi import get_wsgi_application

        from tieout.web import hooks

        streams: Application = get_asgi_application()
        pages: Application = WSGIMiddleware(get_wsgi_application(), workers=THREADS)  # type: ignore[arg-type, assignment]
        _made.append((pages, streams, hooks.application))
    return _made[0]


def _ninja_files() -> Path:
    """The scripts of the API's own documentation page."""
    from importlib.util import find_spec

    found = find_spec("ninja")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "static"


async def _lifespan(receive: Receive, send: Send) -> None:
    worker: Worker | None = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _applications()
            if os.environ.get(EMBEDDED_WORKER):
                worker = await asyncio.to_thread(_worker_here)
        if message["type"] == "lifespan.shutdown" and worker is not None:
            await asyncio.to_thread(worker.stop)
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _worker_here() -> "Worker":
    """Runs what is durable in this very process, for an installation of one machine."""
    from tieout.engine.worker import Worker

    worker = Worker()
    worker.start()
    return worker


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
