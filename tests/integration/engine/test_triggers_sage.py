"""What somebody does in Sage, which tells nothing by itself, starts the automations that wait for it as soon as it is read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.engine.stage import Shop, read_by_schedule
from integration.engine.watching import EVERY, all_runs, look, succeeded, watch, watch_all
from tieout.accounting.accounts import AccountClass, AccountType
from tieout.accounting.kinds import EntityKind
from tieout.engine import actions, poll
from tieout.store import connections


@pytest.fixture
def at_sage(shop: Shop) -> Shop:
    shop.connect("sage")
    return shop


def contact(shop: Shop, name: str = "Ridgeway University", *, role: str = "CUSTOMER") -> str:
    made = shop.put("contacts", {"contact": {"name": name, "contact_type_ids": [role]}}, provider="sage")
    return str(made["id"])


def document(shop: Shop, kind: EntityKind = EntityKind.INVOICE, *, of: str) -> dict[str, Any]:
    """Two cups of 60.00 each, without tax."""
    sells = kind == EntityKind.INVOICE
    accounts, _ = actions.reference_data(shop.workspace_id, shop.ledgers["sage"])
    wanted = (AccountType.REVENUE, AccountClass.REVENUE) if sells else (AccountType.EXPENSE, AccountClass.EXPENSE)
    account = min((one.code, one.name, one.id or one.key) for one in accounts if (one.type, one.account_class) == wanted)[2]
    line = {"description": "Cup", "ledger_account_id": account, "quantity": "2", "unit_price": "60.00", "tax_rate_id": "GB_ZERO"}
    side = "sales_invoice" if sells else "purchase_invoice"
    said = {"contact_id": of, "date": "2026-10-01", "due_date": "2026-10-31", "invoice_lines": [line]}
    own = {} if sells else {"vendor_reference": "B-1"}
    made: dict[str, Any] = shop.put(f"{side}s", {side: {**said, **own}}, provider="sage")
    return made


def pay(shop: Shop) -> None:
    """Every open invoice, in full."""
    shop.control("pay", {"provider": "sage", "organisation": shop.connection("sage").organisation_id, "share": 1, "seed": 1})


def see(shop: Shop, *kinds: EntityKind) -> set[str]:
    return look(shop, *kinds, provider="sage")


@pytest.mark.feature("Q-58")
def test_an_invoice_is_created_changed_paid_and_voided_and_its_payment_is_seen(at_sage: Shop) -> None:
    watch_all(at_sage, "invoice")
    watch_all(at_sage, "payment", types=EVERY[:2])
    kinds = (EntityKind.INVOICE, EntityKind.PAYMENT)
    assert see(at_sage, *kinds) == set(), "what was there before starts nothing"
    who = contact(at_sage)
    made = document(at_sage, of=who)
    assert see(at_sage, *kinds) == {"entity_created invoice"}
    assert see(at_sage, *kinds) == set(), "nothing new, nothing starts"
    at_sage.edit("sales_invoices", made["id"], change={"notes": "large"}, provider="sage")
    assert see(at_sage, *kinds) == {"entity_updated invoice"}
    pay(at_sage)
    assert see(at_sage, *kinds) == {"entity_updated invoice", "entity_paid invoice", "entity_created payment"}
    paid = next(run for run in all_runs(at_sage) if run.version and run.version.automation.name == "entity_paid invoice")
    assert paid.event is not None
    values, before = paid.event.subject["values"], paid.event.subject["previous"]
    assert (values["name"], values["gross"], values["due"], before["due"]) == ("Ridgeway University", "120.00", "0.00", "120.00")
    other = document(at_sage, of=who)
    see(at_sage, *kinds)
    at_sage.edit("sales_invoices", other["id"], change={"deleted": True}, provider="sage")
    assert see(at_sage, *kinds) == {"entity_updated invoice", "entity_voided invoice"}


@pytest.mark.feature("Q-58")
def test_a_bill_and_contacts_of_both_kinds_are_created_and_changed(at_sage: Shop) -> None:
    watch_all(at_sage, "contact", types=EVERY[:2])
    watch_all(at_sage, "bill")
    kinds = (EntityKind.CONTACT, EntityKind.BILL)
    see(at_sage, *kinds)
    mill, buyer = contact(at_sage, "Paper & Co", role="VENDOR"), contact(at_sage)
    assert see(at_sage, *kinds) == {"entity_created contact"}
    at_sage.edit("contacts", buyer, change={"notes": "large"}, provider="sage")
    bill = document(at_sage, EntityKind.BILL, of=mill)
    assert see(at_sage, *kinds) == {"entity_updated contact", "entity_created bill"}
    at_sage.edit("purchase_invoices", bill["id"], change={"deleted": True}, provider="sage")
    assert see(at_sage, *kinds) == {"entity_updated bill", "entity_voided bill"}


@pytest.mark.feature("Q-58", "Q-73")
def test_what_nobody_tells_is_found_by_the_schedule_of_reading(at_sage: Shop) -> None:
    row = watch(at_sage, {"type": "entity_created", "kind": "contact", "connection": str(at_sage.ledgers["sage"])})
    see(at_sage, EntityKind.CONTACT)
    contact(at_sage)
    ago = datetime.now(UTC) - timedelta(hours=1)
    read_at = {kind: ago.isoformat() for kind in at_sage.connection("sage").read_at}
    connections.update_connection(at_sage.workspace_id, at_sage.ledgers["sage"], connected_at=ago, read_at=read_at)
    with read_by_schedule():
        started = at_sage.began_here(poll.start_due())
    assert started
    (run,) = succeeded(at_sage, row, count=1)
    assert run.title == "Contact Ridgeway University"
