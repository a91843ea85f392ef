"""What the connector sends to Sage, one operation at a time, and how it takes each kind of answer."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tieout.accounting.attachments import Attachment
from tieout.accounting.documents import Document, DocumentStatus, Line
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Operation
from tieout.connectors.errors import OutcomeUnknown, Rejected, Throttled, Transient
from unit.connectors.sage.golden_pairs import golden
from unit.connectors.sage.played import asked, body_of, contact, contact_body, invoice, listed, playing, rates, refusal
from unit.connectors.scripted import Holder, answer

D = Decimal


def created(body: dict[str, object]) -> httpx.Response:
    return answer(201, body)


def ended(action: Action, kind: EntityKind, *, id: str) -> Operation:
    return replace(invoice(), kind=kind, action=action, external_id=id, key=f"{action}-1")


def test_a_write_carries_its_envelope_its_business_and_its_own_idempotency_id() -> None:
    sage, script = playing(created(contact_body(1)))
    (outcome,) = sage.write(Holder().access, [contact()])
    assert outcome.receipt is not None
    assert outcome.receipt.seen.external_id == "c1"
    assert asked(script) == ("POST", "contacts", {})
    assert script.requests[0].headers["x-business"] == "org-1"
    sent = body_of(script)["contact"]
    assert (sent["name"], sent["contact_type_ids"], sent["source_guid"]) == ("Customer 1", ["CUSTOMER"], "run:1")
    assert len(sent["idempotency_id"]) == 32
    assert set(sent["idempotency_id"]) <= set("0123456789abcdef")


def test_a_repeat_has_the_same_idempotency_id_and_another_attempt_another() -> None:
    def sent(operation: Operation) -> str:
        sage, script = playing(created(contact_body(1)))
        sage.write(Holder().access, [operation])
        return str(body_of(script)["contact"]["idempotency_id"])

    assert sent(contact()) == sent(contact(email="changed@example.com"))
    assert len({sent(contact()), sent(contact(2)), sent(replace(contact(), attempt=2))}) == 3


def test_two_at_once_are_one_too_many() -> None:
    sage, script = playing(created(contact_body(1)))
    with pytest.raises(ValueError, match="one operation"):
        sage.write(Holder().access, [contact(1), contact(2)])
    assert script.requests == []


def test_the_tax_of_lines_is_worked_out_with_rates_that_are_read_once() -> None:
    sage, script = playing(rates(), created(golden("sales_invoice", "body")))
    for _ in range(2):
        (outcome,) = sage.write(Holder().access, [invoice()])
        assert outcome.receipt is not None
        assert (outcome.receipt.net, outcome.receipt.tax, outcome.receipt.gross) == (D(120), D(24), D(144))
    assert [asked(script, call)[1] for call in range(3)] == ["tax_rates", "sales_invoices", "sales_invoices"]
    (line,) = body_of(script)["sales_invoice"]["invoice_lines"]
    assert (line["net_amount"], line["tax_amount"], line["total_amount"]) == ("120.00", "24.00", "144.00")


def test_a_line_without_an_account_gets_its_items() -> None:
    line = replace(made_line(), item="service:s11", account="")
    sage, script = playing(rates(), answer(200, golden("service", "body")), created(golden("sales_invoice", "body")))
    sage.write(Holder().access, [invoice(lines=(line,))])
    assert asked(script, 1)[1] == "services/s11"
    assert body_of(script)["sales_invoice"]["invoice_lines"][0]["ledger_account_id"] == "l41"
    sage, script = playing(rates(), refusal("gone", code="RecordNotFound", status=404))
    (outcome,) = sage.write(Holder().access, [invoice(lines=(line,))])
    assert [problem.cause for problem in outcome.problems] == ["account_missing"]


def made_line() -> Line:
    entity = invoice().entity
    assert isinstance(entity, Document)
    return entity.lines[0]


def test_what_cannot_be_said_is_refused_without_a_write() -> None:
    sage, script = playing(rates())
    (outcome,) = sage.write(Holder().access, [invoice(contact="")])
    assert [problem.cause for problem in outcome.problems] == ["contact_missing"]
    assert [request.method for request in script.requests] == ["GET"]


@pytest.mark.parametrize(
    ("told", "cause"),
    [
        (refusal("has already been taken", source="contact.reference"), "number_taken"),
        (
            refusal("The requested record was not found", code="RecordNotFound", source="contact.currency_id", status=404),
            "currency_not_enabled",
        ),
        (answer(400, text="<html>no</html>"), "other"),
    ],
)
def test_a_refusal_is_an_outcome_with_its_problems(told: httpx.Response, cause: str) -> None:
    (outcome,) = playing(told)[0].write(Holder().access, [contact()])
    assert outcome.receipt is None
    assert [problem.cause for problem in outcome.problems] == [cause]


@pytest.mark.parametrize(
    "told",
    [
        answer(500, [{"$dataCode": "UnexpectedError", "$message": "An unexpected error occurred."}]),
        answer(525, text="<html>"),
        answer(201, text='{"id": "c'),
        answer(201, {}),
        answer(201, []),
        answer(201),
        answer(201, contact_body(1), headers={"x-business": "org-2"}),
        httpx.ReadError("gone"),
    ],
)
def test_a_write_without_a_clear_answer_is_unknown_and_not_repeated(told: httpx.Response | Exception) -> None:
    sage, script = playing(told)
    with pytest.raises(OutcomeUnknown):
        sage.write(Holder().access, [contact()])
    assert len(script.requests) == 1


@pytest.mark.parametrize("told", [answer(429, []), refusal("Conflict", status=409), httpx.ConnectError("no")])
def test_what_was_certainly_not_written_may_be_tried_again(told: httpx.Response | Exception) -> None:
    with pytest.raises(Transient) as caught:
        playing(told)[0].write(Holder().access, [contact()])
    assert isinstance(caught.value, Throttled) is (isinstance(told, httpx.Response) and told.status_code == 429)


def test_a_token_that_ran_out_is_renewed_once_and_the_write_made_again() -> None:
    sage, script = playing(refusal("expired", code="AuthorizationFailure", status=401), created(contact_body(1)))
    holder = Holder()
    (outcome,) = sage.write(holder.access, [contact()])
    assert outcome.receipt is not None
    assert [request.headers["authorization"] for request in script.requests] == ["Bearer token-1", "Bearer token-2"]


def change(**changes: Any) -> Operation:
    return replace(invoice(**changes), action=Action.UPDATE, external_id="i77", version="2026-07-02T10:11:12+00:00")


def test_a_draft_is_released_by_a_change_that_posts_it() -> None:
    draft = golden("sales_invoice", "body") | {"status": {"id": "DRAFT"}}
    sage, script = playing(rates(), answer(200, draft), answer(200, draft), created(golden("sales_invoice", "body")))
    (outcome,) = sage.write(Holder().access, [change()])
    assert outcome.receipt is not None
    assert [asked(script, call)[:2] for call in range(1, 4)] == [
        ("GET", "sales_invoices/i77"), ("PUT", "sales_invoices/i77"), ("POST", "sales_invoices/i77/release")
    ]  # fmt: skip
    assert "idempotency_id" not in body_of(script, 2)["sales_invoice"]
    stays = change(status=DocumentStatus.DRAFT)
    sage, script = playing(rates(), answer(200, draft), answer(200, draft))
    sage.write(Holder().access, [stays])
    assert len(script.requests) == 3


def test_a_release_without_an_answer_leaves_the_outcome_unknown() -> None:
    draft = golden("sales_invoice", "body") | {"status": {"id": "DRAFT"}}
    sage, _ = playing(rates(), answer(200, draft), answer(200, draft), answer(429, []))
    with pytest.raises(OutcomeUnknown):
        sage.write(Holder().access, [change()])


@pytest.mark.parametrize(
    ("current", "changes", "cause"),
    [
        ({"updated_at": "2026-07-03T00:00:00Z"}, {}, "stale_version"),
        ({}, {"status": DocumentStatus.DRAFT}, "not_editable"),
        (None, {}, "not_found"),
    ],
)
def test_a_change_that_comes_too_late_is_refused(current: dict[str, object] | None, changes: dict[str, object], cause: str) -> None:
    found = (
        refusal("", code="RecordNotFound", status=404)
        if current is None
        else answer(200, golden("sales_invoice", "body") | current)
    )
    sage, script = playing(rates(), found)
    (outcome,) = sage.write(Holder().access, [change(**changes)])
    assert [problem.cause for problem in outcome.problems] == [cause]
    assert {request.method for request in script.requests} == {"GET"}


def test_a_void_says_why_and_takes_either_answer() -> None:
    void = golden("sales_invoice", "body") | {"status": {"id": "VOID"}, "deleted_at": "2026-07-03T00:00:00Z"}
    sage, script = playing(answer(200, void))
    (outcome,) = sage.write(Holder().access, [ended(Action.VOID, EntityKind.INVOICE, id="i77")])
    assert asked(script) == ("DELETE", "sales_invoices/i77", {"void_reason": "Voided by Tieout"})
    assert outcome.receipt is not None
    assert isinstance(outcome.receipt.seen.entity, Document)
    sage, script = playing(answer(204), refusal("", code="RecordNotFound", status=404))
    (outcome,) = sage.write(Holder().access, [ended(Action.VOID, EntityKind.BILL, id="b77")])
    assert outcome.receipt is not None
    assert outcome.receipt.seen.deleted
    sage, script = playing(answer(204), answer(429, []))
    with pytest.raises(OutcomeUnknown):
        sage.write(Holder().access, [ended(Action.VOID, EntityKind.BILL, id="b77")])


def test_what_sage_cannot_do_is_refused_without_a_call() -> None:
    sage, script = playing(answer(204))
    for operation in (
        ended(Action.VOID, EntityKind.CONTACT, id="c1"),
        ended(Action.UPDATE, EntityKind.JOURNAL, id="j1"),
        ended(Action.DELETE, EntityKind.CONTACT, id=""),
        ended(Action.DELETE, EntityKind.ITEM, id="s11"),
    ):
        (outcome,) = sage.write(Holder().access, [operation])
        assert outcome.problems
    assert script.requests == []
    sage.write(Holder().access, [ended(Action.DELETE, EntityKind.ITEM, id="service:s11")])
    assert asked(script) == ("DELETE", "services/s11", {})


def test_a_creation_is_found_again_by_our_reference_and_by_nothing_less() -> None:
    mine, other = contact_body(1, source_guid="run:1"), contact_body(2, name="Customer 1", source_guid="run:5")
    sage, script = playing(listed(other, mine))
    found = sage.look_up(Holder().access, [contact()])
    assert {key: receipt.seen.external_id for key, receipt in found.items()} == {"run:1": "c1"}
    assert asked(script)[2]["search"] == "Customer 1"
    assert playing(listed(other))[0].look_up(Holder().access, [contact()]) == {}
    assert playing()[0].look_up(Holder().access, [ended(Action.DELETE, EntityKind.CONTACT, id="c1")]) == {}


def test_two_alike_are_two_objects() -> None:
    body = golden("sales_invoice", "body") | {"reference": "No. JOB-118"}
    twins = [body, body | {"id": "i78"}]
    sage, script = playing(rates(), listed(*twins))
    found = sage.look_up(Holder().access, [invoice(), replace(invoice(), key="run:10")])
    assert {key: receipt.seen.external_id for key, receipt in found.items()} == {"run:9": "i77", "run:10": "i78"}
    params = asked(script)[2]
    assert (params["contact_id"], params["from_date"], params["to_date"]) == ("c01", "2026-07-01", "2026-07-01")
    void = listed(*(one | {"status": {"id": "VOID"}} for one in twins))
    assert playing(rates(), void)[0].look_up(Holder().access, [invoice()]) == {}


def test_a_file_is_downloaded_byte_by_byte_or_not_at_all() -> None:
    scan = Attachment(
        owner_kind=EntityKind.BILL, owner="b77", file_name="a.json", media_type="application/json", id="h1", size_bytes=2
    )
    sage, script = playing(httpx.Response(200, content=b"{}"))
    assert sage.download(Holder().access, scan) == b"{}"
    assert script.requests[0].headers["accept"] == "application/octet-stream"
    with pytest.raises(Transient):
        playing(httpx.Response(200, content=b"{"))[0].download(Holder().access, scan)
    with pytest.raises(Rejected):
        playing(refusal("", code="RecordNotFound", status=404))[0].download(Holder().access, scan)


def test_a_file_hangs_on_money_by_the_way_that_it_went() -> None:
    wish = Attachment(owner_kind=EntityKind.BANK_TRANSACTION, owner="q1", file_name="a.pdf", media_type="application/pdf")
    refund = golden("other_payment", "body") | {"transaction_type": {"id": "OTHER_RECEIPT_REFUND"}}
    made = golden("attachment", "body") | {"attachment_context_type": {"id": "OTHER_RECEIPT"}, "attachment_context": {"id": "q1"}}
    sage, script = playing(answer(200, refund), listed(), answer(200, refund), created(made))
    sage.attach(Holder().access, wish, content=b"%PDF")
    sent = body_of(script)["attachment"]
    assert (sent["attachment_context_type_id"], sent["attachment_context_id"], sent["file"]) == ("OTHER_RECEIPT", "q1", "JVBERg==")
    assert "idempotency_id" not in sent
    with pytest.raises(Rejected):
        playing(refusal("", status=404))[0].attach(Holder().access, wish, content=b"%PDF")
    with pytest.raises(Rejected):
        playing()[0].attach(Holder().access, replace(wish, owner_kind=EntityKind.ITEM), content=b"%PDF")
    with pytest.raises(OutcomeUnknown):
        playing(answer(200, refund), listed(), answer(200, refund), created({}))[0].attach(Holder().access, wish, content=b"%PDF")
    with pytest.raises(Rejected):
        playing(answer(200, refund), listed(), answer(200, refund), refusal("no"))[0].attach(Holder().access, wish, content=b"%PDF")
