"""Connecting, changing and disconnecting a ledger: what follows it, what stays, and what never happens again."""

import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

import main_job
from integration.engine.stage import ACTOR, Shop, read_by_schedule, wait_until
from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import AuthorisationLost
from tieout.engine import access, actions, card, edits, poll, read
from tieout.engine.actions import NotPossible
from tieout.store import collections, links, records, runs
from tieout.store import connections as ledgers
from tieout.store.connections import Connection, ConnectionStatus, PendingConsent
from tieout.store.grants import Grant, GrantStatus
from tieout.store.links import Link, SourceKind
from tieout.store.postings import PostingState
from tieout.store.records import Record
from tieout.store.runs import Run, RunKind

EVERY = ["xero", "quickbooks", "sage"]


def sign_in(shop: Shop, provider: str, *, organisation: str = "", replaces: UUID | None = None) -> actions.Connected:
    """As a person does: to the provider's page and back."""
    url = actions.begin_connecting(shop.workspace_id, provider=provider, user_id=shop.user_id, actor=ACTOR, replaces=replaces)
    if provider == "sage":
        url += "&country=ie" if "Ireland" in organisation else "&country=gb"  # Sage asks for the country first.
    back = main_job.consent(url, organisation or main_job.LEDGERS[provider])
    return actions.finish_connecting(provider=provider, callback=back, user_id=shop.user_id)


def connect(shop: Shop, provider: str, *, replaces: UUID | None = None) -> Connection:
    ended = sign_in(shop, provider, replaces=replaces)
    assert ended.connection_ids, ended.error
    shop.ledgers[provider] = ended.connection_ids[0]
    shop.settle_runs()
    return shop.connection(provider)


def no_faults(shop: Shop) -> None:
    asked = urllib.request.Request(f"{shop.url}/_control/faults", method="DELETE")
    urllib.request.urlopen(asked, timeout=30).close()


def codes(shop: Shop, system: str) -> dict[str, Record]:
    """Of a system collection, by key; archived ones too."""
    return {row.key: row for row in records.all_records(shop.workspace_id, system)}


def offered(shop: Shop, system: str) -> set[str]:
    return {key for key, row in codes(shop, system).items() if row.archived_at is None}


def linked_customer(shop: Shop, row: Connection, *, external_id: str = "c-1") -> Link:
    """A link as it is after creating or linking a customer."""
    record = shop.customer()
    shop.settle_runs()
    links.create_links(
        [
            Link(
                workspace_id=shop.workspace_id,
                connection_id=row.id,
                kind=access.connector(row.provider).manifest.customer_kind.value,
                external_id=external_id,
                source_kind=SourceKind.RECORD,
                source_id=record.id,
            )
        ]
    )
    found = links.links_of(shop.workspace_id, SourceKind.RECORD, source_id=record.id)
    return found[0]


def former_links(shop: Shop, link: Link) -> list[tuple[UUID, str]]:
    """As the card of the record shows them, which is linked to nothing now."""
    shown = card.shown(shop.workspace_id, shop.record(link.source_id))
    assert shown is not None
    assert shown.link is None
    return [(one.connection.id, one.external_id) for one in shown.former]


@pytest.mark.feature("X-13", "X-14", "X-15", "X-16", "X-17")
@pytest.mark.parametrize("provider", EVERY)
def test_tax_codes_and_ledger_codes_are_records_as_soon_as_it_is_connected(shop: Shop, provider: str) -> None:
    connect(shop, provider)
    taxes, accounts = codes(shop, "tax_codes"), codes(shop, "ledger_codes")
    assert taxes
    assert accounts
    for row in taxes.values():
        assert all(row.values[name] for name in ("name", "code", "rate"))
        assert row.values["type"] in ("Output", "Input", "Both")
        assert row.values["status"] in ("Active", "Archived")
    classes = {str(row.values["class"]) for row in accounts.values()}
    assert classes <= {"Asset", "Liability", "Equity", "Revenue", "Expense"}
    assert {"Asset", "Liability", "Revenue", "Expense"} <= classes
    assert {"Bank", "Revenue", "Expense"} <= {str(row.values["account_type"]) for row in accounts.values()}
    assert {str(row.values["code"]) for row in taxes.values()} >= {
        one.key for one in actions.reference_data(shop.workspace_id, shop.ledgers[provider])[1]
    }


