"""The docs agree with the code, and their links lead somewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tieout.automations.exception_causes import GROUPS
from tieout.cli import cli
from tieout.settings import Settings

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
HEADINGS = ["## Context", "## Decision", "## Consequences", "## Alternatives"]
# Calls whose first argument is the word of a cause, beside every keyword `cause=`.
REFUSALS = {"refuse", "Problem"}


def rows(page: str) -> Iterator[list[str]]:
    """The cells of every row of a page's tables, without the heads."""
    for line in (DOCS / page).read_text("utf-8").splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_as_it_is(name: str) -> None:
    documented = {cells[0]: cells[1:] for cells in rows("reference/settings.md")}
    field = Settings.model_fields[name]
    default, meaning = documented[f"`TIEOUT_{name.upper()}`"]
    assert default.strip("`") == str(field.default)
    assert meaning == (field.description or meaning)
    assert meaning.endswith(".")


def test_no_setting_is_documented_that_does_not_exist() -> None:
    names = {f"TIEOUT_{name.upper()}" for name in Settings.model_fields}
    # Read by the build, by compose and by the tests of the repository, not by the product.
    others = {"TIEOUT_SKIP_WEB", "TIEOUT_DATABASE_PASSWORD", "TIEOUT_WRITE_DOCS"}
    # Read by the commands that ask a served Tieout.
    others |= {"TIEOUT_URL", "TIEOUT_TOKEN", "TIEOUT_TOKEN_FILE"}
    mentioned = {name for page in PAGES for name in re.findall(r"\bTIEOUT_[A-Z_]+[A-Z]\b", page.read_text("utf-8"))}
    assert mentioned - names - others == set()


def test_every_cause_is_documented() -> None:
    found = {word for path in (ROOT / "src" / "tieout").rglob("*.py") if "sandbox" not in path.parts for word in causes(path)}
    assert found - words_of_causes() == set()


def test_no_cause_is_documented_that_the_code_does_not_know() -> None:
    files = [path for path in (ROOT / "src" / "tieout").rglob("*.py") if "sandbox" not in path.parts]
    # The list that automations choose from is of all that is documented, not of what is raised.
    code = "\n".join(path.read_text("utf-8") for path in files if path.name != "exception_causes.py")
    assert {word for word in words_of_causes() if f'"{word}"' not in code} == set()


def test_automations_can_choose_among_all_causes_of_exceptions() -> None:
    page = (DOCS / "reference" / "causes.md").read_text("utf-8")
    parts = {part.partition("\n")[0]: part for part in page.split("\n## ")[1:]}
    assert [title for title in parts if title in GROUPS] == list(GROUPS)
    for title, chosen in GROUPS.items():
        cells = [line.split("|")[1] for line in parts[title].splitlines() if line.startswith("| `")]
        # In a tie-out, a document that was asked for and is not in the ledger yet is no exception.
        no_exceptions = {"waiting_approval", "sending", "refused"}
        assert set(chosen) == {word for cell in cells for word in re.findall(r"`([a-z_]+)`", cell)} - no_exceptions, title


def words_of_causes() -> set[str]:
    """The first cell of a row in causes.md names one cause or several."""
    return {word for cells in rows("reference/causes.md") for word in re.findall(r"`([a-z_]+)`", cells[0])}


def causes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        places: list[ast.expr | None] = []
        if isinstance(node, ast.Call):
            places += [keyword.value for keyword in node.keywords if keyword.arg == "cause"]
            places += [
                each.elts[0] for keyword in node.keywords if keyword.arg == "why" and isinstance(each := keyword.value, ast.Tuple)
            ]
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            places += node.args[:1] if name in REFUSALS else []
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and target.id == "_REMEDIES" and isinstance(node.value, ast.Dict):
                places += node.value.keys
            if isinstance(target, ast.Name) and target.id == "Cause":
                places.append(node.value)
        said = [each for place in places if place for each in ast.walk(place)]
        # What a sentence is looked up by is no cause: `manifest.cannot["drafts"]`.
        keys = [each.slice for each in said if isinstance(each, ast.Subscript)]
        constants = [each for each in said if isinstance(each, ast.Constant) and each not in keys]
        yield from (
            each.value for each in constants if isinstance(each.value, str) and re.fullmatch(r"[a-z]+(_[a-z]+)*", each.value)
        )


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            assert inner is not None
            yield from commands(inner, f"{name} {each}")
    else:
        yield name, command


COMMANDS = dict(commands(cli, "tieout"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options(name: str) -> None:
    documented = {cells[0].strip("`"): re.findall(r"`(--[a-z-]+)`", cells[2]) for cells in rows("reference/commands.md")}
    options = [max(each.opts, key=len) for each in COMMANDS[name].params if isinstance(each, click.Option)]
    assert sorted(documented[name]) == sorted(options)


def test_no_command_is_mentioned_that_does_not_exist() -> None:
    known = {*COMMANDS, *(name.rsplit(" ", 1)[0] for name in COMMANDS)}
    mentioned = {name for page in PAGES for name in re.findall(r"`(?:\.venv/bin/)?(tieout [a-z-]+)", page.read_text("utf-8"))}
    assert mentioned - known == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", text) if "://" not in link]
    broken = [link for link in links if not _leads(page, link)]
    assert broken == []


def _leads(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return False
    headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE) if anchor else []
    return not anchor or anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_dev_command_that_is_mentioned_exists() -> None:
    offered = set(re.findall(r"^# \./dev ([a-z]+)", (ROOT / "dev").read_text("utf-8"), re.MULTILINE))
    mentioned = {name for page in PAGES for name in re.findall(r"\./dev ([a-z]+)", page.read_text("utf-8"))}
    assert mentioned - offered == set()


def test_every_dev_command_that_the_help_names_is_one() -> None:
    text = (ROOT / "dev").read_text("utf-8")
    offered = re.findall(r"^# \./dev ([a-z]+)", text, re.MULTILINE)
    assert offered
    assert [name for name in offered if f"\n    {name}) " not in text] == []


def test_decisions_are_numbered_without_gaps_and_say_four_things() -> None:
    pages = sorted((DOCS / "decisions").glob("0*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert [re.findall(r"^## .+$", page.read_text("utf-8"), re.MULTILINE) for page in pages] == [HEADINGS] * len(pages)
    listed = (DOCS / "decisions" / "README.md").read_text("utf-8")
    assert [page.name for page in pages if page.name not in listed] == []


def test_a_word_stands_in_the_glossary_once() -> None:
    words = [
        word
        for bold in re.findall(r"^\*\*([^*]+)\.\*\*", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)
        for word in bold.split(", ")
    ]
    assert len(words) == len({word.lower() for word in words})
