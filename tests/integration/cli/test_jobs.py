"""The main job by commands alone, at a Tieout that is served elsewhere: nothing is read but what the commands say."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from integration.cli.conftest import PASSWORD, Tieout
from main_job import LEDGERS, until
from tables import sqlite_with_tables
from tieout.cli import cli
from tieout.cli.demo.browser import Browser
from tieout.cli.demo.processes import Process, environment, free_port
from tieout.sandbox.server import Sandbox

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

ADMINISTRATOR = "administrator@shop.example"
KINDS = ["contact", "item", "invoice", "credit_note", "payment"]
# What the names of the two organisations do not tell by themselves.
ACCOUNTS = {"200": "Sales of Product Income", "205": "Discounts given", "207": "Postage Income"}
TAXES = {"OUTPUT2": "20.0% S", "SROUTPUT": "17.5% S", "ZERORATEDOUTPUT": "0.0% Z"}
BANKS = {"090": "Current"}
FILES = {
    "customers": "Key,Name,Account number,E-mail,Country,Currency\n"
    "2012,Alder Trading,2012,accounts@alder.example,United Kingdom,GBP\n"
    "2013,Birch Interiors,2013,office@birch.example,United Kingdom,GBP\n",
    "products": "Key,Code,Name,Price,Account\nMUG-02,MUG-02,Stoneware mug,9.50,200\nVASE-1,VASE-1,Tall vase,42.00,200\n",
    "orders": "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    "9001,MUG-02,Stoneware mug,2,2026-10-01 10:00:00,9.50,2012,United Kingdom\n"
    "9001,VASE-1,Tall vase,1,2026-10-01 10:00:00,42.00,2012,United Kingdom\n"
    "9002,MUG-02,Stoneware mug,1,2026-10-02 11:30:00,9.50,2013,United Kingdom\n",
}


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """A terminal that has the address of a served Tieout and a token, and no database of its own."""

    url: str
    folder: Path
    token: Path

    def told(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")}
        nowhere = {"HOME": str(self.folder), "TIEOUT_HOME": str(self.folder / "untouched"), "COLUMNS": "200"}
        return {**kept, **nowhere, "TIEOUT_URL": self.url, "TIEOUT_TOKEN_FILE": str(self.token), **more}

    def run(self, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "tieout", *arguments]
        return subprocess.run(command, env=self.told(**more), capture_output=True, text=True, check=False, timeout=120)

    def typed(self, *arguments: str, **more: str) -> Result:
        """The same in this process, for what ends before anything was done."""
        return CliRunner().invoke(cli, list(arguments), env=self.told(**more))

    def good(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        return done.stdout

    def read(self, *arguments: str) -> Any:
        return json.loads(self.good(*arguments))

    def connect(self, provider: str, person: Browser) -> str:
        """What the command says while a person's browser does what it asks for."""
        command = [sys.executable, "-u", "-m", "tieout", "connect", provider, "--timeout", "120"]
        with subprocess.Popen(command, env=self.told(), stdout=subprocess.PIPE, text=True) as asking:
            assert asking.stdout is not None
            said = [asking.stdout.readline(), asking.stdout.readline()]
            person.consent(said[1].strip(), organisation=LEDGERS[provider])
            said.append(asking.stdout.read())
        assert asking.returncode == 0
        return "".join(said)

    def map_and_agree(self) -> dict[str, Any]:
        """The sync of the two ledgers, set up through the API as an accountant decides."""
        ledgers = {one["provider"]: one["id"] for one in self.read("connections", "--json")["connections"]}
        pair = {"source_connection_id": ledgers["xero"], "target_connection_id": ledgers["quickbooks"]}
        asked = [part for name, value in pair.items() for part in ("--query", f"{name}={value}")]
        found = self.read("api", "get", "syncs/suggested-maps", *asked)
        accounts = {one["name"]: one["key"] for one in found["target_accounts"]}
        taxes = {one["name"]: one["key"] for one in found["target_taxes"]}
        wish = {
            **pair,
            "kinds": KINDS,
            "account_map": {key: accounts[name] for key, name in ACCOUNTS.items()},
            "tax_map": {key: taxes[name] for key, name in TAXES.items()},
            "bank_account_map": {key: accounts[name] for key, name in BANKS.items()},
        }
        made: dict[str, Any] = self.read("api", "post", "syncs", "--body", json.dumps(wish))
        return made


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """`tieout serve` with its worker beside a sandbox, and somebody's terminal that got a token from the machine it runs on."""
    folder, port = tmp_path_factory.mktemp("jobs"), free_port()
    here = Tieout(home=folder / "home")
    here.home.mkdir()
    sqlite_with_tables(here.home / "tieout.sqlite3")
    here.good("user", "add", "--email", ADMINISTRATOR, "--role", "administrator", "-w", "A shop", "--password", PASSWORD)
    token = folder / "token"
    assert here.good("user", "token", "--email", ADMINISTRATOR, "--file", str(token)) == f"The token is in {token}.\n"
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox.start(port=0, seed="empty", limits="100"))
        told = environment(home=here.home, port=port, sandbox_url=sandbox.url, limits_factor=100)
        told |= {"TIEOUT_DATABASE_URL": "", "TIEOUT_LOG_LEVEL": "WARNING", "TIEOUT_POLL_MINUTES": "0"}
        server = Process("Tieout", ["serve", "--port", str(port)], environment=told, log=folder / "tieout.log")
        stack.enter_context(server).until_answers(f"http://localhost:{port}/api/v1/health")
        yield Elsewhere(url=f"http://localhost:{port}", folder=folder, token=token)


