"""A PostgreSQL server of the test suite's own: made in a temporary folder, reached on a free loopback port, gone at the end."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tables import made_once, migrate

USER = "tieout"
# Room for several processes with a pool each, beside the suite's own connections.
CONNECTIONS_MAX = 200
START_SECONDS, STOP_SECONDS = 60, 15
REMEDY = "Install it (Debian: apt-get install postgresql), or run ./dev test, which does."


class PostgresMissing(RuntimeError):
    """No PostgreSQL server program is on this machine, or it does not start; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running server. `url(database)` is the address of one of its databases."""

    port: int
    password: str
    made: list[str] = field(default_factory=list)

    def url(self, database: str) -> str:
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def fresh_database(self, purpose: str = "tieout") -> str:
        """Makes an empty database that nobody else uses and gives its URL."""
        name = f"{purpose}_{secrets.token_hex(4)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return self.url(name)

    def database_with_tables(self) -> str:
        """The same with all tables: a copy of one in which they were made when the first was asked for."""
        if not self.made:
            url = self.fresh_database("tables")
            _fill(url)
            self.made.append(url.rsplit("/", 1)[-1])
        name = f"tieout_{secrets.token_hex(4)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(self.made[0]))
            connection.execute(copy)
        return self.url(name)


def _fill(url: str) -> None:
    """With all tables, as `tieout migrate` leaves them; once made on one server, they are copied from what was written down."""
    with made_once(".sql") as made:
        if made.exists():
            _run("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={url}", f"--file={made}")
            return
        migrate(url)
        fresh = made.with_suffix(".new")
        _run("pg_dump", "--no-owner", f"--dbname={url}", f"--file={fresh}")
        fresh.rename(made)


def _run(name: str, *arguments: str) -> None:
    subprocess.run([program(name), *arguments], env=_environment(), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Starts a server and stops it by its own handle; raises PostgresMissing."""
    folder = Path(tempfile.mkdtemp(prefix="tieout-postgres-"))
    account = server_account()
    if account:
        shutil.chown(folder, user=account)
    try:
        password = _make_cluster(folder, account=account)
        process, port = _start(folder, account=account)
        try:
            yield Postgres(port=port, password=password)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> str:
    """The path of `initdb` or `postgres`: Debian keeps them off PATH, one folder a version, and the newest is taken."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: (len(place.parent.name), place.parent.name))
    for place in ["", *map(str, reversed(places)), "/usr/local/bin"]:
        found = shutil.which(name, path=place or None)
        if found:
            return found
    raise PostgresMissing(f"PostgreSQL's {name} was not found on PATH or in /usr/lib/postgresql. {REMEDY}")


def server_account() -> str | None:
    """The account to run the server as when we are root, because the server refuses root; None when we are somebody else."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _make_cluster(folder: Path, *, account: str | None) -> str:
    password, file = secrets.token_urlsafe(18), folder / "password"
    file.write_text(password)
    if account:
        shutil.chown(file, user=account)
    command = [program("initdb"), "-D", str(folder / "cluster"), "-U", USER, "--auth=scram-sha-256", f"--pwfile={file}"]
    done = subprocess.run(
        [*command, "--encoding=UTF8", "--no-locale", "--no-sync"],
        cwd=folder, user=account, env=_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise PostgresMissing(f"PostgreSQL's initdb failed: {done.stderr.strip()}")
    return password


def _start(folder: Path, *, account: str | None) -> tuple[subprocess.Popen[str], int]:
    for _ in range(3):  # somebody else may take the free port before the server does
        port = free_port()
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": CONNECTIONS_MAX,
            # The suite kills processes, never the machine: what PostgreSQL was given is safe without waiting for the disk.
            "fsync": "off",
            "timezone": "UTC",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        process = subprocess.Popen(
            [program("postgres"), "-D", str(folder / "cluster"), *options],
            cwd=folder, user=account, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        log = _Log(process)
        if log.says("ready to accept connections"):
            return process, port
        _stop(process)
    raise PostgresMissing(f"PostgreSQL did not start: {log.text().strip()}")


class _Log:
    """Reads what a server says as long as it lives, because a full pipe would stop it; keeps the last lines."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._lines: deque[str] = deque(maxlen=200)
        self._news = threading.Condition()
        self._open = True
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def says(self, words: str) -> bool:
        """Waits for the words; False when the server ended, or stayed silent for START_SECONDS."""
        with self._news:
            self._news.wait_for(lambda: words in self.text() or not self._open, timeout=START_SECONDS)
            return words in self.text()

    def text(self) -> str:
        return "".join(self._lines)

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        with process.stderr as words:
            for line in words:
                with self._news:
                    self._lines.append(line)
                    self._news.notify_all()
        with self._news:
            self._open = False
            self._news.notify_all()


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)  # "fast shutdown": open connections are ended
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _environment() -> dict[str, str]:
    """Messages must be English, because the wait for the server reads them."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}, "LANG": "C", "LC_ALL": "C"}
