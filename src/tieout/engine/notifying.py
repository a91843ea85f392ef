"""Notifications to Slack, Teams, a webhook and a hundred more: handed to programs of their own, which can reach little else.

A program sends one message after the other, and one that hangs takes a minute. So a workspace has one of them at a time, and those
of others go on beside it.
"""

import atexit
import os
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson

from tieout.connectors.errors import OutcomeUnknown, Problem, Rejected, Transient
from tieout.engine import outside

# Each takes some 55 MB, and ends by itself when nothing is asked of it for a while.
PROGRAMS_MAX = 4
ANSWER_SECONDS = 60.0
# The first answer comes after every plugin was loaded.
TITLE_CHARACTERS_MAX, BODY_CHARACTERS_MAX = 250, 10_000
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
_BUSY = frozenset({408, 425, 429, 503})


@dataclass(frozen=True)
class _Answer:
    known: bool
    service: str
    sent: bool
    refused: bool
    status: int


def service_of(address: str) -> str:
    """Which service an address is of ("Slack"); raises Rejected for one that is none."""
    return _known(_programs.ask(_request(address))).service


def send(workspace_id: UUID, address: str, *, title: str, body: str) -> str:
    """Sends one message and gives the service's name; waits for another of the same workspace that is being sent.

    Raises Rejected where it is refused or may not be reached, Transient where the service takes nothing for now, OutcomeUnknown
    where no answer came.
    """
    message = {"title": title[:TITLE_CHARACTERS_MAX], "body": body[:BODY_CHARACTERS_MAX] or title}
    said = _known(_programs.ask({**_request(address), **message}, whose=workspace_id))
    if said.sent:
        return said.service
    if said.refused:
        raise _refused(
            f"{said.service} is at an address that is not public.",
            remedy="Choose another one, or have the host allowed with TIEOUT_OUTSIDE_ALLOW.",
        )
    if said.status in _BUSY:
        raise Transient(f"{said.service} answered {said.status}.")
    if 400 <= said.status < 500:
        raise _refused(f"{said.service} answered {said.status}.", remedy="Check the address, and whether its key still holds.")
    raise OutcomeUnknown(f"{said.service} did not confirm the message")


def _known(answer: _Answer) -> _Answer:
    if not answer.known:
        raise _refused(
            "This is no address for notifications.",
            remedy="Write one as github.com/caronc/apprise/wiki names them: slack://…, json://…",
        )
    return answer


def _request(address: str) -> dict[str, object]:
    allowed = outside.allowed()
    return {"address": address, "hosts": sorted(allowed.hosts), "networks": [str(one) for one in allowed.networks]}


class _Programs:
    """As many as are asked at once, up to a bound; None stands for whoever is no workspace."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._idle: list[_Program] = []
        self._busy: set[UUID | None] = set()

    def ask(self, request: Mapping[str, object], *, whose: UUID | None = None) -> _Answer:
        with self._free:
            self._free.wait_for(lambda: whose not in self._busy and len(self._busy) < PROGRAMS_MAX)
            self._busy.add(whose)
            # The one that was used last: those that are needed seldom end by themselves.
            program = self._idle.pop() if self._idle else _Program()
        try:
            return program.ask(request)
        finally:
            with self._free:
                self._busy.remove(whose)
                self._idle.append(program)
                self._free.notify_all()

    def end(self) -> None:
        """One that is at work ends with this process."""
        with self._free:
            idle, self._idle = self._idle, []
        for program in idle:
            program.end()


class _Program:
    """Started with the first request; it ends by itself when nothing is asked for a while, or with this process. Asked by one
    thread at a time."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None

    def ask(self, request: Mapping[str, object]) -> _Answer:
        line = orjson.dumps(request) + b"\n"
        if not self._written(line):
            self.end()
            if not self._written(line):
                raise Transient("The program for notifications cannot be started.")
        return self._answer()

    def _written(self, line: bytes) -> bool:
        if self._running is None or self._running.poll() is not None:
            self.end()
            self._running = _started()
        assert self._running.stdin is not None
        try:
            self._running.stdin.write(line)
            self._running.stdin.flush()
        except OSError:
            return False
        return True

    def _answer(self) -> _Answer:
        assert self._running is not None
        out = self._running.stdout
        assert out is not None
        line = out.readline() if select.select([out], [], [], ANSWER_SECONDS)[0] else b""
        if not line:
            self.end()
            raise OutcomeUnknown("The program for notifications gave no answer in time")
        said = orjson.loads(line)
        return _Answer(said["known"], said["service"], said["sent"], said["refused"], said["status"])

    def end(self) -> None:
        if self._running is None:
            return
        running, self._running = self._running, None
        running.kill()
        running.wait()
        for end in (running.stdin, running.stdout):
            if end is not None:
                end.close()


def _started() -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name in _KEPT}
    return subprocess.Popen(
        [sys.executable, "-m", "tieout.connectors.notifier"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


_programs = _Programs()
atexit.register(_programs.end)


def end() -> None:
    """Ends those that wait for work; the next message starts another."""
    _programs.end()


def _refused(message: str, *, remedy: str) -> Rejected:
    return Rejected((Problem(cause="notification_refused", message=message, remedy=remedy),))
