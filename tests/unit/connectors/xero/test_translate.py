"""Golden pairs: Xero's body, the entity that it becomes, and the body that we send; and what holds for all of them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, DocumentStatus, Line
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Written, to_json
from tieout.connectors.contract import Action, Operation
from tieout.connectors.http import Json, dump, parse
from tieout.connectors.xero import translate, wire
from tieout.connectors.xero.translate.parts import Bank, Known
from tieout.connectors.xero.translate.reference import ACCOUNT_TYPES

GOLDEN = Path(__file__).parent / "golden"
KINDS = {
    "account_bank": EntityKind.ACCOUNT,
    "account_receivable": EntityKind.ACCOUNT,
    "allocation": EntityKind.ALLOCATION,
    "allocation_on_account": EntityKind.ALLOCATION,
    "bank_transaction": EntityKind.BANK_TRANSACTION,
    "bill_paid": EntityKind.BILL,
    "contact": EntityKind.CONTACT,
    "contact_archived": EntityKind.CONTACT,
    "contact_with_terms": EntityKind.CONTACT,
    "credit_note": EntityKind.CREDIT_NOTE,
    "invoice": EntityKind.INVOICE,
    "item": EntityKind.ITEM,
    "journal": EntityKind.JOURNAL,
    "journal_taxed_draft": EntityKind.JOURNAL,
    "payment": EntityKind.PAYMENT,
    "payment_on_account": EntityKind.SUPPLIER_PAYMENT,
    "payment_refund": EntityKind.PAYMENT,
    "payment_refund_on_account": EntityKind.SUPPLIER_PAYMENT,
    "tax_rate": EntityKind.TAX_RATE,
    "tracking_category": EntityKind.TRACKING_CATEGORY,
    "transfer": EntityKind.TRANSFER,
}
KNOWN = Known(
    base_currency="USD",
    banks={
        "6f7594f2-f059-4d56-9e67-47ac9733bfe9": Bank(key="088", currency="USD"),
        "088": Bank(key="088", currency="USD"),
        "7e5e243b-9fcd-4aef-8e3a-c70be1e39bfa": Bank(key="090", currency="USD"),
        "090": Bank(key="090", currency="USD"),
    },
)
ID = "6f1c9c0a-5b0e-4c43-9a5a-0f2f6d4c1d11"
NOW = "/Date(1518685950940+0000)/"


def golden(name: str) -> Json:
    return parse((GOLDEN / name).read_bytes())


def create(kind: EntityKind, entity: Written) -> Operation:
    return Operation(key="posting-1", action=Action.CREATE, kind=kind, entity=entity)


def test_every_golden_file_is_looked_at() -> None:
    assert {path.name.split(".")[0] for path in GOLDEN.iterdir()} == set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_it_becomes_the_entity_beside_it(name: str) -> None:
    seen = translate.seen(KINDS[name], golden(f"{name}.wire.json"), known=KNOWN)
    assert seen.problem == ""
    assert seen.external_id
    assert seen.kind is KINDS[name]
    assert seen.entity is not None
    assert to_json(seen.entity) == json.loads((GOLDEN / f"{name}.entity.json").read_text())


@pytest.mark.parametrize("name", [name for name in KINDS if (GOLDEN / f"{name}.sent.json").exists()])
def test_it_is_sent_as_the_body_beside_it(name: str) -> None:
    entity = translate.seen(KINDS[name], golden(f"{name}.wire.json"), known=KNOWN).entity
    assert isinstance(entity, Written)
    sent = translate.written(create(KINDS[name], entity), known=KNOWN)
    assert parse(dump(sent)) == golden(f"{name}.sent.json")


# ---- What is not understood

everything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_whatever_xero_says_is_an_entity_or_a_problem(name: str, data: st.DataObject) -> None:
    body = golden(f"{name}.wire.json")
    field = data.draw(st.sampled_from(sorted(body)))
    body[field] = data.draw(everything)
    seen = translate.seen(KINDS[name], body)
    assert (seen.entity is None) == bool(seen.problem)
    assert seen.body is body


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("invoice", {"Status": "PENDING"}, "'PENDING' is a status"),
        ("invoice", {"LineAmountTypes": "Gross"}, "'Gross' is a kind of line amounts"),
        ("invoice", {"Type": "ACCNEW"}, "'ACCNEW' is a type of document"),
        ("invoice", {"Date": "yesterday"}, "Date"),
        ("contact", {"ContactStatus": "SLEEPING"}, "'SLEEPING' is a contact status"),
        ("contact", {"ContactID": None}, "ContactID"),
        ("payment", {"PaymentType": "AROVERPAYMENT"}, "AROVERPAYMENT"),
        ("account_bank", {"Type": "CRYPTO", "Class": "DREAM"}, "'DREAM' is a class of account"),
    ],
)
def test_an_unknown_word_is_named(name: str, change: dict[str, object], told: str) -> None:
    seen = translate.seen(KINDS[name], {**golden(f"{name}.wire.json"), **change})
    assert seen.entity is None
    assert told in seen.problem


def test_an_account_of_a_new_type_is_told_by_its_class() -> None:
    seen = translate.seen(EntityKind.ACCOUNT, {**golden("account_bank.wire.json"), "Type": "CRYPTO"})
    assert to_json(seen.entity)["type"] == "other" if seen.entity else pytest.fail(seen.problem)


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("ARCREDITPAYMENT", EntityKind.PAYMENT),
        ("APCREDITPAYMENT", EntityKind.SUPPLIER_PAYMENT),
        ("ARPREPAYMENTPAYMENT", EntityKind.PAYMENT),
        ("APOVERPAYMENTPAYMENT", EntityKind.SUPPLIER_PAYMENT),
        ("ACCPAYPAYMENT", EntityKind.SUPPLIER_PAYMENT),
        ("APNEWPAYMENT", EntityKind.SUPPLIER_PAYMENT),
        ("NEWPAYMENT", EntityKind.PAYMENT),
    ],
)
def test_a_payment_and_its_refund_are_of_whom_they_are_dealt_with(type_: str, kind: EntityKind) -> None:
    assert translate.seen(EntityKind.PAYMENT, {**golden("payment.wire.json"), "PaymentType": type_}).kind is kind


def test_every_type_of_account_that_xero_documents_is_known() -> None:
    documented = (
        "BANK CURRENT CURRLIAB DEPRECIATN DIRECTCOSTS EQUITY EXPENSE FIXED INVENTORY LIABILITY NONCURRENT OTHERINCOME OVERHEADS "
        "PREPAYMENT REVENUE SALES TERMLIAB PAYG PAYGLIABILITY SUPERANNUATIONEXPENSE SUPERANNUATIONLIABILITY WAGESEXPENSE"
    )
    assert set(ACCOUNT_TYPES) == set(documented.split())


def test_a_credit_note_tells_its_allocations_and_a_transfer_no_bank_transaction() -> None:
    inside = {name: value for name, value in golden("allocation.wire.json").items() if name != "CreditNote"}
    note = {**golden("credit_note.wire.json"), "Allocations": [inside, inside | {"AllocationID": "second"}]}
    seen = translate.everything("CreditNotes", note, kind=EntityKind.CREDIT_NOTE)
    assert [one.kind for one in seen] == [EntityKind.CREDIT_NOTE, EntityKind.ALLOCATION, EntityKind.ALLOCATION]
    assert [one.external_id for one in seen[1:]] == [inside["AllocationID"], "second"]
    half = {**golden("bank_transaction.wire.json"), "Type": "SPEND-TRANSFER"}
    assert translate.everything("BankTransactions", half, kind=EntityKind.BANK_TRANSACTION) == ()


@pytest.mark.parametrize("kind", [EntityKind.BANK_TRANSACTION, EntityKind.SUPPLIER_PAYMENT, EntityKind.TRANSFER])
@pytest.mark.parametrize("status", ["DELETED", "VOIDED"])
def test_of_money_that_is_taken_back_nothing_is_left(kind: EntityKind, status: str) -> None:
    name = "payment_on_account" if kind is EntityKind.SUPPLIER_PAYMENT else kind.value
    assert translate.seen(kind, {**golden(f"{name}.wire.json"), "Status": status}, known=KNOWN).deleted


def test_an_invoice_and_a_bill_are_told_apart_by_their_type() -> None:
    assert translate.seen(EntityKind.INVOICE, golden("bill_paid.wire.json")).kind is EntityKind.BILL


def test_a_deleted_draft_is_deleted_and_a_void_is_not() -> None:
    deleted = translate.seen(EntityKind.INVOICE, {**golden("invoice.wire.json"), "Status": "DELETED"})
    voided = translate.seen(EntityKind.INVOICE, {**golden("invoice.wire.json"), "Status": "VOIDED"})
    assert (deleted.deleted, voided.deleted) == (True, False)
    assert isinstance(voided.entity, Document)
    assert voided.entity.status is DocumentStatus.VOIDED


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("/Date(0+0000)/", datetime(1970, 1, 1, tzinfo=UTC)),
        ("/Date(-86400000)/", datetime(1969, 12, 31, tzinfo=UTC)),
        ("/Date(1540857600000+1300)/", datetime(2018, 10, 30, tzinfo=UTC)),
        ("2019-12-07T18:46:19.5165400", datetime(2019, 12, 7, 18, 46, 19, 516540, tzinfo=UTC)),
        ("2019-12-07T18:46:19Z", datetime(2019, 12, 7, 18, 46, 19, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_in_utc(text: str, instant: datetime) -> None:
    assert wire.instant(text) == instant


# ---- What is sent, and what is not


def invoice(**changes: object) -> Document:
    line = Line(description="Mug", quantity=Decimal(3), unit_price=Decimal("12.50"), account="200", tax_code="OUTPUT2", id="theirs")
    made = Document(kind=EntityKind.INVOICE, contact=ID, issued_on=date(2026, 3, 31), currency="GBP", lines=(line,), number="INV-1")
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_contact_is_referred_to_by_nothing_but_its_id() -> None:
    assert translate.written(create(EntityKind.INVOICE, invoice(contact_name="Andrea")))["Contact"] == {"ContactID": ID}


def test_a_line_keeps_its_id_on_a_change_and_has_none_at_first() -> None:
    made = translate.written(create(EntityKind.INVOICE, invoice()))
    changed = replace(create(EntityKind.INVOICE, invoice()), action=Action.UPDATE, external_id=ID)
    assert "LineItemID" not in made["LineItems"][0]
    assert translate.written(changed)["LineItems"][0]["LineItemID"] == "theirs"
    assert translate.written(changed)["InvoiceID"] == ID


def test_a_price_of_more_than_four_places_goes_as_one_rounded_amount() -> None:
    line = replace(invoice().lines[0], quantity=Decimal(7), unit_price=Decimal("0.123456"), discount_percent=Decimal(10))
    sent = translate.written(create(EntityKind.INVOICE, invoice(lines=(line,))))["LineItems"][0]
    assert (sent["Quantity"], sent["UnitAmount"], "DiscountRate" in sent) == (Decimal(1), Decimal("0.78"), False)


def test_an_invoice_without_a_due_date_is_due_at_once() -> None:
    assert translate.written(create(EntityKind.INVOICE, invoice(due_on=None)))["DueDate"] == "2026-03-31"


def test_what_has_no_number_gets_one_by_which_it_is_found() -> None:
    first = create(EntityKind.INVOICE, invoice(number=""))
    number = translate.written(first)["InvoiceNumber"]
    assert number == translate.number(first)
    assert number.startswith("tieout-")
    assert number != translate.number(replace(first, key="posting-2"))
    body = {**golden("invoice.wire.json"), "InvoiceNumber": number}
    found = translate.seen(EntityKind.INVOICE, body).entity
    assert isinstance(found, Document)
    assert found.number == ""


@pytest.mark.parametrize("status", [DocumentStatus.VOIDED, DocumentStatus.DELETED])
def test_a_dead_document_is_not_made(status: DocumentStatus) -> None:
    with pytest.raises(translate.Untranslatable):
        translate.written(create(EntityKind.INVOICE, invoice(status=status)))


def test_ends_name_the_id_and_the_state_only() -> None:
    for kind, entity, action, body in (
        (EntityKind.INVOICE, invoice(), Action.VOID, {"InvoiceID": ID, "Status": "VOIDED"}),
        (EntityKind.INVOICE, invoice(), Action.DELETE, {"InvoiceID": ID, "Status": "DELETED"}),
        (
            EntityKind.CONTACT,
            Contact(kind=EntityKind.CONTACT, name="A"),
            Action.DELETE,
            {"ContactID": ID, "ContactStatus": "ARCHIVED"},
        ),
    ):
        operation = Operation(key="k", action=action, kind=kind, entity=entity, external_id=ID)
        assert translate.written(operation) == body


def test_a_change_needs_to_know_what_it_changes() -> None:
    with pytest.raises(translate.Untranslatable):
        translate.written(replace(create(EntityKind.INVOICE, invoice()), action=Action.VOID))


def test_an_empty_field_of_a_contact_wipes_nothing() -> None:
    contact = Contact(kind=EntityKind.CONTACT, name="Andrea")
    operation = Operation(key="k", action=Action.UPDATE, kind=EntityKind.CONTACT, entity=contact, external_id=ID)
    assert translate.written(operation) == {"ContactID": ID, "Name": "Andrea"}
