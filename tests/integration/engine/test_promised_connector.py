"""The ledgers as parts of any workflow: signed in to once, offered with their own fields, fed and followed by other systems."""

import json
import urllib.parse
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

import main_job
from integration.engine.office import Office, amounts, succeeded, there
from integration.engine.outside_desk import told
from integration.engine.stage import Shop
from integration.engine.step_desk import codes_of, fixed, pill
from stub_host import Said, StubHost, stub_host
from tieout.accounting.contacts import Contact
from tieout.accounting.kinds import EntityKind
from tieout.engine import identity, read
from tieout.store.grants import Grant

ON_CUSTOMERS = {"type": "record_created", "collection": "customers"}


@pytest.fixture(scope="module")
def host() -> Iterator[StubHost]:
    with stub_host() as started:
        yield started


def signed_in(office: Office) -> UUID:
    """As a person does it at the page: to Xero's consent and back, which connects."""
    url = office.ask("post", "connections/xero/authorise")["url"]
    back = main_job.consent(url, main_job.LEDGERS["xero"])
    ended = office.client.get(f"/oauth/xero/callback?{urllib.parse.urlencode(back)}")
    assert "connected=xero" in ended.headers["Location"]
    office.shop.settle_runs()
    (row,) = office.ask("get", "connections")["items"]
    assert row["status"] == "active"
    office.shop.ledgers["xero"] = UUID(row["id"])
    return UUID(row["id"])


def contact(**more: Any) -> dict[str, Any]:
    return {"id": "contact", "kind": "create_contact", "settings": {"name": pill("name"), **more}}


@pytest.mark.feature("Q-60", "Q-61", "W-17")
def test_an_account_is_signed_in_to_once_and_serves_every_workflow_without_another_word(shop: Shop) -> None:
    office = Office(shop)
    connection = str(signed_in(office))
    item = {"id": "item", "kind": "create_item", "settings": {"code": pill("code"), "name": pill("name")}}
    people = office.automation("People", {"trigger": ON_CUSTOMERS, "steps": [contact(connection=connection)]})
    goods = office.automation("Goods", {"trigger": {"type": "record_created", "collection": "products"}, "steps": [item]})
    shop.customer()
    shop.settle()
    row = Grant.objects.get(workspace_id=shop.workspace_id)
    # The token has ended; nobody is asked, it is renewed.
    Grant.objects.filter(id=row.id).update(expires_at=datetime.now(UTC) - timedelta(minutes=1))
    shop.product()
    for own in (people, goods):
        succeeded(office, own)
        shown = json.dumps(office.ask("get", f"automations/{own}"))
        assert not [word for word in ("token", "secret", "http", "Bearer") if word in shown.replace('"has_secret"', "")]
    assert Grant.objects.get(workspace_id=shop.workspace_id).expires_at > datetime.now(UTC)
    assert (len(shop.objects("Contacts")), len(shop.objects("Items"))) == (1, 1)


@pytest.mark.feature("W-04", "W-18")
def test_actions_and_searches_are_listed_apart_each_with_the_providers_own_fields(shop: Shop) -> None:
    shop.connect("xero")
    found = Office(shop).ask("get", "automation-catalogue")
    kinds: dict[str, set[str]] = {}
    for one in found["steps"]:
        kinds.setdefault(one["group"], set()).add(one["kind"])
        assert one["about"], one["kind"]
    assert kinds["accounting"] >= {"create_contact", "create_payment", "create_document", "create_item"}
    assert kinds["find"] == {
        "find_contact", "find_or_create_contact", "find_items", "find_documents", "get_tracking", "get_accounts", "get_tax_rates",
    }  # fmt: skip
    # A ledger's own triggers are named as such, so that nobody looks for them among its actions.
    assert {one["group"] for one in found["triggers"] if one["type"].startswith("entity_")} == {"ledger"}
    form = next(one["settings_schema"]["properties"] for one in found["steps"] if one["kind"] == "create_contact")
    assert {"name", "account_number", "email", "phone", "tax_number", "credit_limit", "street", "city"} <= set(form)
    assert all(one.get("x-widget") and one.get("title") for one in form.values())


