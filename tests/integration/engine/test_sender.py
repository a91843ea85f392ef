"""The sender: full batches in the right order, the accepted half never lost, what is missing waited for."""

import pytest

from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.accounting.kinds import EntityKind
from tieout.engine import actions, batches, intents, records, send, turns, worker
from tieout.store import automations, collections, connections, database, runs
from tieout.store.connections import Connection
from tieout.store.exceptions import ExceptionItem
from tieout.store.ids import new_id
from tieout.store.postings import Posting, PostingState
from tieout.store.records import Draft, Record
from tieout.store.runs import RunKind, RunStatus


def only(found: list[ExceptionItem]) -> ExceptionItem:
    (one,) = found
    assert one.message
    assert one.remedy
    return one


def save_customers(shop: Shop, count: int) -> None:
    collection = collections.collection(shop.workspace_id, "customers")
    assert collection is not None
    drafts = [
        Draft(key=f"C{n}", title="", values={"name": f"Customer {n}", "account_number": f"C{n}"}, problems=[]) for n in range(count)
    ]
    with database.atomic():
        records.save_drafts(shop.workspace_id, collection, drafts=drafts, actor=ACTOR)


def test_it_sends_full_batches_only_as_long_as_a_run_may_bring_more(connected: Shop) -> None:
    moving, _ = runs.start_run(connected.workspace_id, kind=RunKind.IMPORT, key=f"import:{new_id()}", status=RunStatus.RUNNING)
    save_customers(connected, 60)
    wait_until(lambda: connected.states()["contact", PostingState.POSTED] >= 50, "the full batch is posted")
    assert connected.states() == {("contact", PostingState.POSTED): 50, ("contact", PostingState.INTENDED): 10}
    assert connected.paths("PUT") == ["Contacts"]
    runs.finish_run(connected.workspace_id, moving.id, status=RunStatus.SUCCEEDED)
    connected.settle()
    assert connected.paths("PUT") == ["Contacts", "Contacts"]
    assert len(connected.objects("Contacts")) == 60


@pytest.mark.feature("K-19")
def test_it_writes_contacts_before_items_before_documents(connected: Shop) -> None:
    connected.sale()
    connected.settle()
    assert connected.paths("PUT") == ["Contacts", "Items", "Invoices"]


def test_a_document_is_written_after_the_customer_and_the_products_that_it_names_though_no_automation_made_them(
    connected: Shop,
) -> None:
    for own in automations.automations(connected.workspace_id):
        automations.set_enabled(connected.workspace_id, own.id, enabled=own.name == "Orders to the ledger")
    connected.sale()
    connected.settle()
    assert connected.paths("PUT") == ["Contacts", "Items", "Invoices"]


@pytest.mark.feature("Q-63", "Q-65")
def test_one_refused_element_does_not_keep_the_others_of_its_batch_out(connected: Shop) -> None:
    connected.put("Contacts", {"Contacts": [{"Name": "Customer 1"}]})
    save_customers(connected, 3)
    connected.settle()
    assert connected.states() == {("contact", PostingState.POSTED): 2, ("contact", PostingState.REJECTED): 1}
    trouble = only(connected.exceptions())
    assert (trouble.cause, trouble.title) == ("name_taken", "Customer 1")
    assert "posting.rejected" in connected.actions()
    assert connected.paths("PUT") == ["Contacts", "Contacts"]


def test_a_refused_record_is_posted_after_it_was_corrected_and_its_exception_is_closed(connected: Shop) -> None:
    connected.put("Contacts", {"Contacts": [{"Name": "Customer C1"}]})
    customer = connected.customer()
    connected.settle()
    only(connected.exceptions())
    actions.change_record(connected.workspace_id, customer.id, changes={"name": "Customer C1 Ltd"}, actor=ACTOR)
    connected.settle()
    assert sorted(one["Name"] for one in connected.objects("Contacts")) == ["Customer C1", "Customer C1 Ltd"]
    assert connected.exceptions() == []
    assert [run.status for run in connected.runs_of(customer)] == [RunStatus.SUCCEEDED] * 2


def test_a_document_without_its_customer_waits_and_goes_on_by_itself_once_the_customer_is_there(connected: Shop) -> None:
    taken = connected.put("Contacts", {"Contacts": [{"Name": "Customer C1"}]})["Contacts"][0]["ContactID"]
    order = connected.sale()
    connected.settle()
    causes = {one.cause: one for one in connected.exceptions()}
    assert set(causes) == {"name_taken", "missing_reference"}
    assert causes["missing_reference"].message == "Not in the ledger: C1 (customers)."
    assert str(causes["missing_reference"].amount.normalize()) == "7"  # type: ignore[union-attr]  # an order has a sum
    connected.edit("Contacts", taken, change={"Name": "Somebody else"})
    actions.retry_exception(connected.workspace_id, causes["name_taken"].id, actor=ACTOR)
    connected.settle()
    assert connected.exceptions() == []
    assert connected.link(order) is not None
    assert len(connected.objects("Invoices")) == 1
    assert [run.status for run in connected.runs_of(order)] == [RunStatus.SUCCEEDED]


