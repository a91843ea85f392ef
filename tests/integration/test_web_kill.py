"""Kill it: whatever was answered as accepted has its effect once, whenever the process that answered died."""

import json
import random
import socket
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import main_job
from chances import IS_LONG, tries
from forked import Nursery, nursery
from integration.test_ledger_kill import reports
from postgres import free_port
from stub_host import Said, StubHost, stub_host
from tieout.sandbox.server import Sandbox

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]

KILLS = tries(3, 20)
SENDERS = 4
# As many at least between two deaths.
CALLS = 6


@dataclass
class Senders:
    """Other systems and people: each calls again and again, and one that keeps a number of its own repeats what was not answered.

    `accepted` are those that were answered so, `cut_off` those of which nobody heard again.
    """

    base: str
    begun: Mapping[str, Any]
    accepted: set[str] = field(default_factory=set)
    cut_off: set[str] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        kinds = [self._repeats, self._once, self._by_hand, self._repeats][:SENDERS]
        self.threads = [threading.Thread(target=self._go, args=(kind,), daemon=True) for kind in kinds]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join(timeout=60)

    def _go(self, kind: Any) -> None:
        while not self.ended.is_set():
            number = f"{kind.__name__}-{uuid4().hex[:8]}"
            if kind(number):
                self.accepted.add(number)
            else:
                self.cut_off.add(number)
            self.ended.wait(0.05)

    def _repeats(self, number: str) -> bool:
        while self._call(self.begun["door"], {"number": number}, headers={"Idempotency-Key": number}) is None:
            if self.ended.wait(0.2):
                return False
        return True

    def _once(self, number: str) -> bool:
        return self._call(self.begun["door"], {"number": number}) is not None

    def _by_hand(self, number: str) -> bool:
        authorised = {"Authorization": f"Bearer {self.begun['token']}"}
        said = self._call(f"{self.base}{self.begun['start']}", {"values": {"number": number}}, headers=authorised)
        self.runs.update(said["run_ids"] if said else ())
        return said is not None

    def _call(self, url: str, body: object, *, headers: Mapping[str, str] | None = None) -> dict[str, Any] | None:
        """What was answered; None where nothing was, or that it is to be sent again."""
        told = {"Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(url, data=json.dumps(body).encode(), headers=told)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert answer.status in (200, 201, 202), answer.status
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as refused:
            if refused.code < 500:
                raise
            return None
        except OSError:
            return None


@dataclass(frozen=True)
class Stand:
    """One Tieout: `apart` has its worker in a process of its own."""

    kept: Nursery
    port: int
    apart: bool

    def begin(self) -> int:
        wait_for(self._is_free)  # What answers is a child of what was begun, and dies a moment later.
        wish = {"port": self.port, "with_worker": not self.apart}
        return self.kept.begin("server", wish, environment={"TIEOUT_WORKER_NAME": "web"})

    def _is_free(self) -> bool:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                trial.bind(("127.0.0.1", self.port))
                return True
        return False


@pytest.mark.feature("T-03")
@pytest.mark.parametrize("apart", [False, True] if IS_LONG else [False])
@pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)] if IS_LONG else ["sqlite"],
    indirect=True,
)
def test_what_the_web_process_has_accepted_has_its_effect_once_whenever_it_is_killed(
    database_url: str, home: Path, tmp_path: Path, apart: bool
) -> None:
    with Sandbox.start(port=0, seed="empty", limits="100") as sandbox, stub_host() as receiver:
        receiver.says("/told", Said(200, b"{}", {"Content-Type": "application/json"}))
        port, out = free_port(), tmp_path / "said"
        environment = main_job.environment(home=str(home), sandbox_url=sandbox.url, database_url=database_url)
        environment |= {"TIEOUT_BASE_URL": f"http://127.0.0.1:{port}", "TIEOUT_OUTSIDE_ALLOW": "127.0.0.1"}
        environment["TIEOUT_PROVIDER_TIMEOUT_SECONDS"] = "5"
        with nursery(environment) as kept:
            wish = {"sandbox_url": sandbox.url, "receiver": f"{receiver.url}/told", "out": str(out)}
            kept.begin("door_job", wish, environment={"TIEOUT_WORKER_NAME": "driver"})
            said = reports(out)
            begun = next(said)
            if apart:
                kept.begin("worker", environment={"TIEOUT_WORKER_NAME": "w1"})
            senders = killed(Stand(kept, port, apart), begun, base=environment["TIEOUT_BASE_URL"])
            Path(f"{out}.end").touch()
            report = next(said)
        expect_once(sandbox, receiver, senders=senders, organisation=begun["organisation"])
        assert set(report["runs"].values()) == {"succeeded"}
        assert senders.runs <= set(report["runs"])
        assert report["exceptions"] == []


def killed(stand: Stand, begun: Mapping[str, Any], *, base: str) -> Senders:
    """Everybody calls while the web process dies again and again; then it stays."""
    chance = random.Random(7)
    process = stand.begin()
    senders = Senders(base, begun)
    try:
        for _ in range(KILLS):
            goal = len(senders.accepted) + CALLS
            wait_for(lambda goal=goal: len(senders.accepted) >= goal)
            time.sleep(chance.random() * 0.3)
            stand.kept.kill(process)
            process = stand.begin()
        goal = len(senders.accepted) + CALLS
        wait_for(lambda: len(senders.accepted) >= goal)
    finally:
        senders.end()
    return senders


def wait_for(done: Any) -> None:
    deadline = time.monotonic() + 120
    while not done():
        assert time.monotonic() < deadline, "nothing is accepted any more"
        time.sleep(0.02)


def expect_once(sandbox: Sandbox, receiver: StubHost, *, senders: Senders, organisation: str) -> None:
    found: Any = main_job.control(sandbox.url, f"objects?provider=xero&organisation={organisation}&kind=BankTransactions")
    spent = Counter(one["Reference"].split(" ")[0] for one in found["objects"])
    assert len(senders.accepted) > KILLS * CALLS
    assert senders.accepted <= set(spent), "something that was accepted is lost"
    assert set(spent) <= senders.accepted | senders.cut_off
    assert max(spent.values()) == 1, spent.most_common(3)
    keys: dict[str, set[str]] = {}
    for asked in receiver.asked:
        keys.setdefault(json.loads(asked.body)["mark"], set()).add(asked.headers["idempotency-key"])
    assert set(keys) == set(spent)
    assert all(len(known) == 1 for known in keys.values())
