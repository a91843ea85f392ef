"""What documents come to, against the providers' own figures and as laws."""

import doctest
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.accounting import totals as module
from tieout.accounting.documents import Document, Line, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import decimal_places
from tieout.accounting.totals import (
    EXACT_PRICES,
    FOUR_DIGIT_PRICES,
    SEVEN_DIGIT_PRICES,
    Rounding,
    UnknownTaxCodeError,
    line_amount,
    totals,
    with_totals,
)

D = Decimal
OWN_DIGITS = Rounding(price_places=4)
RATES = {"S": D(20), "R": D(5), "Z": D(0), "NZ": D(15), "AU": D("12.5"), "CA": D(12)}


def make_line(price: str, *, quantity: str = "1", tax: str = "S", discount: str = "0") -> Line:
    return Line(description="", quantity=D(quantity), unit_price=D(price), tax_code=tax, discount_percent=D(discount))


def make_document(lines: Sequence[Line], *, mode: TaxMode = TaxMode.EXCLUSIVE, currency: str = "GBP") -> Document:
    return Document(
        kind=EntityKind.INVOICE, contact="1", issued_on=date(2026, 3, 1), currency=currency, lines=tuple(lines), tax_mode=mode
    )


def test_it_rounds_the_tax_of_each_line_as_xero_documents_for_exclusive_prices() -> None:
    found = totals(make_document([make_line(p, tax="NZ") for p in ("25.06", "25.61", "25.63")]), RATES, rule=FOUR_DIGIT_PRICES)
    assert [line.tax for line in found.lines] == [D("3.76"), D("3.84"), D("3.84")]
    assert (found.net, found.tax, found.gross) == (D("76.30"), D("11.44"), D("87.74"))


def test_it_takes_the_tax_out_of_each_line_as_xero_documents_for_inclusive_prices() -> None:
    lines = [make_line("177.00", tax="AU"), make_line("-79.00", tax="AU")]
    found = totals(make_document(lines, mode=TaxMode.INCLUSIVE), RATES, rule=FOUR_DIGIT_PRICES)
    assert [line.tax for line in found.lines] == [D("19.67"), D("-8.78")]
    assert (found.net, found.tax, found.gross) == (D("87.11"), D("10.89"), D("98.00"))


def test_it_agrees_with_the_figures_that_a_quickbooks_user_saw() -> None:
    lines = [make_line("1.59", tax="CA")] * 29 + [make_line("1.59", quantity="11", tax="CA")] * 2
    found = totals(make_document(lines, currency="CAD"), RATES, rule=SEVEN_DIGIT_PRICES)
    assert (found.net, found.tax) == (D("81.09"), D("9.71"))


def test_a_half_goes_away_from_zero() -> None:
    found = totals(make_document([make_line("2.165", tax="Z"), make_line("-2.165", tax="Z")]), RATES, rule=FOUR_DIGIT_PRICES)
    assert [line.net for line in found.lines] == [D("2.17"), D("-2.17")]


def test_prices_keep_four_digits_in_the_one_ledger_and_seven_in_the_other() -> None:
    line = make_line("0.12345678", quantity="1000")
    assert line_amount(line, rule=FOUR_DIGIT_PRICES, places=2) == D("123.50")
    assert line_amount(line, rule=SEVEN_DIGIT_PRICES, places=2) == D("123.46")


def test_a_discount_is_taken_off_the_line_or_off_the_price() -> None:
    line = make_line("0.0333333", quantity="10000", discount="50")
    assert line_amount(line, rule=Rounding(price_places=7, discount_in_price=False), places=2) == D("166.67")
    assert line_amount(line, rule=SEVEN_DIGIT_PRICES, places=2) == D("166.67")
    assert line_amount(line, rule=Rounding(price_places=4, discount_in_price=True), places=2) == D("167.00")


def test_an_untaxed_document_needs_no_rates_and_has_no_tax() -> None:
    found = totals(make_document([make_line("9.99", tax="")], mode=TaxMode.NONE), {}, rule=FOUR_DIGIT_PRICES)
    assert (found.net, found.tax, found.gross) == (D("9.99"), D("0.00"), D("9.99"))


@pytest.mark.parametrize(("currency", "net", "tax"), [("JPY", "10", "2"), ("GBP", "9.99", "2.00"), ("KWD", "9.990", "1.998")])
def test_it_rounds_to_the_digits_of_the_currency_where_the_ledger_does(currency: str, net: str, tax: str) -> None:
    found = totals(make_document([make_line("9.99")], currency=currency), RATES, rule=OWN_DIGITS)
    assert (str(found.net), str(found.tax)) == (net, tax)


@pytest.mark.parametrize("currency", ["JPY", "GBP", "KWD"])
def test_it_rounds_to_two_digits_of_any_currency_for_the_three_ledgers(currency: str) -> None:
    for rule in (FOUR_DIGIT_PRICES, SEVEN_DIGIT_PRICES, EXACT_PRICES):
        found = totals(make_document([make_line("9.99")], currency=currency), RATES, rule=rule)
        assert (str(found.net), str(found.tax), str(found.gross)) == ("9.99", "2.00", "11.99")


