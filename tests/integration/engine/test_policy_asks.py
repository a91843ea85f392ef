"""The policy "documents need approval", asked of automations: what would create a document waits for a person."""

import pytest

from integration.engine.stage import ACTOR, Shop, wait_until
from integration.engine.step_desk import Codes, codes_of
from integration.engine.test_approved_again import approve, dearer, open_ones
from integration.engine.test_flow_waiting import member, the_approval
from integration.engine.test_step_runs import buyer, invoice, publish
from tieout.engine import approvals, steering
from tieout.store import approvals as rows
from tieout.store import workspaces
from tieout.store.approvals import ApprovalState
from tieout.store.runs import RunStatus
from tieout.store.workspaces import DocumentApproval


@pytest.fixture
def codes(connected: Shop) -> Codes:
    return codes_of(connected, "xero")


def policy(shop: Shop, wanted: DocumentApproval) -> None:
    workspaces.set_policies(shop.workspace_id, {"documents_need_approval": wanted})


def invoices(shop: Shop) -> list[float]:
    return [one["Total"] for one in shop.objects("Invoices")]


@pytest.mark.parametrize("wanted", [DocumentApproval.NEVER, DocumentApproval.EDITORS])
def test_without_the_policy_nobody_is_asked(connected: Shop, codes: Codes, wanted: DocumentApproval) -> None:
    policy(connected, wanted)
    publish(connected, buyer(), invoice(codes, contact="steps.buyer.external_id"))
    connected.order("1001", customer="Walk-in")
    connected.settle()
    assert (invoices(connected), rows.approvals(connected.workspace_id)) == ([8.4], [])


def test_a_step_that_creates_a_document_waits_for_a_person(connected: Shop, codes: Codes) -> None:
    policy(connected, DocumentApproval.ALWAYS)
    publish(connected, buyer(), invoice(codes, contact="steps.buyer.external_id"))
    order = connected.order("1001", customer="Walk-in")
    wait_until(lambda: open_ones(connected), "somebody is asked")
    asked = the_approval(connected)
    assert (asked.path, asked.roles, asked.own_allowed) == ("invoice", ["administrator", "finance"], False)
    assert "policy" in asked.text
    (entry,) = asked.plan
    assert "8.40 GBP" in entry["text"]
    (run,) = connected.runs_of(order)
    assert (connected.run(run.id).status, invoices(connected)) == (RunStatus.WAITING, [])
    approve(connected)
    connected.settle()
    assert (invoices(connected), connected.run(run.id).status) == ([8.4], RunStatus.SUCCEEDED)
    assert len(rows.approvals(connected.workspace_id)) == 1


def test_a_record_that_is_carried_into_the_ledger_waits_too(connected: Shop) -> None:
    policy(connected, DocumentApproval.ALWAYS)
    publish(connected, {"id": "create", "kind": "create_in_ledger"})
    connected.sale()
    wait_until(lambda: open_ones(connected), "somebody is asked")
    assert invoices(connected) == []
    approve(connected)
    connected.settle()
    assert invoices(connected) == [8.4]


def test_what_is_rejected_is_not_created_and_can_be_asked_for_anew(connected: Shop, codes: Codes) -> None:
    policy(connected, DocumentApproval.ALWAYS)
    publish(connected, buyer(), invoice(codes, contact="steps.buyer.external_id"))
    order = connected.order("1001", customer="Walk-in")
    wait_until(lambda: open_ones(connected), "somebody is asked")
    other = member(connected, "other")
    approvals.decide(connected.workspace_id, the_approval(connected).id, member=other, approve=False, reason="not ours")
    (run,) = connected.runs_of(order)
    wait_until(lambda: connected.run(run.id).status == RunStatus.FAILED, "it ends")
    assert connected.run(run.id).error.startswith("Not created: rejected by other-")
    assert connected.run(run.id).error.endswith(": not ours")
    steering.retry_from(connected.workspace_id, run.id, actor=ACTOR)
    wait_until(lambda: open_ones(connected), "somebody is asked again")
    assert invoices(connected) == []


def test_what_was_changed_before_it_was_approved_is_asked_for_anew(connected: Shop, codes: Codes) -> None:
    policy(connected, DocumentApproval.ALWAYS)
    publish(connected, buyer(), invoice(codes, contact="steps.buyer.external_id"))
    order = connected.order("1001", customer="Walk-in")
    wait_until(lambda: open_ones(connected), "somebody is asked")
    dearer(connected, order)
    first = the_approval(connected)
    approve(connected)
    wait_until(lambda: [one for one in open_ones(connected) if one.id != first.id], "somebody is asked again")
    assert "has changed since" in the_approval(connected).text
    assert invoices(connected) == []
    approve(connected)
    connected.settle()
    assert invoices(connected) == [8400.0]


def test_what_was_approved_and_refused_is_tried_again_as_it_was_or_asked_for_anew(connected: Shop, codes: Codes) -> None:
    policy(connected, DocumentApproval.ALWAYS)
    publish(connected, buyer(), invoice(codes, contact="steps.buyer.external_id"))
    connected.lock("2026-12-31")
    order = connected.order("1001", customer="Walk-in")
    approve(connected)
    connected.settle()
    connected.lock("")
    (run,) = connected.runs_of(order)
    assert connected.run(run.id).status == RunStatus.ATTENTION
    dearer(connected, order)
    steering.retry_from(connected.workspace_id, run.id, actor=ACTOR)
    wait_until(lambda: open_ones(connected), "somebody is asked")
    assert invoices(connected) == []
    approve(connected)
    connected.settle()
    assert invoices(connected) == [8400.0]


def test_an_approval_of_the_automation_itself_is_enough(connected: Shop, codes: Codes) -> None:
    policy(connected, DocumentApproval.ALWAYS)
    held = [invoice(codes, contact="steps.buyer.external_id")]
    publish(connected, buyer(), {"id": "ask", "kind": "approval", "settings": {}, "branches": {"approved": held}})
    connected.order("1001", customer="Walk-in")
    approve(connected)
    connected.settle()
    assert (invoices(connected), len(rows.approvals(connected.workspace_id))) == ([8.4], 1)


def test_one_by_who_caused_it_is_not(connected: Shop, codes: Codes) -> None:
    policy(connected, DocumentApproval.ALWAYS)
    held = [invoice(codes, contact="steps.buyer.external_id")]
    ask = {"id": "ask", "kind": "approval", "settings": {"own_allowed": True}, "branches": {"approved": held}}
    publish(connected, buyer(), ask)
    connected.order("1001", customer="Walk-in")
    approve(connected)
    wait_until(lambda: len(rows.approvals(connected.workspace_id)) == 2, "a second person is asked")
    assert invoices(connected) == []
    assert the_approval(connected).path == "ask/approved/invoice"


def test_a_cancelled_run_asks_nobody_any_more(connected: Shop, codes: Codes) -> None:
    policy(connected, DocumentApproval.ALWAYS)
    publish(connected, buyer(), invoice(codes, contact="steps.buyer.external_id"))
    order = connected.order("1001", customer="Walk-in")
    wait_until(lambda: open_ones(connected), "somebody is asked")
    (run,) = connected.runs_of(order)
    steering.cancel(connected.workspace_id, run.id, actor=ACTOR)
    assert {one.state for one in rows.approvals(connected.workspace_id)} == {ApprovalState.CANCELLED}
