"""Kill it: a mass whose worker dies while it sends, and again while it goes on, ends with every contact in the ledger once."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import main_job
from forked import Nursery, nursery
from tieout.sandbox.server import Sandbox

pytestmark = pytest.mark.processes

NAMES = [f"Customer number {number:03d}" for number in range(150)]
BATCH = 50


def writes(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Calls that wrote contacts, those that have not ended yet too."""
    found: Any = main_job.control(sandbox.url, "log?provider=xero&method=PUT")
    return [entry for entry in found["entries"] if entry["path"].endswith("/Contacts")]


@contextmanager
def worker(kept: Nursery) -> Iterator[None]:
    process = kept.begin("worker", environment={"TIEOUT_WORKER_NAME": "w1"})
    try:
        yield
    finally:
        kept.kill(process)


def wait_until(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not done():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.mark.feature("R-13", "T-03")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_exports_each_contact_once_when_the_worker_dies_in_the_first_call_and_again_while_it_goes_on(
    database_url: str, home: Path
) -> None:
    with Sandbox.start(port=0, seed="empty", limits="100") as sandbox:
        environment = main_job.environment(home=str(home), sandbox_url=sandbox.url, database_url=database_url)
        # Slow, so that the first death falls into a call, which the ledger carries out when nobody waits for its answer any more.
        slow = {"kind": "slow", "provider": "xero", "method": "PUT", "path": "/api.xro/2.0/Contacts", "seconds": 0.4}
        main_job.control(sandbox.url, "faults", document={"faults": [slow]})
        wish = {"sandbox_url": sandbox.url, "provider": "xero", "names": NAMES}
        with (
            nursery(environment) as kept,
            kept.talking("mass_job", wish, environment={"TIEOUT_WORKER_NAME": "driver"}) as driver,
        ):
            with worker(kept):
                assert driver.heard() == "planned"
                wait_until(lambda: writes(sandbox))
            with worker(kept):
                wait_until(lambda: len(writes(sandbox)) >= 2)
            with worker(kept):
                report = json.loads(driver.heard())
        found: Any = main_job.control(sandbox.url, f"objects?provider=xero&organisation={report['organisation']}&kind=Contacts")
        made = {one["ContactID"]: one["Name"] for one in found["objects"]}
        assert Counter(made.values()) == Counter(NAMES)
        assert report["states"] == {"done": len(NAMES)}
        assert Counter(report["linked"]) == Counter(made.keys())
        assert [entry["status"] for entry in writes(sandbox)] == [200] * (len(NAMES) // BATCH)
