"""Answers of hosts outside: nothing of a number is lost, and whatever comes can be kept or is refused in a sentence."""

import json
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tieout.connectors.outside import Answer
from tieout.engine.answers import (
    ITEMS_MAX,
    OUTPUT_BYTES_MAX,
    Pages,
    Unusable,
    at,
    check_size,
    document_of,
    gathered,
    items_of,
    next_url,
    typed,
    with_parameter,
)

leaves = some.one_of(
    some.none(), some.booleans(), some.integers(), some.text(), some.decimals(allow_nan=False, allow_infinity=False, places=4)
)
documents = some.recursive(leaves, lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner), max_leaves=20)


def answer(content: bytes, **headers: str) -> Answer:
    return Answer(status=200, url="https://shop.example/list?q=1", headers=headers, content=content)


@given(documents)
def test_any_json_is_taken_in_a_form_that_every_database_keeps(document: object) -> None:
    taken = document_of(answer(json.dumps(document, default=str).encode()))
    assert orjson.loads(orjson.dumps(taken)) == taken
    assert "\0" not in json.dumps(taken, ensure_ascii=False)


@given(some.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_fraction_keeps_its_digits(number: Decimal) -> None:
    taken = document_of(answer(f'{{"total": {number:f}}}'.encode()))
    assert Decimal(str(typed(at(taken, "total"), "number", name="total"))) == number


@given(some.binary(max_size=200))
def test_whatever_comes_is_taken_as_text_at_least(content: bytes) -> None:
    orjson.dumps(document_of(answer(content)))


@pytest.mark.parametrize(
    ("value", "kind", "wanted"),
    [
        (7, "text", "7"),
        (True, "text", "yes"),
        ("2026-11-01T10:00:00Z", "date", "2026-11-01"),
        (False, "checkbox", False),
        ([1], "list", [1]),
        ({"a": 1}, "json", {"a": 1}),
        (None, "number", None),
    ],
)
def test_a_value_is_taken_as_its_type(value: object, kind: str, wanted: object) -> None:
    assert typed(value, kind, name="it") == wanted  # type: ignore[arg-type]  # each is one of them


@pytest.mark.parametrize(("value", "kind"), [("x", "number"), ("x", "date"), ("x", "list"), ([1], "text"), ({"a": 1}, "number")])
def test_a_value_of_another_type_is_refused(value: object, kind: str) -> None:
    with pytest.raises(Unusable, match="it is"):
        typed(value, kind, name="it")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ('<https://shop.example/list?p=2>; rel="next"', "https://shop.example/list?p=2"),
        ('</a>; rel=prev, </b>; rel="last next"', "https://shop.example/b"),
        ('</a>; rel="nextish"', ""),
        ('</a>; title="next"', ""),
        ("", ""),
    ],
)
def test_the_next_page_of_a_link_header_is_found(header: str, wanted: str) -> None:
    assert next_url(answer(b"[]", link=header), [], pages=Pages(kind="link"), number=1) == wanted


@pytest.mark.parametrize("cursor", [None, "", False, [], {}])
def test_without_a_cursor_there_is_no_next_page(cursor: object) -> None:
    pages = Pages(kind="cursor", next_path="next", parameter="after")
    assert next_url(answer(b""), {"next": cursor}, pages=pages, number=1) == ""  # type: ignore[dict-item]
    assert next_url(answer(b""), {"next": 7}, pages=pages, number=1).endswith("?q=1&after=7")


@given(some.text(), some.text())
def test_a_parameter_stands_in_an_address_once_and_cannot_leave_its_place(name: str, value: str) -> None:
    once = with_parameter("https://shop.example/list?q=1", name, value=value)
    assert with_parameter(once, name, value=value) == once
    assert once.startswith("https://shop.example/list?")


def test_too_much_is_refused() -> None:
    with pytest.raises(Unusable, match="larger than"):
        check_size({"body": "x" * OUTPUT_BYTES_MAX})
    with pytest.raises(Unusable, match="more than"):
        gathered([[None] * ITEMS_MAX, [None]])
    with pytest.raises(Unusable, match="no list"):
        items_of({"rows": 1}, Pages(items="rows"))
