"""What is tested on SQLite in this process is tested on PostgreSQL in another."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__)
ROOT = HERE.parent.parent.parent


@pytest.mark.postgres
@pytest.mark.timeout(600)
@pytest.mark.parametrize("folders", [("store", "web"), ("engine",)], ids="+".join)
def test_integration_passes_on_postgresql_too(folders: tuple[str, ...]) -> None:
    # Nothing else of this process: a settings module that is named already would set Django up before the database is known.
    # Tests that start processes run on both kinds by themselves: see the fixture database_url. The engine's have a worker in their
    # process, with a database of its own for each module, and so a process of their own here.
    command = [sys.executable, "-m", "pytest", "-m", "not processes", *(str(HERE.parent / folder) for folder in folders)]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    environment = {**kept, "TEST_DATABASE": "postgres"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