@pytest.mark.feature("W-19")
def test_refresh_fields_brings_what_the_provider_has_now(connected: Shop) -> None:
    office, ledger = Office(connected), connected.ledgers["xero"]

    def offered(kind: str) -> set[str]:
        found = office.ask("get", f"connections/{ledger}/entities?kind={kind}&limit=200")["items"]
        return {one["name"] for one in found}

    connected.put("Accounts", {"Code": "9477", "Name": "Canteen", "Type": "EXPENSE"})
    (campus, *_) = connected.objects("TrackingCategories")
    connected.edit("TrackingCategories", campus["TrackingCategoryID"], change={"Name": "Campus"})
    assert "Canteen" not in offered("account")
    run = office.ask("post", f"connections/{ledger}/sync-reference-data", status=202)["id"]
    connected.settle_runs()
    assert office.ask("get", f"runs/{run}")["status"] == "succeeded"
    assert ("Canteen" in offered("account"), "Campus" in offered("tracking_category")) == (True, True)


@pytest.mark.feature("W-01")
def test_xero_is_joined_with_records_and_with_other_systems(connected: Shop, host: StubHost) -> None:
    """A record of our own becomes an invoice in Xero; another system is told its number and answers, and the record shows that."""
    codes = codes_of(connected, "xero")
    line = {
        "each": "lines",
        "description": pill("line.description"),
        "quantity": pill("line.quantity"),
        "unit_price": pill("line.unit_price"),
        "account": fixed(codes.revenue),
        "tax_code": fixed(codes.sale_tax),
    }
    invoice = {
        "contact": pill("customer"),
        "contact_collection": "customers",
        "number": pill("number"),
        "status": "approved",
        "lines": [line],
    }
    tell = {
        "method": "POST",
        "url": fixed(f"{host.url}/dispatch"),
        "body_kind": "json",
        "body": {"invoice": pill("steps.invoice.number"), "total": pill("steps.invoice.gross")},
        "outputs": [{"name": "parcel", "path": "parcel"}],
    }
    note = {"kind": "text", "parts": ["Parcel ", {"path": "steps.tell.parcel"}]}
    steps = [
        {"id": "invoice", "kind": "create_document", "settings": invoice},
        {"id": "tell", "kind": "http_request", "settings": tell},
        {"id": "note", "kind": "add_comment", "settings": {"text": note}},
    ]
    host.says("/dispatch", Said(200, b'{"parcel": "P-77"}'))
    with told(outside_allow="127.0.0.1"):
        office = Office(connected)
        own = office.automation("Dispatch", {"trigger": {"type": "record_created", "collection": "orders"}, "steps": steps})
        connected.customer()
        order = connected.order("1001")
        succeeded(office, own)
    assert amounts("xero", there(connected, "xero", number="1001")) == (Decimal("7.00"), Decimal("1.40"), Decimal("8.40"))
    (asked,) = host.asked
    assert json.loads(asked.body, parse_float=Decimal) == {"invoice": "1001", "total": Decimal("8.40")}
    comments = office.ask("get", f"collections/orders/records/{order.id}/comments")["items"]
    assert [one["text"] for one in comments] == ["Parcel P-77"]


@pytest.mark.feature("Q-70")
def test_fields_that_are_left_out_of_a_mapping_are_neither_sent_nor_overwritten(connected: Shop) -> None:
    phone = {"PhoneType": "DEFAULT", "PhoneNumber": "555 0101"}
    connected.put("Contacts", {"Contacts": [{"Name": "Customer C1", "AccountNumber": "C1", "Phones": [phone]}]})
    office = Office(connected)
    connected_id = connected.ledgers["xero"]
    office.ask("post", f"connections/{connected_id}/read", status=202)
    connected.settle_runs()
    own = office.automation(
        "Some fields", {"trigger": ON_CUSTOMERS, "steps": [contact(account_number=pill("account_number"), email=pill("email"))]}
    )
    connected.customer(email="new@customer.example", phone="555 9999", country="France")
    succeeded(office, own)
    (there_now,) = connected.objects("Contacts")
    phones = {one["PhoneType"]: one.get("PhoneNumber") for one in there_now["Phones"]}
    assert (there_now["EmailAddress"], phones["DEFAULT"]) == ("new@customer.example", "555 0101")
    assert not any(one.get("Country") for one in there_now["Addresses"])
    preview = office.ask("get", f"runs/{office.runs(own)[0]['id']}")["steps"][0]
    assert {"phone", "country"}.isdisjoint(json.dumps(preview["input"]))


