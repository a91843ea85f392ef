"""The rules that judge the code can fail: each finds what it is for, and lets pass what it is not for."""

from collections.abc import Callable, Iterator

import pytest

import tidy
from tidy import Fault, Module

Rule = Callable[[Module], Iterator[Fault]]
LATER = "TO" + "DO"


def found(rule: Rule, text: str, *, name: str = "tieout.engine.example") -> list[str]:
    return [fault.place.removeprefix(f"{name}.") for fault in rule(Module(name=name, text=text))]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (tidy.too_long, "x = 1\n" * 401),
        (tidy.too_long, "def long():\n" + "    x = 1\n" * 60),
        (tidy.too_many_arguments, "def post(*, a, b, c, d, e, f): ..."),
        (tidy.too_many_by_place, "def post(a, b, c): ..."),
        (tidy.too_many_by_place, "class Books:\n    def put(self, a, b, c): ..."),
        (tidy.without_purpose, "x = 1"),
        (tidy.vague_names, "class PostingManager: ..."),
        (tidy.queries_outside_store, "Link.objects.filter()"),
        (tidy.broad_excepts, "try: ...\nexcept Exception: ..."),
        (tidy.broad_excepts, "try: ...\nexcept: ..."),
        (tidy.broad_excepts, "try: ...\nexcept (ValueError, BaseException): ..."),
        (tidy.marks_for_later, f"# {LATER} later"),
        (tidy.left_out_tests, "import pytest\npytest.mark.skip('no')"),
        (tidy.left_out_tests, "import pytest\npytest.skip('no')"),
    ],
)
def test_a_rule_finds_what_it_is_for(rule: Rule, text: str) -> None:
    assert len(found(rule, text)) == 1


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (tidy.too_long, '"""Short."""\n' + "x = 1\n" * 398 + "def short():\n    return 1"),
        (tidy.too_many_arguments, "def post(a, b, *, c, d, e): ..."),
        (tidy.too_many_arguments, "@click.command('demo')\ndef demo(a, b, c, d, e, f): ..."),
        (tidy.too_many_by_place, "class Books:\n    def put(self, a, b): ..."),
        (tidy.too_many_by_place, "def health(a, b, c): ...\nROUTES = {'health': health}"),
        (tidy.too_many_by_place, "def __exit__(self, a, b, c): ..."),
        (tidy.without_purpose, '"""Says what it is for."""'),
        (tidy.vague_names, "class DatabaseError(Exception): ..."),
        (tidy.broad_excepts, "try: ...\nexcept ValueError: ..."),
        (tidy.broad_excepts, "try: ...\nexcept BaseException:\n    undo()\n    raise"),
        (tidy.marks_for_later, "todos = []"),
        (tidy.floats, "seconds = float(text)"),
    ],
)
def test_a_rule_lets_pass_what_it_is_not_for(rule: Rule, text: str) -> None:
    assert found(rule, text) == []


def test_amounts_never_pass_through_a_float() -> None:
    rooms = ["accounting", "connectors", "mapping", "reconciliation"]
    assert [room for room in rooms if found(tidy.floats, "amount = float(text)", name=f"tieout.{room}.example")] == rooms


def test_a_room_is_not_named_after_nothing() -> None:
    assert found(tidy.vague_names, "", name="tieout.utils.text") == ["tieout.utils.text"]


def test_a_query_takes_the_workspace_first() -> None:
    text = """
def links(workspace_id): return Link.objects.filter(workspace_id=workspace_id)
def everybody(): return Link.objects.all()
def keep(rows): Link.objects.bulk_create(rows)
def _inner(ids): return Link.objects.filter(id__in=ids)
def raw():
    with connection.cursor() as cursor: cursor.execute("SELECT 1")
def page(rows, place): return rows[: place.cursor]
"""
    assert found(tidy.queries_without_workspace, text, name="tieout.store.links") == ["everybody", "raw"]
