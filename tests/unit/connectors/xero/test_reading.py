"""What the connector asks Xero for, how lists are read to their end, and what is found again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action
from tieout.connectors.errors import Rejected, Transient
from unit.connectors.scripted import Holder, answer
from unit.connectors.xero.bodies import (
    IDS,
    contact,
    document,
    element,
    invoice_body,
    listing,
    paid_body,
    payment,
    person,
    playing,
    query,
)


def test_invoices_and_bills_are_read_in_one_go() -> None:
    bodies = [invoice_body("1"), invoice_body("2", Type="ACCPAY", InvoiceID=IDS[2])]
    xero, script = playing(listing("Invoices", bodies))
    pages = list(xero.read(Holder().access, kinds=[EntityKind.BILL, EntityKind.INVOICE], since=None))
    assert [(page.kind, len(page.seen), page.complete) for page in pages] == [
        (EntityKind.INVOICE, 1, True),
        (EntityKind.BILL, 1, True),
    ]
    (request,) = script.requests
    assert query(request) == {"page": "1", "pageSize": "1000", "unitdp": "4"}
    assert "if-modified-since" not in request.headers


def test_one_kind_of_a_list_is_asked_for_by_its_type() -> None:
    xero, script = playing(listing("Invoices", []))
    list(xero.read(Holder().access, kinds=[EntityKind.BILL], since=None))
    assert query(script.requests[0])["where"] == 'Type=="ACCPAY"'


def test_a_reading_since_says_so_in_utc_and_gives_the_newest_instant() -> None:
    since = datetime(2026, 1, 2, 4, 4, 5, 999, tzinfo=UTC)
    xero, script = playing(listing("Contacts", [person(1, 1798761600), person(2, 1798761599)]))
    (page,) = xero.read(Holder().access, kinds=[EntityKind.CONTACT], since=since)
    assert script.requests[0].headers["if-modified-since"] == "2026-01-02T04:04:05"
    assert query(script.requests[0])["includeArchived"] == "true"
    assert page.watermark == datetime(2027, 1, 1, tzinfo=UTC)
    xero, _ = playing(listing("Contacts", []))
    assert [page.watermark for page in xero.read(Holder().access, kinds=[EntityKind.CONTACT], since=since)] == [since]


def test_a_list_that_moved_under_our_hands_is_read_again() -> None:
    first = [
        listing("Contacts", [person(1, 1), person(2, 2)], pages=2),
        # The first one was changed meanwhile and went to the end; the third slipped to the first page, unseen.
        listing("Contacts", [person(4, 4), person(1, 9)], page=2, pages=2),
    ]
    second = [
        listing("Contacts", [person(2, 2), person(3, 3)], pages=2),
        listing("Contacts", [person(4, 4), person(1, 9)], page=2, pages=2),
    ]
    xero, script = playing(*first, *second)
    pages = list(xero.read(Holder().access, kinds=[EntityKind.CONTACT], since=None))
    assert {seen.external_id for page in pages for seen in page.seen} == {IDS[number] for number in (1, 2, 3, 4)}
    assert [page.complete for page in pages] == [False, False, False, True]
    assert pages[-1].watermark == datetime.fromtimestamp(9, UTC)
    assert [query(request)["page"] for request in script.requests] == ["1", "2", "1", "2"]


def test_a_list_that_never_stands_still_does_not_move_the_watermark() -> None:
    def told(request: httpx.Request) -> httpx.Response:
        return listing("Contacts", [person(1, 1)], page=int(query(request)["page"]), pages=2)

    xero, script = playing(told)
    pages = list(xero.read(Holder().access, kinds=[EntityKind.CONTACT], since=None))
    assert (pages[-1].complete, pages[-1].watermark, len(script.requests)) == (True, None, 6)


def test_one_element_that_is_not_understood_hides_no_other() -> None:
    xero, _ = playing(listing("Invoices", [invoice_body("1", Status="PENDING"), invoice_body("2", InvoiceID=IDS[2])]))
    pages = list(xero.read(Holder().access, kinds=[EntityKind.INVOICE], since=None))
    found = {seen.external_id: (seen.entity is None, bool(seen.problem)) for seen in pages[0].seen}
    assert found == {IDS[1]: (True, True), IDS[2]: (False, False)}


@pytest.mark.parametrize("told", [answer(200, {}), answer(200, []), answer(200), answer(200, {"Items": [1]})])
def test_an_answer_without_a_list_may_be_asked_for_again(told: httpx.Response) -> None:
    with pytest.raises(Transient):
        list(playing(told)[0].read(Holder().access, kinds=[EntityKind.ITEM], since=None))


def test_a_filter_that_is_not_taken_is_refused_with_xeros_words() -> None:
    with pytest.raises(Rejected, match="Expression expected"):
        list(
            playing(answer(400, {"ErrorNumber": 16, "Message": "Expression expected"}))[0].read(
                Holder().access, kinds=[EntityKind.ITEM], since=None
            )
        )


def test_a_kind_that_xero_does_not_have_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="customer"):
        list(playing(answer(200, {}))[0].read(Holder().access, kinds=[EntityKind.CUSTOMER], since=None))


# ---- Looking up


def test_documents_are_asked_for_by_number_in_few_calls() -> None:
    def told(request: httpx.Request) -> httpx.Response:
        return listing(
            "Invoices", [invoice_body(number, InvoiceID=number) for number in query(request)["InvoiceNumbers"].split(",")]
        )

    xero, script = playing(told)
    operations = [document(f"INV-{number}") for number in range(50)]
    found = xero.look_up(Holder().access, operations)
    assert {key: receipt.seen.external_id for key, receipt in found.items()} == {one.key: one.key[9:] for one in operations}
    assert len(script.requests) == 2
    assert found["document-INV-1"].gross == Decimal("15.00")


@pytest.mark.parametrize(
    "change",
    [
        {"Type": "ACCPAY"},
        {"Contact": {"ContactID": IDS[9]}},
        {"Date": "/Date(1774828800000+0000)/"},
        {"Status": "DELETED"},
        {"InvoiceNumber": "INV-10"},
    ],
)
def test_somebody_elses_document_of_that_number_is_not_ours(change: Mapping[str, object]) -> None:
    xero, _ = playing(listing("Invoices", [invoice_body("INV-1", **change)]))
    assert xero.look_up(Holder().access, [document("INV-1")]) == {}


def test_a_bill_twice_is_found_twice() -> None:
    bodies = [invoice_body("B-1", Type="ACCPAY", InvoiceID=IDS[number]) for number in (3, 4)]
    operations = [replace(document("B-1", EntityKind.BILL), key=f"bill-{number}") for number in (1, 2)]
    found = playing(listing("Invoices", bodies))[0].look_up(Holder().access, operations)
    assert {receipt.seen.external_id for receipt in found.values()} == {IDS[3], IDS[4]}


def test_what_a_filter_cannot_say_is_asked_for_by_its_path() -> None:
    xero, script = playing(listing("Invoices", [invoice_body('7, "B"/2')]))
    assert len(xero.look_up(Holder().access, [document('7, "B"/2')])) == 1
    assert script.requests[0].url.raw_path == b"/api.xro/2.0/Invoices/7%2C%20%22B%22%2F2?unitdp=4"
    xero, _ = playing(answer(404, text="not found"))
    assert xero.look_up(Holder().access, [document('7, "B"/2')]) == {}


def test_contacts_are_found_by_number_and_then_by_name() -> None:
    def told(request: httpx.Request) -> httpx.Response:
        where = query(request)["where"]
        if where.startswith("ContactNumber"):
            return listing("Contacts", [element(1, Name="Renamed", ContactStatus="ACTIVE")])
        return listing(
            "Contacts",
            [
                {"ContactID": IDS[2], "Name": "CUSTOMER 2", "ContactStatus": "ACTIVE"},
                {"ContactID": IDS[3], "Name": "Customer 3", "ContactStatus": "ACTIVE", "AccountNumber": "another"},
                {"ContactID": IDS[4], "Name": "Customer 4", "ContactStatus": "ARCHIVED"},
            ],
        )

    xero, script = playing(told)
    found = xero.look_up(Holder().access, [contact(number) for number in (1, 2, 3, 4)])
    assert {key: receipt.seen.external_id for key, receipt in found.items()} == {"contact-1": IDS[1], "contact-2": IDS[2]}
    assert [query(request)["where"].split("==")[0] for request in script.requests] == ["ContactNumber", "Name"]
    assert "Customer 1" not in query(script.requests[1])["where"]


def test_filters_stay_short_enough_for_an_address() -> None:
    xero, script = playing(listing("Contacts", []))
    xero.look_up(Holder().access, [contact(number, name=f"{number:03}" + "x" * 200) for number in range(50)])
    assert max(len(query(request)["where"]) for request in script.requests) <= 1500


def test_payments_are_found_by_marker() -> None:
    xero, script = playing(listing("Payments", [paid_body(Amount=14.00), paid_body(Status="DELETED"), paid_body(PaymentID=IDS[6])]))
    found = xero.look_up(Holder().access, [payment("p-1")])
    assert found["payment-1"].seen.external_id == IDS[6]
    assert query(script.requests[0])["where"] == 'Reference=="[tieout p-1]"'


def test_a_payment_without_a_marker_is_found_by_its_document() -> None:
    xero, script = playing(listing("Payments", [paid_body(), paid_body(PaymentID=IDS[6], Reference="")]))
    assert xero.look_up(Holder().access, [payment()])["payment-1"].seen.external_id == IDS[6]
    assert query(script.requests[0])["where"] == f'Invoice.InvoiceID==Guid("{IDS[1]}")'


def test_only_what_was_to_be_made_is_looked_up() -> None:
    xero, script = playing(answer(500))
    assert xero.look_up(Holder().access, [replace(document("1"), action=Action.VOID, external_id=IDS[1])]) == {}
    assert script.requests == []
