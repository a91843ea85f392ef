"""Troubles with a ledger: each is shown in plain words, and nothing is lost or doubled when it ends."""

import base64
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

import main_job
from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.engine import access, actions, turns
from tieout.settings import settings
from tieout.store import connections as ledgers
from tieout.store import database, gate, runs
from tieout.store.connections import ConnectionStatus
from tieout.store.grants import Grant
from tieout.store.ids import new_id
from tieout.store.postings import Posting, PostingState
from tieout.store.runs import RunKind, RunStatus
from tieout.store.syncs import Sync
from tieout.store.vault import vault

WRITES = {"provider": "xero", "method": "PUT"}


def use_keys(keys: str) -> None:
    """As a start with these keys would."""
    os.environ["TIEOUT_VAULT_KEYS"] = keys
    settings.cache_clear()
    vault.cache_clear()


@pytest.fixture
def other_key(connected: Shop) -> Iterator[None]:
    """The installation has lost its key and made another one."""
    use_keys("lost:" + base64.b64encode(os.urandom(32)).decode())
    yield
    use_keys("")


def expire(shop: Shop) -> None:
    """The access token has run out: the next call renews it first."""
    Grant.objects.filter(workspace_id=shop.workspace_id).update(expires_at=datetime.now(UTC) - timedelta(minutes=1))


def parked(shop: Shop, sentence: str) -> None:
    """The connection waits for a person with that sentence, and what was to be sent waits with it."""
    wait_until(lambda: shop.connection().status == ConnectionStatus.NEEDS_RECONNECTING, "the connection needs reconnecting")
    assert shop.connection().trouble == sentence
    assert "connection.needs_reconnecting" in shop.actions()
    wait_until(lambda: shop.states() == {("contact", PostingState.INTENDED): 1}, "the posting is parked")
    assert shop.exceptions() == []


def posted_once(shop: Shop) -> None:
    assert [one["Name"] for one in shop.objects("Contacts")] == ["Customer C1"]
    assert shop.states() == {("contact", PostingState.POSTED): 1}
    assert (shop.connection().trouble, shop.connection().failures) == ("", 0)
    assert shop.exceptions() == []


def reconnect(shop: Shop) -> None:
    assert main_job.connect(shop.workspace_id, shop.user_id, provider="xero") == shop.ledgers["xero"]


@pytest.mark.usefixtures("other_key")
def test_an_unreadable_token_parks_the_work_until_the_ledger_is_reconnected(connected: Shop) -> None:
    connected.customer()
    parked(connected, access.UNREADABLE)
    reconnect(connected)
    connected.settle()
    posted_once(connected)


def test_work_that_waited_for_a_lost_key_goes_on_when_the_key_is_back(connected: Shop, other_key: None) -> None:
    connected.customer()
    parked(connected, access.UNREADABLE)
    use_keys("")
    assert [access.may_call(one) for one in ledgers.active_connections()].count(True) == 1  # What a worker asks when it starts.
    with database.atomic():
        turns.wake(connected.workspace_id, connected.ledgers["xero"])
    connected.settle()
    posted_once(connected)
    assert "connection.readable_again" in connected.actions()


def test_a_revoked_grant_parks_the_work_and_keeps_the_links_until_it_is_reconnected(connected: Shop) -> None:
    product = connected.product()
    connected.settle()
    link = connected.link(product)
    connected.fault("revoked", provider="xero", path="/api.xro")
    connected.customer()
    wait_until(lambda: connected.connection().status == ConnectionStatus.NEEDS_RECONNECTING, "the connection needs reconnecting")
    assert connected.connection().trouble == access.RECONNECT
    waiting = {("item", PostingState.POSTED): 1, ("contact", PostingState.INTENDED): 1}
    wait_until(lambda: connected.states() == waiting, "the posting is parked")
    reconnect(connected)
    connected.settle()
    assert connected.states() == {("item", PostingState.POSTED): 1, ("contact", PostingState.POSTED): 1}
    kept = connected.link(product)
    assert link is not None
    assert kept is not None
    assert (kept.id, kept.external_id) == (link.id, link.external_id)
    assert len(connected.objects("Contacts")) == len(connected.objects("Items")) == 1
    assert [one for one in connected.actions() if one.startswith("connection.")][-2:] == [
        "connection.reconnected",
        "connection.reference_synced",
    ]


def test_a_sync_under_way_says_that_the_ledger_must_be_reconnected(connected: Shop) -> None:
    connected.connect("quickbooks")
    connected.fault("revoked", provider="xero", path="/api.xro")
    run_id = connected.sync()
    connected.settle()
    run = connected.run(run_id)
    assert run.status == RunStatus.ATTENTION
    assert run.error == "Demo Company (UK) is not connected any more. Reconnect it, then start this again."
    assert connected.connection("quickbooks").status == ConnectionStatus.ACTIVE


