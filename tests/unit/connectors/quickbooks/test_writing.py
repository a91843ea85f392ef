"""What the connector writes: in which calls, and what it makes of their answers."""

import re
from dataclasses import replace

import pytest

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import TaxMode
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Operation
from tieout.connectors.errors import OutcomeUnknown, Rejected
from unit.connectors.quickbooks.golden_pairs import golden
from unit.connectors.quickbooks.played import (
    TIME,
    D,
    Played,
    batch,
    create,
    customer,
    fault,
    make_invoice,
    make_payment,
    operation,
    rows,
)


def test_it_writes_several_in_one_batch_and_matches_answers_by_position() -> None:
    played = Played([batch({"Customer": customer(7)}, fault("6240", "taken"), {"Customer": customer(9)})])
    outcomes = played.connector.write(played.access, [create(7), create(8), create(9)])
    assert [outcome.key for outcome in outcomes] == ["run:7", "run:8", "run:9"]
    assert [outcome.receipt.seen.external_id if outcome.receipt else None for outcome in outcomes] == ["7", None, "9"]
    assert [[problem.cause for problem in outcome.problems] for outcome in outcomes] == [[], ["name_taken"], []]
    sent = played.body()["BatchItemRequest"]
    assert [(item["bId"], item["operation"], item["Customer"]["DisplayName"]) for item in sent] == [
        ("0", "create", "Customer 7"),
        ("1", "create", "Customer 8"),
        ("2", "create", "Customer 9"),
    ]


def test_a_single_write_needs_no_batch() -> None:
    played = Played([{"Customer": customer(7), "time": TIME}, (400, fault("6240"))])
    (outcome,) = played.connector.write(played.access, [create(7)])
    (refused,) = played.connector.write(played.access, [create(8)])
    assert outcome.receipt is not None
    assert [problem.cause for problem in refused.problems] == ["name_taken"]
    assert played.asked[0].url.path == "/v3/company/9130/customer"


def test_a_repeat_has_the_same_request_id_and_anything_else_another() -> None:
    def ids(*operations: Operation) -> str:
        name = "Customer"
        answer = {name: customer(1)} if len(operations) == 1 else batch(*({name: customer(1)},) * len(operations))
        played = Played([answer])
        played.connector.write(played.access, operations)
        return played.asked[0].url.params["requestid"]

    once = ids(create(1), create(2))
    assert once == ids(create(1), create(2))
    assert re.fullmatch(r"[0-9a-f]{36}", once)
    others = [
        ids(create(1)),
        ids(create(2), create(1)),
        ids(create(1), create(2, account_number="2")),
        ids(create(1), replace(create(2), attempt=2)),
        ids(create(1, key="another"), create(2)),
    ]
    assert len({once, *others}) == 6


def test_what_cannot_be_sent_is_refused_without_a_call_and_holds_nothing_back() -> None:
    wrong = operation(make_invoice(contact=""), EntityKind.INVOICE)
    nothing = Played([])
    (outcome,) = nothing.connector.write(nothing.access, [wrong])
    assert [problem.cause for problem in outcome.problems] == ["contact_missing"]
    played = Played([{"Invoice": golden("invoice", "body")}])
    good = operation(make_invoice(), EntityKind.INVOICE)
    first, second = played.connector.write(played.access, [wrong, good])
    assert first.problems
    assert second.receipt is not None
    assert (second.receipt.number, second.receipt.gross) == ("536365", D("36.36"))


@pytest.mark.parametrize(
    "answer",
    [
        batch({"Customer": customer(7)}),
        batch({"Customer": customer(7)}, fault("10000")),
        batch({"Customer": customer(7)}, fault("600")),
        batch({"Customer": customer(7)}, {"Customer": 7}),
        batch({"Customer": customer(7)}, {}),
        batch({"Customer": customer(7)}, {"Customer": {"DisplayName": "Customer 8"}}),
        {"BatchItemResponse": "none"},
        [],
        (400, fault("10000")),
        (503, {}),
    ],
)
def test_a_batch_without_a_clear_answer_for_each_is_unknown(answer: object) -> None:
    played = Played([answer])
    with pytest.raises(OutcomeUnknown):
        played.connector.write(played.access, [create(7), create(8)])