@pytest.mark.feature("Q-66")
def test_rules_that_a_person_sets_keep_what_breaks_them_out_of_the_ledger(connected: Shop) -> None:
    office = Office(connected)
    field = office.ask("post", "collections/customers/fields", name="Purchase order", type="text", required=True, unique=True)[
        "key"
    ]
    sound = {"combinator": "and", "rules": [
        {"field": field, "operator": "beginsWith", "value": "PO-"},
        {"field": "email", "operator": "notNull", "value": None},
    ]}  # fmt: skip
    stop = {"message": fixed("A purchase order begins with PO-, and invoices need an e-mail address."), "ends_as": "failed"}
    check = {"id": "check", "kind": "condition", "settings": {"condition": sound}}
    check["branches"] = {"then": [contact()], "otherwise": [{"id": "no", "kind": "stop", "settings": stop}]}
    office.automation("Checked", {"trigger": ON_CUSTOMERS, "steps": [check]})

    def saved(key: str, values: Mapping[str, str], *, status: int = 201) -> Any:
        return office.ask(
            "post",
            "collections/customers/records",
            status=status,
            values={"name": f"Customer {key}", "account_number": key, **values},
        )

    assert "Purchase order" in json.dumps(saved("C1", {}, status=422))
    saved("C2", {field: "PO-1", "email": "two@customer.example"})
    assert "already" in saved("C3", {field: "PO-1"}, status=422)["fields"][field]
    saved("C4", {field: "7", "email": "four@customer.example"})
    connected.settle()
    assert [one["Name"] for one in connected.objects("Contacts")] == ["Customer C2"]
    failed = office.ask("get", "runs?status=failed")["items"]
    assert [one["error"] for one in failed] == ["A purchase order begins with PO-, and invoices need an e-mail address."]


@pytest.mark.feature("Q-67")
def test_what_makes_two_contacts_the_same_is_set_without_code_for_each_ledger(connected: Shop) -> None:
    said = {"Name": "Ridgeway University", "EmailAddress": "ap@ridgeway.example"}
    connected.put("Contacts", {"Contacts": [said]})
    read.read_ledger(connected.connection(), [EntityKind.CONTACT])
    office, rules = Office(connected), f"connections/{connected.ledgers['xero']}/matching-rules"
    own = office.automation("People", {"trigger": ON_CUSTOMERS, "steps": [contact(email=pill("email"), when_doubtful="create")]})

    def contacts_after(key: str) -> int:
        connected.customer(key, name="Ridgeway University", email="ap@ridgeway.example")
        connected.settle()
        return len(connected.objects("Contacts"))

    before = office.ask("get", rules)
    assert ("email" in before["contact_details"], before["certain_percent"]) == (True, 97)
    assert contacts_after("C1") == 1, "the same name and e-mail address: the same contact"
    without = [one for one in before["contact_details"] if one != "email"]
    office.ask("put", rules, **{**before, "contact_details": without})
    shown = office.ask("get", f"connections/{connected.ledgers['xero']}/matching-rules")
    assert shown["contact_details"] == without
    judged = identity.judge(
        connected.workspace_id,
        connected.ledgers["xero"],
        entity=Contact(kind=EntityKind.CONTACT, name="Ridgeway University", email="ap@ridgeway.example"),
    )
    assert (judged.certainty, "Same e-mail address" in judged.candidates[0].reasons) == ("doubtful", False)
    office.ask("put", rules, status=409, **{**before, "asked_percent": 90, "certain_percent": 80})
    assert office.runs(own)
    assert "matching.changed" in connected.actions()