@pytest.mark.feature("Q-64")
def test_a_ledger_that_answers_500_is_said_to_be_silent_and_gets_everything_once_when_it_is_back(connected: Shop) -> None:
    connected.fault("500", provider="xero", path="/api.xro", times=5)
    connected.customer()
    wait_until(lambda: connected.connection().trouble, "the trouble is told")
    assert connected.connection().trouble.startswith("The ledger does not answer; what waits is kept and goes on by itself at ")
    assert connected.connection().status == ConnectionStatus.ACTIVE
    assert connected.states() == {("contact", PostingState.UNKNOWN): 1}
    connected.settle()
    posted_once(connected)


def test_a_ledger_that_refuses_every_write_with_500_is_not_asked_without_pause(connected: Shop) -> None:
    connected.fault("500", **WRITES, times=2)
    began = time.monotonic()
    connected.customer()
    connected.settle()
    posted_once(connected)
    assert connected.calls("PUT") == 3
    assert time.monotonic() - began > 1.9


@pytest.mark.feature("T-03")
@pytest.mark.parametrize("fault", ["lost", "truncated"])
def test_a_write_whose_answer_does_not_arrive_is_looked_up_and_not_written_again(connected: Shop, fault: str) -> None:
    connected.fault(fault, **WRITES)
    connected.customer()
    connected.settle()
    posted_once(connected)
    assert connected.calls("PUT") == 1
    assert connected.postings()[0].certificate["external_id"] == connected.objects("Contacts")[0]["ContactID"]


def test_a_call_that_never_reached_the_ledger_is_written_after_the_look(connected: Shop) -> None:
    connected.fault("lost_before", **WRITES)
    connected.customer()
    connected.settle()
    posted_once(connected)


def test_a_refresh_whose_answer_is_lost_is_made_again_and_the_work_goes_on(connected: Shop) -> None:
    expire(connected)
    connected.fault("rotation_lost", provider="xero")
    connected.customer()
    connected.settle()
    posted_once(connected)


def test_a_day_limit_that_the_provider_reports_is_told_and_the_work_sleeps_until_it_is_over(connected: Shop) -> None:
    connected.fault("429_day", **WRITES)
    connected.customer()
    wait_until(lambda: connected.connection().trouble, "the trouble is told")
    told_to_sleep(connected)
    day_is_over(connected)
    connected.settle()
    posted_once(connected)


def test_our_own_count_of_a_full_day_is_told_and_nothing_more_is_called(connected: Shop) -> None:
    row = connected.connection()
    budget = next(one for one in actions.budget(row) if one["scope"] == "day")
    gate.GateDay.objects.filter(key=f"xero:{row.organisation_id}:day").update(used=budget["limit"])
    connected.customer()
    wait_until(lambda: connected.connection().trouble, "the trouble is told")
    told_to_sleep(connected)
    assert connected.calls("PUT") == 0
    assert next(one for one in actions.budget(row) if one["scope"] == "day")["used"] == budget["limit"]
    day_is_over(connected)
    connected.settle()
    posted_once(connected)


def told_to_sleep(shop: Shop) -> None:
    row = shop.connection()
    said = "The ledger's limit of calls for today is used up; what waits is kept and goes on by itself at "
    assert row.trouble.startswith(said)
    assert row.status == ConnectionStatus.ACTIVE
    assert row.retry_at is not None
    assert row.retry_at > datetime.now(UTC) + timedelta(minutes=1)
    assert shop.states() == {("contact", PostingState.INTENDED): 1}


def day_is_over(shop: Shop) -> None:
    """The provider's window has passed, and with it the sender's sleep."""
    row = shop.connection()
    gate.GateDay.objects.filter(key=f"xero:{row.organisation_id}:day").update(used=0, closed_until=0)
    ledgers.update_connection(shop.workspace_id, row.id, retry_at=None)
    with database.atomic():
        turns.wake(shop.workspace_id, row.id)


def test_a_run_that_breaks_inside_says_so_and_does_not_stay_under_way(connected: Shop) -> None:
    connected.connect("quickbooks")
    agreement = connected.agreement()
    Sync.objects.filter(id=agreement).update(maps={"accounts": "no map"})
    connected.sale()
    connected.settle()
    run_id = actions.run_sync(connected.workspace_id, agreement, actor=ACTOR)
    connected.settle()
    run = connected.run(run_id)
    assert run.status == RunStatus.ATTENTION
    assert run.error.startswith("Something went wrong inside Tieout (AttributeError).")


def test_a_sender_that_breaks_inside_says_so_and_goes_on_when_it_can(connected: Shop) -> None:
    moving, _ = runs.start_run(connected.workspace_id, kind=RunKind.IMPORT, key=f"import:{new_id()}", status=RunStatus.RUNNING)
    connected.customer()
    wait_until(lambda: connected.states()["contact", PostingState.INTENDED], "the posting is intended")
    (row,) = connected.postings()
    Posting.objects.filter(id=row.id).update(entity={**row.entity, "status": "no such status"})
    runs.finish_run(connected.workspace_id, moving.id, status=RunStatus.SUCCEEDED)
    wait_until(lambda: connected.connection().trouble, "the trouble is told")
    assert connected.connection().trouble.startswith("Something went wrong inside Tieout (")
    Posting.objects.filter(id=row.id).update(entity=row.entity)
    connected.settle()
    posted_once(connected)
