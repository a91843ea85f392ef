"""The builders make what they say."""

from decimal import Decimal

from tieout.accounting.kinds import EntityKind
from tieout.testing import (
    make_contact,
    make_credit_note,
    make_figure,
    make_invoice,
    make_item,
    make_line,
    make_payment,
    make_source,
)


def test_an_invoice_is_over_the_total_that_was_asked_for() -> None:
    invoice = make_invoice(total="120.00 GBP")
    assert (invoice.gross, invoice.currency) == (Decimal("120.00"), "GBP")
    assert invoice.net is not None
    assert invoice.tax is not None
    assert invoice.net + invoice.tax == invoice.gross == invoice.due


def test_the_other_builders_fit_together() -> None:
    assert make_credit_note("12.00 GBP").kind is EntityKind.CREDIT_NOTE
    assert make_payment("120.00 GBP").allocations[0].amount == Decimal("120.00")
    assert make_line("10.00", quantity="4").unit_price == Decimal("2.50")
    assert make_figure("120.00 GBP", due="0").status == "paid"
    assert make_source(make_contact(), "c").id == "m-c"
    assert make_item("X").name == "Product X"
