"""Steps that write to a ledger: what each makes there, at each provider alike, and that it makes it once."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from integration.engine.stage import Shop
from integration.engine.step_desk import Codes, Taken, codes_of, contact, cup, document, done, fixed, pill
from tieout.accounting.contacts import Contact
from tieout.engine import access, read
from tieout.engine.sights import entity_of
from tieout.store import mirror

PROVIDERS = ("xero", "quickbooks", "sage")
CONTACTS = {"xero": "Contacts", "quickbooks": "Customer", "sage": "contacts"}
SUPPLIERS = {**CONTACTS, "quickbooks": "Vendor"}
NAMES = {"xero": "Name", "quickbooks": "DisplayName", "sage": "name"}
INVOICES = {"xero": "Invoices", "quickbooks": "Invoice", "sage": "sales_invoices"}
PAYMENTS = {"xero": "Payments", "quickbooks": "Payment", "sage": "contact_payments"}

each_provider = pytest.mark.parametrize("provider", PROVIDERS)


def opened(shop: Shop, provider: str) -> Codes:
    shop.connect(provider)
    return codes_of(shop, provider)


def called(shop: Shop, provider: str, *, name: str, kinds: Mapping[str, str] = CONTACTS) -> list[dict[str, Any]]:
    return [one for one in shop.objects(kinds[provider], provider) if one.get(NAMES[provider]) == name]


@pytest.mark.feature("W-05")
@each_provider
def test_a_contact_is_created_once_and_then_updated(shop: Shop, provider: str) -> None:
    opened(shop, provider)
    settings = {"name": pill("company"), "email": pill("mail"), "city": fixed("Leeds")}
    first = done(shop, "create_contact", settings=settings, scope={"company": "Paper mill", "mail": "old@mill.example"})
    again = Taken(shop, "create_contact", settings, scope={"company": "Paper mill", "mail": "old@mill.example"}).end()
    assert (again.status, again.outcome) == (
        "done",
        f"Paper mill in {shop.connection(provider).organisation_name} says the same already",
    )
    changed = done(
        shop, "create_contact", settings={**settings, "existing": pill("was")},
        scope={"company": "Paper mill", "mail": "new@mill.example", "was": first["external_id"]},
    )  # fmt: skip
    assert first["external_id"] == again.output["external_id"] == changed["external_id"]
    assert len(called(shop, provider, name="Paper mill")) == 1
    kind = access.connector(provider).manifest.customer_kind
    read.read_ledger(shop.connection(provider), [kind], full=True)
    row = mirror.entity(shop.workspace_id, shop.ledgers[provider], kind=kind.value, external_id=first["external_id"])
    stands = entity_of(row) if row is not None else None
    assert isinstance(stands, Contact)
    assert (stands.name, stands.email, stands.addresses[0].city) == ("Paper mill", "new@mill.example", "Leeds")


@pytest.mark.feature("W-08")
@each_provider
def test_a_supplier_is_one_that_a_bill_can_name_and_the_bill_is_ended_once(shop: Shop, provider: str) -> None:
    codes = opened(shop, provider)
    mill = contact(shop, role="supplier")
    assert len(called(shop, provider, name="Paper mill", kinds=SUPPLIERS)) == 1
    settings = document(shop, codes, kind="bill", contact_id=mill["external_id"], number="B-7")
    bill = done(shop, "create_document", settings=settings)
    assert (bill["kind"], bill["number"], bill["gross"], bill["due"]) == ("bill", "B-7", "8.40", "8.40")
    ended = {"of": "bill", "document": fixed(bill["external_id"])}
    done(shop, "void_document", settings=ended)
    assert Taken(shop, "void_document", ended).end().status == "skipped"


@pytest.mark.feature("W-06", "W-07", "W-09")
@each_provider
def test_an_invoice_of_a_list_is_created_previewed_to_the_cent_and_paid_in_part(shop: Shop, provider: str) -> None:
    codes = opened(shop, provider)
    buyer, item = contact(shop, "Buyer"), cup(shop, codes)
    # The same code again is the same item.
    assert item["code"] == "CUP"
    assert cup(shop, codes)["external_id"] == item["external_id"]
    line = {
        "each": "lines",
        "item": fixed(item["code"]),
        "description": pill("line.what"),
        "quantity": pill("line.quantity"),
        "unit_price": pill("line.price"),
        "account": fixed(codes.revenue),
        "tax_code": fixed(codes.sale_tax),
    }
    settings = {
        "contact": pill("buyer"),
        "number": pill("number"),
        "issued_on": pill("on"),
        "due_days": 14,
        "status": "approved",
        "lines": [line],
    }
    rows = [{"what": "Cup", "quantity": "3", "price": "3.33"}, {"what": "Plate", "quantity": "1", "price": "0.07"}]
    taken = Taken(
        shop, "create_document", settings,
        scope={"buyer": buyer["external_id"], "number": "R-1", "on": "2026-10-05", "lines": rows},
    )  # fmt: skip
    seen = taken.preview()
    assert seen.text == f"Would create invoice R-1 of 12.07 GBP in {shop.connection(provider).organisation_name}."
    assert [(one.name, one.value, one.source) for one in seen.fields if one.name == "lines.2.unit_price"] == [
        ("lines.2.unit_price", "0.07", "line.price")
    ]
    made = taken.end()
    assert made.status == "done", made.outcome
    assert {key: made.output[key] for key in ("number", "gross", "due")} == {"number": "R-1", "gross": "12.07", "due": "12.07"}
    paid = done(
        shop, "create_payment",
        settings={"documents": [{"document": fixed("R-1"), "amount": fixed("5.00")}], "account": fixed(codes.bank)},
    )  # fmt: skip
    assert Decimal(paid["gross"]) == 5
    assert len(shop.objects(PAYMENTS[provider], provider)) == 1


@each_provider
def test_money_without_a_document_is_recorded_transferred_and_entered_as_a_journal(shop: Shop, provider: str) -> None:
    codes = opened(shop, provider)
    bank = contact(shop, "The bank", role="supplier")
    line = {"description": fixed("Fee"), "unit_price": fixed("12.00"), "account": fixed(codes.expense)}
    spent = done(
        shop, "create_bank_transaction",
        settings={
            "account": fixed(codes.bank), "contact": fixed(bank["external_id"]), "tax_mode": "none",
            "lines": [line], "reference": fixed("Fee of October"),
        },
    )  # fmt: skip
    assert (spent["kind"], Decimal(spent["gross"])) == ("bank_transaction", Decimal(12))
    moved = done(
        shop, "create_transfer",
        settings={"from_account": fixed(codes.bank), "to_account": fixed(codes.second_bank), "amount": fixed("40.00")},
    )  # fmt: skip
    assert (moved["kind"], Decimal(moved["gross"])) == ("transfer", Decimal(40))
    entered = done(
        shop, "create_journal",
        settings={
            "narration": fixed("Accrual"),
            "lines": [
                {"account": fixed(codes.expense), "debit": fixed("7.50")},
                {"account": fixed(codes.revenue), "credit": fixed("7.50")},
            ],
        },
    )  # fmt: skip
    assert (entered["kind"], Decimal(entered["gross"])) == ("journal", Decimal("7.50"))


@each_provider
def test_a_lost_answer_leaves_one_document_at_the_provider(shop: Shop, provider: str) -> None:
    codes = opened(shop, provider)
    buyer, _ = contact(shop, "Buyer"), cup(shop, codes)
    before = len(shop.objects(INVOICES[provider], provider))
    shop.fault("lost", provider=provider, method="PUT" if provider == "xero" else "POST")
    made = done(
        shop, "create_document", settings=document(shop, codes, kind="invoice", contact_id=buyer["external_id"], number="R-1")
    )
    assert made["number"] == "R-1"
    assert len(shop.objects(INVOICES[provider], provider)) - before == 1


@each_provider
def test_what_the_ledger_does_not_take_is_said_before_it_is_asked(shop: Shop, provider: str) -> None:
    codes = opened(shop, provider)
    buyer = contact(shop, "Buyer")
    calls = shop.calls("POST", provider) + shop.calls("PUT", provider)
    settings = document(shop, codes, kind="invoice", contact_id=buyer["external_id"], number="R-1")
    wrong = {**settings, "lines": [{**settings["lines"][0], "item": None, "account": fixed("no such"), "tax_code": None}]}
    taken = Taken(shop, "create_document", wrong)
    seen, result = taken.preview(), taken.turn()
    name = shop.connection(provider).organisation_name
    assert f"There is no account no such in {name}. Choose one that is there." in seen.problems
    assert any("no tax code" in one or "no such" in one for one in seen.problems)
    assert (result.status, result.outcome) == ("failed", " ".join(seen.problems))
    assert shop.calls("POST", provider) + shop.calls("PUT", provider) == calls
    manifest = access.connector(provider).manifest
    draft = Taken(shop, "create_document", {**settings, "status": "draft"}).preview()
    assert (
        any(manifest.cannot["drafts"] in one for one in draft.problems) if "drafts" in manifest.cannot else draft.status == "done"
    )
