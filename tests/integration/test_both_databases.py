"""What is tested on SQLite in this process is tested on PostgreSQL in another."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from integration.engine.conftest import NOT_AGAIN

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ENGINE = [f"engine/{file.name}" for file in sorted((HERE / "engine").glob("test_*.py")) if file.name not in NOT_AGAIN]
PARTS = {"store and web": ["store", "web"], "engine": ENGINE}


@pytest.mark.postgres
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", PARTS)
def test_integration_passes_on_postgresql_too(part: str) -> None:
    # Nothing else of this process: a settings module that is named already would set Django up before the database is known.
    # Tests that start processes run on both kinds by themselves: see the fixture database_url. The engine's have a worker in their
    # process, with a database of its own for each module, and so a process of their own here.
    command = [sys.executable, "-m", "pytest", "-m", "not processes", *(str(HERE / place) for place in PARTS[part])]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    environment = {**kept, "TEST_DATABASE": "postgres"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
