"""Which tests prove which promises, told by their marks; the page of the reference is written from it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "reference" / "features.md"
UI = TESTS.parent / "ui" / "src"
# The title of a test of the page, as in it("shows the due date (X-27)"); the other kinds of quotation mark may stand in it.
_TITLE = re.compile(r"\b(?:it|test)(?:\.each\(.*?\))?\(\s*([\"'`])((?:\\.|(?!\1).)*)\1", re.DOTALL)
_ID = re.compile(r"\b[KXQRWT]-\d{2}\b")


def proofs() -> dict[str, list[str]]:
    """Id of a promise to the names of its tests."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in TESTS.rglob("test_*.py"):
        for name, ids in _marked(ast.parse(path.read_text("utf-8")), ()):
            for one in ids:
                found[one].add(f"{path.relative_to(TESTS.parent).as_posix()}::{name}")
    for path in sorted(UI.rglob("*.test.ts*")):
        for title in titles(path.read_text("utf-8")):
            for one in _ID.findall(title):
                found[one].add(f"{path.relative_to(TESTS.parent).as_posix()}: {title}")
    return {one: sorted(found[one]) for one in sorted(found)}


def titles(text: str) -> list[str]:
    """Of the tests in a file of the page."""
    return [title for _, title in _TITLE.findall(text)]


def named_on_the_page() -> dict[str, set[str]]:
    """Test file of the page to every id that stands anywhere in it."""
    return {path.relative_to(TESTS.parent).as_posix(): set(_ID.findall(path.read_text("utf-8"))) for path in UI.rglob("*.test.ts*")}


def left_to_the_long_run() -> set[str]:
    """The files that the usual run leaves out, as each folder's conftest.py names them."""
    return {
        f"{conftest.parent.relative_to(TESTS.parent).as_posix()}/{name}"
        for conftest in TESTS.rglob("conftest.py")
        for node in ast.parse(conftest.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "IN_THE_LONG_RUN"
        for name in ast.literal_eval(node.value)
    }


def _marked(node: ast.AST, inherited: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            ids = inherited + tuple(one for decorator in child.decorator_list for one in _ids(decorator))
            if isinstance(child, ast.ClassDef):
                yield from _marked(child, ids)
            elif ids and child.name.startswith("test_"):
                yield child.name, ids


def _ids(decorator: ast.expr) -> Iterator[str]:
    if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.func.attr == "feature":
        yield from (str(argument.value) for argument in decorator.args if isinstance(argument, ast.Constant))


def _shown(test: str, long: set[str]) -> str:
    return f"`{test}`" + (" (long run only)" if test.partition("::")[0] in long else "")


def render() -> str:
    found, long = proofs(), left_to_the_long_run()
    rows = [f"| {one} | {'<br>'.join(_shown(test, long) for test in tests)} |" for one, tests in found.items()]
    head = [
        "# What is promised, and proven",
        "",
        f"The {len(found)} promises that tests prove so far, by their id, and the tests that would fail if a promise were broken.",
        "Written from the marks of the tests (`TIEOUT_WRITE_DOCS=1 ./dev test tests/unit/test_features.py`).",
        "What the usual run leaves out is marked so; `TEST_LONG=1 ./dev test` takes it in.",
        "",
        "| promise | shown by |",
        "|---|---|",
    ]
    return "\n".join([*head, *rows, ""])
