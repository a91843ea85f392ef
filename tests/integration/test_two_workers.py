"""What workers share they share safely: one sign-in that is renewed again and again, one budget of calls."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

import main_job
from forked import Talking, nursery
from tables import sqlite_with_tables
from tieout.sandbox.server import Sandbox

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

ROUNDS = 200
PROCESSES, THREADS, CALLS = 2, 20, 25


@dataclass(frozen=True)
class Shared:
    """What the workers of a test share: one Tieout, one connection to one organisation of a provider."""

    sandbox: Sandbox
    provider: str
    home: Path
    database_url: str
    factor: int = 1

    def environment(self) -> dict[str, str]:
        return main_job.environment(
            home=str(self.home),
            sandbox_url=self.sandbox.url,
            database_url=self.database_url,
            limits_factor=self.factor,
        )


@contextmanager
def running(shared: Shared, *command: str) -> Iterator[tuple[str, list[Talking]]]:
    """The first token, and the workers, which wait for a word."""
    with nursery(shared.environment()) as kept, ExitStack() as stack:

        def begun(name: str, *does: str) -> Talking:
            wish = {"does": does[0], "arguments": does[1:]}
            return stack.enter_context(kept.talking("two_workers", wish, environment={"TIEOUT_WORKER_NAME": name}))

        workspace, connection, token = begun("maker", "set_up", shared.sandbox.url, shared.provider).heard().split()
        workers = [begun(f"w{number}", command[0], workspace, connection, *command[1:]) for number in range(PROCESSES)]
        assert [worker.heard() for worker in workers] == ["ready"] * PROCESSES
        yield token, workers


def test_two_workers_that_renew_one_sign_in_at_once_two_hundred_times_never_lose_it(home: Path, database_url: str) -> None:
    """At Sage, where the old token is worth nothing from the moment on that the new one is given."""
    with (
        Sandbox.start(port=0, seed="empty", limits="off") as sandbox,
        running(Shared(sandbox, "sage", home, database_url), "renew") as (first, workers),
    ):
        token = first
        for _ in range(ROUNDS):
            for worker in workers:
                worker.tell(token)
            renewed = {worker.heard() for worker in workers}
            assert len(renewed) == 1, "both go on with the same token"
            assert token not in renewed
            (token,) = renewed
        entries = main_job.control(sandbox.url, "log?provider=sage&method=POST&limit=10000")["entries"]
        assert [entry["status"] for entry in entries if entry["kind"] == "token"] == [200] * ROUNDS


@pytest.mark.feature("T-10")
def test_a_thousand_calls_of_two_workers_at_once_never_pass_a_limit_of_a_second(home: Path) -> None:
    sqlite_with_tables(home / "tieout.sqlite3")
    url = f"sqlite:///{home / 'tieout.sqlite3'}"
    expect_limit_kept("quickbooks", home, database_url=url, factor=5, window=(1, 10))


@pytest.mark.feature("T-10")
@pytest.mark.postgres
def test_a_thousand_calls_of_two_workers_at_once_never_pass_a_limit_of_a_minute(
    home: Path, postgres_url: Callable[[], str]
) -> None:
    expect_limit_kept("xero", home, database_url=postgres_url(), factor=15, window=(60, 60))


def expect_limit_kept(provider: str, home: Path, *, database_url: str, factor: int, window: tuple[int, int]) -> None:
    """`window` is the provider's: so many seconds, so many calls; all its limits are taken `factor` times on both sides, so that a
    thousand calls are made in little time and still meet them."""
    with (
        Sandbox.start(port=0, seed="empty", limits=str(factor)) as sandbox,
        running(Shared(sandbox, provider, home, database_url, factor), "call", str(THREADS), str(CALLS)) as (_, workers),
    ):
        for worker in workers:
            worker.tell("go")
        assert [worker.heard() for worker in workers] == [str(THREADS * CALLS)] * PROCESSES
        entries = main_job.control(sandbox.url, f"log?provider={provider}&limit=10000")["entries"]
    assert {entry["status"] for entry in entries} == {200}, "the provider has refused none"
    assert len(entries) == PROCESSES * THREADS * CALLS
    moments = sorted(datetime.fromisoformat(entry["at"]).timestamp() for entry in entries)
    seconds, most = window[0], window[1] * factor
    busiest = max(sum(one <= other < one + seconds for other in moments) for one in moments)
    # Those that left one after the other may arrive together on a busy machine: whether a limit was passed, the provider has said
    # above. Workers that did not share their budget would come near twice as many.
    assert most * 0.5 <= busiest <= most * 1.2, "near the limit, and not past it"
