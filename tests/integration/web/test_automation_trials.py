"""Trying what is being built: what can be used where, what would happen, one step in earnest; and nothing by accident."""

from decimal import Decimal
from typing import Any, get_args
from uuid import UUID

import pytest
from django.test import Client

from integration.web.test_automation_drafts import CREATE, made, send
from integration.web.world import World
from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide
from tieout.accounting.serial import to_json
from tieout.automations.triggers import TriggerType
from tieout.engine import actions, publishing, run, templates
from tieout.engine import collections as making
from tieout.engine.catalogue import STEP_KINDS
from tieout.mapping.collection_templates import template as collection_template
from tieout.store import collections, connections, events, mirror, records, runs

FRENCH = {"field": "country", "operator": "=", "value": "France"}
FLAG = {
    "id": "flag",
    "kind": "update_record",
    "name": "Say what is missing",
    "settings": {"values": {"incomplete": {"kind": "text", "parts": ["Check ", {"path": "number"}]}}},
}
CHECK = {"id": "check", "kind": "condition", "name": "France?", "settings": {"condition": FRENCH}, "branches": {"then": [FLAG]}}
ON_ORDERS = {"schema": 2, "trigger": {"type": "record_saved", "collection": "orders"}, "steps": [CHECK]}


@pytest.fixture
def one(finance: Client, base: str) -> str:
    return f"{base}/automations/{made(finance, base, definition=ON_ORDERS)['id']}"


def order(world: World, number: str) -> records.Record:
    found = next(row for row in records.all_records(world.workspace_id, "orders") if row.key == number)
    assert isinstance(found, records.Record)
    return found


def test_every_kind_of_step_and_trigger_is_offered_with_the_form_to_draw(finance: Client, base: str) -> None:
    offered = finance.get(f"{base}/automation-catalogue").json()
    assert {one["kind"] for one in offered["steps"]} == set(STEP_KINDS)
    assert {one["type"] for one in offered["triggers"]} == set(get_args(TriggerType))
    for one in [*offered["steps"], *offered["triggers"]]:
        assert one["name"], one
        assert one["about"].endswith("."), one
        for name, setting in one["settings_schema"].get("properties", {}).items():
            assert {"x-widget", "title"} <= setting.keys(), (one["name"], name)
    by_kind = {one["kind"]: one for one in offered["steps"]}
    assert by_kind["condition"]["branches"] == ["then", "otherwise"]
    assert by_kind["create_in_ledger"]["writes"] is True
    writing = {kind for kind, one in by_kind.items() if one["writes"]}
    assert {"find_or_create_contact", "send_email", "http_request", "notify", "void_document"} <= writing
    assert not {"update_record", "find_contact", "sync_entity", "condition", "match"} & writing


@pytest.mark.feature("K-12", "W-02")
def test_without_a_ledger_each_action_on_one_says_so_before_it_is_saved(finance: Client, base: str, world: World, one: str) -> None:
    for ledger_id in world.ledgers:
        connections.update_connection(world.workspace_id, ledger_id, status=connections.ConnectionStatus.DISCONNECTED)
    offered = finance.get(f"{base}/automation-catalogue", {"collection": "orders"}).json()["steps"]
    speaking = [row for row in offered if row["group"] in ("accounting", "find")]
    assert len(speaking) > 1
    for row in speaking:
        assert row["available"] is False, row["kind"]
        assert row["reason"].startswith("No accounting system is connected."), row["kind"]
    wanted = {**ON_ORDERS, "steps": [CREATE]}
    (problem,) = send(finance.put, f"{one}/draft", definition=wanted, revision=1).json()["problems"]
    assert problem["message"].endswith("needs a connection to an accounting system, and there is none.")
    assert send(finance.post, f"{one}/publish", revision=2).status_code == 422
    # One that is there already can be switched off, and not on again.
    known = next(row for row in finance.get(f"{base}/automations").json()["items"] if row["name"] == "Orders to the ledger")
    assert send(finance.patch, f"{base}/automations/{known['id']}", enabled=False).status_code == 200
    refused = send(finance.patch, f"{base}/automations/{known['id']}", enabled=True)
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith("Orders to the ledger cannot be switched on.")


