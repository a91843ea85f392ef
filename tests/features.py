"""Which tests prove which promises, told by their marks; the page of the reference is written from it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "reference" / "features.md"
UI = TESTS.parent / "ui" / "src"
# In the title of a test of the page: it("shows the due date (X-27)").
_IN_A_TITLE = re.compile(r"\b(?:it|test)\(\s*[\"'`]([^\"'`]*\b[KXQRWT]-\d{2}\b[^\"'`]*)")
_ID = re.compile(r"\b[KXQRWT]-\d{2}\b")


def proofs() -> dict[str, list[str]]:
    """Id of a promise to the names of its tests."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in TESTS.rglob("test_*.py"):
        for name, ids in _marked(ast.parse(path.read_text("utf-8")), ()):
            for one in ids:
                found[one].add(f"{path.relative_to(TESTS.parent).as_posix()}::{name}")
    for path in UI.rglob("*.test.ts*"):
        for title in _IN_A_TITLE.findall(path.read_text("utf-8")):
            for one in _ID.findall(title):
                found[one].add(f"{path.relative_to(TESTS.parent).as_posix()}: {title}")
    return {one: sorted(found[one]) for one in sorted(found)}


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


def render() -> str:
    found = proofs()
    rows = [f"| {one} | {'<br>'.join(f'`{test}`' for test in tests)} |" for one, tests in found.items()]
    head = [
        "# What is promised, and proven",
        "",
        f"The {len(found)} promises that tests prove so far, by their id, and the tests that would fail if a promise were broken.",
        "Written from the marks of the tests (`TIEOUT_WRITE_DOCS=1 ./dev test tests/unit/test_features.py`).",
        "",
        "| promise | shown by |",
        "|---|---|",
    ]
    return "\n".join([*head, *rows, ""])
