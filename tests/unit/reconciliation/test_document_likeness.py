"""Documents are compared by what both say, and every score has its reasons."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tieout.reconciliation.document_likeness import Said, Terms, ranked

EXACT = Terms()
INVOICE = Said(
    number="INV-1001", amount=Decimal("120.00"), currency="GBP", issued_on=date(2026, 3, 1), contact="Harbour Lights Ltd"
)

SAYINGS = st.builds(
    Said,
    number=st.sampled_from(["", "INV-1001", "inv 1001", "1001", "7"]),
    amount=st.none() | st.sampled_from([Decimal(120), Decimal("120.00"), Decimal("119.99"), Decimal(0)]),
    currency=st.sampled_from(["", "GBP", "gbp", "EUR"]),
    issued_on=st.none() | st.dates(date(2026, 2, 1), date(2026, 4, 1)),
    contact=st.sampled_from(["", "Harbour Lights Ltd", "HARBOUR LIGHTS LTD.", "Somebody Else"]),
)


def test_the_one_that_says_the_same_comes_first_with_reasons() -> None:
    others = [
        Said(number="INV-1002", amount=Decimal("120.00"), contact="Harbour Lights Ltd"),
        Said(number="inv-1001", amount=Decimal(120), issued_on=date(2026, 3, 3), contact="Harbour Light Ltd"),
    ]
    first, second = ranked(INVOICE, others, terms=EXACT)
    assert (first.position, second.position) == (1, 0)
    assert first.reasons == ("Same number", "Same amount", "Contact is written alike (Harbour Light Ltd)", "2 days apart")
    assert second.reasons == ("Same amount", "Same contact", "Another number (INV-1002)")
    assert first.score > Decimal("0.9") > second.score


def test_amounts_count_as_far_as_the_tolerance_goes() -> None:
    other = Said(number="INV-1001", amount=Decimal("119.95"))
    (strict,) = ranked(INVOICE, [other], terms=EXACT)
    (kind,) = ranked(INVOICE, [other], terms=Terms(tolerance=Decimal("0.05")))
    assert (strict.reasons[-1], kind.reasons[-1]) == ("Another amount (119.95)", "Amount differs by 0.05, which is allowed")
    assert kind.score > strict.score


def test_another_currency_is_another_document_and_nothing_in_common_is_no_match() -> None:
    assert ranked(INVOICE, [Said(number="INV-1001", currency="EUR")], terms=EXACT) == []
    assert ranked(INVOICE, [Said()], terms=EXACT) == []
    assert ranked(INVOICE, [Said(number="7", amount=Decimal(1), contact="Somebody Else")], terms=EXACT) == []


@given(SAYINGS, st.lists(SAYINGS, max_size=6), st.integers(0, 30))
def test_scores_are_ordered_bounded_and_explained_whatever_the_order(one: Said, others: list[Said], days: int) -> None:
    terms = Terms(days=days)
    found = ranked(one, others, terms=terms)
    assert [alike.score for alike in found] == sorted((alike.score for alike in found), reverse=True)
    assert all(0 < alike.score <= 1 and alike.reasons for alike in found)
    turned = ranked(one, others[::-1], terms=terms)
    assert sorted(alike.score for alike in turned) == sorted(alike.score for alike in found)


@given(SAYINGS)
def test_a_document_is_wholly_like_itself(one: Said) -> None:
    for alike in ranked(one, [one], terms=EXACT):
        assert alike.score == 1