@pytest.mark.parametrize("answer", [(400, fault("600")), (400, fault("10000")), [], {"Customer": 7}, {}, (500, fault("6240"))])
def test_a_single_write_without_a_clear_answer_is_unknown(answer: object) -> None:
    played = Played([answer])
    with pytest.raises(OutcomeUnknown):
        played.connector.write(played.access, [create(7)])


def test_a_whole_batch_that_is_refused_has_written_nothing() -> None:
    played = Played([(400, fault("1040", "too many"))])
    with pytest.raises(Rejected, match="too many"):
        played.connector.write(played.access, [create(7), create(8)])


def test_a_limit_met_by_one_element_only_is_its_problem() -> None:
    played = Played([batch({"Customer": customer(7)}, fault("3001"))])
    first, second = played.connector.write(played.access, [create(7), create(8)])
    assert first.receipt is not None
    assert [problem.cause for problem in second.problems] == ["provider_trouble"]


def test_an_update_lays_the_change_over_what_is_there() -> None:
    contact = Contact(kind=EntityKind.CUSTOMER, name="Customer 17850", phone="1")
    terms = rows("Term", {"Id": "3", "Name": "Net 30", "DueDays": 30})
    played = Played([rows("Customer", golden("customer", "body")), terms, {"Customer": golden("customer", "body")}])
    change = operation(contact, EntityKind.CUSTOMER, action=Action.UPDATE, external_id="58", version="2")
    (outcome,) = played.connector.write(played.access, [change])
    assert outcome.receipt is not None
    assert played.statement().startswith("SELECT * FROM Customer WHERE Id IN ('58') AND Active IN (true, false) ")
    sent = played.body(2)
    assert (sent["Id"], sent["SyncToken"], sent["PrimaryPhone"]["FreeFormNumber"], sent["GivenName"]) == ("58", "2", "1", "Ada")
    assert "PrimaryTaxIdentifier" not in sent


def test_what_is_to_be_changed_and_is_not_there_is_said() -> None:
    played = Played([rows("Customer")])
    change = operation(
        Contact(kind=EntityKind.CUSTOMER, name="A"), EntityKind.CUSTOMER, action=Action.UPDATE, external_id="58", version="2"
    )
    (outcome,) = played.connector.write(played.access, [change])
    assert [problem.cause for problem in outcome.problems] == ["not_found"]


def test_a_name_is_hidden_where_a_transaction_is_deleted() -> None:
    item = Item(code="A", name="A")
    hiding = Played([rows("Item", golden("item", "body")), {"Item": golden("item", "body") | {"Active": False}}])
    hiding.connector.write(hiding.access, [operation(item, EntityKind.ITEM, action=Action.DELETE, external_id="19", version="1")])
    assert (hiding.body(1)["Active"], hiding.body(1)["Sku"], "operation" in hiding.asked[1].url.params) == (False, "85123A", False)
    deleting = Played([{"Invoice": {"status": "Deleted", "domain": "QBO", "Id": "145"}}])
    delete = operation(make_invoice(), EntityKind.INVOICE, action=Action.DELETE, external_id="145", version="1")
    (outcome,) = deleting.connector.write(deleting.access, [delete])
    assert outcome.receipt is not None
    assert outcome.receipt.seen.deleted
    assert (deleting.asked[0].url.params["operation"], deleting.body()) == ("delete", {"Id": "145", "SyncToken": "1"})


def test_an_invoice_and_a_payment_are_voided_each_in_its_way() -> None:
    invoice = Played([{"Invoice": golden("invoice", "body")}])
    invoice.connector.write(
        invoice.access, [operation(make_invoice(), EntityKind.INVOICE, action=Action.VOID, external_id="145", version="1")]
    )
    assert invoice.asked[0].url.params["operation"] == "void"
    payment = Played([{"Payment": golden("payment", "body")}])
    payment.connector.write(
        payment.access, [operation(make_payment(), EntityKind.PAYMENT, action=Action.VOID, external_id="150", version="0")]
    )
    params = payment.asked[0].url.params
    assert (params["operation"], params["include"], payment.body()["sparse"]) == ("update", "void", True)


