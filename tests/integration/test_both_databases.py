"""What is tested on SQLite in this process is tested on PostgreSQL in another."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chances import IS_LONG

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
# Of the engine's, those of which the database is a part: what locks, and what is kept together or not at all.
PARTS = {"store and web": (["store", "web"], "not processes"), "engine": (["engine"], "contended and not processes")}


@pytest.mark.postgres
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", PARTS)
def test_integration_passes_on_postgresql_too(part: str) -> None:
    # Nothing else of this process: a settings module that is named already would set Django up before the database is known.
    # Tests that start processes run on both kinds by themselves: see the fixture database_url. The engine's have a worker in their
    # process, with a database of its own for each module, and so a process of their own here.
    places, wanted = PARTS[part]
    command = [sys.executable, "-m", "pytest", "-m", wanted, *(str(HERE / place) for place in places)]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    environment = {**kept, "TEST_DATABASE": "postgres", "TEST_LONG": str(int(IS_LONG))}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
