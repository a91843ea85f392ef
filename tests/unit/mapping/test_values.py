"""Values as people write them, by the type of their field: kept in one form, or refused with the reason."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.mapping.typed_cells import as_value, day_order, day_text, number_text, read_cell
from tieout.mapping.values import Column, Context, Known, ValueRefused, checked, read

KNOWN = Known(
    members={"m1": "m1", "finance@home.example": "m1", "Finance": "m1"},
    keys={"customers": {"C1": "C1", "Harbour & Sons": "C1"}},
    files=frozenset({"f1"}),
)
LINES: dict[str, object] = {
    "columns": [{"key": "quantity", "name": "Quantity", "type": "number", "required": True}, {"key": "note", "name": "Note"}]
}
OPTIONS: dict[str, dict[str, object]] = {
    "choice": {"choices": ["invoice", "credit_note"]},
    "multi_choice": {"choices": ["Roof", "Garden"]},
    "stage": {"stages": [{"key": "new", "name": "New"}, {"key": "done", "name": "Done"}]},
    "relation": {"collection": "customers"},
    "line_items": LINES,
    "phone": {"country": "GB"},
}


def field(type_: str, **more: object) -> Column:
    return Column(key="it", name="It", type=type_, options={**OPTIONS.get(type_, {}), **more})


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("text", ["", "anything", None], [1, True, "x" * 10_001]),
        ("long_text", ["two\nlines"], [["a"]]),
        ("number", ["12.50", "-1", 7, ""], ["1e3", "NaN", "1,000", 0.1, True, []]),
        ("money", ["0.00"], ["12 GBP", {}]),
        ("date", ["2011-02-28"], ["2011-02-29", "28/02/2011", 20110228]),
        ("date_time", ["2011-02-28T10:00:00", "2011-02-28T10:00:00+00:00"], ["noon"]),
        ("checkbox", [True, False], ["true", 1]),
        ("email", ["a@b.example"], ["nobody", "a b@c", "x@localhost"]),
        ("url", ["https://example.com/a?b=c"], ["javascript:alert(1)", "ftp://example.com", "http://", "https://a b"]),
        ("phone", ["+1 202-555-0123"], ["many", "12"]),
        ("choice", ["invoice"], ["letter"]),
        ("multi_choice", [[], ["Roof", "Garden"]], ["Roof", ["Kitchen"], [1]]),
        ("stage", ["done"], ["Done", "lost"]),
        ("person", ["m1"], ["m2", 5]),
        ("relation", ["C1"], ["C9"]),
        ("attachment", [["f1"]], [["f2"], "f1"]),
        ("line_items", [[], [{"quantity": "1"}]], ["none", [1], [{"quantity": "many"}], [{"colour": "red"}], [{"note": "x"}]]),
        ("formula", [], ["", "1", None]),
    ],
)
def test_a_value_is_judged_by_its_type(type_: str, good: list[object], bad: list[object]) -> None:
    for value in good:
        assert checked([field(type_)], {"it": value}, known=KNOWN, whole=False)[1] == {}, value  # type: ignore[dict-item]
    for value in bad:
        kept, wrong = checked([field(type_)], {"it": value}, known=KNOWN, whole=False)  # type: ignore[dict-item]
        assert (kept, {place.split(".")[0] for place in wrong}) == ({}, {"it"}), value


@pytest.mark.parametrize(
    ("type_", "written", "kept"),
    [
        ("email", " Person@EXAMPLE.com ", "Person@example.com"),
        ("phone", "020 7946 0958", "+44 20 7946 0958"),
        ("url", "www.example.com", "https://www.example.com"),
        ("relation", "Harbour & Sons", "C1"),
        ("number", 12, "12"),
        ("multi_choice", ["Roof", "Roof"], ["Roof"]),
    ],
)
def test_a_value_is_kept_in_one_form(type_: str, written: object, kept: object) -> None:
    assert read(field(type_), written, context=Context(known=KNOWN, values={})) == kept  # type: ignore[arg-type]


@pytest.mark.parametrize(("country", "kept"), [("France", "+33 1 23 45 67 89"), ("DE", "+49 123456789"), ("", "+44 123456789")])
def test_a_telephone_number_is_one_of_the_records_country(country: str, kept: str) -> None:
    found = read(field("phone"), "01 23 45 67 89", context=Context(known=KNOWN, values={"country": country}))
    assert str(found).replace(" ", "") == kept.replace(" ", "")


def test_all_that_is_wrong_is_said_at_once_by_field_and_line() -> None:
    fields = [field("line_items"), Column(key="name", name="Name", required=True), Column(key="on", name="On", type="date")]
    given_ = {"it": [{"quantity": "1"}, {"quantity": "x"}, {"note": "y"}], "on": "soon", "strange": "1"}
    _, wrong = checked(fields, given_, known=KNOWN, whole=True)  # type: ignore[arg-type]
    assert wrong == {
        "it.2.quantity": "is no number; write it like 1234.50",
        "it.3.quantity": "is needed",
        "on": "is no date; write it like 2026-01-31",
        "strange": "is no field of this collection",
        "name": "is needed",
    }


def test_a_required_field_is_asked_for_when_the_record_is_made_or_when_it_is_emptied() -> None:
    shape = Column(key="number", name="Number", required=True)
    assert checked([shape], {}, known=KNOWN, whole=True)[1] == {"number": "is needed"}
    assert checked([shape], {}, known=KNOWN, whole=False)[1] == {}
    assert checked([shape], {"number": ""}, known=KNOWN, whole=False)[1] == {"number": "is needed"}


def test_a_new_record_gets_its_defaults_and_a_change_does_not() -> None:
    shape = Column(key="it", name="It", type="stage", default="new", options=OPTIONS["stage"])
    assert checked([shape], {}, known=KNOWN, whole=True)[0] == {"it": "new"}
    assert checked([shape], {}, known=KNOWN, whole=False)[0] == {}


def test_what_the_ledger_fills_in_is_nobodys_to_write() -> None:
    _, wrong = checked([field("text", from_ledger=True)], {"it": "x"}, known=KNOWN, whole=False)
    assert wrong == {"it": "is filled in by the ledger"}


@pytest.mark.parametrize(
    ("type_", "cell", "value"),
    [
        ("money", "£1,234.50", "1234.50"),
        ("money", "-£1,234,567", "-1234567"),
        ("number", "0,125", "0,125"),
        ("number", "-0,500", "-0,500"),
        ("number", "00,123", "00,123"),
        ("number", "1.234,50", "1.234,50"),
        ("number", "1234,5", "1234,5"),
        ("number", "(-5.00)", "(-5.00)"),
        ("money", "(£-5.00)", "(£-5.00)"),
        ("money", "(£5.00)", "-5.00"),
        ("number", "(12)", "-12"),
        ("number", "12 apples", "12 apples"),
        ("checkbox", "Yes", True),
        ("checkbox", "", False),
        ("checkbox", "perhaps", "perhaps"),
        ("date", "03/04/2026", "2026-04-03"),
        ("date", "31 Jan 2026", "2026-01-31"),
        ("date", "someday", "someday"),
        ("choice", "INVOICE", "invoice"),
        ("stage", "done", "done"),
        ("stage", "Done", "done"),
        ("multi_choice", "roof; Garden", ["Roof", "Garden"]),
        ("person", "finance@home.example", "m1"),
        ("line_items", '[{"quantity": "2"}]', [{"quantity": "2"}]),
        ("text", " as it is ", " as it is "),
    ],
)
def test_a_cell_of_a_spreadsheet_means_what_people_mean(type_: str, cell: str, value: object) -> None:
    assert as_value(field(type_), cell, context=Context(known=KNOWN, values={}), order="day_first") == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_a_number_is_read_exactly_with_and_without_thousands(amount: Decimal) -> None:
    assert Decimal(number_text(f"{amount:f}")) == Decimal(number_text(f"{amount:,f}")) == amount


@pytest.mark.parametrize(
    ("cell", "value"),
    [("31/01/2026", "2026-01-31"), ("01/31/2026", "2026-01-31"), ("05.05.2026", "2026-05-05"), ("31/31/2026", None)],
)
def test_without_an_order_a_date_is_read_where_it_can_mean_one_day_only(cell: str, value: str | None) -> None:
    assert day_text(cell, whole_day=True, order=None) == (value or cell)


def test_without_an_order_a_date_that_may_mean_two_days_is_refused() -> None:
    with pytest.raises(ValueRefused, match="may mean two days; write it like 2026-01-31"):
        read_cell(field("date"), "03/04/2026", context=Context(known=KNOWN, values={}), order=None)


@given(st.lists(st.dates(), max_size=8), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_an_order_is_proven_by_any_cell_and_by_no_guess(days: list[date], form: str) -> None:
    cells = [f"{day:{form[:5]}}/{day.year:04d}" for day in days]
    proves = any(day.day > 12 for day in days)
    assert day_order([*cells, "someday", ""]) == (("day_first" if form[1] == "d" else "month_first") if proves else None)


@given(st.dates())
def test_a_day_reads_back_in_every_order(day: date) -> None:
    text = f"{day:%d/%m}/{day.year:04d}"
    assert day_text(text, whole_day=True, order="day_first") == str(day)
    swapped = f"{day:%m/%d}/{day.year:04d}"
    assert day_text(swapped, whole_day=True, order="month_first") == str(day)
