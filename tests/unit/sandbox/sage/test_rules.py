"""The arithmetic of documents, on plain values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.sandbox.sage.rules import (
    LineWish,
    cents,
    document_sums,
    inverse,
    line_sums,
    shared,
    shipping_tax,
    status_of,
    to_base,
)

D = Decimal
prices = st.decimals(min_value=-10_000, max_value=10_000, places=4)
quantities = st.decimals(min_value=0, max_value=1_000, places=2)
taxes = st.decimals(min_value=-1_000, max_value=1_000, places=2)
rates = st.decimals(min_value=D("0.0001"), max_value=200, places=4)


@pytest.mark.parametrize(
    ("wish", "net", "total"),
    [
        (LineWish(D(3), D(40), tax=D(24)), "120.00", "144.00"),
        (LineWish(D(1), D(110), tax=D("9.95"), discount=D(10)), "100.00", "109.95"),
        (LineWish(D(1), D(10), tax=D("0.83"), discount_percentage=D(10)), "9.00", "9.83"),
        (LineWish(D(1), D(48), tax=D(8), includes_tax=True), "40.00", "48.00"),
        (LineWish(D("0.5"), D("0.01")), "0.01", "0.01"),
        (LineWish(D(3), D("0.335")), "1.01", "1.01"),
    ],
)
def test_it_works_a_line_out(wish: LineWish, net: str, total: str) -> None:
    sums = line_sums(wish)
    assert (str(sums.net), str(sums.total)) == (net, total)


@given(quantities, prices, taxes, st.booleans())
def test_it_adds_net_and_tax_up_to_the_total(quantity: Decimal, price: Decimal, tax: Decimal, includes: bool) -> None:
    sums = line_sums(LineWish(quantity, price, tax=tax, includes_tax=includes))
    assert sums.net + sums.tax == sums.total
    full = cents(quantity * price)
    assert (sums.total if includes else sums.net) == full


@given(st.lists(st.tuples(quantities, prices, taxes), min_size=1, max_size=8), taxes)
def test_it_sums_a_document_by_its_rounded_lines(rows: list[tuple[Decimal, Decimal, Decimal]], shipping: Decimal) -> None:
    lines = [(line_sums(LineWish(quantity, price, tax=tax)), quantity) for quantity, price, tax in rows]
    sums = document_sums(lines, shipping_net=shipping, shipping_tax=D("1.00"))
    assert sums.net == sum(one.net for one, _ in lines) + shipping
    assert sums.total == sums.net + sums.tax


@given(st.lists(taxes, min_size=1, max_size=8), rates)
def test_it_shares_a_total_out_in_base_currency_to_the_cent(amounts: list[Decimal], rate: Decimal) -> None:
    whole = to_base(sum(amounts, D(0)), rate)
    assert sum(shared(amounts, rate, whole=whole)) == whole


def test_it_rounds_half_up_and_tells_the_inverse_rate() -> None:
    assert cents(D("1.005")) == D("1.01")
    assert cents(D("-1.005")) == D("-1.01")
    assert shipping_tax(D("5.03"), D(20)) == D("1.01")
    assert inverse(D("0.85")) == D("1.1764705882")


@pytest.mark.parametrize(
    ("total", "outstanding", "status"), [("5", "5", "UNPAID"), ("5", "2", "PART_PAID"), ("5", "0", "PAID"), ("0", "0", "PAID")]
)
def test_it_tells_the_status_by_what_is_outstanding(total: str, outstanding: str, status: str) -> None:
    assert status_of(D(total), D(outstanding)) == status