@pytest.mark.feature("X-18")
def test_sync_reference_data_brings_what_was_added_and_archives_what_was_taken_away(connected: Shop) -> None:
    connected.put("Accounts", {"Code": "9477", "Name": "Canteen", "Type": "EXPENSE"})
    run_id = actions.sync_reference_data(connected.workspace_id, connected.ledgers["xero"], actor=ACTOR)
    connected.settle_runs()
    assert connected.run(run_id).status == "succeeded"
    assert codes(connected, "ledger_codes")["9477"].title == "9477 Canteen"
    account = next(one for one in connected.objects("Accounts") if one["Code"] == "9477")
    connected.edit("Accounts", account["AccountID"], change={"Status": "ARCHIVED"})
    read.read_reference(connected.connection(), actor=ACTOR)
    assert "9477" not in offered(connected, "ledger_codes")
    assert codes(connected, "ledger_codes")["9477"].values["status"] == "Archived"


def test_reference_data_is_changed_by_nobody_but_the_ledger(connected: Shop) -> None:
    collection = collections.collection(connected.workspace_id, "tax_codes")
    assert collection is not None
    assert collection.system == "tax_codes"
    with pytest.raises(NotPossible, match="Tax codes come from the accounting system and follow it"):
        edits.create_record(connected.workspace_id, collection, key="MINE", values={"name": "Mine"}, actor=ACTOR)


@pytest.mark.feature("X-19", "X-20")
@pytest.mark.parametrize("provider", EVERY)
def test_after_a_disconnect_codes_links_and_known_data_are_readable_and_offered_nowhere(shop: Shop, provider: str) -> None:
    row = connect(shop, provider)
    link = linked_customer(shop, row)
    before = codes(shop, "tax_codes")
    actions.disconnect(shop.workspace_id, row.id, actor=ACTOR)
    assert codes(shop, "tax_codes").keys() == before.keys()
    assert offered(shop, "tax_codes") == offered(shop, "ledger_codes") == set()
    assert actions.reference_data(shop.workspace_id, row.id) == ([], [])
    assert links.links_of(shop.workspace_id, SourceKind.RECORD, source_id=link.source_id)[0].connection_id == row.id
    assert Grant.objects.get(id=row.grant_id).status == GrantStatus.REVOKED
    again = connect(shop, provider)
    assert again.id == row.id
    assert codes(shop, "tax_codes").keys() == before.keys()
    assert offered(shop, "tax_codes") == {key for key, one in before.items() if one.archived_at is None}


def calls_once_quiet(shop: Shop, provider: str) -> object:
    """The provider's log, as soon as the calls that were on the wire in the moment of the disconnect have arrived."""
    seen: list[object] = [None]

    def is_quiet() -> bool:
        seen.append(shop.control(f"log?provider={provider}&limit=1000")["entries"])
        return seen[-1] == seen[-2] and all(one.state != PostingState.SENDING for one in shop.postings(provider))

    wait_until(is_quiet, "the calls under way have ended")
    return seen[-1]


