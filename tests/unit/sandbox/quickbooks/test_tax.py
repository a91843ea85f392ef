"""Tax and totals, outside the US by line and rate, inside by transaction."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chances import tries
from unit.sandbox.quickbooks.desk import AU, GB, US, Desk, Json, expense_line, open_desk, purchase, sale, sale_line

_CENT = Decimal("0.01")


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def test_it_rounds_tax_per_line_as_the_figures_of_a_canadian_user_show(desk: Desk) -> None:
    agency = desk.query("select * from TaxAgency")["TaxAgency"][0]["Id"]
    rate = {"TaxRateName": "Twelve", "RateValue": "12", "TaxAgencyId": agency, "TaxApplicableOn": "Sales"}
    code = desk.post("/taxservice/taxcode", {"TaxCode": "Twelve", "TaxRateDetails": [rate]})["TaxCodeId"]
    item = desk.item()
    lines = [sale_line("1.59", item=item, code=code)] * 29 + [sale_line("17.49", item=item, code=code)] * 2
    invoice = desk.save("Invoice", sale(desk.customer(), *lines))
    assert invoice["TxnTaxDetail"]["TotalTax"] == Decimal("9.71")
    assert invoice["TotalAmt"] == Decimal("90.80")


def test_it_shows_one_tax_line_a_rate(desk: Desk) -> None:
    item = desk.item()
    lines = [sale_line("10.00", item=item), sale_line("20.00", item=item, code="3"), sale_line("30.00", item=item, code="4")]
    detail = desk.save("Invoice", sale(desk.customer(), *lines))["TxnTaxDetail"]
    shown = [
        (line["TaxLineDetail"]["TaxPercent"], line["TaxLineDetail"]["NetAmountTaxable"], line["Amount"])
        for line in detail["TaxLine"]
    ]
    assert shown == [(20, 10, 2), (5, 20, 1), (0, 30, 0)]


def test_it_keeps_amounts_net_in_an_inclusive_document() -> None:
    desk = open_desk(AU)
    line = sale_line("1183.00", item=desk.item(), TaxInclusiveAmt=Decimal("1301.30"))
    invoice = desk.save("Invoice", sale(desk.customer(), line, GlobalTaxCalculation="TaxInclusive"))
    assert (invoice["TotalAmt"], invoice["TxnTaxDetail"]["TotalTax"]) == (Decimal("1301.30"), Decimal("118.30"))
    assert invoice["Line"][0]["Amount"] == 1183
    assert invoice["Line"][0]["SalesItemLineDetail"]["TaxInclusiveAmt"] == Decimal("1301.30")


def test_it_adds_tax_on_top_of_a_gross_amount_that_is_sent_twice(desk: Desk) -> None:
    line = sale_line("120.00", item=desk.item(), TaxInclusiveAmt=Decimal("120.00"))
    invoice = desk.save("Invoice", sale(desk.customer(), line, GlobalTaxCalculation="TaxInclusive"))
    assert invoice["TotalAmt"] == 144


def test_it_follows_the_clients_gross_where_rounding_would_be_a_cent_off(desk: Desk) -> None:
    line = sale_line("0.83", item=desk.item(), TaxInclusiveAmt=Decimal("0.99"))
    invoice = desk.save("Invoice", sale(desk.customer(), line, GlobalTaxCalculation="TaxInclusive"))
    assert invoice["TotalAmt"] == Decimal("0.99")


def test_it_refuses_a_line_without_a_tax_code_outside_the_us(desk: Desk) -> None:
    customer, vendor, item = desk.customer(), desk.vendor(), desk.item()
    assert desk.refused("/invoice", sale(customer, sale_line("1.00", item=item, code=None))) == "6000"
    assert desk.refused("/bill", purchase(vendor, expense_line("1.00", code=None))) == "6000"
    assert desk.refused("/invoice", sale(customer, sale_line("1.00", item=item, code="77"))) == "2500"
    without = sale(customer, sale_line("1.00", item=item))
    del without["GlobalTaxCalculation"]
    assert desk.refused("/invoice", without) == "2020"


def test_it_takes_no_tax_detail_with_not_applicable(desk: Desk) -> None:
    customer, item = desk.customer(), desk.item()
    body = sale(customer, sale_line("5.00", item=item, code=None), GlobalTaxCalculation="NotApplicable")
    invoice = desk.save("Invoice", body)
    assert invoice["TotalAmt"] == 5
    assert "TxnTaxDetail" not in invoice
    assert desk.refused("/invoice", {**body, "TxnTaxDetail": {"TotalTax": 1}}) == "6170"


def test_it_lets_a_tax_line_override_and_lets_it_stick(desk: Desk) -> None:
    invoice = desk.save("Invoice", sale(desk.customer(), sale_line("10.00", item=desk.item())))
    detail = invoice["TxnTaxDetail"]
    detail["TaxLine"][0]["Amount"] = Decimal("2.01")
    update = {"Id": invoice["Id"], "SyncToken": "0", "sparse": True, "TxnTaxDetail": detail}
    assert desk.save("Invoice", update)["TotalAmt"] == Decimal("12.01")
    noted = desk.save("Invoice", {"Id": invoice["Id"], "SyncToken": "1", "sparse": True, "PrivateNote": "x"})
    assert noted["TotalAmt"] == Decimal("12.01")
    lines = {"Id": invoice["Id"], "SyncToken": "2", "sparse": True, "Line": invoice["Line"]}
    assert desk.save("Invoice", lines)["TotalAmt"] == Decimal("12.00")


def test_it_takes_a_discount_off_before_tax(desk: Desk) -> None:
    percent = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10}}
    invoice = desk.save("Invoice", sale(desk.customer(), sale_line("100.00", item=desk.item()), percent))
    assert (invoice["TxnTaxDetail"]["TotalTax"], invoice["TotalAmt"]) == (18, 108)
    assert [line["DetailType"] for line in invoice["Line"]] == ["SalesItemLineDetail", "SubTotalLineDetail", "DiscountLineDetail"]
    assert invoice["Line"][-1]["Amount"] == 10
    again = desk.save("Invoice", invoice)
    assert again["TotalAmt"] == 108
    assert desk.balance("Accounts Receivable (A/R)") == 108


def test_it_uses_the_purchase_side_of_a_code_on_bills() -> None:
    desk = open_desk(AU)
    bill = desk.save("Bill", purchase(desk.vendor(), expense_line("100.00", code="6")))
    assert bill["TotalAmt"] == 110
    assert desk.refused("/invoice", sale(desk.customer(), sale_line("1.00", item=desk.item(), code="6"))) == "6000"
    assert desk.read("Vendor", bill["VendorRef"]["value"])["Balance"] == 110


def _us_sale(desk: Desk, *lines: Json, **fields: Json) -> Json:
    return {"CustomerRef": {"value": desk.customer()}, "Line": list(lines), **fields}


def test_it_taxes_the_transaction_in_the_us() -> None:
    desk = open_desk(US)
    item = desk.item()
    lines = [
        sale_line("100.00", item=item, code="TAX"),
        sale_line("50.00", item=item, code="NON"),
        sale_line("1.00", item=item, code=None),
    ]
    body = _us_sale(desk, *lines, TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}}, GlobalTaxCalculation="TaxExcluded")
    invoice = desk.save("Invoice", body)
    assert (invoice["TxnTaxDetail"]["TotalTax"], invoice["TotalAmt"]) == (8, 159)
    assert "GlobalTaxCalculation" not in invoice
    assert desk.save("Invoice", invoice)["TotalAmt"] == 159
    assert desk.refused("/invoice", {**body, "GlobalTaxCalculation": "TaxInclusive"}) == "6000"
    assert desk.refused("/invoice", {**body, "Line": [sale_line("1.00", item=item, code="2")]}) == "6100"


@settings(max_examples=tries(30, 600), deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 1_000_000), st.sampled_from([("2", "20"), ("3", "5"), ("4", "0"), ("8", "17.5")])),
        min_size=1,
        max_size=8,
    )
)
def test_it_totals_any_invoice_to_its_lines_and_taxes(lines: list[tuple[int, tuple[str, str]]]) -> None:
    body = sale(_CUSTOMER, *(sale_line(str(Decimal(pennies) / 100), item=_ITEM, code=code) for pennies, (code, _) in lines))
    invoice = _DESK.save("Invoice", body)
    tax = sum(
        ((Decimal(pennies) * Decimal(percent) / 10_000).quantize(_CENT, ROUND_HALF_UP) for pennies, (_, percent) in lines),
        Decimal(0),
    )
    assert invoice["TxnTaxDetail"]["TotalTax"] == tax == sum(line["Amount"] for line in invoice["TxnTaxDetail"]["TaxLine"])
    assert invoice["TotalAmt"] == invoice["Balance"] == Decimal(sum(pennies for pennies, _ in lines)) / 100 + tax


_DESK = open_desk(GB)
_CUSTOMER, _ITEM = _DESK.customer(), _DESK.item()
