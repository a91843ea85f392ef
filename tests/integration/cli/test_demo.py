"""The demo does the whole main job from one command, says what it did, and posts nothing when it is run again."""

import csv
import json
import subprocess
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from integration.cli.conftest import Tieout
from tieout.cli.demo import SMALL_SHOP

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]

CALLS_RATIO_MAX = 1.2


@dataclass(frozen=True, kw_only=True)
class Ran:
    done: "subprocess.CompletedProcess[str]"
    report: dict[str, Any]


def run(tieout: Tieout, file: Path) -> Ran:
    done = tieout.run("demo", "--once", "--json", str(file))
    assert file.exists(), done.stdout + done.stderr
    return Ran(done=done, report=json.loads(file.read_text(), parse_float=Decimal))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def first(folder: Path) -> Ran:
    return run(Tieout(home=folder / "home"), folder / "first.json")


@pytest.fixture(scope="module")
def second(folder: Path, first: Ran) -> Ran:
    """The same once more, on the books that the first left behind."""
    assert first.done.returncode == 0
    return run(Tieout(home=folder / "home"), folder / "second.json")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with SMALL_SHOP.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def total(rows: list[dict[str, str]]) -> Decimal:
    return sum((Decimal(row["Quantity"]) * Decimal(row["UnitPrice"]) for row in rows), Decimal(0))


def test_it_ends_well_and_says_what_it_did(first: Ran) -> None:
    assert first.done.returncode == 0, first.done.stdout + first.done.stderr
    assert "Unexplained: 0.00 GBP" in first.done.stdout
    assert f"This run posted {first.report['posted_by_this_run']}" in first.done.stdout
    assert "Traceback" not in first.done.stdout + first.done.stderr


def test_it_reads_every_row_and_every_order(first: Ran, rows: list[dict[str, str]]) -> None:
    assert (first.report["rows_read"], first.report["rows_unreadable"]) == (len(rows), 0)
    assert first.report["orders"] == len({row["InvoiceNo"] for row in rows})


def test_what_was_read_is_what_was_posted_and_what_waits_to_the_cent(first: Ran, rows: list[dict[str, str]]) -> None:
    sums = {name: Decimal(amount) for name, amount in first.report["rows_sum"]["GBP"].items()}
    assert list(first.report["rows_sum"]) == ["GBP"]
    assert sums["rows"] == total(rows) > 0
    assert sums["rows"] == sums["posted"] + sums["exceptions"]
    assert sums["lost"] == 0
    assert first.report["nothing_lost"] is True
    assert sum(Decimal(waiting["amount"]) for waiting in first.report["exceptions"].values()) == sums["exceptions"]


def test_every_order_is_a_document_in_both_ledgers_or_an_exception(first: Ran) -> None:
    waiting = sum(waiting["count"] for waiting in first.report["exceptions"].values())
    assert waiting > 0
    assert first.report["documents_expected"] == first.report["orders"] - waiting
    for provider in ("xero", "quickbooks"):
        posted = first.report["posted"][provider]
        assert posted["invoice"] + posted["credit_note"] == first.report["documents_expected"]
    assert first.report["posted"]["quickbooks"]["payment"] > 0
    posted = sum(count for kinds in first.report["posted"].values() for count in kinds.values())
    assert first.report["posted_by_this_run"] == posted


def test_the_ledgers_agree_but_for_what_an_exception_holds_back(first: Ran) -> None:
    waiting = sum(waiting["count"] for waiting in first.report["exceptions"].values())
    assert first.report["tie_out"] == {"differences": waiting, "unexplained": {"GBP": "0.00"}}


@pytest.mark.parametrize("provider", ["xero", "quickbooks"])
def test_it_needs_hardly_more_calls_than_the_least_possible(provider: str, first: Ran) -> None:
    calls = first.report["calls"][provider]
    assert 0 < calls["least"] <= calls["used"] == sum(calls["by_kind"].values())
    assert calls["used"] / calls["least"] <= CALLS_RATIO_MAX, calls


def test_run_again_it_posts_nothing(first: Ran, second: Ran) -> None:
    assert second.done.returncode == 0, second.done.stdout + second.done.stderr
    assert second.report["posted_by_this_run"] == 0
    for name in ("posted", "exceptions", "orders", "documents_expected", "rows_sum", "tie_out", "nothing_lost"):
        assert second.report[name] == first.report[name], name
