"""Processes of Tieout that begin at once: each is a fork of one that has imported everything and touched nothing yet.

A worker begun by its command needs seconds of processor time for its imports; of these a test can kill dozens.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO


@dataclass(frozen=True)
class Talking:
    """A child that reads what `tell` says, and of which `heard` gives the next line."""

    told: TextIO
    said: TextIO

    def tell(self, line: str) -> None:
        self.told.write(f"{line}\n")
        self.told.flush()

    def heard(self) -> str:
        return self.said.readline().strip()


@dataclass
class Nursery:
    """`begin` and `kill` are one after the other; a child ends with the nursery at the latest."""

    process: "subprocess.Popen[str]"
    children: set[int] = field(default_factory=set)

    def begin(
        self,
        module: str,
        wish: Mapping[str, Any] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        pipes: Sequence[str] = (),
    ) -> int:
        """A child that calls `main(**wish)` of the module; gives its process id."""
        told = {"module": module, "wish": wish or {}, "environment": dict(environment or {}), "pipes": list(pipes)}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        pid = int(self.line())
        self.children.add(pid)
        return pid

    @contextmanager
    def talking(self, module: str, wish: Mapping[str, Any], *, environment: Mapping[str, str]) -> Iterator[Talking]:
        """The same with a way to and from it; what its `main` gives is its last line, as JSON."""
        with TemporaryDirectory() as folder:
            pipes = [f"{folder}/{name}" for name in ("told", "said")]
            for pipe in pipes:
                os.mkfifo(pipe)
            pid = self.begin(module, wish, environment=environment, pipes=pipes)
            with Path(pipes[0]).open("w") as told, Path(pipes[1]).open() as said:
                yield Talking(told, said)
                self.kill(pid)

    def line(self) -> str:
        assert self.process.stdout is not None
        found = self.process.stdout.readline()
        if not found:
            raise AssertionError("the processes ended without a word")
        return found.strip()

    def kill(self, pid: int) -> None:
        """As an accident does it; returns when it is gone."""
        _kill(pid)
        self.children.discard(pid)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.005)


def _kill(pid: int) -> None:
    """With what it has begun itself."""
    with suppress(ProcessLookupError):  # It may have ended, or is just being made and has no group of its own yet.
        os.kill(pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


@contextmanager
def nursery(environment: Mapping[str, str]) -> Iterator[Nursery]:
    """What children say goes to files of their own (`out` of the wish), so that only their ids come through this pipe."""
    command = [sys.executable, __file__]
    with subprocess.Popen(command, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        made = Nursery(process)
        try:
            assert made.line() == "ready"
            yield made
        finally:
            for pid in list(made.children):
                made.kill(pid)
            assert process.stdin is not None
            process.stdin.close()  # It takes along whatever it has begun, also what nobody was told of.
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()


def server(port: int, *, with_worker: bool) -> None:
    """As `tieout serve`."""
    from tieout.web.server import EMBEDDED_WORKER, serve

    if with_worker:
        os.environ[EMBEDDED_WORKER] = "1"
    serve("127.0.0.1", port)


def worker() -> None:
    """As `tieout worker`, until it is killed."""
    from tieout.engine.worker import Worker

    Worker().start()
    threading.Event().wait()


def main() -> None:
    from tieout.store import database

    database.set_up()
    for name in ("tieout.engine.worker", "tieout.engine.actions", "ledger_job", "tieout.web.server"):
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Whoever died is gone at once.
    print("ready", flush=True)
    begun: list[int] = []
    for line in sys.stdin:
        told = json.loads(line)
        pid = os.fork()
        if not pid:
            _be(told["module"], wish=told["wish"], environment=told["environment"], pipes=told["pipes"])
        begun.append(pid)
        print(pid, flush=True)
    for pid in begun:  # Whoever wanted them is gone.
        _kill(pid)


def _be(module: str, *, wish: Mapping[str, Any], environment: Mapping[str, str], pipes: Sequence[str]) -> None:
    from tieout.settings import settings

    os.setpgid(0, 0)
    if pipes:
        # In the order in which the one who talks with it opens them; they end with the process.
        for pipe, flags, standard in ((pipes[0], os.O_RDONLY, 0), (pipes[1], os.O_WRONLY, 1)):
            os.dup2(os.open(pipe, flags), standard)
        sys.stdin = os.fdopen(0, closefd=False)  # The other one may hold what was said to its parent.
    else:
        os.dup2(2, 1)  # What it prints is not for the one who reads process ids.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(environment)
    settings.cache_clear()
    status = 1
    try:
        if module in ("worker", "server"):
            (worker if module == "worker" else server)(**wish)
        else:
            found = importlib.import_module(module).main(**wish)
            if pipes:
                print(json.dumps(found), flush=True)
        status = 0
    finally:  # Whatever it is: a child must not go on as its parent.
        if status:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
