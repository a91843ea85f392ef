"""What a bookkeeper does in Sage's own screens, and what the businesses hold on the first day."""

from decimal import Decimal

import pytest

from tieout.sandbox.world import World
from unit.sandbox.sage.business import Desk, Json, open_business
from unit.sandbox.sage.documents import sell


@pytest.fixture
def desk() -> Desk:
    return open_business()


def edit(desk: Desk, kind: str, *, id: str, **change: Json) -> Json:
    with desk.ground.books.unit():
        return desk.provider.edit(organisation=desk.business, kind=kind, id=id, change=change)


def pay(desk: Desk, **wish: Json) -> Json:
    with desk.ground.books.unit():
        return desk.provider.pay(desk.business, wish)


def test_it_changes_a_contact_and_moves_its_time_stamp(desk: Desk) -> None:
    made = desk.contact()
    desk.ground.clock.advance(5)
    assert edit(desk, "contacts", id=made["id"], notes="met at the fair")["notes"] == "met at the fair"
    assert desk.get(f"contacts/{made['id']}")["updated_at"] == "2026-11-02T12:00:05Z"


def test_it_does_not_know_an_object_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(KeyError):
        edit(desk, "contacts", id="0" * 32, name="Nobody")


def test_it_changes_a_document_and_the_ledger_with_it(desk: Desk) -> None:
    contact = desk.contact()
    invoice = sell(desk, contact)
    line = {**invoice["invoice_lines"][0], "ledger_account_id": desk.account(4000), "tax_rate_id": "GB_STANDARD"}
    edit(desk, "sales_invoices", id=invoice["id"], invoice_lines=[{**line, "unit_price": "50.0", "tax_amount": "10.0"}])
    assert desk.get(f"sales_invoices/{invoice['id']}", mark_as_sent="false")["total_amount"] == "60.0"
    assert desk.get(f"contacts/{contact['id']}", show_balance="true")["balance"] == "60.0"


def test_it_deletes_behind_the_back_so_that_deleted_since_finds_it(desk: Desk) -> None:
    contact, invoice = desk.contact("Gone"), sell(desk, desk.contact("Stays"))
    edit(desk, "contacts", id=contact["id"], deleted=True)
    assert [one["id"] for one in desk.items("contacts", deleted_since="2026-11-01")] == [contact["id"]]
    assert edit(desk, "sales_invoices", id=invoice["id"], deleted=True)["status"]["id"] == "VOID"


def test_it_tells_what_is_wrong_with_an_edit(desk: Desk) -> None:
    invoice = sell(desk, desk.contact())
    with pytest.raises(ValueError, match="date"):
        edit(desk, "sales_invoices", id=invoice["id"], date="soon")


def test_it_pays_a_share_of_the_open_invoices(desk: Desk) -> None:
    contact = desk.contact()
    invoices = [sell(desk, contact) for _ in range(4)]
    assert pay(desk, share="0.5", seed=3) == {
        "open": 4,
        "payments": 2,
        "sum": "96.00",
        "sums": {"GBP": "96.00"},
        "on": "2026-11-02",
    }
    paid = [desk.get(f"sales_invoices/{one['id']}", mark_as_sent="false")["status"]["id"] for one in invoices]
    assert sorted(paid) == ["PAID", "PAID", "UNPAID", "UNPAID"]
    with pytest.raises(ValueError, match="share"):
        pay(desk, share=2)


def test_it_shows_what_is_open_on_the_page(desk: Desk) -> None:
    sell(desk, desk.contact("Harbour Hotel"))
    overview = desk.provider.overview(desk.business)
    assert overview.balances["Receivable"] == Decimal("48.00")
    assert (overview.latest[0].kind, overview.latest[0].contact, overview.latest[0].due) == (
        "Invoice",
        "Harbour Hotel",
        Decimal("48.00"),
    )
    assert overview.counts["sales_invoices"] == 1


def test_it_begins_a_british_day_without_contacts_items_and_documents() -> None:
    desk = open_business(seed="demo")
    for path in ("products", "services", "stock_items", "sales_invoices", "purchase_invoices", "contact_payments", "journals"):
        assert desk.get(path)["$total"] == 0
    assert desk.get("contacts", exclude_system="true")["$total"] == 0
    assert {one["displayed_as"] for one in desk.items("bank_accounts")} == {"Bank Current Account (1200)", "Cash in Hand (1210)"}


@pytest.mark.parametrize("name", ["Demo Business (Ireland)", "Demo Business (Canada)", "Demo Business (US)"])
def test_it_fills_the_other_businesses_with_items_and_documents(name: str) -> None:
    desk = open_business(name=name, seed="demo")
    assert (desk.get("products")["$total"], desk.get("services")["$total"]) == (5, 2)
    tape = next(one for one in desk.items("stock_items") if one["item_code"] == "TAPE")
    assert (tape["quantity_in_stock"], tape["average_cost_price"]) == ("120.0", "1.85")
    assert desk.get("sales_invoices")["$total"] >= 50
    assert desk.get("purchase_invoices")["$total"] >= 25
    currencies = {one["currency"]["id"] for one in desk.items("sales_invoices")}
    assert len(currencies) >= 3


def test_it_is_the_third_provider_of_a_sandbox() -> None:
    world = World(None, seed="empty")
    try:
        assert list(world.providers) == ["xero", "quickbooks", "sage"]
        assert [one.currency for one in world.providers["sage"].organisations()] == ["GBP", "EUR", "CAD", "USD"]
    finally:
        world.close()