@pytest.mark.feature("X-51", "X-53")
@pytest.mark.parametrize("provider", EVERY)
def test_nothing_touches_the_provider_after_a_disconnect_and_what_waited_says_why(shop: Shop, provider: str) -> None:
    row = connect(shop, provider)
    shop.fault("503", provider=provider, times=500)
    shop.sale()
    run_id = actions.refresh(shop.workspace_id, row.id, actor=ACTOR)
    wait_until(lambda: shop.postings(provider), "something waits to be sent")
    wait_until(lambda: not runs.anything_moving(shop.workspace_id), "the runs have asked for all that they ask for")
    actions.disconnect(shop.workspace_id, row.id, actor=ACTOR)
    no_faults(shop)
    before = calls_once_quiet(shop, provider)
    with pytest.raises(NotPossible, match="is not connected"):
        actions.refresh(shop.workspace_id, row.id, actor=ACTOR)
    with pytest.raises(NotPossible, match="is not connected"):
        actions.sync_reference_data(shop.workspace_id, row.id, actor=ACTOR)
    with pytest.raises(Exception, match="was disconnected"):
        access.open_access(row).token()
    shop.customer("C9")
    wait_until(shop.exceptions, "the missing ledger is told")
    ages_ago = datetime.now(UTC) - timedelta(days=2)
    ledgers.update_connection(shop.workspace_id, row.id, connected_at=ages_ago, polled_at=ages_ago, swept_at=ages_ago, read_at={})
    with read_by_schedule():
        assert shop.began_here(poll.start_due()) == []
    assert shop.control(f"log?provider={provider}&limit=1000")["entries"] == before
    assert shop.run(run_id).status == "cancelled"
    waiting = [one for one in shop.postings(provider) if one.state == PostingState.INTENDED]
    assert waiting
    assert all("was disconnected before this was sent" in str(one.problems[0]["message"]) for one in waiting)
    held = Run.objects.filter(workspace_id=shop.workspace_id, kind=RunKind.AUTOMATION, status="waiting")
    assert {one.error for one in held} == {str(waiting[0].problems[0]["message"])}
    connect(shop, provider)
    shop.settle()
    sent = shop.postings(provider)
    assert {one.state for one in sent} <= {PostingState.POSTED, PostingState.REJECTED}
    assert not [one for one in sent if "was disconnected" in str(one.problems)]


@pytest.mark.feature("X-54")
@pytest.mark.parametrize(("first", "second"), [("xero", "quickbooks"), ("quickbooks", "sage"), ("sage", "xero")])
def test_a_second_provider_takes_the_place_of_the_first_or_stands_beside_it(shop: Shop, first: str, second: str) -> None:
    old = connect(shop, first)
    beside = connect(shop, second)
    assert (shop.connection(first).status, shop.connection(first).is_records_ledger) == (ConnectionStatus.ACTIVE, True)
    assert (beside.status, beside.is_records_ledger) == (ConnectionStatus.ACTIVE, False)
    assert {row.values["ledger"] for row in codes(shop, "tax_codes").values()} == {old.organisation_name}
    actions.disconnect(shop.workspace_id, beside.id, actor=ACTOR)
    instead = connect(shop, second, replaces=old.id)
    assert (shop.connection(first).status, shop.connection(first).is_records_ledger) == (ConnectionStatus.DISCONNECTED, False)
    assert instead.is_records_ledger
    active = [row for row in codes(shop, "tax_codes").values() if row.archived_at is None]
    assert {row.values["ledger"] for row in active} == {instead.organisation_name}
    assert Grant.objects.get(id=old.grant_id).status == GrantStatus.REVOKED


@pytest.mark.feature("X-47", "X-48", "X-49")
def test_the_organisation_is_changed_without_disconnecting_first_and_old_links_stay_old(shop: Shop) -> None:
    asked = sign_in(shop, "xero", organisation="Demo ")
    assert asked.pending_id is not None
    consent = ledgers.consent(shop.workspace_id, asked.pending_id)
    assert consent is not None
    (first, second) = [one["id"] for one in consent.organisations][:2]
    (old_id,) = actions.choose_organisations(shop.workspace_id, consent.id, organisation_ids=[first], actor=ACTOR)
    shop.settle_runs()
    old = ledgers.connection(shop.workspace_id, old_id)
    link = linked_customer(shop, old)
    pending_id = actions.change_organisation(shop.workspace_id, old_id, user_id=shop.user_id)
    assert pending_id is not None
    choice = PendingConsent.objects.get(id=pending_id)
    assert first not in {one["id"] for one in choice.organisations}
    assert ledgers.connection(shop.workspace_id, old_id).status == ConnectionStatus.ACTIVE
    (new_id,) = actions.choose_organisations(shop.workspace_id, pending_id, organisation_ids=[second], actor=ACTOR)
    shop.settle_runs()
    new, old = ledgers.connection(shop.workspace_id, new_id), ledgers.connection(shop.workspace_id, old_id)
    assert (new.status, new.is_records_ledger) == (ConnectionStatus.ACTIVE, True)
    assert (old.status, old.is_records_ledger) == (ConnectionStatus.DISCONNECTED, False)
    assert Grant.objects.get(id=old.grant_id).status == GrantStatus.ACTIVE
    assert {row.values["ledger"] for row in codes(shop, "ledger_codes").values() if row.archived_at is None} == {
        new.organisation_name
    }
    kept = links.links_of(shop.workspace_id, SourceKind.RECORD, source_id=link.source_id)
    assert [(one.connection_id, one.external_id) for one in kept] == [(old_id, link.external_id)]
    assert former_links(shop, link) == [(old_id, link.external_id)]
    assert "connection.disconnected" in shop.actions()