def test_a_locked_period_is_an_exception_and_a_retry_after_opening_it_posts(connected: Shop) -> None:
    connected.lock("2026-12-31")
    order = connected.sale()
    connected.settle()
    trouble = only(connected.exceptions())
    assert (trouble.cause, trouble.subject_id) == ("period_locked", order.id)
    actions.retry_exception(connected.workspace_id, trouble.id, actor=ACTOR)
    connected.settle()
    assert [one.id for one in connected.exceptions()] == [trouble.id]
    connected.lock("")
    actions.retry_exception(connected.workspace_id, trouble.id, actor=ACTOR)
    connected.settle()
    assert connected.exceptions() == []
    assert [one["InvoiceNumber"] for one in connected.objects("Invoices")] == ["1001"]


def test_what_is_changed_before_it_is_sent_is_sent_as_it_is_then(connected: Shop) -> None:
    moving, _ = runs.start_run(connected.workspace_id, kind=RunKind.IMPORT, key=f"import:{new_id()}", status=RunStatus.RUNNING)
    customer = connected.customer()
    wait_until(lambda: connected.states()["contact", PostingState.INTENDED], "the posting is intended")
    actions.change_record(connected.workspace_id, customer.id, changes={"name": "New name"}, actor=ACTOR)
    runs.finish_run(connected.workspace_id, moving.id, status=RunStatus.SUCCEEDED)
    connected.settle()
    assert [one["Name"] for one in connected.objects("Contacts")] == ["New name"]


def test_what_can_no_longer_be_posted_is_not_sent_as_it_was_before(connected: Shop) -> None:
    moving, _ = runs.start_run(connected.workspace_id, kind=RunKind.IMPORT, key=f"import:{new_id()}", status=RunStatus.RUNNING)
    order = connected.sale()
    wait_until(lambda: connected.states()["invoice", PostingState.INTENDED], "the posting is intended")
    fee = {"code": "BANK CHARGES", "description": "Fee", "quantity": "1", "unit_price": "15.00", "row": 1}
    actions.change_record(connected.workspace_id, order.id, changes={"lines": [fee]}, actor=ACTOR)
    wait_until(connected.exceptions, "the fee is told")
    runs.finish_run(connected.workspace_id, moving.id, status=RunStatus.SUCCEEDED)
    connected.settle()
    assert connected.objects("Invoices") == []
    assert only(connected.exceptions()).cause == "not_a_sale"
    assert {run.status for run in connected.runs_of(order)} == {RunStatus.ATTENTION}


def test_a_batch_of_which_something_changed_since_it_was_made_is_made_anew(connected: Shop) -> None:
    moving, _ = runs.start_run(connected.workspace_id, kind=RunKind.IMPORT, key=f"import:{new_id()}", status=RunStatus.RUNNING)
    save_customers(connected, 2)
    wait_until(lambda: connected.states()["contact", PostingState.INTENDED] == 2, "both are intended")
    batch = batches.next_batch(connected.connection(), kind=EntityKind.CONTACT, action="create", size=50)
    Posting.objects.filter(id=batch.postings[1].id).update(state=PostingState.CANCELLED)
    with database.atomic():
        assert not batches.mark_sending(connected.connection(), batch)
    assert connected.states()["contact", PostingState.SENDING] == 0
    runs.finish_run(connected.workspace_id, moving.id, status=RunStatus.SUCCEEDED)
    wait_until(lambda: connected.objects("Contacts"), "the other one is posted")
    assert [one["Name"] for one in connected.objects("Contacts")] == [batch.postings[0].title]


@pytest.mark.contended
def test_what_is_intended_while_a_turn_of_the_sender_begins_is_sent_by_the_next(
    connected: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SWEEP_EVERY", 10**9)
    customer, ledger = by_hand(connected)
    with database.atomic():
        turns.wake(ledger.workspace_id, ledger.id)
    turn = connections.next_turn(ledger.workspace_id, ledger.id)
    wait_until(lambda: connections.next_turn(ledger.workspace_id, ledger.id) > turn, "the turn has begun")
    with database.atomic():
        # What a transaction reads that is older than the turn; the turn found nothing, and its number is used up.
        connections.update_connection(ledger.workspace_id, ledger.id, send_turn=turn)
        intents.intend(ledger.workspace_id, ledger, wanted=[customer])
        turns.wake(ledger.workspace_id, ledger.id)
        connections.begin_turn(ledger.workspace_id, ledger.id)
    connected.settle()
    assert connected.link(customer) is not None


def test_what_nobody_woke_the_sender_for_is_found_by_the_sweep(connected: Shop) -> None:
    customer, ledger = by_hand(connected)
    with database.atomic():
        intents.intend(ledger.workspace_id, ledger, wanted=[customer])
    send.sweep()
    connected.settle()
    assert connected.link(customer) is not None


def by_hand(shop: Shop) -> tuple[Record, Connection]:
    """A customer that no automation takes up, and the ledger."""
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)
    customer = shop.customer()
    shop.settle()
    return customer, shop.connection("xero")
