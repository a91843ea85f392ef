"""Commands as a person types them: processes on a home of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

ORDERS = (
    b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    b"9001,MUG-02,Stoneware mug,2,2026-10-01 10:00:00,9.50,2012,United Kingdom\n"
    b"9001,VASE-1,Tall vase,1,2026-10-01 10:00:00,42.00,2012,United Kingdom\n"
    b"9002,MUG-02,Stoneware mug,1,2026-10-02 11:30:00,9.50,2013,United Kingdom\n"
    b"9003,MUG-02,Stoneware mug,some,2026-10-02 12:30:00,9.50,2013,United Kingdom\n"
)
PASSWORD = "only for these tests"

# Reads commands by name; tells how each ended and what it wrote.
ONE_BY_ONE = """
import contextlib, io, json, sys, traceback
from tieout.cli import main

answers = {}
for name, arguments in json.load(sys.stdin).items():
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
            print(end.code if isinstance(end.code, str) else "", file=err)
        except BaseException:
            code = 1
            traceback.print_exc()
    answers[name] = (code, out.getvalue(), err.getvalue())
print(json.dumps(answers))
"""


@dataclass(frozen=True, kw_only=True)
class Tieout:
    """The command on one home."""

    home: Path

    def environment(self, **told: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")}
        return {**kept, "TIEOUT_HOME": str(self.home), "COLUMNS": "200", **told}

    def run(self, *arguments: str, **told: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "tieout", *arguments]
        return subprocess.run(command, env=self.environment(**told), capture_output=True, text=True, check=False, timeout=240)

    def good(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def all(self, wanted: dict[str, list[str]]) -> dict[str, "subprocess.CompletedProcess[str]"]:
        """Commands that do not touch each other, two at a time."""
        with ThreadPoolExecutor(max_workers=2) as two:
            return dict(zip(wanted, two.map(lambda arguments: self.run(*arguments), wanted.values()), strict=True))

    def in_one_process(self, wanted: dict[str, list[str]]) -> dict[str, "subprocess.CompletedProcess[str]"]:
        """Commands one after the other, for which Tieout is loaded once."""
        process = [sys.executable, "-c", ONE_BY_ONE]
        done = subprocess.run(
            process, env=self.environment(), input=json.dumps(wanted), capture_output=True, text=True, check=True, timeout=240
        )
        return {
            name: subprocess.CompletedProcess(wanted[name], returncode=code, stdout=out, stderr=err)
            for name, (code, out, err) in json.loads(done.stdout).items()
        }


Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def tieout(tmp_path_factory: pytest.TempPathFactory) -> Tieout:
    """A home that nothing has touched yet."""
    return Tieout(home=tmp_path_factory.mktemp("home") / "new")


@pytest.fixture(scope="module")
def shop(tieout: Tieout) -> str:
    """A workspace with its administrator, as its maker was told about it."""
    return tieout.good(
        *("user", "add", "--email", "Administrator@Shop.example", "--name", "Administrator", "--role", "administrator"),
        *("--workspace", "A shop", "--password", PASSWORD),
    )


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    file = tmp_path / "orders.csv"
    file.write_bytes(ORDERS)
    return file
