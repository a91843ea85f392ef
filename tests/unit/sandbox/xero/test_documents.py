"""Invoices, bills and credit notes: what may be written, and what may be changed when."""

from decimal import Decimal

import pytest

from tieout.sandbox.xero import errors
from unit.sandbox.xero.ledger import Json, Ledger, draft, open_ledger

D = Decimal


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


@pytest.fixture
def contact(ledger: Ledger) -> str:
    return ledger.contact()


def test_sales_numbers_are_unique_and_made_up_when_left_out(ledger: Ledger, contact: str) -> None:
    ledger.invoice(contact, "1", InvoiceNumber="INV-0002")
    assert [ledger.invoice(contact, "1")["InvoiceNumber"] for _ in range(2)] == ["INV-0001", "INV-0003"]
    assert ledger.refusal("Invoices", draft(contact, "1", InvoiceNumber="inv-0002"), method="PUT") == [errors.NOT_UNIQUE]


def test_bill_numbers_may_repeat(ledger: Ledger, contact: str) -> None:
    bills = [ledger.invoice(contact, "1", Type="ACCPAY", InvoiceNumber="77") for _ in range(2)]
    assert len({bill["InvoiceID"] for bill in bills}) == 2
    assert ledger.write("Invoices", draft(contact, "1", Type="ACCPAY", InvoiceNumber="77"))[0]["InvoiceID"] not in bills


def test_post_with_a_known_number_updates(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "1", InvoiceNumber="A")
    (updated,) = ledger.write("Invoices", {"Type": "ACCREC", "InvoiceNumber": "a", "Reference": "new"})
    assert (updated["InvoiceID"], updated["Reference"], updated["Total"]) == (made["InvoiceID"], "new", D("1.20"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Type": "SPEND"}, errors.BAD_TYPE),
        ({"Status": "PAID"}, errors.BAD_STATUS),
        ({"LineItems": []}, errors.NO_LINES),
        ({"DueDate": None}, errors.NO_DUE_DATE),
        ({"CurrencyCode": "NZD"}, "Users Organisation is not subscribed to currency NZD"),
        ({"Contact": {}}, errors.NO_CONTACT),
        ({"LineItems": [{"Description": "x", "UnitAmount": "1"}]}, errors.NO_ACCOUNT),
        ({"LineItems": [{"UnitAmount": "1", "AccountCode": "200"}]}, errors.NO_DESCRIPTION),
        (
            {"LineItems": [{"Description": "x", "UnitAmount": "1", "AccountCode": "999"}]},
            "Account code '999' is not a valid code for this document.",
        ),
        (
            {"LineItems": [{"Description": "x", "UnitAmount": "1", "AccountCode": "610"}]},
            "Account code '610' is not a valid code for this document.",
        ),
        (
            {"LineItems": [{"Description": "x", "UnitAmount": "1", "AccountCode": "090"}]},
            "Account code '090' is not a valid code for this document.",
        ),
        ({"LineItems": [{"ItemCode": "X"}]}, "Item code 'X' is not valid"),
        (
            {"LineItems": [{"Description": "x", "Quantity": "10", "UnitAmount": "10", "LineAmount": "1", "AccountCode": "200"}]},
            "The line total 1.00 does not match the expected line total 100.00",
        ),
        ({"LineItems": [{"Description": "x", "UnitAmount": "-1", "AccountCode": "200"}]}, errors.NEGATIVE_TOTAL),
        ({"LineItems": [{"Description": "x", "UnitAmount": "one", "AccountCode": "200"}]}, "UnitAmount is not a number"),
        (
            {"LineItems": [{"Description": "x", "UnitAmount": "1", "AccountCode": "200", "TaxType": "NOPE"}]},
            errors.BAD_TAX.format("NOPE"),
        ),
    ],
)
def test_an_approved_invoice_must_be_complete(ledger: Ledger, contact: str, change: Json, message: str) -> None:
    assert message in ledger.refusal("Invoices", {**draft(contact, "1", Status="AUTHORISED"), **change})


def test_a_draft_may_be_incomplete_and_is_checked_when_it_is_approved(ledger: Ledger, contact: str) -> None:
    body = {"Type": "ACCREC", "Contact": {"ContactID": contact}, "LineItems": [{"Description": "only words"}, {"UnitAmount": "5"}]}
    made = ledger.make("Invoices", body)
    assert (made["Status"], made["Total"]) == ("DRAFT", D("5.00"))
    messages = ledger.refusal("Invoices", {"InvoiceID": made["InvoiceID"], "Status": "AUTHORISED"})
    assert set(messages) == {errors.NO_ACCOUNT, errors.NO_DESCRIPTION, errors.NO_DUE_DATE}


