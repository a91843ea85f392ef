"""Money on account, allocations, bank transactions, transfers, journals and files: what is asked, sent and made of the answers."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import httpx
import pytest

from tieout.accounting.attachments import Attachment
from tieout.accounting.banking import Transfer
from tieout.accounting.documents import Allocation, DocumentStatus
from tieout.accounting.items import Item, ItemType
from tieout.accounting.journal import Journal, JournalLine
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Operation
from tieout.connectors.errors import OutcomeUnknown, Rejected, Transient
from tieout.connectors.xero import translate
from tieout.connectors.xero.files import free_name, is_name_for
from unit.connectors.scripted import Holder, answer
from unit.connectors.xero.bodies import IDS, fee, making, payment, playing, query, settling, standing_answer

D = Decimal
DAY = date(2026, 4, 2)
FILE = Attachment(owner_kind=EntityKind.INVOICE, owner=IDS[1], file_name="scan.pdf", media_type="application/pdf")
LINES = (JournalLine(account="400", amount=D(5)), JournalLine(account="970", amount=D(-5)))
MOVED = Transfer(from_account="090", to_account="091", happened_on=DAY, currency="GBP", amount=D(5), marker="p-1")
ENTERED = Journal(entered_on=DAY, currency="GBP", lines=LINES, narration="Petty cash", marker="p-1")
ON_ACCOUNT = payment("p-1", allocations=())


def knowing(*answers: Callable[[httpx.Request], httpx.Response] | httpx.Response) -> Callable[[httpx.Request], httpx.Response]:
    """Answers about the organisation itself, and beside that as told."""
    left = list(answers)

    def told(request: httpx.Request) -> httpx.Response:
        found = standing_answer(request)
        if found is not None:
            return found
        one = left.pop(0) if len(left) > 1 else left[0]
        return one if isinstance(one, httpx.Response) else one(request)

    return told


def credit_note(*allocations: dict[str, object]) -> dict[str, object]:
    return {"CreditNoteID": IDS[3], "Type": "ACCRECCREDIT", "Contact": {"ContactID": IDS[0]}, "Allocations": list(allocations)}


def taken(id: str = "a-1", *, amount: object = 15) -> dict[str, object]:
    return {"AllocationID": id, "Amount": amount, "Date": "/Date(0)/", "Invoice": {"InvoiceID": IDS[1]}}


# ---- What is refused without a call


@pytest.mark.parametrize(
    ("operation", "cause", "said"),
    [
        (payment(amount=D(20)), "other", "stays on account"),
        (payment(is_refund=True), "other", "a refund of a invoice"),
        (payment(allocations=(), is_refund=True), "other", "name it"),
        (replace(payment(), action=Action.DELETE, external_id=f"overpayment:{IDS[5]}"), "not_editable", "own pages"),
        (replace(settling(), action=Action.UPDATE, external_id=IDS[5]), "not_editable", "updated"),
        (settling(source_kind=EntityKind.PAYMENT), "other", "leaves nothing"),
        (settling(allocation=Allocation(kind=EntityKind.CREDIT_NOTE, document=IDS[1], amount=D(1))), "other", "set against"),
        (making(EntityKind.BANK_TRANSACTION, replace(fee(), contact="")), "contact_missing", "contact"),
        (making(EntityKind.BANK_TRANSACTION, replace(fee(), account="092")), "currency_not_enabled", "kept in EUR"),
        (making(EntityKind.TRANSFER, replace(MOVED, to_account="092")), "other", "between currencies"),
        (making(EntityKind.TRANSFER, replace(MOVED, received=D(4))), "other", "between currencies"),
        (making(EntityKind.JOURNAL, replace(ENTERED, currency="EUR")), "currency_not_enabled", "in GBP"),
        (making(EntityKind.JOURNAL, replace(ENTERED, status=DocumentStatus.VOIDED)), "not_editable", "voided"),
        (making(EntityKind.ITEM, Item(code="A", name="A", type=ItemType.STOCK)), "account_missing", "stock"),
    ],
)
def test_what_xero_cannot_take_is_refused_with_its_reason(operation: Operation, cause: str, said: str) -> None:
    xero, script = playing(knowing(answer(500)))
    (outcome,) = xero.write(Holder().access, [operation])
    assert [problem.cause for problem in outcome.problems] == [cause]
    assert said in outcome.problems[0].message
    assert [request for request in script.requests if standing_answer(request) is None] == []


# ---- Money on account


def test_payments_and_money_on_account_of_one_batch_go_to_their_own_lists() -> None:
    def told(request: httpx.Request) -> httpx.Response:
        name = request.url.path.rpartition("/")[2]
        ids = {"Payments": {"PaymentID": IDS[5]}, "BankTransactions": {"OverpaymentID": IDS[6], "Type": "RECEIVE-OVERPAYMENT"}}
        return answer(200, {name: [{**ids[name], "StatusAttributeString": "OK"}]})

    xero, script = playing(told)
    outcomes = xero.write(Holder().access, [ON_ACCOUNT, replace(payment("p-2"), key="payment-2")])
    found = [outcome.receipt.seen.external_id if outcome.receipt else "" for outcome in outcomes]
    assert found == [f"overpayment:{IDS[6]}", IDS[5]]
    assert [request.url.path.rpartition("/")[2] for request in script.requests] == ["BankTransactions", "Payments"]
    (sent,) = json.loads(script.requests[0].content)["BankTransactions"]
    assert (sent["Type"], sent["LineItems"][0]["Description"]) == ("RECEIVE-OVERPAYMENT", "[tieout p-1]")


def test_trouble_with_the_second_list_after_the_first_took_something_is_unknown() -> None:
    made = {"OverpaymentID": IDS[6], "Type": "RECEIVE-OVERPAYMENT", "StatusAttributeString": "OK"}
    xero, _ = playing(answer(200, {"BankTransactions": [made]}), answer(429))
    with pytest.raises(OutcomeUnknown):
        xero.write(Holder().access, [ON_ACCOUNT, replace(payment("p-2"), key="payment-2")])


def test_money_on_account_is_found_by_the_mark_on_its_line() -> None:
    def body(text: str, **more: object) -> dict[str, object]:
        usual = {"Type": "RECEIVE-OVERPAYMENT", "Status": "AUTHORISED", "OverpaymentID": IDS[6]}
        return {**usual, "LineItems": [{"Description": text}], **more}

    bodies = [body("[tieout p-2]"), body("[tieout p-1]", Status="DELETED"), body("x [tieout p-1]", OverpaymentID=IDS[7])]
    xero, script = playing(answer(200, {"BankTransactions": bodies}))
    found = xero.look_up(Holder().access, [ON_ACCOUNT])
    assert found["payment-1"].seen.external_id == f"overpayment:{IDS[7]}"
    where = f'Type=="RECEIVE-OVERPAYMENT" AND Date==DateTime(2026,04,02) AND Contact.ContactID==Guid("{IDS[0]}")'
    assert query(script.requests[0])["where"] == where


# ---- Allocations


def test_an_allocation_is_made_below_what_it_is_taken_from_and_ended_there() -> None:
    xero, script = playing(answer(200, {"Allocations": [taken()]}))
    (outcome,) = xero.write(Holder().access, [settling()])
    assert outcome.receipt is not None
    assert (outcome.receipt.seen.external_id, outcome.receipt.gross) == ("a-1", D(15))
    request = script.requests[0]
    assert (request.method, request.url.path) == ("PUT", f"/api.xro/2.0/CreditNotes/{IDS[3]}/Allocations")
    assert json.loads(request.content) == {"Allocations": [{"Amount": 15.00, "Invoice": {"InvoiceID": IDS[1]}}]}
    xero, script = playing(answer(200, {"AllocationID": "a-1", "IsDeleted": True}))
    ended = replace(
        settling(source_kind=EntityKind.PAYMENT, source=f"prepayment:{IDS[4]}"), action=Action.DELETE, external_id="a-1"
    )
    (gone,) = xero.write(Holder().access, [ended])
    assert gone.receipt is not None
    assert gone.receipt.seen.deleted
    assert (script.requests[0].method, script.requests[0].url.path) == (
        "DELETE",
        f"/api.xro/2.0/Prepayments/{IDS[4]}/Allocations/a-1",
    )


def test_an_allocation_that_is_answered_without_its_id_is_read_from_its_source() -> None:
    without = {name: value for name, value in taken().items() if name != "AllocationID"}
    note = credit_note(taken("other", amount=3), taken("a-9"))
    xero, _ = playing(answer(200, {"Allocations": [without]}), answer(200, {"CreditNotes": [note]}))
    (outcome,) = xero.write(Holder().access, [settling()])
    assert outcome.receipt is not None
    assert outcome.receipt.seen.external_id == "a-9"
    for second in (answer(200, {"CreditNotes": [credit_note()]}), answer(429)):
        xero, _ = playing(answer(200, {"Allocations": [without]}), second)
        with pytest.raises(OutcomeUnknown):
            xero.write(Holder().access, [settling()])


def test_two_allocations_alike_are_found_as_two() -> None:
    xero, script = playing(answer(200, {"CreditNotes": [credit_note(taken("a-1"), taken("a-2"), taken("a-3", amount=3))]}))
    operations = [settling(), replace(settling(), key="allocation-2"), replace(settling(), key="allocation-3")]
    found = xero.look_up(Holder().access, operations)
    assert {key: receipt.seen.external_id for key, receipt in found.items()} == {"allocation-1": "a-1", "allocation-2": "a-2"}
    assert len(script.requests) == 1


def test_allocations_are_read_out_of_three_lists_and_end_with_the_last() -> None:
    at = "/Date(1798761600000)/"
    lists = {
        "CreditNotes": {"CreditNotes": [credit_note(taken("a-1"))], "DateTimeUTC": at},
        "Prepayments": {"Prepayments": [{"PrepaymentID": IDS[4], "Type": "SPEND-PREPAYMENT", "Allocations": [taken("a-2")]}]},
        "Overpayments": {"Overpayments": []},
    }
    xero, script = playing(lambda request: answer(200, lists[request.url.path.rpartition("/")[2]]))
    pages = list(xero.read(Holder().access, kinds=[EntityKind.ALLOCATION], since=None))
    assert [seen.external_id for page in pages for seen in page.seen] == ["a-1", "a-2"]
    assert [page.complete for page in pages] == [False, False, True]
    # From a minute before Xero's own clock at the first answer: no allocation has a time of its own.
    assert pages[-1].watermark == datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert len(script.requests) == 3


def test_payments_are_read_from_two_lists_and_bank_transactions_without_what_is_not_theirs() -> None:
    over = {"BankTransactionID": IDS[2], "OverpaymentID": IDS[6], "Type": "SPEND-OVERPAYMENT", "Status": "AUTHORISED"}
    bodies = [over, {"BankTransactionID": IDS[3], "Type": "SPEND-TRANSFER"}, {"BankTransactionID": IDS[4], "Type": "SPEND"}]

    def told(request: httpx.Request) -> httpx.Response:
        name = request.url.path.rpartition("/")[2]
        return answer(200, {name: bodies if name == "BankTransactions" else []})

    kinds = [EntityKind.SUPPLIER_PAYMENT, EntityKind.BANK_TRANSACTION]
    xero, script = playing(knowing(told))
    pages = list(xero.read(Holder().access, kinds=kinds, since=None))
    assert [(seen.kind, seen.external_id) for page in pages for seen in page.seen] == [
        (EntityKind.SUPPLIER_PAYMENT, f"overpayment:{IDS[6]}"),
        (EntityKind.BANK_TRANSACTION, IDS[4]),
    ]
    xero, script = playing(told)
    list(xero.read(Holder().access, kinds=kinds[:1], since=None))
    assert query(script.requests[1])["where"] == 'Type=="SPEND-OVERPAYMENT" OR Type=="SPEND-PREPAYMENT"'


# ---- Bank transactions, transfers, journals


@pytest.mark.parametrize(
    ("operation", "endpoint", "field"),
    [
        (making(EntityKind.BANK_TRANSACTION, fee()), "BankTransactions", "Reference"),
        (making(EntityKind.TRANSFER, MOVED), "BankTransfers", "Reference"),
        (making(EntityKind.JOURNAL, ENTERED), "ManualJournals", "Narration"),
    ],
)
def test_what_bears_our_mark_is_found_by_it(operation: Operation, endpoint: str, field: str) -> None:
    id_name = {"ManualJournals": "ManualJournalID"}.get(endpoint, f"{endpoint[:-1]}ID")
    bodies = [
        {id_name: IDS[1], field: "Petty cash [tieout p-1]", "Status": "DELETED"},
        {id_name: IDS[2], field: "[tieout p-11]"},
        {id_name: IDS[3], field: 'Petty, "cash" [tieout p-1]'},
    ]
    xero, script = playing(knowing(answer(200, {endpoint: bodies})))
    assert xero.look_up(Holder().access, [operation])["made-1"].seen.external_id == IDS[3]
    asked = script.requests[-1]
    assert asked.url.path.endswith(endpoint)
    assert query(asked)["where"] == f'({field}!=null AND {field}.EndsWith("[tieout p-1]"))'


def test_what_is_given_no_mark_is_found_by_one_of_its_posting() -> None:
    operation = making(EntityKind.BANK_TRANSACTION, fee(""))
    sent = translate.written(operation)["Reference"]
    assert sent.startswith("[tieout key-")
    assert sent != translate.written(replace(operation, key="made-2"))["Reference"]
    xero, _ = playing(knowing(answer(200, {"BankTransactions": [{"BankTransactionID": IDS[3], "Reference": sent}]})))
    assert set(xero.look_up(Holder().access, [operation])) == {"made-1"}
    change = replace(operation, action=Action.UPDATE, external_id=IDS[3])
    assert "Reference" not in translate.written(change)


def test_a_line_of_the_bank_has_no_negative_quantity_and_no_discount() -> None:
    line = replace(fee().lines[0], quantity=D(-2), unit_price=D(3))
    cheaper = replace(line, quantity=D(2), discount_percent=D(50))
    sent = translate.written(making(EntityKind.BANK_TRANSACTION, replace(fee(), lines=(line, cheaper))))["LineItems"]
    assert [(one["Quantity"], one["UnitAmount"]) for one in sent] == [(D(2), D(-3)), (D(1), D(3))]
    assert "DiscountRate" not in sent[1]


def test_ends_of_money_and_journals_are_told_by_status() -> None:
    for kind, entity, action, status in (
        (EntityKind.BANK_TRANSACTION, fee(), Action.DELETE, "DELETED"),
        (EntityKind.TRANSFER, MOVED, Action.DELETE, "DELETED"),
        (EntityKind.JOURNAL, ENTERED, Action.VOID, "VOIDED"),
        (EntityKind.JOURNAL, ENTERED, Action.DELETE, "DELETED"),
    ):
        operation = Operation(key="k", action=action, kind=kind, entity=entity, external_id=IDS[1])
        assert translate.written(operation)["Status"] == status


def test_what_stands_is_asked_for_once_and_again_after_the_reference_data_was_read() -> None:
    empty: dict[str, object] = {name: [] for name in ("BankTransfers", "TaxRates", "TrackingCategories")}
    xero, script = playing(knowing(answer(200, empty)))
    access = Holder().access
    for _ in range(2):
        list(xero.read(access, kinds=[EntityKind.TRANSFER], since=None))
    assert len(script.requests) == 4
    xero.read_reference(access)
    list(xero.read(access, kinds=[EntityKind.TRANSFER], since=None))
    assert len(script.requests) == 4 + 4 + 3
    assert query(script.requests[-1]) == {"includeDeleted": "true"}


# ---- Files


def hanging(*files: tuple[str, int]) -> httpx.Response:
    bodies = [
        {"AttachmentID": f"f-{name}", "FileName": name, "MimeType": "application/pdf", "ContentLength": size}
        for name, size in files
    ]
    return answer(200, {"Attachments": bodies})


def test_a_file_never_takes_the_place_of_another() -> None:
    xero, script = playing(hanging(("scan.pdf", 9), ("SCAN (2).pdf", 8)), hanging(("scan (3).pdf", 3)))
    made = xero.attach(Holder().access, FILE, content=b"abc")
    assert (made.id, made.file_name, made.size_bytes) == ("f-scan (3).pdf", "scan (3).pdf", 3)
    request = script.requests[1]
    assert request.method == "PUT"
    assert request.url.raw_path.decode() == f"/api.xro/2.0/Invoices/{IDS[1]}/Attachments/scan%20%283%29.pdf"
    assert (request.headers["content-type"], request.content) == ("application/pdf", b"abc")


def test_a_file_that_hangs_there_already_is_given_back() -> None:
    xero, script = playing(hanging(("scan.pdf", 9), ("scan (2).pdf", 3)))
    assert xero.attach(Holder().access, FILE, content=b"abc").id == "f-scan (2).pdf"
    assert [request.method for request in script.requests] == ["GET"]


def test_names_are_numbered_by_what_is_taken() -> None:
    assert free_name("scan", taken=[]) == "scan"
    assert free_name("a.tar.gz", taken=["a.tar.gz"]) == "a.tar (2).gz"
    assert is_name_for("A.tar (12).gz", "a.tar.gz")
    assert not is_name_for("a.tar (x).gz", "a.tar.gz")


def test_a_file_is_asked_for_as_what_it_is() -> None:
    xero, script = playing(answer(200, text="%PDF"))
    kept = replace(FILE, id="f-1", size_bytes=4)
    assert xero.download(Holder().access, kept) == b"%PDF"
    assert script.requests[0].headers["accept"] == "application/pdf"
    with pytest.raises(Transient):
        playing(answer(200, text="%P"))[0].download(Holder().access, kept)
    with pytest.raises(Rejected):
        playing(answer(404, text="cannot be found"))[0].download(Holder().access, kept)


@pytest.mark.parametrize("told", [answer(200, {}), answer(200, {"Attachments": [{}]}), answer(200, [])])
def test_a_file_without_a_clear_answer_is_unknown(told: httpx.Response) -> None:
    with pytest.raises(OutcomeUnknown):
        playing(hanging(), told)[0].attach(Holder().access, FILE, content=b"abc")


def test_nothing_hangs_on_a_payment_and_too_much_on_nothing() -> None:
    xero, script = playing(answer(500))
    with pytest.raises(Rejected):
        xero.attachments(Holder().access, kind=EntityKind.PAYMENT, external_id=IDS[1])
    with pytest.raises(Rejected):
        xero.attach(Holder().access, FILE, content=bytes(xero.manifest.attachment_bytes_max + 1))
    assert script.requests == []
    told = [{"ValidationErrors": [{"Message": "There can be a maximum of 10 files"}]}]
    refusal = answer(400, {"ErrorNumber": 10, "Elements": told})
    with pytest.raises(Rejected, match="maximum of 10"):
        playing(hanging(), refusal)[0].attach(Holder().access, FILE, content=b"abc")
