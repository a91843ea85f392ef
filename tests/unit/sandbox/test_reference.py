"""The sandbox's reference says what the code does, and its examples run."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from quickbooks import QuickBooks
from xero_python.api_client.configuration import Configuration

from tieout.sandbox import behaviours, control
from tieout.sandbox.server import Sandbox

PAGE = Path(__file__).parent.parent.parent.parent / "docs" / "reference" / "sandbox.md"
HERE = "localhost:9400"


@pytest.fixture(scope="module")
def demo() -> Iterator[Sandbox]:
    with Sandbox.start(seed="demo", limits="off") as running:
        yield running


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line.startswith("curl ")]


def asked(line: str, url: str) -> httpx.Response:
    """What `curl` would do with this line."""
    words = shlex.split(line)[1:]
    wish: dict[str, Any] = {"method": "GET"}
    while words:
        match words.pop(0):
            case "-X":
                wish["method"] = words.pop(0)
            case "-d":
                wish["content"] = words.pop(0)
            case place:
                wish["url"] = place.replace(HERE, url)
    return httpx.request(**wish, timeout=60)


def test_it_is_written_from_the_code() -> None:
    page = PAGE.read_text("utf-8")
    if os.environ.get("TIEOUT_WRITE_DOCS") == "1":
        behaviours.main(PAGE)
    else:
        assert page == behaviours.written(page), "Run TIEOUT_WRITE_DOCS=1 ./dev test tests/unit/sandbox/test_reference.py."


@pytest.mark.parametrize("provider", behaviours.BEHAVIOURS)
def test_something_is_said_of_every_endpoint(provider: str) -> None:
    assert behaviours.undescribed().get(provider, []) == []


@pytest.mark.parametrize("provider", behaviours.BEHAVIOURS)
def test_every_behaviour_is_one_sentence_with_its_source_and_said_once(provider: str) -> None:
    said = [(one.endpoint, one.says) for one in behaviours.BEHAVIOURS[provider]]
    assert len(said) == len(set(said))
    for one in behaviours.BEHAVIOURS[provider]:
        assert one.says.endswith("."), one
        assert one.source, one
        assert one.basis in ("documented", "observed", "assumed"), one


def test_every_call_of_control_is_in_the_page_and_no_other() -> None:
    rows = set(re.findall(r"^\| `([A-Z]+) /_control(/[a-z/]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE))
    assert rows == set(control.ROUTES)


def test_a_page_without_its_places_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for faults"):
        behaviours.written("# The sandbox\n")


@pytest.mark.parametrize("line", commands())
def test_every_command_of_the_page_runs(demo: Sandbox, line: str) -> None:
    if "CONTACT" in line:
        query = {"provider": "xero", "organisation": "Demo Company (US)", "kind": "Contacts"}
        contacts = httpx.get(f"{demo.url}/_control/objects", params=query).json()["objects"]
        line = line.replace("CONTACT", contacts[0]["ContactID"])
    if "restore" in line:
        httpx.post(f"{demo.url}/_control/snapshot", json={"name": "before the import"}).raise_for_status()
    reply = asked(line, demo.url)
    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize("block", blocks("python"))
def test_every_program_of_the_page_runs(demo: Sandbox, block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "0")
    # What the examples set on classes stays in this test; each Configuration is a copy of the first one of the process.
    monkeypatch.setattr(QuickBooks, "sandbox_api_url_v3", QuickBooks.sandbox_api_url_v3)
    monkeypatch.setattr(Configuration, "_default", None)
    exec(compile(block.replace(f"http://{HERE}", demo.url), str(PAGE), "exec"), {})  # noqa: S102