@pytest.fixture(scope="module")
def connected(elsewhere: Elsewhere) -> Elsewhere:
    person = Browser(elsewhere.url)
    person.sign_in(email=ADMINISTRATOR, password=PASSWORD)
    for provider in ("xero", "quickbooks"):
        said = elsewhere.connect(provider, person)
        assert said.startswith("Sign in to Tieout in your browser, then open:\nhttp://")
        assert said.endswith(f"\nConnected to {LEDGERS[provider]}.\n")

    def known() -> bool:
        found = elsewhere.read("connections", "--json")["connections"]
        return len(found) == 2 and all(one["reference_synced_at"] for one in found)

    until(known, "the accounts and tax rates were not read")
    return elsewhere


@pytest.fixture(scope="module")
def posted(connected: Elsewhere) -> Elsewhere:
    """Customers, products and orders from files, each posted to Xero by the shop's automations."""
    for collection, content in FILES.items():
        file = connected.folder / f"{collection}.csv"
        file.write_text(content)
        answer = connected.read("records", "import", str(file), "--collection", collection, "--json")
        assert (answer["state"], answer["error"], answer["counts"]["errors"]) == ("finished", "", 0)
        assert answer["counts"]["created"] == 2

    until(lambda: _linked(connected, "orders") == 2, "not every order was posted")
    assert (_linked(connected, "customers"), _linked(connected, "products")) == (2, 2)
    return connected


def _linked(there: Elsewhere, collection: str) -> int:
    return sum(one["linked"] for one in there.read("records", "list", collection, "--json")["records"])


@pytest.mark.feature("T-12")
def test_from_files_to_two_ledgers_that_agree_by_commands_alone(posted: Elsewhere) -> None:
    posted.map_and_agree()
    carried = posted.read("sync", "xero", "quickbooks", "--json")
    assert (carried["status"], carried["error"]) == ("succeeded", "")
    assert carried["postings"]["posted"] > 4
    again = posted.read("sync", "xero", "quickbooks", "--json")
    assert (again["status"], again["postings"]) == ("succeeded", {})

    report = posted.folder / "tie-out.json"
    proof = posted.read("tie-out", "--json", "--file", str(report))
    assert (proof["unexplained"], json.loads(report.read_text())["unexplained"]) == ([], {"GBP": "0.00"})
    exported = list(csv.DictReader(io.StringIO(posted.good("records", "export", "orders").removeprefix("\ufeff"))))
    assert {one["Key"]: (one["Customer"], one["Payment status"], one["Amount due"]) for one in exported} == {
        "9001": ("2012", "open", "73.20"), "9002": ("2013", "open", "11.40"),
    }  # fmt: skip
    assert not (posted.folder / "untouched").exists()