def test_an_item_fills_what_a_line_leaves_out(ledger: Ledger, contact: str) -> None:
    details = {"UnitPrice": "2.5", "AccountCode": "260", "TaxType": "RROUTPUT"}
    ledger.make("Items", {"Code": "MUG", "Name": "Mug", "Description": "A mug", "SalesDetails": details})
    body = draft(contact, LineItems=[{"ItemCode": "mug", "Quantity": "4"}], Status="AUTHORISED")
    (line,) = ledger.make("Invoices", body)["LineItems"]
    assert (line["Description"], line["AccountCode"], line["TaxType"], line["LineAmount"], line["TaxAmount"]) == (
        "A mug",
        "260",
        "RROUTPUT",
        10,
        D("0.50"),
    )


@pytest.mark.parametrize(
    ("types", "figures"), [("Exclusive", (120, 24, 144)), ("Inclusive", (100, 20, 120)), ("NoTax", (120, 0, 120))]
)
def test_line_amounts_may_be_exclusive_inclusive_or_without_tax(
    ledger: Ledger, contact: str, types: str, figures: tuple[int, int, int]
) -> None:
    made = ledger.invoice(contact, "120", LineAmountTypes=types)
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == figures


def test_another_treatment_works_the_tax_out_anew(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "120")
    (after,) = ledger.write("Invoices", {"InvoiceID": made["InvoiceID"], "LineAmountTypes": "Inclusive"})
    assert (after["SubTotal"], after["Total"]) == (100, 120)


def test_a_sent_tax_amount_stands_and_sent_totals_do_not(ledger: Ledger, contact: str) -> None:
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200", "TaxAmount": "2.01"}
    made = ledger.make("Invoices", draft(contact, LineItems=[line], Total="999", SubTotal="999"))
    assert (made["TotalTax"], made["Total"]) == (D("2.01"), D("12.01"))


def test_discounts_are_for_sales(ledger: Ledger, contact: str) -> None:
    line = {"Description": "x", "Quantity": 2, "UnitAmount": 50, "AccountCode": "200", "DiscountRate": 10}
    made = ledger.make("Invoices", draft(contact, LineItems=[line]))
    assert (made["SubTotal"], made["TotalDiscount"], made["IsDiscounted"]) == (90, 10, True)
    assert ledger.refusal("Invoices", draft(contact, LineItems=[line], Type="ACCPAY")) == [errors.DISCOUNT_ON_PURCHASE]


def test_lines_are_kept_by_their_id_and_replaced_without(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "1", "2")
    first = made["LineItems"][0]
    (after,) = ledger.write(
        "Invoices", {"InvoiceID": made["InvoiceID"], "LineItems": [first, {**first, "LineItemID": None, "Description": "new"}]}
    )
    assert after["LineItems"][0]["LineItemID"] == first["LineItemID"]
    assert after["LineItems"][1]["LineItemID"] not in {line["LineItemID"] for line in made["LineItems"]}
    assert after["Total"] == D("2.40")


def test_unit_amounts_keep_four_places_only_when_asked_both_ways(ledger: Ledger, contact: str) -> None:
    line = {"Description": "x", "Quantity": 100, "UnitAmount": "0.1234", "AccountCode": "200"}
    two, four = (ledger.make("Invoices", draft(contact, LineItems=[line]), **query) for query in ({}, {"unitdp": "4"}))
    assert (two["SubTotal"], four["SubTotal"]) == (D("12.00"), D("12.34"))
    assert [
        ledger.one(f"Invoices/{four['InvoiceID']}", **query)["LineItems"][0]["UnitAmount"] for query in ({}, {"unitdp": "4"})
    ] == [D("0.12"), D("0.1234")]


@pytest.mark.parametrize(
    ("path", "last"),
    [
        (["SUBMITTED", "DRAFT", "AUTHORISED", "VOIDED"], "VOIDED"),
        (["DELETED"], "DELETED"),
        (["SUBMITTED", "DELETED"], "DELETED"),
        (["VOIDED"], None),
        (["AUTHORISED", "DRAFT"], None),
        (["AUTHORISED", "DELETED"], None),
        (["AUTHORISED", "VOIDED", "AUTHORISED"], None),
    ],
)
def test_a_status_moves_only_along_its_ways(ledger: Ledger, contact: str, path: list[str], last: str | None) -> None:
    made = ledger.make("Invoices", draft(contact, "1"))
    steps = [ledger.write("Invoices", {"InvoiceID": made["InvoiceID"], "Status": status})[0] for status in path]
    if last is None:
        assert [one["Message"] for one in steps[-1]["ValidationErrors"]] == [errors.NOT_MODIFIABLE]
    else:
        assert (steps[-1]["Status"], steps[-1]["AmountDue"]) == (last, 0)