@pytest.mark.feature("K-13", "K-18")
def test_creating_in_the_ledger_is_offered_where_the_collection_is_ready_for_it(finance: Client, base: str, world: World) -> None:
    def offer(collection: str) -> dict[str, Any]:
        rows = finance.get(f"{base}/automation-catalogue", {"collection": collection}).json()["steps"]
        return next(dict(row) for row in rows if row["kind"] == "create_in_ledger")

    assert offer("orders")["available"] is True
    collections.save_collection(world.workspace_id, key="notes", name="Notes", fields=[])
    assert offer("notes")["reason"].startswith("Notes is not linked to accounting.")
    collections.set_accounting(world.workspace_id, key="notes", accounting_type="contacts", mapping={})
    assert offer("notes")["reason"].startswith("No synced fields are set for Notes.")


@pytest.mark.feature("W-20")
def test_a_step_can_use_the_trigger_and_every_step_before_it(finance: Client, base: str) -> None:
    later = {"id": "later", "kind": "add_comment", "settings": {"text": {"kind": "field", "path": "steps.create.number"}}}
    definition = {**ON_ORDERS, "steps": [CREATE, later]}
    address = f"{base}/automations/describe"
    at_end = send(finance.post, address, definition=definition, position="later").json()
    assert at_end["problems"] == []
    pills = {pill["path"]: pill for pill in at_end["pills"]}
    assert (pills["number"]["group"], pills["number"]["type"], pills["number"]["label"]) == ("Trigger", "text", "Number")
    assert pills["previous.country"]["group"] == "Before the change"
    assert pills["steps.create.number"]["group"] == "Create in accounting system"
    assert pills["number"]["sample"] == "1012", "the latest order"
    first = send(finance.post, address, definition=definition, position="create").json()
    assert not any(pill["path"].startswith("steps.") for pill in first["pills"])
    turned = {**ON_ORDERS, "steps": [later, CREATE]}
    (problem,) = send(finance.post, address, definition=turned, position="later").json()["problems"]
    assert (problem["step_id"], problem["field"]) == ("later", "text")
    assert send(finance.post, address, definition=definition, position="nowhere").status_code == 409


def test_it_says_how_many_records_a_condition_means_now(finance: Client, base: str) -> None:
    found = send(finance.post, f"{base}/automations/count", collection="orders", condition=FRENCH).json()
    assert (found["matching"], found["of"]) == (4, 12)
    assert {one["key"] for one in found["examples"]} == {"1002", "1005", "1008", "1011"}
    wrong = send(finance.post, f"{base}/automations/count", collection="orders", condition={**FRENCH, "field": "planet"})
    assert wrong.status_code == 422


def test_what_happened_lately_can_be_taken_as_a_sample(finance: Client, base: str, world: World, one: str) -> None:

    assert finance.get(f"{one}/samples").json()["items"] == []
    actions.save_record(world.workspace_id, "orders", key="2001", values={"number": "2001", "country": "France"}, actor="tests")
    actions.save_record(world.workspace_id, "customers", key="C9", values={"name": "Nine", "account_number": "C9"}, actor="tests")
    (sample,) = finance.get(f"{one}/samples").json()["items"]
    assert (sample["title"], sample["values"]["country"]) == ("Orders 2001", "France")
    shown = send(
        finance.post,
        f"{one}/step-preview",
        definition=ON_ORDERS,
        position="check/then/flag",
        event_id=sample["event_id"],
    ).json()
    assert [(field["label"], field["value"]) for field in shown["fields"]] == [("What is missing", "Check 2001")]


def test_a_preview_shows_what_a_step_would_do_and_keeps_nothing(finance: Client, world: World, one: str) -> None:
    record = order(world, "1002")
    before = events.Event.objects.count(), runs.Run.objects.count()
    asked = {"definition": ON_ORDERS, "record_id": str(record.id)}
    check = send(finance.post, f"{one}/step-preview", position="check", **asked).json()
    assert (check["status"], check["branch"], check["writes"]) == ("met", "then", False)
    flag = send(finance.post, f"{one}/step-preview", position="check/then/flag", **asked).json()
    assert [(field["name"], field["value"], field["source"]) for field in flag["fields"]] == [
        ("incomplete", "Check 1002", "text with number")
    ]
    assert "incomplete" not in order(world, "1002").values
    assert (events.Event.objects.count(), runs.Run.objects.count()) == before
    nowhere = send(finance.post, f"{one}/step-preview", position="nowhere", **asked)
    assert nowhere.json()["detail"] == "There is no step at nowhere. Choose one of the automation's steps."


