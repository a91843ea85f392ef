"""Runs in hand: found, held, cancelled, tried again, one or many of the same error."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from integration.web.world import World
from tieout.engine import actions, run
from tieout.store import automations, events, runs

JSON = "application/json"
LIMIT = {"field": "amount_due", "operator": ">", "value": "5"}


def definition(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"schema": 2, "trigger": {"type": "record_created", "collection": "orders"}, "steps": list(steps)}


def comment(own: str, **rule: Any) -> dict[str, Any]:
    return {"id": own, "kind": "add_comment", "name": own.capitalize(), "on_error": "exception", "settings": {"text": rule}}


SAID = comment("first", kind="fixed", value="First.")
# Nothing is divided by zero: for an order with 1 due the formula has no value.
WORKED_OUT = comment("second", kind="formula", source="10 / (amount_due - 1)")


def started(world: World, *steps: dict[str, Any], orders: dict[str, str]) -> list[UUID]:
    """One run for each order, walked as far as it goes; orders by key with what is due."""
    row = automations.publish(world.workspace_id, name="Tried", definition=definition(*steps), by="tests")
    for other in automations.automations(world.workspace_id):
        automations.set_enabled(world.workspace_id, other.id, enabled=other.id == row.id)
    for key, due in orders.items():
        values: dict[str, object] = {"number": key, "amount_due": due}
        actions.save_record(world.workspace_id, "orders", key=key, values=values, actor="tests")
    found = runs.Run.objects.filter(workspace_id=world.workspace_id, version__automation_id=row.id).order_by("id")
    ids = [one.id for one in found]
    for run_id in ids:
        run.advance_alone(world.workspace_id, run_id)
    return ids


def post(client: Client, address: str, **body: Any) -> Any:
    return client.post(address, json.dumps(body), content_type=JSON)


def test_runs_are_found_by_words_time_and_automation(finance: Client, base: str, world: World) -> None:
    first, second = started(world, SAID, orders={"3001": "7", "3002": "8"})
    listed = finance.get(f"{base}/runs", {"search": "3002"}).json()["items"]
    assert [one["id"] for one in listed] == [str(second)]
    row = next(one for one in automations.automations(world.workspace_id) if one.name == "Tried")
    assert finance.get(f"{base}/runs", {"automation": str(row.id)}).json()["total"] == 2
    assert finance.get(f"{base}/runs", {"since": "2999-01-01T00:00:00Z"}).json()["total"] == 0
    assert finance.get(f"{base}/runs", {"search": "Tried", "status": "succeeded"}).json()["total"] == 2
    assert first


def test_a_run_shows_each_step_with_what_went_in_and_what_came_out(finance: Client, base: str, world: World) -> None:
    (run_id,) = started(world, SAID, orders={"3001": "7"})
    shown = finance.get(f"{base}/runs/{run_id}").json()
    (step,) = shown["steps"]
    assert (step["position"], step["kind"], step["status"], step["attempts"]) == ("first", "add_comment", "done", 1)
    assert step["input"] == {"text": "First."} or "First." in json.dumps(step["input"])
    assert step["finished_at"] >= step["started_at"]
    assert shown["event"]["values"]["number"] == "3001"
    assert shown["event_id"] == str(events.Event.objects.get(workspace_id=world.workspace_id, subject_id=shown["subject_id"]).id)


@pytest.mark.feature("Q-63", "Q-65")
def test_what_went_wrong_alike_stands_together_and_is_tried_again_together(finance: Client, base: str, world: World) -> None:
    wrong = started(world, SAID, WORKED_OUT, orders={"3001": "1", "3002": "1"})
    (group,) = finance.get(f"{base}/runs/groups").json()["items"]
    assert (group["count"], set(group["run_ids"])) == (2, {str(one) for one in wrong})
    assert group["message"]
    assert group["remedy"]
    for key in ("3001", "3002"):
        record = actions.save_record(world.workspace_id, "orders", key=key, values={"number": key, "amount_due": "9"}, actor="t")
        assert record.change == "updated"
    again = post(finance, f"{base}/runs/retry", run_ids=group["run_ids"]).json()
    assert again["retried"] == 2
    for run_id in wrong:
        run.advance_alone(world.workspace_id, run_id)
    assert finance.get(f"{base}/runs/groups").json()["items"] == []
    shown = finance.get(f"{base}/runs/{wrong[0]}").json()
    assert [(step["position"], step["status"]) for step in shown["steps"]] == [("first", "done"), ("second", "done")]
    assert shown["steps"][0]["attempts"] == 1, "what was done is not done again"
    refused = post(finance, f"{base}/runs/retry", run_ids=group["run_ids"]).json()
    assert (refused["retried"], bool(refused["runs"][0]["error"])) == (0, True)


def test_a_paused_run_goes_on_when_it_is_resumed(finance: Client, base: str, world: World) -> None:
    wait = {"id": "wait", "kind": "wait", "settings": {"until": "time", "span": {"amount": 1, "unit": "days"}}}
    (run_id,) = started(world, SAID, wait, orders={"3001": "7"})
    one = f"{base}/runs/{run_id}"
    shown = finance.get(one).json()
    assert (shown["status"], shown["paused"]) == ("waiting", False)
    assert shown["steps"][1]["waits_until"]
    assert post(finance, f"{one}/pause").json()["paused"] is True
    assert post(finance, f"{one}/pause").status_code == 409
    assert post(finance, f"{one}/resume").json()["paused"] is False
    assert post(finance, f"{one}/cancel").json()["status"] == "cancelled"
    assert post(finance, f"{one}/resume").status_code == 409
    assert post(finance, f"{one}/cancel").status_code == 409


def test_the_items_of_a_loop_are_shown_in_their_run_and_not_in_the_list(finance: Client, base: str, world: World) -> None:
    each = {
        "id": "each",
        "kind": "for_each",
        "settings": {"items": "lines"},
        "branches": {"do": [comment("say", kind="field", path="item.code")]},
    }
    row = automations.publish(world.workspace_id, name="Each line", definition=definition(each), by="tests")
    for other in automations.automations(world.workspace_id):
        automations.set_enabled(world.workspace_id, other.id, enabled=other.id == row.id)
    lines = [{"code": code, "quantity": "1", "unit_price": "2"} for code in ("A", "B", "C")]
    actions.save_record(world.workspace_id, "orders", key="4001", values={"number": "4001", "lines": lines}, actor="tests")
    parent = runs.Run.objects.get(version__automation_id=row.id, parent=None)
    run.advance_alone(world.workspace_id, parent.id)
    for child in runs.Run.objects.filter(parent=parent):
        run.advance_alone(world.workspace_id, child.id)
    run.advance_alone(world.workspace_id, parent.id)
    shown = finance.get(f"{base}/runs/{parent.id}").json()
    (step,) = shown["steps"]
    assert (shown["status"], step["items_total"]) == ("succeeded", 3)
    assert [(item["number"], item["status"]) for item in step["items"]] == [(1, "succeeded"), (2, "succeeded"), (3, "succeeded")]
    assert finance.get(f"{base}/runs", {"automation": str(row.id)}).json()["total"] == 1
    child_shown = finance.get(f"{base}/runs/{step['items'][0]['run_id']}").json()
    assert child_shown["parent_id"] == str(parent.id)
