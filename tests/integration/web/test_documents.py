"""Documents of a record over the API: coverage, draft, preview, asking once, approval; nothing here asks a provider."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from integration.web.world import World
from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Seen
from tieout.engine.sights import sight_of
from tieout.store import collections, database, links, mirror, records
from tieout.store.workspaces import Role

LINE = {"number": 1, "quantity": "2"}


@pytest.fixture
def order(world: World, base: str) -> str:
    """The address of the documents of an order of two cups; the ledger's codes are known, its customer is not linked."""
    accounts = [
        ("200", "Sales", AccountType.REVENUE, AccountClass.REVENUE),
        ("610", "Debtors", AccountType.RECEIVABLE, AccountClass.ASSET),
    ]
    taxes = [("OUTPUT2", "20% (VAT on Income)", TaxSide.OUTPUT, True), ("INPUT2", "20% (VAT on Expenses)", TaxSide.INPUT, True)]
    taxes.append(("OLD", "17.5% (old)", TaxSide.OUTPUT, False))
    seen = [
        Seen(
            kind=EntityKind.ACCOUNT,
            external_id=key,
            body={"Code": key},
            entity=Account(id=key, key=key, code=key, name=name, type=type_, account_class=class_),
        )
        for key, name, type_, class_ in accounts
    ] + [
        Seen(
            kind=EntityKind.TAX_RATE,
            external_id=key,
            body={"TaxType": key},
            entity=TaxRate(id=key, key=key, name=name, rate=Decimal(20), side=side, is_active=active),
        )
        for key, name, side, active in taxes
    ]
    with database.atomic():
        mirror.take_in(world.workspace_id, world.ledgers[0], sights=[sight_of(one) for one in seen])
        customers = collections.collection(world.workspace_id, "customers")
        orders = collections.collection(world.workspace_id, "orders")
        assert customers is not None
        assert orders is not None
        draft = records.Draft(key="17850", title="Corner shop", values={"name": "Corner shop"}, problems=[])
        records.save_drafts(world.workspace_id, customers, drafts=[draft])
        records.change_many(world.workspace_id, {world.orders[3]: {"currency": "GBP", "country": "United Kingdom"}})
    return f"{base}/collections/orders/records/{world.orders[3]}/documents"


def link_customer(world: World) -> None:
    record = records.records_by_keys(world.workspace_id, [("customers", "17850")])["customers", "17850"]
    row = links.Link(
        workspace_id=world.workspace_id,
        connection_id=world.ledgers[0],
        kind="contact",
        external_id="C-1",
        source_kind="record",
        source_id=record.id,
    )
    links.create_links([row])


def post(client: Client, address: str, **body: object) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json")


def wish(**more: object) -> dict[str, object]:
    return {"lines": [LINE], "number": "1004-A", "issued_on": "2026-10-20", "status": "draft", **more}


@pytest.mark.feature("X-38")
def test_only_records_of_invoices_and_bills_have_documents(order: str, finance: Client, base: str, world: World) -> None:
    found = finance.get(order).json()
    assert (found["kind"], found["ordered"], found["covered"], found["documents"]) == ("invoice", "2", "0", [])
    customer = records.records_by_keys(world.workspace_id, [("customers", "17850")])["customers", "17850"]
    assert finance.get(f"{base}/collections/customers/records/{customer.id}/documents").json()["kind"] == ""
    refused = finance.get(f"{base}/collections/customers/records/{customer.id}/documents/draft")
    assert (refused.status_code, "neither invoices nor bills" in refused.json()["detail"]) == (409, True)


@pytest.mark.feature("X-20")
def test_the_draft_offers_active_codes_of_its_side_only(order: str, finance: Client) -> None:
    draft = finance.get(f"{order}/draft").json()
    assert [one["key"] for one in draft["tax_codes"]] == ["OUTPUT2"]
    assert [one["key"] for one in draft["accounts"]] == ["200"]
    assert (draft["status"], draft["contact"]["is_linked"], draft["lines"][0]["tax_code"]) == ("draft", False, "OUTPUT2")


@pytest.mark.feature("X-44")
def test_a_preview_follows_each_change_to_the_cent_and_writes_nothing(order: str, finance: Client, world: World) -> None:
    link_customer(world)
    both = post(finance, f"{order}/preview", **wish()).json()
    assert (both["net"], both["tax"], both["gross"], both["problems"]) == ("7.00", "1.40", "8.40", [])
    assert "draft can be deleted" in both["undo"]
    one = post(finance, f"{order}/preview", **wish(lines=[{"number": 1, "quantity": "1"}])).json()
    assert [line["gross"] for line in one["lines"]] == [one["gross"]] == ["4.20"]
    much = post(finance, f"{order}/preview", **wish(lines=[{"number": 1, "quantity": "3"}])).json()
    assert [(problem["cause"], problem["rows"]) for problem in much["problems"]] == [("over_invoiced", [1])]
    assert finance.get(order).json()["covered"] == "0"


