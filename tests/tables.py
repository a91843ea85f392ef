"""A database that has its tables already: they are made once, and each test that wants a database of its own gets a copy.

To make them takes seconds of processor time, and dozens of processes of the suite begin with a new database. That they are made
from nothing as well is shown by the tests of `tieout migrate` and of the demo.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
# Kept between two runs, because they change with these only.
KEPT = ROOT / ".pytest_cache" / "tables"
MADE_OF = [ROOT / "requirements.lock", *sorted((ROOT / "src" / "tieout" / "store" / "migrations").glob("*.py"))]


@cache
def _digest() -> str:
    return sha256(b"".join(path.name.encode() + path.read_bytes() for path in MADE_OF)).hexdigest()[:16]


@contextmanager
def made_once(suffix: str) -> Iterator[Path]:
    """Where to keep what is made of the tables: of several processes of one run the first makes it, and the others wait."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"lock{suffix}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield KEPT / f"{_digest()}{suffix}"


def sqlite_with_tables(target: Path) -> None:
    """A new SQLite database there, as `tieout migrate` leaves it."""
    with made_once(".sqlite3") as made:
        if not made.exists():
            _make(made)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, target)


def migrate(url: str) -> None:
    """Makes the tables in the database of that URL."""
    with TemporaryDirectory() as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")}
        told = {**kept, "TIEOUT_HOME": home, "TIEOUT_DATABASE_URL": url}
        subprocess.run([sys.executable, "-m", "tieout", "migrate"], env=told, check=True, stdout=subprocess.DEVNULL)


def _make(made: Path) -> None:
    with TemporaryDirectory(dir=KEPT) as folder:
        fresh = Path(folder) / "tieout.sqlite3"
        migrate(f"sqlite:///{fresh}")
        assert not fresh.with_name(f"{fresh.name}-wal").exists(), "all of it is in the one file"
        fresh.rename(made)