def test_an_invoice_of_nothing_is_paid_when_it_is_approved(ledger: Ledger, contact: str) -> None:
    assert ledger.invoice(contact, "0")["Status"] == "PAID"


def test_a_part_paid_sales_invoice_takes_texts_but_no_amounts(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "100")
    ledger.pay(made, "20")
    line = {"LineItemID": made["LineItems"][0]["LineItemID"], "Description": "clearer", "AccountCode": "260"}
    (after,) = ledger.write("Invoices", {"InvoiceID": made["InvoiceID"], "Reference": "R", "LineItems": [line]})
    assert (after["Reference"], after["LineItems"][0]["Description"], after["AmountDue"]) == ("R", "clearer", 100)
    for change in (
        {"LineItems": [{**line, "UnitAmount": 99}]},
        {"Date": "2026-10-02"},
        {"LineItems": [{"Description": "other"}]},
        {"LineAmountTypes": "NoTax"},
    ):
        assert ledger.refusal("Invoices", {"InvoiceID": made["InvoiceID"], **change}) == [
            errors.NOT_MODIFIABLE,
            errors.HAS_PAYMENTS,
        ]
    assert ledger.refusal("Invoices", {"InvoiceID": made["InvoiceID"], "Status": "VOIDED"}) == [errors.VOID_WITH_PAYMENTS]


def test_a_due_date_moved_on_a_part_paid_invoice_leaves_the_time_stamp(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "100")
    ledger.pay(made, "20")
    before = ledger.again(made)
    ledger.write("Invoices", {"InvoiceID": made["InvoiceID"], "DueDate": "2027-01-31"})
    after = ledger.again(made)
    assert (after["DueDateString"], after["UpdatedDateUTC"]) == ("2027-01-31T00:00:00", before["UpdatedDateUTC"])


def test_a_part_paid_bill_takes_nothing(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "100", Type="ACCPAY")
    ledger.pay(made, "20")
    assert errors.HAS_PAYMENTS in ledger.refusal("Invoices", {"InvoiceID": made["InvoiceID"], "InvoiceNumber": "other"})


def test_nothing_is_written_into_a_locked_period(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "1", Date="2026-09-30")
    ledger.lock("2026-09-30")
    assert ledger.refusal("Invoices", draft(contact, "1", Date="2026-09-30")) == [errors.LOCKED]
    assert ledger.refusal("Invoices", {"InvoiceID": made["InvoiceID"], "Status": "VOIDED"}) == [errors.LOCKED]
    assert ledger.make("Invoices", draft(contact, "1", Date="2026-10-01"))
    body = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 1, "Date": "2026-09-30"}
    assert ledger.refusal("Payments", body, method="PUT") == [errors.LOCKED]


def test_sent_to_contact_on_a_draft_is_a_warning(ledger: Ledger, contact: str) -> None:
    made = ledger.make("Invoices", draft(contact, "1", SentToContact=True))
    assert (made["StatusAttributeString"], made["Warnings"]) == ("WARNING", [{"Message": errors.SENT_TO_CONTACT}])
    assert "Warnings" not in ledger.again(made)


def test_a_foreign_invoice_weighs_in_base_currency(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "100", CurrencyCode="USD", CurrencyRate="1.25")
    assert (made["Total"], made["CurrencyRate"]) == (120, D("1.25"))
    assert ledger.one(f"Contacts/{contact}")["Balances"]["AccountsReceivable"]["Outstanding"] == 96


def test_tracking_is_found_by_name_or_id(ledger: Ledger, contact: str) -> None:
    line = {"Description": "x", "UnitAmount": 1, "AccountCode": "200", "Tracking": [{"Name": "Region", "Option": "North"}]}
    made = ledger.make("Invoices", draft(contact, LineItems=[line]))
    (tracking,) = made["LineItems"][0]["Tracking"]
    assert (tracking["Name"], tracking["Option"]) == ("Region", "North")
    assert ledger.refusal("Invoices", draft(contact, LineItems=[{**line, "Tracking": [{"Name": "Region", "Option": "Moon"}]}])) == [
        errors.BAD_TRACKING
    ]