def test_asking_twice_with_one_key_asks_once_and_says_why_not(order: str, finance: Client, world: World) -> None:
    refused = post(finance, order, **wish(key="the same key"))
    assert (refused.status_code, refused.json()["remedy"]) == (409, "Link or create the contact first.")
    link_customer(world)
    first, second = (post(finance, order, **wish(key="the same key")) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    found = finance.get(order).json()
    assert [(one["state"], one["gross"]) for one in found["documents"]] == [("sending", "8.40")]
    assert (found["covered"], found["lines"][0]["open"]) == ("2", "0")
    taken = post(finance, order, **wish(key="another key", number="1004-B"))
    assert (taken.status_code, "still open" in taken.json()["detail"]) == (409, True)


def test_finance_sees_exactly_what_an_editor_asked_for_and_declines_with_a_reason(
    order: str, world: World, base: str, browser: Callable[[Role], Client]
) -> None:
    link_customer(world)
    editor, finance = browser(Role.EDITOR), browser(Role.FINANCE)
    assert finance.get(f"{order}/draft").json()["waits_for_approval"] is False
    asked = post(editor, order, **wish(key="of an editor")).json()
    assert asked["state"] == "waiting_approval"
    listed = finance.get(f"{base}/document-requests").json()
    (mine,) = [one for one in listed["items"] if one["id"] == asked["id"]]
    assert (mine["contact"], mine["gross"], mine["lines"][0]["tax_code"]) == ("Corner shop", "8.40", "20% (VAT on Income)")
    assert (mine["is_own"], mine["changed"]) == (False, [])
    assert editor.post(f"{base}/document-requests/{asked['id']}/approve").status_code == 403
    with database.atomic():
        line = {"code": "A1", "quantity": "2", "unit_price": "9.99"}
        records.change_many(world.workspace_id, {world.orders[3]: {"lines": [line]}})
    changed = finance.get(f"{base}/document-requests/{asked['id']}").json()["changed"]
    assert len(changed) == 1
    declined = post(finance, f"{base}/document-requests/{asked['id']}/decline", reason="Too early.")
    assert declined.json()["state"] == "declined"
    (one,) = editor.get(order).json()["documents"]
    assert (one["state"], one["reason"], editor.get(order).json()["covered"]) == ("declined", "Too early.", "0")


def test_a_pdf_is_given_to_members_of_the_workspace_only(base: str, world: World, other_world: World, finance: Client) -> None:
    def address(record_id: UUID, document_id: str) -> str:
        return f"{base}/collections/orders/records/{record_id}/documents/{document_id}/pdf"

    assert Client().get(address(world.orders[0], world.ids["document_id"])).status_code == 401
    assert finance.get(address(world.orders[0], other_world.ids["document_id"])).status_code == 404
    assert finance.get(address(other_world.orders[0], other_world.ids["document_id"])).status_code == 404
    waiting = finance.get(address(world.orders[2], world.ids["request_id"]))
    assert (waiting.status_code, waiting.headers["Content-Type"]) == (409, "application/problem+json")


def test_a_line_that_another_has_come_to_the_place_of_is_refused(order: str, finance: Client, world: World) -> None:
    link_customer(world)
    (seen,) = finance.get(f"{order}/draft").json()["lines"]
    asked = [{"number": 1, "identity": seen["identity"], "quantity": "2"}]
    assert post(finance, f"{order}/preview", **wish(lines=asked)).json()["problems"] == []
    cup = {"code": "A1", "quantity": "2", "unit_price": "3.50"}
    with database.atomic():
        lines = [{"code": "B2", "description": "Saucer", "quantity": "2", "unit_price": "9.00"}, cup]
        records.change_many(world.workspace_id, {world.orders[3]: {"lines": lines}})
    refused = post(finance, order, **wish(lines=asked, key="the line moved"))
    assert (refused.status_code, refused.json()["detail"]) == (409, "Line 1 is another one now.")
    assert [one["identity"] == seen["identity"] for one in finance.get(f"{order}/draft").json()["lines"]] == [False, True]
    moved = [{"number": 2, "identity": seen["identity"], "quantity": "2"}]
    assert post(finance, order, **wish(lines=moved, key="the line moved, seen")).status_code == 201


def test_a_line_of_words_is_offered_for_one_document_only(order: str, finance: Client, world: World) -> None:
    link_customer(world)
    lines = [
        {"code": "A1", "quantity": "2", "unit_price": "3.50"},
        {"code": "NOTE", "description": "With our thanks", "quantity": "0", "unit_price": "0.00"},
    ]
    with database.atomic():
        records.change_many(world.workspace_id, {world.orders[3]: {"lines": lines}})
    assert [one["refusal"] for one in finance.get(f"{order}/draft").json()["lines"]] == ["", ""]
    first = [{"number": 1, "quantity": "1"}, {"number": 2, "quantity": "0"}]
    assert post(finance, order, **wish(lines=first, key="the first document")).status_code == 201
    assert [one["refusal"] for one in finance.get(f"{order}/draft").json()["lines"]] == ["", "It stands on a document already."]
