"""Freshness: what somebody changed in the ledger is here soon, by a webhook, by the schedule, or because a person asked."""

import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.engine.stage import ACTOR, Shop, read_by_schedule, wait_until
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Notice
from tieout.connectors.errors import Throttled
from tieout.engine import access, actions, poll, read
from tieout.engine.access import BACKGROUND_SHARE, DatabaseGate
from tieout.store import connections as ledgers
from tieout.store import mirror
from tieout.store.connections import Connection
from tieout.store.gate import GateDay, GateSlot
from tieout.store.mirror import MirrorEntity
from tieout.store.runs import Run, RunKind

AGES_AGO = timedelta(days=2)


@pytest.fixture(autouse=True)
def true_limits(shop: Shop) -> Iterator[None]:
    """The sandbox tells what is left of the limits that this worker keeps; without limits it would tell of others."""
    shop.control("limits", {"limits": "20"})
    GateDay.objects.all().delete()
    GateSlot.objects.all().delete()
    yield
    shop.control("limits", {"limits": "off"})


@pytest.fixture
def scheduled() -> Iterator[None]:
    with read_by_schedule():
        yield


def long_ago(shop: Shop, provider: str = "xero") -> Connection:
    """Connected, read and swept so long ago that everything is due."""
    at = datetime.now(UTC) - AGES_AGO
    row = shop.connection(provider)
    read_at = {kind: at.isoformat() for kind in row.read_at}
    ledgers.update_connection(shop.workspace_id, row.id, connected_at=at, polled_at=at, swept_at=at, read_at=read_at)
    return shop.connection(provider)


def theirs(shop: Shop, kind: str, *, provider: str = "xero") -> list[MirrorEntity]:
    return mirror.entities(shop.workspace_id, shop.ledgers[provider], kinds=[kind])


def names(shop: Shop, kind: str, *, provider: str = "xero") -> set[str]:
    return {row.name for row in theirs(shop, kind, provider=provider)}


def readings(shop: Shop) -> list[Run]:
    return list(Run.objects.filter(workspace_id=shop.workspace_id, kind=RunKind.READING).order_by("id"))


def delete(shop: Shop, path: str) -> None:
    """Somebody deletes something in Xero."""
    own = {"Authorization": f"Bearer {shop.tokens['xero']['access_token']}", "Xero-Tenant-Id": shop.connection().organisation_id}
    asked = urllib.request.Request(f"{shop.url}/xero/api.xro/2.0/{path}", headers=own, method="DELETE")
    urllib.request.urlopen(asked, timeout=30).close()


def make_contact(shop: Shop, name: str) -> str:
    made: Any = shop.put("Contacts", {"Contacts": [{"Name": name}]})
    return str(made["Contacts"][0]["ContactID"])


def test_a_person_who_asks_gets_what_changed_and_the_run_says_how_much(connected: Shop) -> None:
    make_contact(connected, "Ridgeway University")
    run_id = actions.refresh(connected.workspace_id, connected.ledgers["xero"], kinds=["contact"], actor=ACTOR)
    connected.settle_runs()
    assert "Ridgeway University" in names(connected, "contact")
    run = connected.run(run_id)
    assert (run.status, run.totals) == ("succeeded", {"changes": 1})
    row = connected.connection()
    assert set(row.read_at) == {"contact"}
    assert connected.paths("GET")[-1] == "Contacts"


@pytest.mark.parametrize("provider", ["xero", "quickbooks", "sage"])
def test_the_schedule_reads_every_kind_of_a_ledger_that_is_due_and_only_once(shop: Shop, scheduled: None, provider: str) -> None:
    shop.connect(provider)
    assert shop.began_here(poll.start_due()) == []
    ledgers.update_connection(shop.workspace_id, shop.ledgers[provider], connected_at=datetime.now(UTC) - timedelta(hours=1))
    started = shop.began_here(poll.start_due())
    assert [run.title for run in started] == [f"Reading of {shop.connection(provider).organisation_name}"]
    assert shop.began_here(poll.start_due()) == []
    shop.settle_runs()
    row = shop.connection(provider)
    assert set(row.read_at) == {kind.value for kind in access.connector(provider).manifest.kinds}
    assert row.read_trouble == ""


def test_a_scheduled_reading_that_finds_nothing_leaves_no_run_and_costs_few_calls(connected: Shop, scheduled: None) -> None:
    connected.put("Contacts", {"Contacts": [{"Name": "Ridgeway University"}]})
    read.read_ledger(connected.connection(), list(access.connector("xero").manifest.kinds))
    long_ago(connected)
    ledgers.update_connection(connected.workspace_id, connected.ledgers["xero"], swept_at=datetime.now(UTC))
    before = connected.calls("GET")
    assert len(connected.began_here(poll.start_due())) == 1
    connected.settle_runs()
    assert readings(connected) == []
    assert connected.calls("GET") - before <= 12


