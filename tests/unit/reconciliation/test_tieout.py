"""Two sides agree, or every planted error is found, none is invented, and nothing stays unexplained."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.reconciliation.report import COLUMNS, csv_rows, recheck, text_lines, to_json
from tieout.reconciliation.tieout import Figure, Side, TieOut, Totals, tie_out
from tieout.testing import ISSUED_ON, make_figure

AS_OF = ISSUED_ON + timedelta(days=60)
CENT = Decimal("0.01")


def compared(left: Sequence[Figure], right: Sequence[Figure]) -> TieOut:
    sides = [Side(key="xero", name="Xero", figures=left), Side(key="quickbooks", name="QuickBooks", figures=right)]
    return tie_out(sides, pairs=[("xero", "quickbooks")], as_of=AS_OF)


def causes(result: TieOut) -> list[str]:
    return [difference.cause for difference in result.pairs[0].differences]


def one_more(figure: Figure, *, net: str = "0", tax: str = "0") -> Figure:
    """The figure with another net or tax, all of it still due."""
    more = Decimal(net) + Decimal(tax)
    return replace(
        figure, net=figure.net + Decimal(net), tax=figure.tax + Decimal(tax), gross=figure.gross + more, due=figure.due + more
    )


def test_equal_sides_agree() -> None:
    figures = [make_figure(), make_figure("12.00 GBP", number="C1", kind="credit_note")]
    result = compared(figures, list(reversed(figures)))
    assert result.agrees
    assert result.unexplained == {"GBP": Decimal(0)}
    assert result.pairs[0].controls[0].left == Totals(
        documents=2, net=Decimal(90), tax=Decimal(18), gross=Decimal(108), due=Decimal(108)
    )


PAID = make_figure(due="0.00")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ([make_figure()], [], ("missing_there",)),
        ([], [make_figure()], ("missing_here",)),
        ([make_figure()], [make_figure(), replace(make_figure(), id="again")], ("duplicate",)),
        ([make_figure()], [one_more(make_figure(), net="5", tax="1")], ("amount",)),
        ([make_figure()], [one_more(make_figure(), net="5")], ("amount", "tax")),
        ([make_figure()], [one_more(make_figure(), tax="1")], ("tax",)),
        ([make_figure()], [one_more(make_figure(), tax="0.01")], ("rounding",)),
        ([replace(make_figure(), lines=3)], [one_more(make_figure(), net="0.02", tax="0.01")], ("rounding",)),
        ([make_figure()], [replace(make_figure(), issued_on=ISSUED_ON + timedelta(days=1))], ("date",)),
        ([make_figure()], [replace(make_figure(), status="voided")], ("status",)),
        ([make_figure()], [replace(make_figure(), status="draft")], ("status",)),
        ([make_figure()], [PAID], ("payment",)),
        ([make_figure()], [make_figure(due="20.00")], ("payment",)),
        ([make_figure()], [replace(make_figure(), number="536366")], ("number",)),
        ([make_figure()], [replace(make_figure(), party="13047")], ("party",)),
        ([make_figure()], [replace(make_figure(), kind="credit_note")], ("kind",)),
        ([make_figure()], [replace(make_figure(), currency="EUR")], ("currency",)),
        ([replace(make_figure(), exception="tax_code_missing")], [], ("exception", "missing_there")),
        ([replace(make_figure(), group="")], [replace(make_figure(), group="other", due=Decimal(5))], ("payment",)),
    ],
)
def test_it_names_the_cause(left: list[Figure], right: list[Figure], expected: tuple[str, ...]) -> None:
    result = compared(left, right)
    assert {difference.causes for difference in result.pairs[0].differences} == {expected}
    assert set(result.unexplained.values()) == {Decimal(0)}
    assert not result.agrees


def test_a_record_that_is_no_document_because_of_an_exception_is_listed_with_its_cause() -> None:
    held = replace(make_figure(), status="draft", exception="not_a_sale")
    result = compared([held], [])
    assert [(difference.cause, difference.detail) for difference in result.pairs[0].differences] == [("exception", "not_a_sale")]
    assert result.pairs[0].differences[0].amounts == Totals()


def test_a_signed_amount_stands_beside_each_difference() -> None:
    credit = make_figure("12.00 GBP", number="C1", kind="credit_note")
    result = compared([credit], [])
    assert result.pairs[0].differences[0].amounts.gross == Decimal("-12.00")


def test_bills_of_two_suppliers_may_have_one_number() -> None:
    bills = [replace(make_figure(party=party, kind="bill"), group="", id=party) for party in ("a", "b")]
    assert compared(bills, list(reversed(bills))).agrees


def test_drafts_on_both_sides_and_later_documents_are_no_business_of_it() -> None:
    later = replace(make_figure(number="2"), issued_on=AS_OF + timedelta(days=1))
    result = compared([replace(make_figure(), status="draft"), later], [replace(make_figure(), status="voided", gross=Decimal(1))])
    assert result.agrees


def test_it_lists_what_each_contact_owes_on_both_sides() -> None:
    result = compared(
        [make_figure(), make_figure(number="2", party="13047")], [make_figure(due="20.00"), make_figure(number="2", party="13047")]
    )
    assert [(balance.party, balance.left, balance.right, balance.difference) for balance in result.pairs[0].balances] == [
        ("13047", Decimal(120), Decimal(120), Decimal(0)),
        ("17850", Decimal(120), Decimal(20), Decimal(100)),
    ]


def test_it_compares_any_number_of_pairs() -> None:
    sides = [Side(key=key, name=key, figures=[make_figure()]) for key in ("records", "a", "b")]
    result = tie_out(sides, pairs=[("records", "a"), ("a", "b")], as_of=AS_OF)
    assert [(pair.left, pair.right) for pair in result.pairs] == [("records", "a"), ("a", "b")]
    with pytest.raises(KeyError):
        tie_out(sides, pairs=[("records", "c")], as_of=AS_OF)


AMOUNTS = st.integers(100, 100_000).map(lambda cents: f"{Decimal(cents) * CENT}")
FIGURES = st.lists(
    st.tuples(AMOUNTS, st.sampled_from(["invoice", "credit_note", "bill"]), st.sampled_from(["GBP", "EUR"]), st.booleans()),
    min_size=1,
    max_size=25,
).map(
    lambda rows: [
        make_figure(f"{amount} {currency}", number=f"N{place}", kind=kind, due="0.00" if is_paid else "")
        for place, (amount, kind, currency, is_paid) in enumerate(rows)
    ]
)
Plant = Callable[[Figure], list[Figure]]
PLANTS: dict[str, Plant] = {
    "none": lambda figure: [figure],
    "missing_there": lambda _: [],
    "duplicate": lambda figure: [figure, replace(figure, id="again")],
    "amount": lambda figure: [replace(figure, net=figure.net + 5, tax=figure.tax + 1, gross=figure.gross + 6)],
    "tax": lambda figure: [replace(figure, tax=figure.tax + 3, gross=figure.gross + 3)],
    "rounding": lambda figure: [replace(figure, tax=figure.tax + CENT, gross=figure.gross + CENT)],
    "date": lambda figure: [replace(figure, issued_on=figure.issued_on + timedelta(days=1))],
    "status": lambda figure: [replace(figure, status="voided")],
    "payment": lambda figure: [replace(figure, due=figure.due + 2)],
    "number": lambda figure: [replace(figure, number=f"{figure.number}X")],
    "party": lambda figure: [replace(figure, party="another")],
}


@given(
    figures=FIGURES, plants=st.lists(st.sampled_from(sorted(PLANTS)), min_size=25, max_size=25), extra=FIGURES, random=st.randoms()
)
def test_every_planted_error_is_found_and_none_is_invented(
    figures: list[Figure], plants: list[str], extra: list[Figure], random: Random
) -> None:
    planted = list(zip(figures, plants, strict=False))
    there = [replace(figure, group=f"extra-{figure.number}", number=f"extra-{figure.number}") for figure in extra[:3]]
    right = [changed for figure, plant in planted for changed in PLANTS[plant](figure)] + there
    random.shuffle(right)
    result = compared(figures, right)
    expected = Counter((plant, figure.number) for figure, plant in planted if plant != "none")
    expected += Counter(("missing_here", figure.number) for figure in there)
    found = Counter[tuple[str, str]]()
    for difference in result.pairs[0].differences:
        shown = difference.left or difference.right
        assert shown is not None
        found[(difference.cause, shown.number)] += 1
    assert found == expected
    for control in result.pairs[0].controls:
        assert control.unexplained == Totals()
    assert recheck(json.loads(json.dumps(to_json(result)))) == ()


@given(left=FIGURES, right=FIGURES)
def test_nothing_stays_unexplained_whatever_the_sides_say(left: list[Figure], right: list[Figure]) -> None:
    jumbled = [replace(figure, group=left[place % len(left)].group, number="N1") for place, figure in enumerate(right)]
    result = compared(left, jumbled)
    assert all(control.unexplained == Totals() for control in result.pairs[0].controls)


@given(figures=FIGURES, random=st.randoms())
def test_the_order_of_the_figures_does_not_matter(figures: list[Figure], random: Random) -> None:
    right = [replace(figure, due=figure.due + 1) for figure in figures[::2]]
    mixed = list(figures)
    random.shuffle(mixed)
    assert to_json(compared(figures, right)) == to_json(compared(mixed, list(reversed(right))))


def test_a_report_that_was_altered_is_found_out() -> None:
    report = json.loads(json.dumps(to_json(compared([make_figure()], [make_figure(due="20.00")]))))
    assert recheck(report) == ()
    report["sides"][0]["figures"][0]["gross"] = "120.01"
    assert recheck(report)


def test_the_report_keeps_amounts_as_text_with_all_digits() -> None:
    report = to_json(compared([make_figure("120.00 GBP")], [make_figure("120.10 GBP")]))
    pairs = report["pairs"]
    assert isinstance(pairs, list)
    assert pairs[0]["differences"][0]["amounts"]["gross"] == "-0.10"
    assert report["unexplained"] == {"GBP": "0.00"}


def test_the_table_has_a_row_for_each_difference() -> None:
    rows = list(csv_rows(compared([make_figure()], [make_figure(number="2")])))
    assert rows[0] == COLUMNS
    assert sorted(row[2] for row in rows[1:]) == ["missing_here", "missing_there"]
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_the_terminal_reads_the_totals_and_the_causes() -> None:
    lines = text_lines(compared([make_figure(), make_figure(number="2")], [make_figure(due="20.00")]), differences_max=1)
    text = "\n".join(lines)
    assert "Tie-out as of" in text
    assert "1 missing there, 1 payment" in text
    assert "and 1 more" in text
    assert lines[-1] == "unexplained: 0.00 GBP"


def test_ten_thousand_equal_numbers_are_no_quadratic_work() -> None:
    figures = [replace(make_figure(), group="", id=str(place)) for place in range(10_000)]
    result = compared(figures, figures[1:])
    assert causes(result) == ["duplicate"]
    assert result.as_of == date(2011, 1, 30)
