"""Take the database away: runs go on by themselves once it is back, and everything is at the provider once."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

import main_job
from chances import tries
from forked import nursery
from integration.test_ledger_kill import expect_left, expect_told, reports
from tables import sqlite_with_tables
from tieout.sandbox.server import Sandbox

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]

JOBS = tries(1, 4)
LOSSES = tries(5, 40)
# At least so often; work that is done sooner is lost less often.
LOSSES_MIN = 4
# For so long nobody gets in at all, once.
AWAY_SECONDS = 3.0
# A lock of SQLite that somebody else holds, such as a copy of the file being made.
HELD_SECONDS = 3.0


class Losses:
    """Does something to the database again and again, in a thread of its own."""

    def __init__(self, lose: Callable[[int], None]) -> None:
        self.count = 0
        self._lose = lose
        self._chance = random.Random(3)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=60)

    def _go(self) -> None:
        while self.count < LOSSES and not self._ended.wait(self._chance.uniform(0.3, 1.5)):
            self._lose(self.count)
            self.count += 1


@contextmanager
def cut_off(url: str) -> Iterator[Callable[[int], None]]:
    """Ends what every backend is doing for anybody but the driver; once it also lets nobody in for a while."""
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND application_name <> 'driver'"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:

        def lose(number: int) -> None:
            away = number == LOSSES_MIN - 1
            if away:
                server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            server.execute(end, [name])
            if away:
                time.sleep(AWAY_SECONDS)
                server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

        yield lose


@contextmanager
def held(file: Path) -> Iterator[Callable[[int], None]]:
    """Somebody else writes for some seconds."""

    def lose(number: int) -> None:
        del number
        with sqlite3.connect(file, timeout=60, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(HELD_SECONDS)
            other.execute("ROLLBACK")
        other.close()

    yield lose


@pytest.mark.feature("T-03")
@pytest.mark.postgres
def test_runs_go_on_by_themselves_when_postgresql_ends_all_connections_again_and_again(
    postgres_url: Callable[[], str], home: Path, tmp_path: Path
) -> None:
    url = postgres_url()
    with cut_off(url) as lose:
        expect_done(url, Losses(lose), folders=(home, tmp_path))


@pytest.mark.feature("T-03")
def test_runs_wait_while_somebody_else_holds_the_lock_of_sqlite(home: Path, tmp_path: Path) -> None:
    file = home / "tieout.sqlite3"
    sqlite_with_tables(file)
    with held(file) as lose:
        expect_done(f"sqlite:///{file}", Losses(lose), folders=(home, tmp_path))


def wait_until_at_work(sandbox: Sandbox) -> None:
    deadline = time.monotonic() + 120
    while not main_job.control(sandbox.url, "log?method=PUT")["entries"]:
        assert time.monotonic() < deadline, "nothing is written"
        time.sleep(0.1)


def expect_done(url: str, losses: Losses, *, folders: tuple[Path, Path]) -> None:
    """With one worker, which stays, and Xero."""
    home, folder = folders
    with Sandbox.start(port=0, seed="empty", limits="100") as sandbox:
        environment = main_job.environment(home=str(home), sandbox_url=sandbox.url, database_url=url)
        environment["TIEOUT_PROVIDER_TIMEOUT_SECONDS"] = "5"
        with nursery(environment) as kept:
            wish = {"sandbox_url": sandbox.url, "count": JOBS, "out": str(folder / "said"), "providers": ["xero"]}
            kept.begin("ledger_job", wish, environment={"TIEOUT_WORKER_NAME": "driver", "PGAPPNAME": "driver"})
            said = reports(folder / "said")
            begun = next(said)
            kept.begin("worker")
            wait_until_at_work(sandbox)
            losses.start()
            try:
                report = next(said)
            finally:
                losses.stop()
        assert losses.count >= LOSSES_MIN // 2
        expect_left(sandbox, begun, jobs=JOBS)
        expect_told(sandbox, report, jobs=JOBS)
