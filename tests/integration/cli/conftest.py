"""Commands as a person types them: processes on a home of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from forked import Nursery, nursery

ORDERS = (
    b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    b"9001,MUG-02,Stoneware mug,2,2026-10-01 10:00:00,9.50,2012,United Kingdom\n"
    b"9001,VASE-1,Tall vase,1,2026-10-01 10:00:00,42.00,2012,United Kingdom\n"
    b"9002,MUG-02,Stoneware mug,1,2026-10-02 11:30:00,9.50,2013,United Kingdom\n"
    b"9003,MUG-02,Stoneware mug,some,2026-10-02 12:30:00,9.50,2013,United Kingdom\n"
)
PASSWORD = "only for these tests"


@dataclass(frozen=True, kw_only=True)
class Tieout:
    """The command on one home. With `kept`, which has loaded Tieout already, a command is a fork of it."""

    home: Path
    kept: Nursery | None = None

    def environment(self, **told: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")}
        return {**kept, "TIEOUT_HOME": str(self.home), "COLUMNS": "200", **told}

    def run(self, *arguments: str, **told: str) -> "subprocess.CompletedProcess[str]":
        if self.kept is not None and not told:
            return self.in_one_process({"": list(arguments)})[""]
        command = [sys.executable, "-m", "tieout", *arguments]
        return subprocess.run(command, env=self.environment(**told), capture_output=True, text=True, check=False, timeout=240)

    def good(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def all(self, wanted: dict[str, list[str]]) -> dict[str, "subprocess.CompletedProcess[str]"]:
        return {name: self.run(*arguments) for name, arguments in wanted.items()}

    def in_one_process(self, wanted: dict[str, list[str]]) -> dict[str, "subprocess.CompletedProcess[str]"]:
        """Commands one after the other in a process of their own."""
        assert self.kept is not None
        with self.kept.talking("integration.cli.by_name", {"wanted": wanted}, environment={}) as process:
            ended = json.loads(process.heard())
        return {
            name: subprocess.CompletedProcess(wanted[name], returncode=code, stdout=out, stderr=err)
            for name, (code, out, err) in ended.items()
        }


Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def tieout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tieout]:
    """A home that nothing has touched yet."""
    typed = Tieout(home=tmp_path_factory.mktemp("home") / "new")
    with nursery(typed.environment()) as kept:
        yield replace(typed, kept=kept)


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
