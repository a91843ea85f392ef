"""What every test may use: a home of the session's own, databases, and no way to a network that the suite did not start."""

import gc
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path, PurePosixPath

import httpx
import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# Set before anything reads the settings: nothing of the machine's own environment may reach a test.
HOME = Path(tempfile.mkdtemp(prefix="tieout-tests-"))
for _name in [name for name in os.environ if name.startswith("TIEOUT_") and name != "TIEOUT_WRITE_DOCS"]:
    del os.environ[_name]
os.environ.update(TIEOUT_HOME=str(HOME), DJANGO_SETTINGS_MODULE="tieout.django_settings")

# What is loaded and collected stays until the end: nobody looks through it for what could be thrown away.
gc.disable()

import django
from django.db import connections

from chances import tries
from postgres import Postgres, running_postgres
from tables import sqlite_with_tables

# For what is said by its properties; a test that needs more tries says so itself. How long one takes, a busy machine decides.
hypothesis.settings.register_profile("tieout", max_examples=tries(50, 1000), deadline=None)
hypothesis.settings.load_profile("tieout")

LOOPBACK = ("localhost", "127.0.0.1", "::1", "")
# Somebody gave a key to a real organisation, which is reached through the network.
REAL = any(os.environ.get(f"REAL_{provider}") for provider in ("XERO", "QUICKBOOKS", "SAGE"))

_at_the_end = ExitStack()
_at_the_end.callback(shutil.rmtree, HOME, ignore_errors=True)


@cache
def shared_postgres() -> Postgres:
    """The one server of this session, started for whoever asks first."""
    return _at_the_end.enter_context(running_postgres())


# Where tests of one process keep their tables. Django must stand before any other conftest is read, so no option can say it.
if os.environ.get("TEST_DATABASE", "sqlite") == "postgres":
    os.environ["TIEOUT_DATABASE_URL"] = shared_postgres().database_with_tables()
django.setup()


def pytest_unconfigure() -> None:
    _at_the_end.close()


# Each test of these runs for minutes, in processes of its own.
ON_THEIR_OWN = (
    "test_both_databases.py", "test_kill.py", "test_mass_kill.py", "test_ledger_kill.py", "test_web_kill.py",
    "test_database_loss.py", "test_two_workers.py", "test_page.py",
)  # fmt: skip
# What comes after these is short, and fills the time of whoever is done first.
FIRST = (
    "integration/test_both_databases.py", "e2e/", "integration/test_kill.py", "integration/test_mass_kill.py",
    "integration/test_ledger_kill.py", "integration/test_database_loss.py", "integration/test_web_kill.py", "integration/cli/",
    "integration/engine/", "test_page.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones begin first; else the order stays."""

    def place(item: pytest.Item) -> int:
        path = item.nodeid.removeprefix("tests/")
        return next((number for number, start in enumerate(FIRST) if path.startswith(start)), len(FIRST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


class ByGroup(LoadScopeScheduling):  # type: ignore[misc]  # without types of its library it may be anything
    """Which tests run in one process when `./dev test` divides them: those of a file, and those that share what is dear to start or
    that one process must see the whole of."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        self._halves: dict[str, int] = {}

    def _split_scope(self, nodeid: str) -> str:
        place = PurePosixPath(nodeid.partition("::")[0].removeprefix("tests/"))
        if place.name in ON_THEIR_OWN:
            return nodeid
        if place.parts[0] == "e2e":  # Each half with a Tieout, a sandbox and a browser of its own.
            return f"e2e {self._halves.setdefault(place.name, len(self._halves) % 2)}"
        if place.parts[0] == "contract" and ("official" in place.name or "oauth" in place.name or "coverage" in place.name):
            return "official clients"
        return place.as_posix()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByGroup:
    gc.enable()  # The process that divides the tests collects none.
    return ByGroup(config, log)


@pytest.fixture(scope="session", autouse=True)
def _only_loopback() -> Iterator[None]:
    """A test that reaches for a network which the suite did not start fails, and says where it wanted to go; but for a run with
    a key to a real organisation."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in LOOPBACK and not REAL:
            raise AssertionError(f"A test tried to reach {host}. Start what it needs on 127.0.0.1.")
        connect(self, address)  # type: ignore[arg-type]  # whatever the standard library takes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session", autouse=True)
def _certificates_read_once() -> Iterator[None]:
    """The list of certificates is read for the first HTTP client and serves all others: to read it for each one, of tests that ask
    an address on this machine without any, took two thirds of the time of those that speak with a provider."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx._transports.default.create_ssl_context", cache(httpx.create_ssl_context))
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """It has its tables already. On SQLite it is a file, as in production: threads and other processes see the same tables."""
    database = connections.databases["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(HOME / "test.sqlite3")
        sqlite_with_tables(HOME / "test.sqlite3")
    else:
        database["TEST"]["NAME"] = database["NAME"]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """It goes with its folder or its server."""
    return True


@pytest.fixture(scope="session")
def postgres_url() -> Callable[[], str]:
    """Gives the URL of a PostgreSQL database of one's own, with all tables, at each call."""
    return shared_postgres().database_with_tables


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A TIEOUT_HOME of this test's own, for the processes that it starts."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.processes),
        pytest.param("postgres", marks=[pytest.mark.processes, pytest.mark.postgres]),
    ]
)
def database_url(request: pytest.FixtureRequest, home: Path) -> str:
    """A database with all tables for the processes that a test starts; such a test runs once on each kind."""
    if request.param == "sqlite":
        sqlite_with_tables(home / "tieout.sqlite3")
        return f"sqlite:///{home / 'tieout.sqlite3'}"
    return shared_postgres().database_with_tables()


@pytest.fixture
def process_environment(home: Path, database_url: str) -> dict[str, str]:
    """The environment of a Tieout process on this test's own home and database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")}
    return {**kept, "TIEOUT_HOME": str(home), "TIEOUT_DATABASE_URL": database_url}