def test_a_price_that_is_finer_than_the_ledger_keeps_is_not_cut_where_the_line_goes_as_its_amount() -> None:
    line = make_line("0.12345678", quantity="1000")
    assert line_amount(line, rule=EXACT_PRICES, places=2) == D("123.46")


def test_each_tax_of_a_code_is_rounded_by_itself() -> None:
    """quickbooks.md 6.3: a line of 1.10 pays 0.06 of 5 % and 0.08 of 7 %, and not 0.13 of 12 %."""
    rates = {"BC": (D(5), D(7))}
    found = totals(make_document([make_line("1.10", tax="BC")]), rates, rule=SEVEN_DIGIT_PRICES)
    assert (found.net, found.tax, found.gross) == (D("1.10"), D("0.14"), D("1.24"))


def test_a_price_with_two_taxes_in_it_may_come_back_a_cent_off() -> None:
    rates = {"BC": (D(5), D(7))}
    document = make_document([make_line("1.23", tax="BC")], mode=TaxMode.INCLUSIVE)
    found = totals(document, rates, rule=SEVEN_DIGIT_PRICES)
    assert (found.net, found.tax, found.gross) == (D("1.10"), D("0.14"), D("1.24"))


def test_a_line_without_a_known_rate_is_named_and_not_guessed() -> None:
    lines = [make_line("1", tax="??"), make_line("1"), make_line("1", tax="")]
    with pytest.raises(UnknownTaxCodeError, match="a line without a tax code, \\?\\?") as raised:
        totals(make_document(lines), RATES, rule=FOUR_DIGIT_PRICES)
    assert raised.value.codes == ("", "??")


def test_a_document_takes_its_totals_over() -> None:
    document = make_document([make_line("10.00"), make_line("1.00", tax="Z")])
    filled = with_totals(document, totals(document, RATES, rule=FOUR_DIGIT_PRICES))
    assert (filled.net, filled.tax, filled.gross) == (D("11.00"), D("2.00"), D("13.00"))
    assert [(line.net, line.tax) for line in filled.lines] == [(D("10.00"), D("2.00")), (D("1.00"), D("0.00"))]


def test_a_line_of_words_needs_no_tax_code() -> None:
    words = Line(description="Thank you", quantity=D(0), unit_price=D(0))
    assert totals(make_document([words, make_line("1.00")]), RATES, rule=FOUR_DIGIT_PRICES).gross == D("1.20")


def test_the_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0


amounts = st.decimals(min_value=-10_000, max_value=10_000, places=4, allow_nan=False)
lines = st.builds(
    Line,
    description=st.just(""),
    quantity=st.decimals(min_value=-500, max_value=500, places=2, allow_nan=False),
    unit_price=amounts,
    tax_code=st.sampled_from(sorted(RATES)),
    discount_percent=st.decimals(min_value=0, max_value=100, places=2, allow_nan=False),
)
documents = st.builds(
    make_document, st.lists(lines, max_size=8), mode=st.sampled_from(TaxMode), currency=st.sampled_from(["GBP", "JPY", "KWD"])
)
rules = st.sampled_from([FOUR_DIGIT_PRICES, SEVEN_DIGIT_PRICES, EXACT_PRICES, OWN_DIGITS])


@given(documents, rules)
def test_net_and_tax_make_gross_in_every_line_and_in_the_whole(document: Document, rule: Rounding) -> None:
    found = totals(document, RATES, rule=rule)
    assert found.net + found.tax == found.gross
    assert all(line.net + line.tax == line.gross for line in found.lines)
    assert found.gross == sum((line.gross for line in found.lines), D(0))


@given(documents, rules, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(document: Document, rule: Rounding, chance: random.Random) -> None:
    mixed = list(document.lines)
    chance.shuffle(mixed)
    one = totals(document, RATES, rule=rule)
    other = totals(make_document(mixed, mode=document.tax_mode, currency=document.currency), RATES, rule=rule)
    assert (one.net, one.tax, one.gross) == (other.net, other.tax, other.gross)


@given(documents, rules)
def test_every_amount_has_the_digits_of_the_rule_and_no_more(document: Document, rule: Rounding) -> None:
    places = decimal_places(document.currency) if rule.money_places is None else rule.money_places
    for line in totals(document, RATES, rule=rule).lines:
        assert all(amount.as_tuple().exponent == -places for amount in (line.net, line.tax, line.gross))


@given(documents, rules)
def test_turning_every_quantity_round_turns_every_total_round(document: Document, rule: Rounding) -> None:
    turned = [replace(line, quantity=-line.quantity) for line in document.lines]
    one = totals(document, RATES, rule=rule)
    other = totals(make_document(turned, mode=document.tax_mode, currency=document.currency), RATES, rule=rule)
    assert (one.net, one.tax, one.gross) == (-other.net, -other.tax, -other.gross)