@pytest.mark.parametrize("kind", [EntityKind.CREDIT_NOTE, EntityKind.BILL, EntityKind.SUPPLIER_CREDIT, EntityKind.ITEM])
def test_what_cannot_be_voided_is_said(kind: EntityKind) -> None:
    played = Played([])
    (outcome,) = played.connector.write(
        played.access, [operation(make_invoice(), kind, action=Action.VOID, external_id="1", version="0")]
    )
    assert [problem.cause for problem in outcome.problems] == ["not_editable"]


def test_rates_are_read_once_where_prices_include_tax() -> None:
    rates = rows("TaxRate", {"Id": "12", "RateValue": 20}, {"Id": "13", "RateValue": 0})
    played = Played(
        [batch(rows("TaxCode", golden("tax_code", "body")), rates), batch(*({"Invoice": golden("invoice", "body")},) * 2)]
    )
    gross = [operation(make_invoice(number=n, tax_mode=TaxMode.INCLUSIVE), EntityKind.INVOICE, key=n) for n in ("1", "2")]
    assert all(outcome.receipt for outcome in played.connector.write(played.access, gross))
    (line,) = played.body(1)["BatchItemRequest"][0]["Invoice"]["Line"]
    assert (line["Amount"], line["SalesItemLineDetail"]["TaxInclusiveAmt"]) == (D("2.50"), D("3.00"))


def test_it_looks_names_up_in_one_query_and_tells_namesakes_apart() -> None:
    found = [customer(1, DisplayName="CUSTOMER 1"), customer(2, Notes="Account number: 22"), customer(3, Notes="Account number: 3")]
    played = Played([rows("Customer", *found)])
    wanted = [create(1), create(2, account_number="2"), create(3, account_number="3"), create(4)]
    receipts = played.connector.look_up(played.access, wanted)
    assert {key: receipt.seen.external_id for key, receipt in receipts.items()} == {"run:1": "1", "run:3": "3"}
    assert (
        "DisplayName IN ('Customer 1', 'Customer 2', 'Customer 3', 'Customer 4') AND Active IN (true, false)" in played.statement()
    )


def test_a_name_with_quotes_and_backslashes_is_looked_up_safely() -> None:
    played = Played([rows("Customer")])
    contact = Contact(kind=EntityKind.CUSTOMER, name="O'Neil \\ Sons' OR Id = '1")
    played.connector.look_up(played.access, [operation(contact, EntityKind.CUSTOMER)])
    assert r"DisplayName IN ('O\'Neil \\ Sons\' OR Id = \'1')" in played.statement()


def test_an_item_is_looked_up_by_the_name_that_has_its_code() -> None:
    played = Played([rows("Item", golden("item", "body"))])
    item = Item(code="85123A", name="White Hanging Heart T-Light Holder")
    assert set(played.connector.look_up(played.access, [operation(item, EntityKind.ITEM, key="k")])) == {"k"}
    assert played.statement().startswith("SELECT *, Sku FROM Item WHERE Name IN ('White Hanging Heart T-Light Holder (85123A)')")


def test_a_document_is_ours_by_number_and_customer_or_by_its_marker() -> None:
    mine = golden("invoice", "body") | {"DocNumber": "1001"}
    marked = golden("invoice", "body") | {"Id": "9", "DocNumber": "77", "PrivateNote": "Posting: unnumbered"}
    played = Played([rows("Invoice", mine | {"Id": "8", "CustomerRef": {"value": "1"}}, mine), rows("Invoice", mine, marked)])
    unnumbered = operation(make_invoice(number=""), EntityKind.INVOICE, key="unnumbered")
    receipts = played.connector.look_up(played.access, [operation(make_invoice(), EntityKind.INVOICE, key="numbered"), unnumbered])
    assert {key: receipt.seen.external_id for key, receipt in receipts.items()} == {"numbered": "145", "unnumbered": "9"}
    assert "CustomerRef IN ('58') AND TxnDate >= '2026-03-01' AND TxnDate <= '2026-03-01'" in played.statement(1)


def test_payments_are_ours_by_their_marker_and_one_object_is_one_payment() -> None:
    body = golden("payment", "body")
    played = Played([rows("Payment", body | {"Id": "1", "PrivateNote": "by hand"}, body)])
    alike = [operation(make_payment(marker="run-7:pay:1"), EntityKind.PAYMENT, key=key) for key in ("first", "second")]
    receipts = played.connector.look_up(played.access, alike)
    assert {key: receipt.seen.external_id for key, receipt in receipts.items()} == {"first": "150"}
