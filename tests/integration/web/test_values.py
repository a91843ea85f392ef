"""The small pure parts of the web: cursors, amounts, values as people write them."""

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.store.listings import BadCursor, read_cursor, write_cursor
from tieout.store.progress import Progress
from tieout.web.api.record_cells import cell_text
from tieout.web.api.values import amount_text
from tieout.web.events import message
from tieout.web.problems import Refused, problem
from tieout.web.server import is_stream


@given(st.lists(st.text() | st.integers(), min_size=1, max_size=3))
def test_a_cursor_reads_back_as_it_was_written(parts: list[object]) -> None:
    assert read_cursor(write_cursor(parts), len(parts)) == parts


@given(st.text(max_size=60))
def test_what_is_no_cursor_is_refused_and_never_breaks(text: str) -> None:
    with suppress(BadCursor):
        assert len(read_cursor(text, 2)) == 2


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_an_amount_leaves_exact_with_the_digits_of_its_currency(amount: Decimal) -> None:
    text = amount_text(amount, "GBP")
    assert Decimal(text) == amount
    assert len(text.split(".")[1]) >= 2


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1E+3", "GBP", "1000.00"),
        ("12.5000", "GBP", "12.50"),
        ("0.1234", "GBP", "0.1234"),
        ("500", "JPY", "500"),
        ("-0", "GBP", "0.00"),
    ],
)
def test_an_amount_is_written_as_people_do(amount: str, currency: str, text: str) -> None:
    assert amount_text(Decimal(amount), currency) == text


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        (None, "text", ""),
        ("=SUM(A1)", "text", "'=SUM(A1)"),
        ("@import", "email", "'@import"),
        ("-12.50", "number", "-12.50"),
        ("-12.50", "text", "'-12.50"),
        ("=1+1", "money", "'=1+1"),
        ("'=1+1", "text", "''=1+1"),
        ("O'Neill", "text", "O'Neill"),
        (True, "checkbox", "yes"),
        ([{"code": "A1"}], "line_items", '[{"code":"A1"}]'),
    ],
)
def test_a_cell_is_never_a_formula(value: object, type_: str, text: str) -> None:
    assert cell_text(value, type_) == text


def test_progress_is_one_event_of_one_line() -> None:
    row = Progress(topic="run", subject_id="all", done=1, total=2, state="running", text="two\nlines", changed_at=datetime.now(UTC))
    assert message(row).count(b"\n") == 3
    assert message(row).endswith(b"\n\n")


def test_a_problem_says_what_went_wrong_and_what_to_do() -> None:
    answer = problem(Refused(409, "It is taken.", remedy="Choose another.", fields={"key": "is taken"}))
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b'"title":"Conflict"' in answer.content
    assert b'"fields":{"key":"is taken"}' in answer.content


def test_only_event_streams_are_answered_async() -> None:
    assert is_stream("/api/v1/workspaces/1/events")
    assert not is_stream("/api/v1/workspaces/1/exceptions")
    assert not is_stream("/events")
