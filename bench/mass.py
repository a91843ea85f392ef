"""10,000 contacts to each ledger and back, killed on the way: each once, and calls beside the least that could have done it."""

import argparse
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

import main_job
import mass_job
from mass_job import Place
from tieout.sandbox.server import Sandbox

GOAL = 1.1
# In the books of the sandbox: the kind, and where the name of one stands.
NAMES = {"xero": ("Contacts", "Name"), "quickbooks": ("Customer", "DisplayName"), "sage": ("contacts", "name")}


@dataclass
class Stage:
    """One installation with its worker, and the ledgers; `kills` is how often the worker dies during each mass."""

    sandbox: Sandbox
    environment: dict[str, str]
    speed: float
    kills: int
    worker: "subprocess.Popen[bytes] | None" = None

    def start_worker(self) -> None:
        command = [sys.executable, __file__, "--worker", "--speed", str(self.speed)]
        self.worker = subprocess.Popen(command, env={**self.environment, "TIEOUT_WORKER_NAME": "w1"}, stdout=subprocess.DEVNULL)

    def kill_worker(self) -> None:
        assert self.worker is not None
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait(timeout=30)

    def calls(self, organisation: str, *, since: int = 0) -> list[dict[str, object]]:
        """What the ledger's own log has of calls to this organisation after one of them, refused ones too."""
        found = main_job.control(self.sandbox.url, f"log?organisation={organisation}&since={since}")
        return list(found["entries"])

    def names(self, provider: str, organisation: str) -> Counter[str]:
        """Of the contacts that the ledger's books hold."""
        kind, name = NAMES[provider]
        found = main_job.control(self.sandbox.url, f"objects?provider={provider}&organisation={organisation}&kind={kind}")
        return Counter(str(one[name]) for one in found["objects"])


@dataclass(frozen=True)
class Ended:
    """How a mass ended; `calls` are all that went to the organisation from its beginning on."""

    planned_seconds: float
    applied_seconds: float
    killed: int
    calls: list[dict[str, object]]
    rows: dict[str, int]


def work(speed: float) -> None:
    """A worker that knows the providers' numbers of calls in windows which are over so many times sooner."""
    from tieout.connectors.quickbooks.manifest import MANIFEST as QUICKBOOKS
    from tieout.connectors.sage.manifest import MANIFEST as SAGE
    from tieout.connectors.xero.manifest import MANIFEST as XERO

    for limit in (*XERO.limits, *QUICKBOOKS.limits, *SAGE.limits):
        object.__setattr__(limit, "seconds", limit.seconds / speed)
    from tieout.cli.serve import worker_command

    worker_command([], standalone_mode=False)


@contextmanager
def open_stage(speed: float, kills: int) -> Iterator[Stage]:
    """The sandbox with the providers' real limits on a clock that runs `speed` times as fast, and a worker on an empty home."""
    with tempfile.TemporaryDirectory() as home, Sandbox.start(seed="empty", limits="1") as sandbox:
        began = datetime.now(UTC)
        sandbox.world.ground.clock.now = lambda: began + (datetime.now(UTC) - began) * speed  # type: ignore[method-assign]
        environment = main_job.environment(home=home, sandbox_url=sandbox.url, worker="driver", limits_factor=1)
        # A machine with much else to do must not take a slow answer for a lost one.
        environment["TIEOUT_PROVIDER_TIMEOUT_SECONDS"] = "60"
        os.environ.update({name: value for name, value in environment.items() if name.startswith("TIEOUT_")})
        stage = Stage(sandbox, environment, speed, kills)
        from tieout.store import database

        database.set_up()
        from tieout.engine import durable

        database.migrate()
        durable.migrate()
        stage.start_worker()
        try:
            yield stage
        finally:
            stage.kill_worker()


