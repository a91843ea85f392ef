"""Kill it: an automation of every kind of flow step, made at random, comes to exactly what it says while its worker dies."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import flow_job
import flow_tree
import main_job
from chances import tries
from forked import Nursery, nursery
from stub_host import Asked, Said, StubHost, stub_host
from tieout.sandbox.server import Sandbox

pytestmark = pytest.mark.processes

JOBS = tries(8, 40)
KILLS = tries(3, 15)
PAUSE_SECONDS = 0.05


class Killed:
    """A worker that is killed and begun again, soon after it has done something that others can see."""

    def __init__(self, kept: Nursery, seen: "list[Asked]", *, seed: int) -> None:
        self.kills = 0
        self._kept = kept
        self._seen, self._chance = seen, random.Random(seed)
        self._ended = threading.Event()
        self._worker = self._begin()
        self._thread = threading.Thread(target=self._kill, daemon=True)

    def _begin(self) -> int:
        return self._kept.begin("worker", environment={"TIEOUT_WORKER_NAME": "w1"})

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _kill(self) -> None:
        while self.kills < KILLS:
            goal = len(self._seen) + self._chance.randint(1, 3)
            while len(self._seen) < goal:
                if self._ended.wait(0.01):
                    return
            if self._ended.wait(self._chance.random() * 0.15):
                return
            self._kept.kill(self._worker)
            self.kills += 1
            self._worker = self._begin()


@contextmanager
def receiver() -> Iterator[StubHost]:
    """Takes its time, so that deaths fall into calls."""

    def slowly(asked: Asked) -> Said:
        del asked
        time.sleep(PAUSE_SECONDS)
        return Said(200, b"{}", {"Content-Type": "application/json"})

    with stub_host() as host:
        host.says("/hook", slowly)
        yield host


def report_of(environment: dict[str, str], wish: dict[str, Any], *, seen: "list[Asked]") -> dict[str, Any]:
    with nursery(environment) as kept:
        workers = Killed(kept, seen, seed=wish["seed"])
        try:
            with kept.talking("flow_job", wish, environment={"TIEOUT_WORKER_NAME": "driver"}) as driver:
                assert driver.heard() == "ready"
                workers.start()
                report: dict[str, Any] = json.loads(driver.heard())
        finally:
            workers.stop()
    assert workers.kills >= 1
    return report


@pytest.mark.timeout(600)
@pytest.mark.feature("T-03")
@pytest.mark.parametrize("seed", range(tries(1, 4)))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_random_automation_does_what_it_says_once_while_its_worker_is_killed(database_url: str, home: Path, seed: int) -> None:
    with Sandbox.start(port=0, seed="empty", limits="100") as sandbox, receiver() as host:
        environment = main_job.environment(home=str(home), sandbox_url=sandbox.url, database_url=database_url)
        environment["TIEOUT_OUTSIDE_ALLOW"] = "127.0.0.1"
        hook = f"{host.url}/hook"
        wish = {"sandbox_url": sandbox.url, "seed": seed, "hook_url": hook, "count": JOBS}
        report = report_of(environment, wish, seen=host.asked)
        tree = flow_tree.tree(seed, hook_url=hook)
        wanted = [tree.expected(job) for job in flow_job.jobs(JOBS)]
        made: Any = main_job.control(sandbox.url, f"objects?provider=xero&organisation={report['organisation']}&kind=Contacts")
        assert Counter(one["Name"] for one in made["objects"]) == Counter(mark for seen in wanted for mark in seen.marks)
        expect_calls(host, [mark for seen in wanted for mark in seen.posts], unknown=report["unknown"])
        assert set(report["states"]) == {"succeeded"}
        assert report["exceptions"] == {}


def expect_calls(host: StubHost, wanted: list[str], *, unknown: int) -> None:
    """A call that may be repeated has arrived, always under one key; one that may not has arrived once, or nobody claims so."""
    calls: dict[str, list[str]] = {}
    for asked in host.asked:
        calls.setdefault(json.loads(asked.body)["mark"], []).append(asked.headers["idempotency-key"])
    assert set(calls) <= set(wanted)
    assert all(len(set(keys)) == 1 for keys in calls.values())
    once = {mark: keys for mark, keys in calls.items() if mark.startswith("once")}
    assert all(len(keys) == 1 for keys in once.values())
    missing = set(wanted) - set(calls)
    assert all(mark.startswith("once") for mark in missing)
    assert len(missing) <= unknown
