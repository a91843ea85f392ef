"""Automations as they are built: drafts that nobody loses, versions that stay, and nothing live before it is published."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integration.web.world import World
from tieout.engine import actions
from tieout.store import audit, runs
from tieout.store.workspaces import Role

JSON = "application/json"
CREATE = {"id": "create", "kind": "create_in_ledger", "name": "Create in accounting system"}
ON_ORDERS = {"schema": 2, "trigger": {"type": "record_created", "collection": "orders"}, "steps": [CREATE]}


def send(ask: Callable[..., Any], address: str, **body: Any) -> Any:
    return ask(address, json.dumps(body), content_type=JSON)


def made(client: Client, base: str, *, name: str = "Orders to Xero", **body: Any) -> dict[str, Any]:
    answer = send(client.post, f"{base}/automations", name=name, **body)
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


@pytest.fixture
def built(finance: Client, base: str) -> dict[str, Any]:
    return made(finance, base, definition=ON_ORDERS)


@pytest.mark.feature("K-16")
def test_finance_makes_an_automation_and_finds_it_in_the_list(finance: Client, base: str, built: dict[str, Any]) -> None:
    assert (built["enabled"], built["version"], built["definition"]) == (False, 0, None)
    assert built["draft"]["problems"] == []
    assert built["draft"]["differs"] is True
    assert built["trigger_text"] == "When a record is created in orders"
    listed = finance.get(f"{base}/automations", {"search": "to xero"}).json()["items"]
    assert [one["name"] for one in listed] == ["Orders to Xero"]
    assert [one["name"] for one in finance.get(f"{base}/automations", {"enabled": False}).json()["items"]] == ["Orders to Xero"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.AUDITOR])
@pytest.mark.feature("Q-28")
def test_who_may_not_build_may_read_rules_and_their_histories(
    role: Role, browser: Callable[[Role], Client], base: str, built: dict[str, Any]
) -> None:
    reader, one = browser(role), f"{base}/automations/{built['id']}"
    assert reader.get(one).json()["draft"]["definition"]["steps"][0]["kind"] == "create_in_ledger"
    assert reader.get(f"{one}/versions").json()["items"] == []
    for method, address, body in (
        ("put", f"{one}/draft", {"definition": ON_ORDERS, "revision": 1}),
        ("post", f"{one}/publish", {"revision": 1}),
        ("patch", one, {"enabled": True}),
        ("delete", one, {}),
    ):
        assert send(getattr(reader, method), address, **body).status_code == 403, address


def test_a_name_is_taken_once(finance: Client, base: str, built: dict[str, Any]) -> None:
    again = send(finance.post, f"{base}/automations", name="Orders to Xero")
    assert again.status_code == 409
    assert again.json()["detail"] == "There is an automation called Orders to Xero. Choose another name."
    other = made(finance, base, name="Other")
    assert send(finance.patch, f"{base}/automations/{other['id']}", name="Orders to Xero").status_code == 409
    renamed = send(finance.patch, f"{base}/automations/{built['id']}", name="Sales to Xero")
    assert renamed.json()["name"] == "Sales to Xero"


def test_a_draft_may_be_unfinished_and_says_what_is_left_to_do(finance: Client, base: str) -> None:
    empty = made(finance, base, name="Empty")
    assert [one["message"] for one in empty["draft"]["problems"]] == ["The automation has no steps."]
    wrong = {**ON_ORDERS, "steps": [{"id": "create", "kind": "create_in_ledger", "settings": {"connection": "nobody"}}]}
    saved = send(finance.put, f"{base}/automations/{empty['id']}/draft", definition=wrong, revision=1).json()
    (problem,) = saved["problems"]
    assert (problem["step_id"], problem["field"]) == ("create", "connection")
    assert "no such connection" in problem["message"]
    assert saved["revision"] == 2


def test_the_second_to_save_is_told_who_was_first(
    browser: Callable[[Role], Client], finance: Client, base: str, built: dict[str, Any]
) -> None:
    address = f"{base}/automations/{built['id']}/draft"
    first = send(browser(Role.ADMINISTRATOR).put, address, definition={**ON_ORDERS, "description": "Mine"}, revision=1)
    assert first.status_code == 200
    second = send(finance.put, address, definition={**ON_ORDERS, "description": "Yours"}, revision=1)
    assert second.status_code == 409
    assert second.json()["detail"].startswith("administrator@home.example saved this draft on ")
    assert finance.get(f"{base}/automations/{built['id']}").json()["draft"]["definition"]["description"] == "Mine"


def test_a_definition_of_the_first_form_is_taken_and_brought_up(finance: Client, base: str) -> None:
    condition = {"field": "number", "operator": "=", "value": "1"}
    older = {
        "schema": 1,
        "trigger": {"type": "record_saved", "collection": "orders"},
        "steps": [{"id": "check", "kind": "condition", "settings": {"condition": condition}, "then": [CREATE]}],
    }
    (step,) = made(finance, base, name="Older", definition=older)["draft"]["definition"]["steps"]
    assert [one["id"] for one in step["branches"]["then"]] == ["create"]
    unknown = send(finance.post, f"{base}/automations", name="Newer", definition={**ON_ORDERS, "schema": 99})
    assert unknown.status_code == 422
    assert "Update Tieout" in unknown.json()["detail"]


@pytest.mark.feature("K-17", "W-24", "W-25")
def test_from_publishing_and_switching_on_the_next_record_starts_it(
    finance: Client, base: str, built: dict[str, Any], world: World
) -> None:
    one = f"{base}/automations/{built['id']}"

    def runs_of_it() -> list[runs.Run]:
        return list(runs.Run.objects.filter(workspace_id=world.workspace_id, version__automation_id=built["id"]))

    assert send(finance.patch, one, enabled=True).status_code == 409, "there is no version yet"
    published = send(finance.post, f"{one}/publish", revision=1, note="The first").json()
    assert (published["version"], published["draft"]["differs"]) == (1, False)
    actions.save_record(world.workspace_id, "orders", key="2001", values={"number": "2001"}, actor="tests")
    assert runs_of_it() == [], "it is off"
    assert send(finance.patch, one, enabled=True).json()["enabled"] is True
    record = actions.save_record(world.workspace_id, "orders", key="2002", values={"number": "2002"}, actor="tests").record
    (run,) = runs_of_it()
    assert run.subject_id == record.id
    send(finance.patch, one, enabled=False)
    actions.save_record(world.workspace_id, "orders", key="2003", values={"number": "2003"}, actor="tests")
    assert runs_of_it() == [run]


def test_publishing_is_refused_while_something_needs_attention_and_names_all_of_it(finance: Client, base: str) -> None:
    steps = [
        {"id": "create", "kind": "create_in_ledger", "settings": {"connection": "nobody"}},
        {"id": "odd", "kind": "no_such_step"},
    ]
    row = made(finance, base, name="Wrong", definition={**ON_ORDERS, "steps": steps})
    refused = send(finance.post, f"{base}/automations/{row['id']}/publish", revision=1)
    assert refused.status_code == 422
    said = refused.json()
    assert set(said["fields"]) == {"create.connection", "odd"}
    assert said["detail"].startswith("Wrong cannot be published.")
    assert finance.get(f"{base}/automations/{row['id']}").json()["version"] == 0


def test_samples_stay_with_the_draft(finance: Client, base: str, world: World) -> None:
    sampled = {**ON_ORDERS, "samples": {"trigger": {"number": "A real order"}}}
    row = made(finance, base, name="Sampled", definition=sampled)
    answer = send(finance.post, f"{base}/automations/{row['id']}/publish", revision=1).json()
    assert answer["definition"]["samples"] == {}
    assert answer["draft"]["definition"]["samples"] == sampled["samples"]
    assert answer["draft"]["differs"] is False


def test_a_version_never_changes_and_any_can_be_taken_up_again(finance: Client, base: str, built: dict[str, Any]) -> None:
    one = f"{base}/automations/{built['id']}"
    send(finance.post, f"{one}/publish", revision=1, note="The first")
    send(finance.put, f"{one}/draft", definition={**ON_ORDERS, "description": "Changed"}, revision=1)
    assert send(finance.post, f"{one}/publish", revision=1).status_code == 409, "it is not the latest"
    send(finance.post, f"{one}/publish", revision=2, note="The second")
    again = send(finance.post, f"{one}/publish", revision=2, note="The same").json()
    assert again["version"] == 2, "what is live already makes no version"
    listed = finance.get(f"{one}/versions").json()["items"]
    assert [(row["number"], row["note"], row["is_live"]) for row in listed] == [(2, "The second", True), (1, "The first", False)]
    assert finance.get(f"{one}/versions/1").json()["definition"]["description"] == ""
    restored = send(finance.post, f"{one}/versions/1/restore").json()
    assert (restored["definition"]["description"], restored["revision"], restored["differs"]) == ("", 3, True)
    assert finance.get(one).json()["version"] == 2, "it is live again when it is published"
    assert finance.get(f"{one}/versions/7").status_code == 404


def test_a_deleted_automation_leaves_its_versions_and_runs_to_be_read(
    finance: Client, base: str, built: dict[str, Any], world: World
) -> None:
    one = f"{base}/automations/{built['id']}"
    send(finance.post, f"{one}/publish", revision=1)
    send(finance.patch, one, enabled=True)
    actions.save_record(world.workspace_id, "orders", key="3001", values={"number": "3001"}, actor="tests")
    refused = finance.delete(one)
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith("A run of Orders to Xero is unfinished.")
    run = runs.Run.objects.get(workspace_id=world.workspace_id, version__automation_id=built["id"])
    runs.finish_run(world.workspace_id, run.id, status=runs.RunStatus.SUCCEEDED)
    assert finance.delete(one).status_code == 204
    assert finance.get(one).status_code == 404
    assert finance.get(f"{base}/runs/{run.id}").json()["automation_name"] == "Orders to Xero"
    assert finance.get(f"{one}/versions/1").json()["is_live"] is False
    assert [row["number"] for row in finance.get(f"{one}/versions").json()["items"]] == [1]
    actions.save_record(world.workspace_id, "orders", key="3002", values={"number": "3002"}, actor="tests")
    assert runs.Run.objects.filter(version__automation_id=built["id"]).count() == 1
    assert made(finance, base)["id"] != built["id"], "its name is free again"


def test_the_audit_log_says_who_did_what(finance: Client, base: str, built: dict[str, Any], world: World) -> None:
    one = f"{base}/automations/{built['id']}"
    send(finance.post, f"{one}/publish", revision=1, note="For the new year")
    send(finance.patch, one, enabled=True)
    rows = audit.AuditEntry.objects.filter(workspace_id=world.workspace_id, subject_id=built["id"]).order_by("number")
    assert [(row.action, row.actor) for row in rows] == [
        ("automation.created", "finance@home.example"),
        ("automation.published", "finance@home.example"),
        ("automation.enabled", "finance@home.example"),
    ]
    assert rows[1].text == "Orders to Xero: version 1 was published: For the new year"