@pytest.mark.feature("T-02")
def test_the_whole_is_shown_as_a_plan_along_the_branches_that_would_be_taken(finance: Client, world: World, one: str) -> None:
    def planned(number: str, **definition: Any) -> dict[str, Any]:
        wanted = {**ON_ORDERS, **definition}
        answer = send(finance.post, f"{one}/plan", definition=wanted, record_id=str(order(world, number).id))
        assert answer.status_code == 200, answer.json()
        return dict(answer.json())

    french = planned("1002")
    assert [step["position"] for step in french["steps"]] == ["check", "check/then/flag"]
    assert (french["totals"]["steps"], french["totals"]["writes"]) == (2, 0)
    assert [step["position"] for step in planned("1001")["steps"]] == ["check"]
    each = {
        "id": "each",
        "kind": "for_each",
        "settings": {"items": "lines"},
        "branches": {"do": [{"id": "say", "kind": "add_comment", "settings": {"text": {"kind": "field", "path": "item.code"}}}]},
    }
    looped = planned("1003", steps=[each, {**FLAG}])
    assert [step["position"] for step in looped["steps"]] == ["each", "each/do/say", "flag"]
    pinned = planned("1003", steps=[CREATE, CHECK], samples={"create": {"number": "INV-7"}})
    assert [step["position"] for step in pinned["steps"]][:2] == ["create", "check"]
    assert pinned["title"] == "Orders 1003"


@pytest.mark.feature("T-02")
def test_a_plan_adds_up_what_would_be_on_which_account_and_tax_code(finance: Client, world: World, one: str) -> None:
    account = Account(id="A-200", key="200", code="200", name="Sales", type=AccountType.REVENUE, account_class=AccountClass.REVENUE)
    rate = TaxRate(id="OUTPUT2", key="OUTPUT2", name="20% VAT", rate=Decimal(20), side=TaxSide.OUTPUT)
    sights = [
        mirror.Sight(kind="account", external_id="A-200", body="{}", entity=to_json(account), number="200", name="Sales"),
        mirror.Sight(kind="tax_rate", external_id="OUTPUT2", body="{}", entity=to_json(rate), name="20% VAT"),
    ]
    mirror.take_in(world.workspace_id, world.ledgers[0], sights=sights)
    line = {"description": "Cup", "quantity": "3", "unit_price": "33.33", "account": "200", "tax_code": "OUTPUT2"}
    settings = {
        "contact": {"kind": "fixed", "value": "Demo Customer"},
        "number": {"kind": "field", "path": "key"},
        "lines": [{name: {"kind": "fixed", "value": value} for name, value in line.items()}],
    }
    invoice = {"id": "invoice", "kind": "create_document", "settings": settings}
    letter = {"kind": "fixed", "value": "Written"}
    mail = {"id": "mail", "kind": "send_email", "settings": {"to": {"kind": "fixed", "value": "a@b.example"}, "subject": letter}}
    definition = {**ON_ORDERS, "steps": [invoice, mail]}
    answer = send(finance.post, f"{one}/plan", definition=definition, record_id=str(order(world, "1002").id)).json()
    assert [step["preview"]["problems"] for step in answer["steps"]] == [[], []]
    totals = answer["totals"]
    assert (totals["writes"], totals["irreversible"], totals["amounts"]) == (2, 1, {"GBP": "119.99"})
    ledger = {"ledger": "Demo Company (xero)", "currency": "GBP"}
    assert totals["accounts"] == [{**ledger, "name": "200 Sales", "amount": "99.99"}]
    assert totals["taxes"] == [{**ledger, "name": "20% VAT", "amount": "20.00"}]
    assert any(said.endswith("this cannot be taken back.") for said in answer["warnings"])


