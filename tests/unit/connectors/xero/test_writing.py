"""What the connector sends to Xero, and how it takes each kind of answer."""

import json
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest

from tieout.accounting.documents import Allocation
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Operation
from tieout.connectors.errors import OutcomeUnknown, Throttled
from unit.connectors.scripted import Holder, answer
from unit.connectors.xero.bodies import (
    IDS,
    contact,
    document,
    element,
    invoice_body,
    payment,
    playing,
    query,
    refused,
)


def test_a_batch_is_one_call_that_keeps_the_good_half() -> None:
    xero, script = playing(answer(200, {"Contacts": [element(1), refused(2, "Email address must be valid."), element(3)]}))
    outcomes = xero.write(Holder().access, [contact(1), contact(2), contact(3)])
    assert [outcome.key for outcome in outcomes] == ["contact-1", "contact-2", "contact-3"]
    assert [bool(outcome.receipt) for outcome in outcomes] == [True, False, True]
    (request,) = script.requests
    assert (request.method, request.url.path, query(request)) == ("PUT", "/api.xro/2.0/Contacts", {"summarizeErrors": "false"})
    assert request.headers["xero-tenant-id"] == "org-1"
    assert [one["Name"] for one in json.loads(request.content)["Contacts"]] == ["Customer 1", "Customer 2", "Customer 3"]


def test_the_key_of_a_batch_is_made_of_its_operations_and_attempts() -> None:
    def key(*operations: Operation) -> str:
        xero, script = playing(answer(200, {"Contacts": [element(number) for number in range(len(operations))]}))
        xero.write(Holder().access, operations)
        return script.requests[0].headers["idempotency-key"]

    assert key(contact(1), contact(2)) == key(contact(1), contact(2, email="changed@example.com"))
    assert len({key(contact(1)), key(contact(2)), key(contact(1), contact(2)), key(replace(contact(1), attempt=2))}) == 4
    assert len(key(*(contact(number) for number in range(50)))) <= 128


def test_four_places_are_asked_for_where_there_are_prices() -> None:
    xero, script = playing(answer(200, {"Invoices": [invoice_body("INV-1", StatusAttributeString="OK")]}))
    xero.write(Holder().access, [document("INV-1")])
    assert query(script.requests[0]) == {"summarizeErrors": "false", "unitdp": "4"}


@pytest.mark.parametrize(
    "told",
    [
        answer(200, {"Contacts": [element(1)]}),
        answer(200, {"Contacts": [element(1), element(2, ContactID="00000000-0000-0000-0000-000000000000")]}),
        answer(200, {"Contacts": [element(1), "?"]}),
        answer(200, {"Invoices": []}),
        answer(200, []),
        answer(200),
        answer(400, {"ErrorNumber": 10, "Type": "ValidationException", "Elements": [refused(2, "Email address must be valid.")]}),
    ],
)
def test_an_answer_that_does_not_tell_of_every_element_is_unknown(told: httpx.Response) -> None:
    with pytest.raises(OutcomeUnknown):
        playing(told)[0].write(Holder().access, [contact(1), contact(2)])


def test_a_call_that_was_not_understood_is_halved_until_the_culprit_is_found() -> None:
    def told(request: httpx.Request) -> httpx.Response:
        names = [one["Name"] for one in json.loads(request.content)["Contacts"]]
        if "Customer 2" in names:
            return answer(400, {"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": "not a valid AllXsd value."})
        return answer(200, {"Contacts": [element(int(name.split()[1])) for name in names]})

    xero, script = playing(told)
    outcomes = xero.write(Holder().access, [contact(number) for number in range(5)])
    assert [bool(outcome.receipt) for outcome in outcomes] == [True, True, False, True, True]
    assert outcomes[2].problems[0].message == "not a valid AllXsd value."
    assert len({request.headers["idempotency-key"] for request in script.requests}) == len(script.requests)