def test_the_sweep_sees_a_deletion_that_no_feed_tells_and_leaves_what_was_made_meanwhile(connected: Shop, scheduled: None) -> None:
    made: Any = connected.put("Items", {"Items": [{"Code": "GONE", "Name": "Gone"}, {"Code": "KEPT", "Name": "Kept"}]})
    read.read_ledger(connected.connection(), [EntityKind.ITEM])
    gone = next(one["ItemID"] for one in made["Items"] if one["Code"] == "GONE")
    delete(connected, f"Items/{gone}")
    long_ago(connected)
    assert len(connected.began_here(poll.start_due())) == 2
    connected.settle_runs()
    assert {row.number for row in theirs(connected, "item")} == {"KEPT"}
    assert {run.title for run in readings(connected)} == {f"Sweep of {connected.connection().organisation_name}"} | {
        run.title for run in readings(connected) if run.title.startswith("Reading")
    }


def test_readings_that_wait_for_their_turn_become_one(connected: Shop) -> None:
    row = connected.connection()
    connected.fault("slow", provider="xero", path="/api.xro/2.0/Contacts", seconds=1, times=1)
    actions.refresh(row.workspace_id, row.id, kinds=["contact"], actor=ACTOR)
    wait_until(lambda: any(run.status == "running" for run in readings(connected)), "the first reading has begun")
    second = actions.refresh(row.workspace_id, row.id, kinds=["item"], actor=ACTOR)
    third = actions.refresh(row.workspace_id, row.id, kinds=["invoice"], actor=ACTOR)
    assert second == third
    connected.settle_runs()
    assert set(connected.connection().read_at) == {"contact", "item", "invoice"}


@pytest.mark.feature("T-10")
def test_a_reading_in_the_background_leaves_the_rest_of_the_minute_to_postings(connected: Shop) -> None:
    quiet, urgent = DatabaseGate(connected.connection(), background=True), DatabaseGate(connected.connection())
    with quiet.call("minute"):
        pass
    key = f"xero:{connected.connection().organisation_id}:minute"
    every = list(GateSlot.objects.filter(key=key).values_list("id", flat=True))
    GateSlot.objects.filter(id__in=every[: int(BACKGROUND_SHARE * len(every))]).update(used_at=time.time())
    with pytest.raises(Throttled) as stopped, quiet.call("minute"):
        pass
    assert (stopped.value.scope, round(stopped.value.retry_after or 0)) == ("minute", 18)
    with urgent.call("minute"):
        pass
    minute = next(one for one in urgent.budget() if one["scope"] == "minute")
    assert minute["left"] == int(str(minute["limit"])) - int(str(minute["used"]))


def test_a_notice_reads_just_the_kinds_told_in_every_workspace_that_has_the_organisation(connected: Shop) -> None:
    contact = make_contact(connected, "Ridgeway University")
    row = connected.connection()
    notice = Notice(organisation_id=row.organisation_id, kind=EntityKind.CONTACT, external_id=contact, at=datetime.now(UTC))
    started = connected.began_here(poll.told("xero", [notice, notice]))
    connected.settle_runs()
    assert [run.context["kinds"] for run in started] == [["contact"]]
    assert "Ridgeway University" in names(connected, "contact")
    assert connected.began_here(poll.told("xero", [notice])) == []
    nowhere = Notice(organisation_id="nobody", kind=EntityKind.CONTACT, external_id=contact, at=datetime.now(UTC))
    assert poll.told("xero", [nowhere]) == []


def test_a_notice_of_what_the_mirror_has_already_reads_nothing(connected: Shop) -> None:
    contact = make_contact(connected, "Ridgeway University")
    read.read_ledger(connected.connection(), [EntityKind.CONTACT])
    seen = next(one for one in theirs(connected, "contact") if one.external_id == contact)
    assert seen.provider_updated_at is not None
    row = connected.connection()
    notice = Notice(organisation_id=row.organisation_id, kind=EntityKind.CONTACT, external_id=contact, at=seen.provider_updated_at)
    assert connected.began_here(poll.told("xero", [notice])) == []


def test_what_a_ledger_held_before_starts_no_automation_and_what_changes_later_does(connected: Shop) -> None:
    connected.sale()
    connected.settle()
    contact = connected.objects("Contacts")[0]["ContactID"]
    line = {"Description": "Cup", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200", "TaxType": "OUTPUT2"}
    invoice = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact},
        "LineItems": [line],
        "DueDate": "2026-12-01",
        "Status": "AUTHORISED",
    }
    connected.put("Invoices", {"Invoices": [invoice]})
    read.read_ledger(connected.connection(), [EntityKind.INVOICE])
    (found,) = [row for row in theirs(connected, "invoice") if row.gross == 6]
    assert not Run.objects.filter(workspace_id=connected.workspace_id, subject_id=found.id).exists()
    connected.edit("Invoices", found.external_id, change={"Reference": "changed"})
    read.read_ledger(connected.connection(), [EntityKind.INVOICE])
    assert Run.objects.filter(workspace_id=connected.workspace_id, subject_id=found.id).count() == 1