@pytest.mark.feature("X-47", "X-48", "X-49")
@pytest.mark.parametrize(
    ("provider", "other"), [("quickbooks", "Sandbox Company_US"), ("sage", "Demo Business (Ireland)")], ids=["quickbooks", "sage"]
)
def test_an_organisation_that_this_sign_in_does_not_reach_takes_another_sign_in(shop: Shop, provider: str, other: str) -> None:
    row = connect(shop, provider)
    link = linked_customer(shop, row)
    assert actions.change_organisation(shop.workspace_id, row.id, user_id=shop.user_id) is None
    ended = sign_in(shop, provider, organisation=other, replaces=row.id)
    shop.settle_runs()
    assert former_links(shop, link) == [(row.id, link.external_id)]
    (named,) = {str(one.values["ledger"]) for one in codes(shop, "tax_codes").values() if one.archived_at is None}
    assert named.startswith(other)
    (new_id,) = ended.connection_ids
    assert ledgers.connection(shop.workspace_id, new_id).is_records_ledger
    assert ledgers.connection(shop.workspace_id, row.id).status == ConnectionStatus.DISCONNECTED


@pytest.mark.parametrize("provider", EVERY)
def test_a_lost_connection_works_again_after_one_sign_in_that_asks_nothing(shop: Shop, provider: str) -> None:
    row = connect(shop, provider)
    link = linked_customer(shop, row)
    shop.fault("revoked", provider=provider, times=1)
    with pytest.raises(AuthorisationLost):
        read.read_ledger(row, [EntityKind.ITEM])
    assert shop.connection(provider).status == ConnectionStatus.NEEDS_RECONNECTING
    several = "Demo Company" if provider == "xero" else ""
    ended = sign_in(shop, provider, organisation=several, replaces=row.id)
    assert (ended.pending_id, ended.connection_ids) == (None, (row.id,)), ended.error
    assert shop.connection(provider).status == ConnectionStatus.ACTIVE
    assert links.links_of(shop.workspace_id, SourceKind.RECORD, source_id=link.source_id)[0].connection_id == row.id
    shop.settle_runs()


SCOPES = {
    "xero": {"offline_access", "accounting.contacts", "accounting.invoices", "accounting.payments", "accounting.settings"},
    "quickbooks": {"com.intuit.quickbooks.accounting"},
    "sage": {"full_access"},
}


@pytest.mark.feature("X-08")
@pytest.mark.parametrize("provider", EVERY)
def test_the_consent_asks_to_read_and_write_and_to_stay_connected(shop: Shop, provider: str) -> None:
    url = actions.begin_connecting(shop.workspace_id, provider=provider, user_id=shop.user_id, actor=ACTOR)
    asked = set(urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["scope"][0].split())
    assert asked >= SCOPES[provider]
    assert not [scope for scope in asked if scope.endswith(".read") and "reports" not in scope]


@pytest.mark.feature("T-10")
def test_what_is_shown_of_a_budget_is_used_left_and_where_a_day_ends(connected: Shop) -> None:
    budget = {str(one["scope"]): one for one in actions.budget(connected.connection())}
    assert set(budget) >= {"minute", "day", "concurrent"}
    for one in budget.values():
        assert int(str(one["used"])) + int(str(one["left"])) == int(str(one["limit"]))
    assert budget["minute"]["forecast"] is None
    assert int(str(budget["day"]["forecast"])) >= int(str(budget["day"]["used"])) > 0
    health = actions.connection_health(connected.connection())
    assert health.waiting_postings == 0
    assert health.sign_in_ends_at > health.token_ends_at > health.signed_in_at
