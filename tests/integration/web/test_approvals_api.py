"""Approvals: who may decide sees that it is theirs, what is decided on, and decides once; nobody else does."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from integration.web.test_tokens import made, program
from integration.web.world import World
from tieout.engine import run
from tieout.store import approvals, audit, automations, runs
from tieout.store.workspaces import Role

JSON = "application/json"
SAY = {"kind": "fixed", "value": "Approved."}
ASK = {
    "id": "ask",
    "kind": "approval",
    "settings": {"title": {"kind": "text", "parts": ["Order ", {"path": "number"}]}, "roles": ["finance"]},
    "branches": {"approved": [{"id": "say", "kind": "add_comment", "settings": {"text": SAY}}], "rejected": []},
}
DEFINITION = {"schema": 2, "trigger": {"type": "manual", "collection": "orders"}, "steps": [ASK]}


@pytest.fixture
def asked(world: World, browser: Callable[[Role], Client], base: str) -> dict[str, Any]:
    """An administrator started an automation on the first order; it waits for Finance."""
    automations.publish(world.workspace_id, name="With approval", definition=DEFINITION, by="tests")
    row = next(one for one in automations.automations(world.workspace_id) if one.name == "With approval")
    body = json.dumps({"record_ids": [str(world.orders[0])]})
    answer = browser(Role.ADMINISTRATOR).post(f"{base}/automations/{row.id}/start", body, content_type=JSON)
    (run_id,) = answer.json()["run_ids"]
    run.advance_alone(world.workspace_id, runs.Run.objects.get(id=run_id).id)
    listed = browser(Role.FINANCE).get(f"{base}/approvals", {"state": "open"}).json()["items"]
    found = next(one for one in listed if one["run_id"] == run_id)
    return {**found, "address": f"{base}/approvals/{found['id']}"}


def decide(client: Client, approval: dict[str, Any], **body: Any) -> Any:
    return client.post(f"{approval['address']}/decision", json.dumps(body), content_type=JSON)


@pytest.mark.feature("Q-39", "Q-68")
def test_those_whom_the_step_names_see_what_would_be_done_and_decide(
    finance: Client, base: str, world: World, asked: dict[str, Any]
) -> None:
    assert (asked["title"], asked["automation_name"], asked["position"]) == ("Order 1001", "With approval", "ask")
    assert asked["may_decide"] is True
    (planned,) = asked["plan"]
    assert planned["position"] == "ask/approved/say"
    whole = finance.get(asked["address"]).json()
    assert (whole["totals"]["steps"], whole["totals"]["writes"], whole["warnings"]) == (1, 0, [])
    said = decide(finance, asked, approve=True).json()
    assert (said["state"], [(vote["name"], vote["approves"]) for vote in said["votes"]]) == (
        "approved",
        [("finance@home.example", True)],
    )
    assert (said["may_decide"], said["why_not"][:24]) == (False, "This was decided already")
    run.advance_alone(world.workspace_id, approvals.Approval.objects.get(id=asked["id"]).run_id)
    detail = finance.get(f"{base}/runs/{asked['run_id']}").json()
    assert [(step["position"], step["status"]) for step in detail["steps"]] == [("ask", "done"), ("ask/approved/say", "done")]
    assert decide(finance, asked, approve=False, reason="Late").status_code == 409


def test_a_rejection_needs_a_reason_and_the_reason_stays(finance: Client, base: str, world: World, asked: dict[str, Any]) -> None:
    refused = decide(finance, asked, approve=False)
    assert (refused.status_code, refused.json()["detail"][:24]) == (409, "Say why it is rejected; ")
    said = decide(finance, asked, approve=False, reason="Twice as much as agreed.").json()
    assert (said["state"], said["votes"][0]["reason"]) == ("rejected", "Twice as much as agreed.")
    assert audit.AuditEntry.objects.filter(workspace_id=world.workspace_id, action="approval.rejected").count() == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_is_not_named_reads_it_and_is_told_whose_it_is(
    role: Role, browser: Callable[[Role], Client], base: str, asked: dict[str, Any]
) -> None:
    seen = browser(role).get(f"{base}/approvals/{asked['id']}").json()
    assert (seen["may_decide"], seen["why_not"]) == (False, "Only finance may decide this.")
    refused = decide(browser(role), asked, approve=True)
    assert (refused.status_code, refused.json()["detail"]) == (409, "Only finance may decide this.")
    assert browser(role).get(f"{base}/approvals/{asked['id']}").json()["state"] == "open"


@pytest.mark.parametrize("role", ["finance", "auditor"])
def test_a_token_without_the_scope_reads_it_and_decides_nothing(
    role: str, finance: Client, base: str, asked: dict[str, Any]
) -> None:
    client = program(made(finance, base, role=role, scopes=["read"])["secret"])
    seen = client.get(f"{base}/approvals/{asked['id']}").json()
    assert (seen["may_decide"], seen["why_not"][:48]) == (False, "The token Nightly export may not approve posting")
    assert decide(client, asked, approve=True).status_code == 409
    assert finance.get(f"{base}/approvals/{asked['id']}").json()["state"] == "open"


def test_a_token_of_a_lesser_role_is_asked_as_that_role(
    browser: Callable[[Role], Client], base: str, world: World, asked: dict[str, Any]
) -> None:
    approvals.change(world.workspace_id, UUID(asked["id"]), roles=["administrator"], own_allowed=True)
    client = program(made(browser(Role.ADMINISTRATOR), base, role="finance", scopes=["read", "approve"])["secret"])
    refused = decide(client, asked, approve=True)
    assert (refused.status_code, refused.json()["detail"]) == (409, "Only administrator may decide this.")


def test_a_token_with_the_scope_decides_and_is_named(finance: Client, base: str, asked: dict[str, Any]) -> None:
    client = program(made(finance, base, role="finance", scopes=["read", "approve"])["secret"])
    said = decide(client, asked, approve=True).json()
    assert (said["state"], said["votes"][0]["name"]) == ("approved", "token Nightly export of finance@home.example")
