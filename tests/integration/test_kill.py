"""Kill it: the main job with answers lost, errors at random and workers killed on the way ends as if nothing had happened."""

import json
import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import main_job
from forked import Nursery, nursery
from tables import sqlite_with_tables
from tieout.sandbox.server import Sandbox

pytestmark = pytest.mark.processes

ORDERS = main_job.orders_csv(orders=180, customers=80, products=110)
# Writes lose their answer after the commit, reads and writes meet a 500, and everything is a little slow, so that kills
# fall into calls.
FAULTS: list[dict[str, Any]] = [
    {"kind": "lost", "method": "PUT", "provider": "xero", "probability": 0.25, "seed": 11},
    {"kind": "lost", "method": "POST", "provider": "quickbooks", "path": "/v3/company/[^/]+/batch", "probability": 0.2, "seed": 12},
    {"kind": "500", "probability": 0.08, "seed": 13, "path": "/(api.xro|v3)/"},
    {"kind": "slow", "probability": 0.5, "seed": 14, "seconds": 0.15, "path": "/(api.xro|v3)/"},
]
# Ten at the least; then they stop, because a job that is killed before each of its ends never ends.
KILLS_MIN, KILLS_MAX = 10, 11


class Workers:
    """Workers of one Tieout, each killed and started again after a few calls to the providers."""

    def __init__(self, kept: Nursery, names: list[str], sandbox: Sandbox) -> None:
        self.kills = 0
        self._kept, self._names, self._sandbox = kept, names, sandbox
        self._chance = random.Random(5)
        self._running: dict[str, int] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._kill_on_the_way, daemon=True)

    def __enter__(self) -> "Workers":
        for name in self._names:
            self._start(name)
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def begin_killing(self) -> None:
        self._thread.start()

    def _start(self, name: str) -> None:
        self._running[name] = self._kept.begin("worker", environment={"TIEOUT_WORKER_NAME": name})

    def _calls(self) -> int:
        log = main_job.control(self._sandbox.url, "log/summary")
        return sum(provider["calls"] for provider in log.values())

    def _kill_on_the_way(self) -> None:
        while not self._ended.is_set() and self.kills < KILLS_MAX:
            name = self._chance.choice(self._names)
            goal = self._calls() + self._chance.randint(2, 5)
            while self._calls() < goal:
                if self._ended.wait(0.03):
                    return
            if self._ended.wait(self._chance.random() * 0.2):
                return
            self._kept.kill(self._running[name])
            self.kills += 1
            self._start(name)


def run_main_job(environment: dict[str, str], sandbox: Sandbox, *, names: list[str]) -> dict[str, Any]:
    """Drives the job in a process of its own while the workers of these names die; gives its report."""
    wish = {"sandbox_url": sandbox.url, "orders": ORDERS.decode(), "faults": FAULTS}
    with (
        nursery(environment) as kept,
        Workers(kept, names, sandbox) as workers,
        kept.talking("main_job", wish, environment={"TIEOUT_WORKER_NAME": "driver"}) as driver,
    ):
        assert driver.heard() == "ready"
        workers.begin_killing()
        report: dict[str, Any] = json.loads(driver.heard())
    assert workers.kills >= KILLS_MIN
    return report


def expect_everything_once(report: dict[str, Any], sandbox: Sandbox) -> None:
    """Counted at the providers, not at us."""
    xero, quickbooks = report["organisations"]
    orders = {line.split(b",")[0].decode() for line in ORDERS.splitlines()[1:]} - {"99999"}
    invoices = _objects(sandbox, "xero", organisation=xero, kind="Invoices")
    credit_notes = _objects(sandbox, "xero", organisation=xero, kind="CreditNotes")
    numbers = Counter([one["InvoiceNumber"] for one in invoices] + [one["CreditNoteNumber"] for one in credit_notes])
    assert numbers == Counter(orders)
    carried = _objects(sandbox, "quickbooks", organisation=quickbooks, kind="Invoice") + _objects(
        sandbox, "quickbooks", organisation=quickbooks, kind="CreditMemo"
    )
    assert Counter(one["DocNumber"] for one in carried) == Counter(orders)
    for provider, organisation, kind, name in (
        ("xero", xero, "Contacts", "Name"),
        ("xero", xero, "Items", "Code"),
        ("quickbooks", quickbooks, "Customer", "DisplayName"),
        ("quickbooks", quickbooks, "Item", "Sku"),
    ):
        names = Counter(one[name] for one in _objects(sandbox, provider, organisation=organisation, kind=kind))
        assert names
        assert max(names.values()) == 1, names.most_common(3)
    paid = [one for one in _objects(sandbox, "xero", organisation=xero, kind="Payments") if one["Status"] == "AUTHORISED"]
    received = _objects(sandbox, "quickbooks", organisation=quickbooks, kind="Payment")
    assert len(received) == len(paid) > 50
    assert report["unexplained"] == {"GBP": "0.00"}
    assert report["causes"] == {"exception": 1}
    assert report["exceptions"] == {"not_a_sale": 1}


def _objects(sandbox: Sandbox, provider: str, *, organisation: str, kind: str) -> list[dict[str, Any]]:
    found: Any = main_job.control(sandbox.url, f"objects?provider={provider}&organisation={organisation}&kind={kind}")
    return list(found["objects"])


@pytest.mark.timeout(600)
@pytest.mark.feature("T-03")
def test_it_posts_everything_once_on_sqlite_when_the_worker_is_killed_ten_times(home: Path) -> None:
    with Sandbox.start(port=0, seed="empty", limits="100") as sandbox:
        sqlite_with_tables(home / "tieout.sqlite3")
        environment = main_job.environment(home=str(home), sandbox_url=sandbox.url)
        report = run_main_job(environment, sandbox, names=["w1"])
        expect_everything_once(report, sandbox)


@pytest.mark.timeout(600)
@pytest.mark.feature("T-03")
def test_it_posts_everything_once_on_postgres_when_two_workers_are_killed_ten_times(
    home: Path, postgres_url: Callable[[], str]
) -> None:
    with Sandbox.start(port=0, seed="empty", limits="100") as sandbox:
        environment = main_job.environment(home=str(home), sandbox_url=sandbox.url, database_url=postgres_url())
        report = run_main_job(environment, sandbox, names=["w1", "w2"])
        expect_everything_once(report, sandbox)
