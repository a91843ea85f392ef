"""The commands do what they say on an empty home, answer with JSON where asked, and say plainly what is wrong."""

import json
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from integration.cli.conftest import ORDERS, PASSWORD, Tieout
from main_job import until
from postgres import free_port
from tieout.cli import COMMANDS, cli

pytestmark = pytest.mark.processes


def subcommands(name: str) -> list[list[str]]:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    if isinstance(command, click.Group):
        return [[name], *[[name, inner] for inner in command.list_commands(click.Context(command))]]
    return [[name]]


def read(text: str) -> Any:
    return json.loads(text)


def test_help_lists_every_command_with_a_sentence(tieout: Tieout) -> None:
    said = " ".join(tieout.good("--help").split())
    for name, (_, sentence) in COMMANDS.items():
        assert f" {name} {sentence}" in said
        assert sentence.endswith(".")


@pytest.mark.parametrize("arguments", [each for name in COMMANDS for each in subcommands(name)], ids=" ".join)
def test_every_command_explains_itself_and_its_options(arguments: list[str]) -> None:
    done = CliRunner().invoke(cli, [*arguments, "--help"], terminal_width=200, max_content_width=200)
    assert done.exit_code == 0
    sentence = done.output.split("\n\n")[1].strip()
    assert sentence[0].isupper()
    assert "." in sentence


def test_migrating_makes_the_tables_and_may_be_repeated(tieout: Tieout) -> None:
    assert tieout.good("migrate") == tieout.good("migrate") == "The tables are up to date in SQLite.\n"
    assert rows(tieout, "SELECT name FROM sqlite_master WHERE name IN ('record', 'workflow_status') ORDER BY name") == [
        "record",
        "workflow_status",
    ]


def test_a_new_workspace_has_its_administrator_and_its_shop_ready(tieout: Tieout, shop: str) -> None:
    assert shop == "Administrator@Shop.example is System Administrator of A shop.\n"
    tieout.good("user", "add", "--email", "books@shop.example", "--role", "finance", "-w", "A shop", "--password", PASSWORD)
    answered = tieout.all({"users": ["user", "list", "--json"], "plain": ["user", "list", "-w", "A shop"]})
    assert read(answered["users"].stdout) == {
        "members": [
            {"workspace": "A shop", "email": "administrator@shop.example", "role": "administrator"},
            {"workspace": "A shop", "email": "books@shop.example", "role": "finance"},
        ]
    }
    assert answered["plain"].stdout.splitlines()[1] == "A shop  books@shop.example  finance"
    assert rows(tieout, "SELECT key FROM collection WHERE mapping <> '{}' ORDER BY key") == ["customers", "orders", "products"]
    assert len(rows(tieout, "SELECT name FROM automation WHERE enabled AND live_number = 1")) == 5


@pytest.mark.feature("X-01")
@pytest.mark.usefixtures("shop")
def test_the_administrator_of_the_installation_switches_the_integration_off_and_on(tieout: Tieout) -> None:
    assert tieout.good("workspace", "accounting", "A shop", "off") == "The accounting integration of A shop is off.\n"
    assert read(tieout.good("workspace", "list", "--json")) == {"workspaces": [{"name": "A shop", "accounting": False}]}
    assert tieout.good("workspace", "accounting", "A shop", "on") == "The accounting integration of A shop is on.\n"
    assert rows(tieout, "SELECT accounting_allowed FROM workspace") == [1]


def rows(tieout: Tieout, statement: str) -> list[Any]:
    """What the file of the database holds."""
    with closing(sqlite3.connect(tieout.home / "tieout.sqlite3")) as database:
        return [row[0] for row in database.execute(statement)]


@pytest.mark.usefixtures("shop")
def test_a_file_is_shown_then_imported_then_changes_nothing(tieout: Tieout, orders: Path) -> None:
    shown = read(tieout.good("import", "--dry-run", "--json", str(orders)))
    assert (shown["row_count"], shown["rows_with_errors"]) == (4, 1)
    assert shown["counts"] == {"customers": 2, "products": 2, "orders": 2}
    assert shown["totals"] == [{"currency": "GBP", "amount": "70.50"}]
    assert shown["errors"][0]["row"] == 4
    assert "some" in shown["errors"][0]["message"]
    mapping = orders.with_name("mapping.json")
    mapping.write_text(json.dumps(shown["mapping"]))

    first = read(tieout.good("import", "--json", "--mapping", str(mapping), str(orders)))
    made = shown["counts"]["customers"] + shown["counts"]["products"] + shown["counts"]["orders"]
    assert {name: first["counts"][name] for name in ("rows", "created", "updated", "unchanged", "errors")} == {
        "rows": 4, "created": made, "updated": 0, "unchanged": 0, "errors": 1,
    }  # fmt: skip
    assert first["totals"] == shown["totals"]

    assert tieout.good("import", str(orders)).splitlines() == [
        f"4 rows: 0 records created, 0 updated, {made} unchanged.",
        "1 row could not be read, kept and shown under Collections, Imports.",
    ]