def test_trouble_after_a_half_was_written_is_never_told_as_nothing_written() -> None:
    bad = answer(400, {"ErrorNumber": 14, "Message": "bad"})
    limit = answer(429, headers={"x-rate-limit-problem": "minute", "retry-after": "5"})
    with pytest.raises(OutcomeUnknown):
        playing(bad, answer(200, {"Contacts": [element(1)]}), limit)[0].write(Holder().access, [contact(1), contact(2)])
    with pytest.raises(Throttled):
        playing(bad, limit)[0].write(Holder().access, [contact(1), contact(2)])


def test_what_xero_cannot_take_is_refused_without_a_call_and_keeps_no_other_back() -> None:
    both = Allocation(kind=EntityKind.INVOICE, document=IDS[2], amount=Decimal(1))
    wide = payment(allocations=(both, both))
    settled = {"PaymentID": IDS[5], "StatusAttributeString": "OK", "PaymentType": "ACCRECPAYMENT", "Status": "AUTHORISED"}
    xero, script = playing(answer(200, {"Payments": [{**settled, "Date": "/Date(0)/", "Amount": 15}]}))
    outcomes = xero.write(Holder().access, [replace(wide, key="wide"), payment()])
    assert [bool(outcome.receipt) for outcome in outcomes] == [False, True]
    assert "split" in outcomes[0].problems[0].message
    assert len(json.loads(script.requests[0].content)["Payments"]) == 1
    refund = payment(allocations=(Allocation(kind=EntityKind.CREDIT_NOTE, document=IDS[2], amount=Decimal(1)),))
    change = replace(payment(), action=Action.UPDATE, external_id=IDS[5])
    for operation, cause in ((refund, "other"), (change, "not_editable")):
        silent, nothing = playing(answer(500))
        assert silent.write(Holder().access, [operation])[0].problems[0].cause == cause
        assert nothing.requests == []


def test_payments_and_items_are_deleted_one_by_one() -> None:
    gone = {"PaymentID": IDS[5], "PaymentType": "ACCRECPAYMENT", "Status": "DELETED", "Date": "/Date(0)/", "Amount": 15}
    xero, script = playing(answer(200, {"Payments": [gone]}))
    operations = [replace(payment(), action=Action.DELETE, key=f"k{number}", external_id=IDS[number]) for number in (5, 6)]
    outcomes = xero.write(Holder().access, operations)
    assert all(outcome.receipt and outcome.receipt.seen.deleted for outcome in outcomes)
    assert [(request.method, request.url.path) for request in script.requests] == [
        ("POST", f"/api.xro/2.0/Payments/{IDS[number]}") for number in (5, 6)
    ]
    item = Operation(key="i", action=Action.DELETE, kind=EntityKind.ITEM, entity=Item(code="MUG", name="Mug"), external_id=IDS[7])
    xero, script = playing(answer(204))
    assert xero.write(Holder().access, [item])[0].receipt
    assert (script.requests[0].method, script.requests[0].url.path) == ("DELETE", f"/api.xro/2.0/Items/{IDS[7]}")
    xero, _ = playing(answer(404, text="The resource you're looking for cannot be found"))
    assert [problem.cause for problem in xero.write(Holder().access, [item])[0].problems] == ["not_found"]


def test_trouble_after_the_first_deletion_is_unknown() -> None:
    gone = {"PaymentID": IDS[5], "PaymentType": "ACCRECPAYMENT", "Status": "DELETED", "Date": "/Date(0)/", "Amount": 15}
    operations = [replace(payment(), action=Action.DELETE, key=f"k{number}", external_id=IDS[number]) for number in (5, 6)]
    with pytest.raises(OutcomeUnknown):
        playing(answer(200, {"Payments": [gone]}), answer(429))[0].write(Holder().access, operations)


def test_a_write_is_of_one_kind_and_one_action_and_has_a_limit() -> None:
    xero, script = playing(answer(200, {}))
    for operations in ([], [contact(1), document("1")], [contact(number) for number in range(51)]):
        with pytest.raises(ValueError, match="a write is of"):
            xero.write(Holder().access, operations)
    assert script.requests == []