@pytest.mark.feature("W-22", "W-23")
def test_a_step_is_done_in_earnest_once_when_somebody_asks_for_it(finance: Client, world: World, one: str) -> None:
    record = order(world, "1002")
    asked = {"definition": ON_ORDERS, "record_id": str(record.id), "position": "check/then/flag"}
    looked = send(finance.post, f"{one}/step-test", **asked).json()
    assert (looked["sent"], looked["run_id"]) == (False, None)
    assert "incomplete" not in order(world, "1002").values
    sent = send(finance.post, f"{one}/step-test", **asked, send=True, wait_seconds=0).json()
    assert (sent["sent"], sent["status"]) == (True, "waiting")
    run.advance_alone(world.workspace_id, UUID(sent["run_id"]))
    assert order(world, "1002").values["incomplete"] == "Check 1002"
    detail = finance.get(one.rpartition("/automations")[0] + f"/runs/{sent['run_id']}").json()
    assert detail["status"] == "succeeded"
    assert detail["title"] == "Test of flag: Orders 1002"
    ended = [(step["position"], step["status"]) for step in detail["steps"]]
    assert ended == [("check", "skipped"), ("flag", "done")]
    assert finance.get(f"{one}/versions").json()["items"] == [], "a trial is no version"
    wrong = {**ON_ORDERS, "steps": [{**FLAG, "settings": {"values": "none"}}]}
    refused = send(finance.post, f"{one}/step-test", definition=wrong, position="flag", send=True)
    assert refused.status_code in (409, 422)
    again = send(finance.post, f"{one}/step-test", **asked, send=True, wait_seconds=0)
    assert again.status_code == 200, "after a fix it can be tried again"


@pytest.mark.feature("W-22")
def test_a_step_in_a_list_is_done_in_earnest_for_its_first_item(finance: Client, world: World, one: str) -> None:
    text = {"kind": "text", "parts": ["Item ", {"path": "item.code"}]}
    inner = {"id": "say", "kind": "add_comment", "settings": {"text": text}}
    each = {"id": "each", "kind": "for_each", "settings": {"items": "lines"}, "branches": {"do": [inner]}}
    asked = {"definition": {**ON_ORDERS, "steps": [each]}, "record_id": str(order(world, "1003").id), "position": "each/do/say"}
    sent = send(finance.post, f"{one}/step-test", **asked, send=True, wait_seconds=0).json()
    run.advance_alone(world.workspace_id, UUID(sent["run_id"]))
    detail = finance.get(one.rpartition("/automations")[0] + f"/runs/{sent['run_id']}").json()
    assert (detail["status"], detail["error"]) == ("succeeded", "")
    first = order(world, "1003").values["lines"][0]["code"]
    assert detail["steps"][-1]["output"]["text"] == f"Item {first}"


@pytest.fixture
def furnished(world: World) -> World:
    """With the collections that all templates ask for: jobs with stages, suppliers, bills with an amount."""
    for key in ("suppliers", "jobs"):
        chosen = collection_template(key)
        assert chosen is not None
        making.create_collection(world.workspace_id, making.NewCollection(name=chosen.name, template=key), actor="tests")
    fields: list[dict[str, object]] = [{"key": "total", "name": "Total", "type": "money", "options": {"currency": "GBP"}}]
    collections.save_collection(world.workspace_id, key="bills", name="Bills", fields=fields)
    orders = collections.collection(world.workspace_id, "orders")
    assert orders is not None
    collections.set_accounting(world.workspace_id, key="bills", accounting_type="bills", mapping=orders.mapping)
    return world


def test_every_template_is_ready_to_publish_where_all_that_it_needs_is_there(furnished: World) -> None:
    assert len(templates.TEMPLATES) >= 12
    for offer in templates.offered(furnished.workspace_id):
        wrong = publishing.problems_of(furnished.workspace_id, offer.definition)
        assert [(one.step_id, one.field, one.message) for one in wrong] == [], offer.key
        assert offer.needs, offer.key


def test_an_automation_begins_from_a_template(finance: Client, base: str, furnished: World) -> None:
    listed = finance.get(f"{base}/automation-templates").json()["items"]
    assert len({one["goal"] for one in listed}) >= 4
    row = made(finance, base, name="Jobs", template="finished_job_to_invoice")
    trigger = row["draft"]["definition"]["trigger"]
    assert (trigger["type"], trigger["collection"], trigger["stage"]) == ("stage_reached", "jobs", "done")
    assert row["draft"]["problems"] == []
    unknown = send(finance.post, f"{base}/automations", name="None", template="no_such")
    assert unknown.status_code == 422