def test_what_was_done_is_told_in_words_too_and_changes_nothing_more(posted: Elsewhere) -> None:
    assert posted.good("connections").splitlines() == [
        f"xero  {LEDGERS['xero']}  Connected  ledger of the records",
        f"quickbooks  {LEDGERS['quickbooks']}  Connected",
    ]
    assert posted.good("records", "list", "customers", "--search", "birch") == "2013  Birch Interiors  linked\n"
    assert len(posted.good("records", "list", "customers", "--limit", "1").splitlines()) == 1
    again = posted.good("records", "import", str(posted.folder / "orders.csv"), "--collection", "orders")
    assert again == "3 rows: 0 records made, 0 changed, 6 as they were, 0 rows refused.\n"


def test_an_import_with_a_row_that_cannot_be_read_ends_with_1_and_says_so(posted: Elsewhere, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        FILES["orders"].splitlines()[0] + "\n9009,MUG-02,Stoneware mug,some,2026-10-02 12:30:00,9.50,2013,United Kingdom\n"
    )
    done = posted.run("records", "import", str(file), "--collection", "orders")
    assert (done.returncode, done.stdout) == (1, "1 row: 0 records made, 0 changed, 0 as they were, 1 row refused.\n")


@dataclass(frozen=True, kw_only=True)
class Wrong:
    arguments: tuple[str, ...]
    said: str
    told: tuple[tuple[str, str], ...] = ()


WRONG = {
    "address": Wrong(arguments=("connections",), told=(("TIEOUT_URL", "tieout.shop.example"),), said="TIEOUT_URL is no address."),
    "not encrypted": Wrong(
        arguments=("connections",), told=(("TIEOUT_URL", "http://tieout.shop.example"),), said="the token could be read on its way"
    ),
    "nobody there": Wrong(
        arguments=("connections",), told=(("TIEOUT_URL", "http://localhost:9"),), said="http://localhost:9 does not answer"
    ),
    "token": Wrong(arguments=("connections",), told=(("TIEOUT_TOKEN", "tieout_unknown"),), said="token"),
    "no token": Wrong(
        arguments=("connections",), told=(("TIEOUT_TOKEN_FILE", "/nowhere/token"),), said="There is no token: set TIEOUT_TOKEN"
    ),
    "ledger": Wrong(
        arguments=("sync", "sage", "xero"),
        said="'sage' does not name one ledger. Connected are: Demo Company (UK) (xero), Sandbox Company_GB (quickbooks).",
    ),
    "no sync": Wrong(arguments=("sync", "quickbooks", "xero"), said="There is no sync of these two yet."),
    "collection": Wrong(arguments=("records", "list", "boats"), said="collection"),
    "path": Wrong(arguments=("api", "get", "boats"), said="This was not found. Check the address"),
    "body": Wrong(arguments=("api", "post", "syncs", "--body", "{"), said="Cannot parse request body"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_elsewhere_is_said_in_words(what: str, connected: Elsewhere) -> None:
    wrong = WRONG[what]
    done = connected.typed(*wrong.arguments, **dict(wrong.told))
    assert done.exit_code == 1, done.stdout
    assert wrong.said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_token_is_not_used_at_another_workspace_than_the_one_that_was_named(elsewhere: Elsewhere, tmp_path: Path) -> None:
    """Else a pass of the sync, or a configuration, would go to the business that was not meant."""
    (tmp_path / "workspace.json").write_text("{}")
    for command in (
        ("connect", "xero"),
        ("sync", "xero", "quickbooks"),
        ("tie-out",),
        ("config", "export", str(tmp_path / "out")),
        ("config", "import", str(tmp_path)),
    ):
        done = elsewhere.run(*command, "--workspace", "Another shop")
        said = " ".join(done.stderr.split())
        assert (done.returncode, "The token opens A shop, not Another shop." in said) == (1, True), (command, said)
    assert len(list((tmp_path / "out").glob("*"))) == 0
    assert elsewhere.good("config", "export", str(tmp_path / "out"), "--workspace", "A shop")


def test_a_token_that_others_may_read_is_not_used(elsewhere: Elsewhere, tmp_path: Path) -> None:
    shown = tmp_path / "token"
    shown.write_text(elsewhere.token.read_text())
    shown.chmod(0o644)
    done = elsewhere.run("connections", TIEOUT_TOKEN_FILE=str(shown))
    assert (done.returncode, f"Run: chmod 600 {shown}" in " ".join(done.stderr.split())) == (1, True)
    assert elsewhere.token.stat().st_mode & 0o777 == 0o600
