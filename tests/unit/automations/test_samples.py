"""Bodies from outside: their digits, their types, and what is not taken in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.automations.samples import DEPTH_MAX, BodyError, read_body, types_of

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def test_numbers_keep_the_digits_that_they_were_written_with() -> None:
    values = read_body(b'{"total": 1234567890.10, "count": 3, "long": 12345678901234567890}', content_type="application/json")
    assert values == {"total": "1234567890.10", "count": 3, "long": "12345678901234567890"}
    types = types_of(values)
    assert (types["total"], types["count"]) == ("number", "number")


def test_the_types_of_paths_are_told_from_what_stands_there() -> None:
    body = {
        "order": {"id": "A-1", "placed_on": "2026-11-20", "at": "2026-11-20T10:00:00Z", "price": "12.50", "paid": False},
        "customer": {"email": "buyer@shop.example", "zip": "01234"},
        "lines": [{"sku": "P1"}],
        "tags": ["new", "gift"],
        "note": None,
    }
    assert types_of(body) == {  # type: ignore[arg-type]  # JSON
        "order.id": "text",
        "order.placed_on": "date",
        "order.at": "date_time",
        "order.price": "number",
        "order.paid": "checkbox",
        "customer.email": "email",
        "customer.zip": "text",
        "lines": "line_items",
        "tags": "multi_choice",
        "note": "text",
    }


def test_a_form_is_read_as_its_fields() -> None:
    values = read_body(
        b"name=Ridgeway+University&tag=a&tag=b&empty=", content_type="application/x-www-form-urlencoded; charset=utf-8"
    )
    assert values == {"name": "Ridgeway University", "tag": ["a", "b"], "empty": ""}
    assert types_of(values) == {"name": "text", "tag": "multi_choice", "empty": "text"}


def test_an_empty_body_is_no_trouble() -> None:
    assert read_body(b"", content_type="") == {}


@pytest.mark.parametrize(
    "body",
    [b"no json", b'{"a": NaN}', b'{"a": Infinity}', b"\xff\xfe", b'{"a": "\\u0000"}', b'{"\\ud800": 1}', b"[" * 100_000],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(BodyError, match=r"Send|cannot be kept"):
        read_body(body, content_type="application/json")


def test_a_body_that_is_nested_too_deep_is_refused() -> None:
    deep = b'{"a":' * (DEPTH_MAX + 1) + b"1" + b"}" * (DEPTH_MAX + 1)
    with pytest.raises(BodyError, match="nested"):
        read_body(deep, content_type="application/json")


def test_a_form_of_too_many_fields_is_refused() -> None:
    with pytest.raises(BodyError, match="at most 1000 fields"):
        read_body(b"&".join(b"a=1" for _ in range(1001)), content_type="application/x-www-form-urlencoded")


@given(st.binary(max_size=200), st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain", ""]))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str) -> None:
    try:
        values = read_body(body, content_type=content_type)
    except BodyError:
        return
    json.dumps(values, allow_nan=False).encode()
    assert all(types_of(values).values())


@given(JSON_VALUES)
def test_what_was_json_is_read_as_the_same_thing(value: object) -> None:
    try:
        values = read_body(json.dumps(value).encode(), content_type="application/json")
    except BodyError:
        assert "\\u0000" in json.dumps(value)
    else:
        assert str(values).replace("'", "") == str(_as_text(value)).replace("'", "")


def _as_text(value: object) -> object:
    """Fractions and what a browser could not keep become texts of their digits."""
    if isinstance(value, dict):
        return {name: _as_text(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_as_text(part) for part in value]
    return json.dumps(value) if isinstance(value, float) else value
