"""The web page's own checks (types, lint, Vitest), side by side with the tests of Python."""

import subprocess
from pathlib import Path

import pytest

UI = Path(__file__).parents[1] / "ui"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("check", ["test", "typecheck", "lint"])
def test_the_page_passes(check: str) -> None:
    ran = subprocess.run(["npm", "run", "--silent", check], cwd=UI, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{ran.stdout[-20000:]}\n{ran.stderr[-5000:]}"
