"""Steps that ask a ledger's provider for something that is no posting: files, e-mails, a reading; and the panel of what is sent."""

import pytest

from integration.engine.stage import ACTOR, Shop
from integration.engine.step_desk import Taken, codes_of, contact, cup, document, done, fixed, pill
from tieout.accounting.kinds import EntityKind
from tieout.engine import access, filing
from tieout.store import automations, collections, mirror

PROVIDERS = ("xero", "quickbooks", "sage")
each_provider = pytest.mark.parametrize("provider", PROVIDERS)


def invoiced(shop: Shop, provider: str) -> dict[str, object]:
    shop.connect(provider)
    codes = codes_of(shop, provider)
    buyer, _ = contact(shop, "Buyer", email="buyer@shop.example"), cup(shop, codes)
    return done(
        shop, "create_document", settings=document(shop, codes, kind="invoice", contact_id=buyer["external_id"], number="R-1")
    )


@each_provider
def test_files_hang_on_a_document_once_and_it_is_e_mailed_and_read(shop: Shop, provider: str) -> None:
    made = invoiced(shop, provider)
    hangs_once(shop, provider, made=made)
    is_e_mailed(shop, provider, made=made)
    is_read(shop, provider, made=made)


def hangs_once(shop: Shop, provider: str, *, made: dict[str, object]) -> None:
    record = shop.customer("C9")
    filing.add(record, name="scan.pdf", content=b"%PDF-1.4 scanned", actor=ACTOR)
    settings = {"of": "invoice", "document": fixed(str(made["external_id"]))}
    for _ in range(2):
        result = Taken(shop, "attach_file", settings, subject_id=record.id).end()
        assert (result.status, result.output["attached"]) == ("done", 1), result.outcome
    ledger = shop.connection(provider)
    hanging = access.connector(provider).attachments(
        access.open_access(ledger), kind=EntityKind.INVOICE, external_id=str(made["external_id"])
    )
    assert [one.file_name for one in hanging] == ["scan.pdf"]
    nothing = Taken(shop, "attach_file", {**settings, "file": fixed("other.pdf")}, subject_id=record.id).end()
    assert nothing.outcome == "The record has no file other.pdf. Add it to the record."


def is_e_mailed(shop: Shop, provider: str, *, made: dict[str, object]) -> None:
    manifest = access.connector(provider).manifest
    result = Taken(shop, "send_document", {"document": fixed(str(made["external_id"]))}).end()
    if EntityKind.INVOICE not in manifest.sendable:
        assert (result.status, result.outcome) == ("failed", manifest.cannot["send"])
        return
    assert result.status == "done", result.outcome
    sent = {"xero": ("Invoices", "SentToContact", True), "quickbooks": ("Invoice", "EmailStatus", "EmailSent")}
    kind, field, value = sent[provider]
    assert [one[field] for one in shop.objects(kind, provider)] == [value]
    elsewhere = Taken(shop, "send_document", {"document": fixed(str(made["external_id"])), "to": fixed("other@shop.example")}).end()
    assert elsewhere.status == ("failed" if "send_address" in manifest.cannot else "done")


def test_a_letter_without_an_answer_is_not_sent_twice(shop: Shop) -> None:
    made = invoiced(shop, "xero")
    shop.fault("lost", provider="xero", method="POST", path=".*/Email")
    result = Taken(shop, "send_document", {"document": fixed(str(made["external_id"]))}).end()
    assert result.status == "failed"
    assert "nobody knows whether it was done" in result.outcome
    assert shop.paths("POST").count("Email") == 1


def is_read(shop: Shop, provider: str, *, made: dict[str, object]) -> None:
    organisation = shop.connection(provider).organisation_id
    shop.control("pay", {"provider": provider, "organisation": organisation, "share": 1, "seed": 1})
    before = mirror.entity(shop.workspace_id, shop.ledgers[provider], kind="invoice", external_id=str(made["external_id"]))
    assert before is not None
    assert before.due == before.gross
    result = Taken(shop, "sync_entity", {"of": "invoice", "entity": pill("number")}, scope={"number": "R-1"}).end()
    assert (result.status, result.output["due"]) == ("done", "0.00"), result.outcome
    accounts = Taken(shop, "sync_entity", {"of": "account"}).end()
    assert accounts.status == "done"


@pytest.mark.feature("K-14", "K-15")
def test_the_preview_lists_exactly_the_fields_that_are_sent_and_follows_the_synced_fields(connected: Shop) -> None:
    for own in automations.automations(connected.workspace_id):
        automations.set_enabled(connected.workspace_id, own.id, enabled=False)
    customer = connected.customer(email="orders@customer.example")
    row = collections.collection(connected.workspace_id, "customers")
    assert row is not None
    mapping = {
        "type": "contacts",
        "name": pill("name"),
        "account_number": pill("account_number"),
        "is_customer": True,
    }
    collections.set_accounting(connected.workspace_id, key="customers", accounting_type="contacts", mapping=mapping)
    taken = Taken(connected, "create_in_ledger", {}, subject_id=customer.id)
    seen = taken.preview()
    assert [(one.label, one.source, one.value) for one in seen.fields] == [
        ("Name", "field name", "Customer C1"),
        ("Account number", "field account_number", "C1"),
    ]
    assert seen.text == "Would create Customer C1 in Demo Company (UK)."
    assert connected.objects("Contacts") == []
    more = {**mapping, "email": pill("email")}
    collections.set_accounting(connected.workspace_id, key="customers", accounting_type="contacts", mapping=more)
    assert ("E-mail", "field email", "orders@customer.example") in [
        (one.label, one.source, one.value) for one in taken.preview().fields
    ]
    made = taken.end()
    (stands,) = connected.objects("Contacts")
    assert (stands["Name"], stands["AccountNumber"], stands["EmailAddress"]) == ("Customer C1", "C1", "orders@customer.example")
    assert made.output["external_id"] == stands["ContactID"]
    assert str(made.output["url"]).endswith(stands["ContactID"])
    assert taken.preview().status == "skipped"


def test_the_preview_says_what_stands_in_the_way(shop: Shop) -> None:
    customer = shop.customer()
    taken = Taken(shop, "create_in_ledger", {}, subject_id=customer.id)
    assert taken.preview().problems == ("No ledger is connected. Connect one under Settings, Integrations, then try again.",)
    shop.connect("xero")
    collections.set_accounting(shop.workspace_id, key="customers", accounting_type="contacts", mapping={})
    said = taken.preview().problems[0]
    assert said == "No synced fields are set for Customers. Configure the fields in the collection's Accounting pane."
    collections.set_accounting(shop.workspace_id, key="customers", accounting_type="", mapping={})
    assert "not linked to accounting" in taken.preview().problems[0]
    shop.settle()