@pytest.mark.usefixtures("shop")
def test_the_log_verifies_and_its_export_names_the_entry_of_which_one_byte_was_changed(tieout: Tieout, tmp_path: Path) -> None:
    exported = tmp_path / "audit.jsonl"
    answered = tieout.all({"verified": ["audit", "verify", "--json"], "exported": ["audit", "export", str(exported)]})
    lines = exported.read_bytes().splitlines(keepends=True)
    assert read(answered["verified"].stdout) == {"entries": len(lines), "wrong": None, "why": ""}
    assert answered["exported"].stdout == f"{len(lines)} entries are in {exported}.\n"

    changed, broken = tmp_path / "changed.jsonl", tmp_path / "broken.jsonl"
    changed.write_bytes(b"".join([lines[0], lines[1].replace(b"member", b"mEmber", 1), *lines[2:]]))
    broken.write_bytes(b"".join([lines[0], b"\xff" + lines[1][1:], *lines[2:]]))
    judged = tieout.all({file.stem: ["audit", "verify", "--file", str(file), "--json"] for file in (exported, changed, broken)})
    assert (judged["audit"].returncode, read(judged["audit"].stdout)["wrong"]) == (0, None)
    assert (judged["changed"].returncode, read(judged["changed"].stdout)["wrong"]) == (1, 2)
    assert (judged["broken"].returncode, read(judged["broken"].stdout)["why"]) == (1, "entry 2 cannot be read")


WRONG: dict[str, tuple[list[str], str]] = {
    "workspace": (["import", "-w", "Nobody", "FILE"], "There is no workspace 'Nobody'. `tieout user list` shows those there are."),
    "ledger": (["sync", "xero", "quickbooks"], "'xero' does not name one ledger. Connected are: none; see `tieout connect`."),
    "no ledgers": (["tie-out"], "Choose at least one ledger."),
    "file": (["import", "nowhere.csv"], "File 'nowhere.csv' does not exist."),
    "empty file": (["import", "EMPTY"], "cannot be read. The file is empty. Choose a file with a header line and rows."),
    "other columns": (["import", "OTHER"], "The columns of other.csv do not look like orders: Colour, Size."),
    "other collection": (["import", "--collection", "customers", "FILE"], "do not look like customers"),
    "collection": (["import", "--collection", "boats", "FILE"], "There is no collection 'boats' in A shop. There are: customers,"),
    "mapping": (["import", "--mapping", "OTHER", "FILE"], "is not JSON"),
    "person": (
        ["connect", "xero", "--as", "nobody@shop.example"],
        "nobody@shop.example is no System Administrator of A shop.",
    ),
    "role": (
        ["user", "add", "--email", "a@b.example", "--role", "owner", "-w", "A shop", "--password", "x"],
        "'owner' is not one of",
    ),
    "target": (["audit", "export", "nowhere/audit.jsonl"], "No such file or directory: 'nowhere/audit.jsonl'"),
}


@pytest.fixture(scope="module")
def refused(tieout: Tieout, shop: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, "subprocess.CompletedProcess[str]"]:
    """Everything wrong that a person may type, tried once."""
    folder = tmp_path_factory.mktemp("files")
    files = {"FILE": ("orders.csv", ORDERS), "EMPTY": ("empty.csv", b""), "OTHER": ("other.csv", b"Colour,Size\nred,4\n")}
    for name, content in files.values():
        (folder / name).write_bytes(content)
    return tieout.in_one_process(
        {
            what: [str(folder / files[one][0]) if one in files else one for one in arguments]
            for what, (arguments, _) in WRONG.items()
        }
    )


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_in_words_without_a_traceback(
    what: str, refused: dict[str, "subprocess.CompletedProcess[str]"]
) -> None:
    done = refused[what]
    assert done.returncode in (1, 2), done.stdout + done.stderr
    assert WRONG[what][1] in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("refused")
def test_a_refused_import_leaves_nothing_behind(tieout: Tieout) -> None:
    assert rows(tieout, "SELECT name FROM import WHERE state = 'new'") == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"TIEOUT_LIMITS_FACTOR": "0"}, "TIEOUT_LIMITS_FACTOR: Input should be greater than or equal to 1. Correct these"),
        ({"TIEOUT_DATABASE_URL": "mysql://host/name"}, "TIEOUT_DATABASE_URL begins with mysql://. Write postgresql://"),
        ({"TIEOUT_VAULT_KEYS": "k1:abcd"}, "TIEOUT_VAULT_KEYS cannot be used: key k1 has 3 bytes instead of 32. Write id:base64"),
        ({"TIEOUT_DATABASE_URL": "postgresql://a:secret@127.0.0.1:1/books"}, "The database does not answer"),
    ],
    ids=["factor", "database", "keys", "no server"],
)
def test_settings_that_cannot_be_used_stop_the_start_with_name_and_remedy(tmp_path: Path, told: dict[str, str], said: str) -> None:
    done = Tieout(home=tmp_path / "home").run("migrate", **told)
    assert done.returncode == 1
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_the_sandbox_answers_on_the_port_that_it_was_given(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "tieout", "sandbox", "--port", str(port), "--seed", "empty"]
    environment = Tieout(home=tmp_path).environment(PYTHONUNBUFFERED="1")
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as sandbox:
        try:
            assert sandbox.stdout is not None
            assert f"http://127.0.0.1:{port}/" in sandbox.stdout.readline()
            until(lambda: _answers(f"http://127.0.0.1:{port}/_control/health"), "the sandbox does not answer")
        finally:
            sandbox.terminate()
            sandbox.wait(timeout=30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except urllib.error.URLError:
        return False
