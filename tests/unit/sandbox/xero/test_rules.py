"""Xero's arithmetic: the published vectors, and what is derived from what."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.sandbox.xero.rules import Sent, line_amounts, line_tax, totals

D = Decimal
EMPTY = {"quantity": None, "unit": None, "line": None, "rate": None, "discount": None}


def sent(**figures: str) -> Sent:
    return Sent(**{**EMPTY, **{name: D(figure) for name, figure in figures.items()}})


def test_it_rounds_tax_by_line_as_the_exclusive_vector_says() -> None:
    lines = [D("25.06"), D("25.61"), D("25.63")]
    taxes = [line_tax(line, D(15), line_amount_types="Exclusive") for line in lines]
    assert taxes == [D("3.76"), D("3.84"), D("3.84")]
    summed = totals(list(zip(lines, taxes, strict=True)), "Exclusive")
    assert (summed.subtotal, summed.tax, summed.total) == (D("76.30"), D("11.44"), D("87.74"))


def test_it_takes_tax_out_of_gross_lines_as_the_inclusive_vector_says() -> None:
    lines = [D("177.00"), D("-79.00")]
    taxes = [line_tax(line, D("12.5"), line_amount_types="Inclusive") for line in lines]
    assert taxes == [D("19.67"), D("-8.78")]
    summed = totals(list(zip(lines, taxes, strict=True)), "Inclusive")
    assert (summed.subtotal, summed.tax, summed.total) == (D("87.11"), D("10.89"), D("98.00"))


def test_it_rounds_half_a_cent_up() -> None:
    assert line_tax(D("43.30"), D(5), line_amount_types="Exclusive") == D("2.17")
    assert line_tax(D("-43.30"), D(5), line_amount_types="Exclusive") == D("-2.17")


def test_it_rounds_the_unit_amount_before_it_multiplies() -> None:
    assert line_amounts(sent(quantity="100", unit="0.125"), places=2).line == D("13.00")
    assert line_amounts(sent(quantity="100", unit="0.125"), places=4).line == D("12.50")


@pytest.mark.parametrize(
    ("figures", "quantity", "unit", "line"),
    [
        ({"quantity": "3", "line": "100"}, "3", "33.3333", "100.00"),
        ({"unit": "2.50", "line": "10"}, "4", "2.50", "10.00"),
        ({"line": "7"}, "1", "7", "7.00"),
        ({"unit": "7"}, "1", "7", "7.00"),
        ({"quantity": "2", "unit": "50", "rate": "10"}, "2", "50", "90.00"),
        ({"quantity": "2", "unit": "50", "discount": "0.50"}, "2", "50", "99.50"),
        ({}, "1", "0", "0.00"),
    ],
)
def test_it_derives_the_third_figure_from_two(figures: dict[str, str], quantity: str, unit: str, line: str) -> None:
    amounts = line_amounts(sent(**figures), places=2)
    assert (amounts.quantity, amounts.unit, amounts.line) == (D(quantity), D(unit), D(line))
    assert amounts.expected == amounts.line


def test_it_notices_a_line_total_that_disagrees() -> None:
    amounts = line_amounts(sent(quantity="10", unit="10", line="1"), places=2)
    assert (amounts.line, amounts.expected) == (D("1.00"), D("100.00"))


money = st.decimals(min_value="-99999", max_value="99999", places=2)


@given(
    lines=st.lists(money, max_size=8),
    rate=st.sampled_from(["0", "5", "12.5", "17.5", "20"]),
    kind=st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
)
def test_subtotal_and_tax_always_make_the_total(lines: list[Decimal], rate: str, kind: str) -> None:
    summed = totals([(line, line_tax(line, D(rate), line_amount_types=kind)) for line in lines], kind)
    assert summed.subtotal + summed.tax == summed.total
    assert (summed.total if kind == "Inclusive" else summed.subtotal) == sum(lines)
