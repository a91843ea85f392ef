"""The guide to another provider names only what there is."""

import re
from pathlib import Path

import pytest

from contract.connector_suite import ConnectorSuite
from tieout.connectors.registry import CONNECTORS
from tieout.sandbox.world import World

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "docs" / "guide" / "another-provider.md"
EIGHT = ("__init__.py", "manifest.py", "auth.py", "client.py", "wire.py", "translate/", "errors.py", "webhooks.py")
PROVIDERS = sorted(CONNECTORS)
# Words of the text that are no names in the code: other people's words, and what a reader will type.
NOT_OURS = {"N", "if", "500", "503", "<name>", "/<name>", "/<name>/…", "<name>:", "large:N"}


def text() -> str:
    return GUIDE.read_text("utf-8")


def said() -> list[str]:
    """What stands between backticks, without the blocks of code."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text(), flags=re.DOTALL | re.MULTILINE))


def paths() -> list[str]:
    return sorted({name for name in said() if "/" in name and name not in NOT_OURS and " " not in name and name not in EIGHT})


def words() -> list[str]:
    found = {name for name in said() if name not in {*paths(), *EIGHT, *NOT_OURS} and "TIEOUT_" not in name}
    return sorted(name for name in found if not name.startswith(("./dev", ".venv")))


@pytest.mark.parametrize("path", paths())
def test_every_path_that_the_guide_names_exists_for_each_provider(path: str) -> None:
    for provider in PROVIDERS:
        assert (ROOT / path.replace("<name>", provider)).exists(), path


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_connector_has_the_eight_files(provider: str) -> None:
    assert {name for name in EIGHT if f"| `{name}` |" in text()} == set(EIGHT)
    folder = ROOT / "src" / "tieout" / "connectors" / provider
    assert [name for name in EIGHT if not (folder / name).exists()] == []


def test_every_name_that_the_guide_mentions_is_in_the_code() -> None:
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests" / "contract").glob("*.py"), *ROOT.glob("*.md")]
    code = "\n".join(file.read_text("utf-8") for file in files) + "\n".join(file.name for file in ROOT.iterdir())
    assert words()
    missing = [
        word
        for word in words()
        for name in re.split(r"[.(]", word.replace("<name>", "xero").removesuffix("()"))
        if not re.search(rf"\b{re.escape(name)}\b", code)
    ]
    assert missing == []


def test_the_registry_and_the_sandbox_know_the_same_providers() -> None:
    world = World(None, seed="empty")
    assert sorted(world.providers) == PROVIDERS
    world.close()


def test_the_guide_shows_the_suite_as_it_is_entered() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", text(), re.DOTALL)
    suite: dict[str, type[ConnectorSuite]] = {}
    exec(compile(block, str(GUIDE), "exec"), {}, suite)  # noqa: S102
    asked = {name for base in ConnectorSuite.__mro__ for name in vars(base).get("__annotations__", {})}
    assert asked
    assert asked <= set(vars(suite["TestAbacus"]))


def test_every_chosen_test_of_the_suite_is_one() -> None:
    (chosen,) = re.findall(r'-k "([^"]+)"', text())
    names = [name for name in dir(ConnectorSuite) if name.startswith("test_")]
    assert [word for word in chosen.split(" or ") if not any(word in name for name in names)] == []