def run_mass(stage: Stage, place: Place, *, direction: str) -> Ended:
    """Planned, the doubtful told to be others, and applied while the worker is killed and started again."""
    since = max((int(str(entry["sequence"])) for entry in stage.calls(place.organisation)), default=0)
    began, killed = time.monotonic(), 0
    row = mass_job.planned(place, direction=direction)
    planned = time.monotonic()

    def kill_on_the_way() -> None:
        nonlocal killed
        if killed == stage.kills:
            return
        states = mass_job.states(row)
        if states.get("done", 0) / sum(states.values()) * (stage.kills + 1) > killed + 1:
            stage.kill_worker()
            stage.start_worker()
            killed += 1

    mass_job.applied(row, meanwhile=kill_on_the_way)
    ended = time.monotonic()
    calls = stage.calls(place.organisation, since=since)
    return Ended(planned - began, ended - planned, killed, calls, mass_job.states(row))


def told(ended: Ended, words: str, *, least: int, right: bool) -> bool:
    """Prints what came of it; gives whether all of it is as it should be."""
    ratio = len(ended.calls) / least
    refused = sum(str(entry["status"]) == "429" for entry in ended.calls)
    kept = right and ratio <= GOAL
    once = "each once" if right else "NOT each once"
    print(
        f"{words:30} {once:14} {len(ended.calls):>6,} calls / {least:>6,} at the least = {ratio:5.3f}   {refused} over a limit"
        f"   plan {ended.planned_seconds:6.1f} s, apply {ended.applied_seconds:6.1f} s, killed {ended.killed} times"
        + ("" if kept else f"   NOT AS IT SHOULD BE (calls <= {GOAL}): {ended.rows}"),
        flush=True,
    )
    return kept


def opened(stage: Stage, provider: str) -> Place:
    """This process keeps to the provider's own minute, which the mass before it may have used up."""
    from tieout.connectors.errors import Throttled

    while True:
        try:
            return mass_job.open_place(stage.sandbox.url, provider=provider)
        except Throttled as full:
            time.sleep(full.retry_after)


def run(stage: Stage, provider: str, *, count: int, and_back: bool) -> bool:
    """Out into the ledger; and from there into an empty workspace."""
    import contacts

    from tieout.engine import access
    from tieout.store import records

    manifest = access.connector(provider).manifest
    out = opened(stage, provider)
    every = contacts.contacts(count)
    mass_job.save_customers(out, [(one.name, one.email) for one in every])
    names, before = Counter(one.name for one in every), stage.names(provider, out.organisation)
    ended = run_mass(stage, out, direction="export")
    right = stage.names(provider, out.organisation) == names + before and len(set(mass_job.linked(out))) == count
    least = math.ceil(count / manifest.batch_sizes[manifest.customer_kind])
    kept = told(ended, f"{provider}: {count:,} exported", least=least, right=right)
    if not and_back:
        return kept
    back = opened(stage, provider)
    ended = run_mass(stage, back, direction="import")
    made = Counter(record.title for record in records.all_records(back.workspace_id, "customers"))
    right = made == names and len(set(mass_job.linked(back))) == count
    least = math.ceil((count + before.total()) / manifest.page_size)
    return told(ended, f"{provider}: {count:,} imported", least=least, right=right) and kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000, help="contacts")
    parser.add_argument("--contacts", type=int, help="the same, by name")
    parser.add_argument("--providers", nargs="+", choices=sorted(NAMES), default=list(NAMES))
    parser.add_argument("--speed", type=float, default=10, help="how many times as fast the providers' clock runs; 1 is real time")
    parser.add_argument("--export-only", action="store_true", help="leave out the way back, into the records of another workspace")
    parser.add_argument("--kills", type=int, default=3, help="how often the worker dies during each mass")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.worker:
        work(wish.speed)
        return
    with open_stage(wish.speed, wish.kills) as stage:
        mass_job.POLL_SECONDS = 0.5
        count = wish.contacts or wish.count
        kept = [run(stage, provider, count=count, and_back=not wish.export_only) for provider in wish.providers]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
