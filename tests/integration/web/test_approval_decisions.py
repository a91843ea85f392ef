"""Many approvals at once: what they come to is shown before, each is decided for itself, and each says what became of it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from integration.web.world import World
from tieout.engine import run
from tieout.store import approvals, audit, automations, runs
from tieout.store.workspaces import Role

JSON = "application/json"
CALL = {
    "id": "call",
    "kind": "http_request",
    "settings": {"method": "POST", "url": {"kind": "fixed", "value": "https://hooks.example/paid"}},
}
NOTE = {"id": "say", "kind": "add_comment", "settings": {"text": {"kind": "fixed", "value": "Approved."}}}
ASK = {
    "id": "ask",
    "kind": "approval",
    "settings": {"title": {"kind": "text", "parts": ["Order ", {"path": "number"}]}, "roles": ["finance"]},
    "branches": {"approved": [CALL, NOTE], "rejected": []},
}
DEFINITION = {"schema": 2, "trigger": {"type": "manual", "collection": "orders"}, "steps": [ASK]}


def send(client: Client, address: str, **body: Any) -> Any:
    return client.post(address, json.dumps(body), content_type=JSON)


@pytest.fixture
def asked(world: World, browser: Callable[[Role], Client], base: str) -> list[str]:
    """Three orders wait for Finance, started by an administrator."""
    automations.publish(world.workspace_id, name="With approval", definition=DEFINITION, by="tests")
    row = next(one for one in automations.automations(world.workspace_id) if one.name == "With approval")
    wanted = [str(one) for one in world.orders[:3]]
    started = send(browser(Role.ADMINISTRATOR), f"{base}/automations/{row.id}/start", record_ids=wanted).json()["run_ids"]
    for run_id in started:
        run.advance_alone(world.workspace_id, UUID(run_id))
    assert len(started) == len(wanted)
    return [str(one.id) for one in approvals.Approval.objects.filter(run_id__in=started).order_by("asked_at")]


def amounted(approval_id: str, gross: str) -> None:
    """The plan as it would be with an invoice of so much in it."""
    row = approvals.Approval.objects.get(id=approval_id)
    entry = {**row.plan[0], "kind": "create_document", "writes": True, "document": {"totals": {"currency": "GBP", "gross": gross}}}
    row.plan = [*row.plan, entry]
    row.save()


@pytest.mark.feature("Q-39")
def test_what_they_come_to_together_is_told_before(finance: Client, base: str, asked: list[str]) -> None:
    amounted(asked[0], "0.10")
    amounted(asked[1], "0.20")
    told = send(finance, f"{base}/approvals/totals", ids=asked).json()
    assert told["approvals"] == len(asked)
    assert told["undecidable"] == {}
    assert told["totals"]["amounts"] == {"GBP": "0.30"}
    # The call of each cannot be taken back; the comments write nothing outside.
    assert (told["totals"]["writes"], told["totals"]["irreversible"]) == (len(asked) + 2, len(asked))


def test_each_is_decided_for_itself_and_says_what_became_of_it(finance: Client, base: str, world: World, asked: list[str]) -> None:
    first, *others = asked
    assert send(finance, f"{base}/approvals/{first}/decision", approve=True).status_code == 200
    nowhere = str(uuid4())
    answer = send(finance, f"{base}/approvals/decisions", ids=[first, *others, nowhere, first], approve=True).json()
    said = {one["id"]: (one["state"], one["error"]) for one in answer["items"]}
    assert answer["decided"] == len(others)
    assert said[first][1].startswith("This was decided already: approved.")
    assert [said[one] for one in others] == [("approved", "")] * len(others)
    assert said[nowhere] == (None, "This approval was not found.")
    assert audit.AuditEntry.objects.filter(workspace_id=world.workspace_id, action="approval.approved").count() == len(asked)
    told = send(finance, f"{base}/approvals/totals", ids=asked).json()
    assert (told["approvals"], len(told["undecidable"])) == (0, len(asked))
    for approval in approvals.Approval.objects.filter(id__in=others):
        assert runs.Run.objects.get(id=approval.run_id).status in ("waiting", "queued", "running")


def test_many_are_rejected_for_one_reason_and_not_without(finance: Client, base: str, asked: list[str]) -> None:
    refused = send(finance, f"{base}/approvals/decisions", ids=asked, approve=False).json()
    assert refused["decided"] == 0
    assert {one["error"][:24] for one in refused["items"]} == {"Say why it is rejected; "}
    said = send(finance, f"{base}/approvals/decisions", ids=asked, approve=False, reason="Not this month.").json()
    assert (said["decided"], {one["state"] for one in said["items"]}) == (len(asked), {"rejected"})
    votes = approvals.ApprovalVote.objects.filter(approval_id__in=asked)
    assert {vote.reason for vote in votes} == {"Not this month."}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_is_not_named_decides_none_of_them(role: Role, browser: Callable[[Role], Client], base: str, asked: list[str]) -> None:
    said = send(browser(role), f"{base}/approvals/decisions", ids=asked, approve=True).json()
    assert (said["decided"], {one["error"] for one in said["items"]}) == (0, {"Only finance may decide this."})
    assert {one["state"] for one in said["items"]} == {"open"}


def test_approvals_of_another_workspace_are_not_there(finance: Client, base: str, other_world: World, asked: list[str]) -> None:
    foreign = other_world.ids["approval_id"]
    told = send(finance, f"{base}/approvals/totals", ids=[foreign]).json()
    assert (told["approvals"], told["undecidable"]) == (0, {foreign: "This approval was not found."})
    (said,) = send(finance, f"{base}/approvals/decisions", ids=[foreign], approve=True).json()["items"]
    assert (said["title"], said["error"]) == ("", "This approval was not found.")
    assert send(finance, f"{base}/approvals/totals", ids=[]).status_code == 422
