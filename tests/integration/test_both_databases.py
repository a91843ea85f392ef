"""What is tested on SQLite in this process is tested on PostgreSQL in another."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__)
ROOT = HERE.parent.parent.parent


@pytest.mark.postgres
@pytest.mark.timeout(1200)
def test_all_of_integration_passes_on_postgresql_too() -> None:
    # Tests that start processes run on both kinds by themselves: see the fixture database_url.
    command = [sys.executable, "-m", "pytest", "-m", "not processes", f"--ignore={HERE}", str(HERE.parent)]
    environment = {**os.environ, "TEST_DATABASE": "postgres"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
