"""What the database itself holds to once: links, events, postings, runs, exceptions, and the one who may refresh a sign-in."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db import connections as databases
from django.utils import timezone

from tieout.store import connections, events, exceptions, grants, links, postings, runs, workspaces
from tieout.store.exceptions import ExceptionItem, ExceptionState
from tieout.store.grants import Grant
from tieout.store.ids import new_id
from tieout.store.links import Link
from tieout.store.vault import Unreadable

RECORD, OTHER = new_id(), new_id()
Make = Callable[..., Link]


@pytest.fixture
def make_link(workspace_id: UUID, connection_id: UUID) -> Make:
    def made(
        external_id: str = "i-1", *, source_id: UUID = RECORD, source_kind: str = "record", connection: UUID | None = None
    ) -> Link:
        return Link(
            workspace_id=workspace_id,
            connection_id=connection or connection_id,
            kind="invoice",
            external_id=external_id,
            source_kind=source_kind,
            source_id=source_id,
        )

    return made


def test_one_entity_is_linked_to_one_record_only(make_link: Make) -> None:
    make_link().save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_link(source_id=OTHER).save(force_insert=True)


def test_one_record_is_one_entity_of_a_kind_in_a_ledger(make_link: Make) -> None:
    make_link().save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_link("i-2").save(force_insert=True)


def test_an_entity_may_be_a_record_and_the_same_as_an_entity_elsewhere(
    workspace_id: UUID, make_link: Make, connect: Callable[[str], UUID]
) -> None:
    links.create_links([make_link(), make_link(source_id=OTHER, source_kind="entity"), make_link("q-1", connection=connect("two"))])
    assert len(links.links_of(workspace_id, "record", source_id=RECORD)) == 2
    assert len(links.links_of(workspace_id, "entity", source_id=OTHER)) == 1


def test_a_link_that_is_there_already_stays(workspace_id: UUID, connection_id: UUID, make_link: Make) -> None:
    links.create_links([make_link()])
    links.create_links([make_link("i-2"), make_link(source_id=OTHER), make_link("i-3", source_id=OTHER)])
    found = links.links_to(workspace_id, connection_id, source_kind="record")
    assert {(one.external_id, one.source_id) for one in found} == {("i-1", RECORD), ("i-3", OTHER)}


def test_both_sides_agree_only_on_the_links_that_are_named(workspace_id: UUID, connection_id: UUID, make_link: Make) -> None:
    links.create_links([make_link(), make_link(source_kind="entity")])
    links.agree_on_updates(workspace_id, connection_id, hashes={("entity", RECORD, "invoice"): "f" * 64})
    found = {one.source_kind: one.synced_hash for one in Link.objects.filter(workspace_id=workspace_id)}
    assert found == {"record": "", "entity": "f" * 64}


def test_a_stranger_cannot_unlink(workspace_id: UUID, make_link: Make) -> None:
    link = make_link()
    link.save(force_insert=True)
    stranger = workspaces.create_workspace("Another shop").id
    assert not links.unlink(stranger, link.id)
    assert links.unlink(workspace_id, link.id)


def event(workspace_id: UUID, key: str, *, source: str = "records") -> events.Event:
    return events.Event(workspace_id=workspace_id, source=source, key=key, kind="record_created", subject_kind="record")


def test_an_event_is_kept_once_and_only_the_new_ones_are_told(workspace_id: UUID) -> None:
    assert len(events.keep_events(workspace_id, [event(workspace_id, "a"), event(workspace_id, "b")])) == 2
    new = events.keep_events(
        workspace_id, [event(workspace_id, "b"), event(workspace_id, "c"), event(workspace_id, "b", source="hand")]
    )
    assert [(one.source, one.key) for one in new] == [("records", "c"), ("hand", "b")]
    assert events.Event.objects.filter(workspace_id=workspace_id).count() == 4


def test_the_same_event_twice_in_one_go_is_one(workspace_id: UUID) -> None:
    new = events.keep_events(workspace_id, [event(workspace_id, "a"), event(workspace_id, "a")])
    assert [events.event_by_id(workspace_id, one.id).key for one in new] == ["a"]


@pytest.mark.django_db(transaction=True)
def test_of_two_that_keep_the_same_event_at_once_one_is_told_that_it_is_new() -> None:
    workspace_id, together = workspaces.create_workspace("A busy shop").id, threading.Barrier(2)

    def keep(_: int) -> int:
        together.wait(timeout=30)
        try:
            told = 0
            for number in range(20):
                with transaction.atomic():
                    told += len(events.keep_events(workspace_id, [event(workspace_id, str(number))]))
            return told
        finally:
            databases.close_all()

    with ThreadPoolExecutor(max_workers=2) as two:
        assert sum(two.map(keep, range(2))) == 20
    assert events.Event.objects.filter(workspace_id=workspace_id).count() == 20


def test_an_intent_of_the_same_key_stays_as_it_was(workspace_id: UUID, connection_id: UUID) -> None:
    def intent(title: str) -> postings.Posting:
        return postings.Posting(
            workspace_id=workspace_id,
            connection_id=connection_id,
            key="create:invoice:record:1",
            action="create",
            kind="invoice",
            source_kind="record",
            source_id=RECORD,
            entity={},
            title=title,
        )

    postings.create_postings([intent("first")])
    postings.create_postings([intent("second")])
    found = postings.postings_by_keys(workspace_id, connection_id, keys=["create:invoice:record:1"])
    assert [one.title for one in found.values()] == ["first"]


def test_a_run_of_the_same_key_is_the_first(workspace_id: UUID) -> None:
    first, made = runs.start_run(workspace_id, kind=runs.RunKind.SYNC, key="sync:1")
    second, again = runs.start_run(workspace_id, kind=runs.RunKind.SYNC, key="sync:1")
    assert (made, again, first.id) == (True, False, second.id)


def trouble(workspace_id: UUID, message: str = "refused") -> ExceptionItem:
    return ExceptionItem(
        workspace_id=workspace_id,
        fingerprint="record:1:post",
        cause="refused",
        message=message,
        remedy="Correct it.",
        amount=Decimal("12.50"),
        currency="GBP",
    )


def test_the_same_trouble_raised_twice_is_one_exception_with_what_is_true_now(workspace_id: UUID) -> None:
    exceptions.raise_exceptions(workspace_id, [trouble(workspace_id), trouble(workspace_id, "refused twice")])
    exceptions.raise_exceptions(workspace_id, [trouble(workspace_id, "refused again")])
    (row,) = exceptions.open_exceptions(workspace_id)
    assert row.message == "refused again"
    assert exceptions.count_by_cause(workspace_id) == {"refused": (1, Decimal("12.50"))}


@pytest.mark.parametrize("close", ["resolve", "dismiss", "retry"])
def test_trouble_that_comes_back_opens_its_exception_again(close: str, workspace_id: UUID) -> None:
    exceptions.raise_exceptions(workspace_id, [trouble(workspace_id)])
    (row,) = exceptions.open_exceptions(workspace_id)
    if close == "resolve":
        assert exceptions.resolve_fingerprints(workspace_id, [row.fingerprint], reason="posted") == 1
    elif close == "dismiss":
        assert exceptions.dismiss(workspace_id, row.id, by="finance", reason="ours")
    else:
        assert exceptions.mark_retrying(workspace_id, row.id)
    assert exceptions.open_exceptions(workspace_id) == []
    exceptions.raise_exceptions(workspace_id, [trouble(workspace_id, "still")])
    (again,) = exceptions.open_exceptions(workspace_id)
    assert (again.id, again.state, again.message, again.closed_by, again.reason) == (row.id, "open", "still", "", "")
    assert again.closed_at is None


def test_an_exception_is_tried_again_by_one_person_only_and_dismissed_with_its_reason(workspace_id: UUID) -> None:
    exceptions.raise_exceptions(workspace_id, [trouble(workspace_id)])
    (row,) = exceptions.open_exceptions(workspace_id)
    stranger = workspaces.create_workspace("Another shop").id
    assert not exceptions.mark_retrying(stranger, row.id)
    assert [exceptions.mark_retrying(workspace_id, row.id) for _ in range(2)] == [True, False]
    assert not exceptions.dismiss(workspace_id, row.id, by="finance", reason="late")
    exceptions.raise_exceptions(workspace_id, [trouble(workspace_id)])
    assert exceptions.dismiss(workspace_id, row.id, by="finance", reason="a test order")
    found = exceptions.exception_by_id(workspace_id, row.id)
    assert found is not None
    assert (found.state, found.closed_by, found.reason) == (ExceptionState.DISMISSED, "finance", "a test order")


def take(workspace_id: UUID, grant_id: UUID, *, holder: str, generation: int = 1) -> bool:
    return grants.take_refresh(workspace_id, grant_id, generation=generation, holder=holder)


def renewed(access_token: str = "access-2") -> grants.NewTokens:
    return grants.NewTokens(access_token=access_token, refresh_token="refresh-2", expires_at=timezone.now() + timedelta(minutes=30))


def test_one_holder_may_refresh_and_finds_its_lease_again(workspace_id: UUID, grant_id: UUID) -> None:
    assert [take(workspace_id, grant_id, holder=one) for one in ("w1", "w2", "w1")] == [True, False, True]
    grants.release_refresh(workspace_id, grant_id, holder="w2")
    assert not take(workspace_id, grant_id, holder="w2")
    grants.release_refresh(workspace_id, grant_id, holder="w1")
    assert take(workspace_id, grant_id, holder="w2")


def test_the_lease_of_a_holder_that_died_ends_by_itself(workspace_id: UUID, grant_id: UUID) -> None:
    assert take(workspace_id, grant_id, holder="w1")
    Grant.objects.filter(id=grant_id).update(refreshing_until=timezone.now() - timedelta(seconds=1))
    assert take(workspace_id, grant_id, holder="w2")
    assert not take(workspace_id, grant_id, holder="w1")


def test_a_worker_known_to_be_dead_holds_nothing_any_more(workspace_id: UUID, grant_id: UUID, connection_id: UUID) -> None:
    assert take(workspace_id, grant_id, holder="w1")
    assert connections.take_sending(workspace_id, connection_id, holder="w1", seconds=60)
    connections.release_all_leases("w1")
    assert take(workspace_id, grant_id, holder="w2")
    assert connections.take_sending(workspace_id, connection_id, holder="w2", seconds=60)


def test_tokens_are_kept_once_for_each_generation_and_free_the_lease(workspace_id: UUID, grant_id: UUID) -> None:
    take(workspace_id, grant_id, holder="w1")
    assert grants.store_tokens(workspace_id, grant_id, generation=1, tokens=renewed())
    assert not grants.store_tokens(workspace_id, grant_id, generation=1, tokens=renewed("late"))
    grant = grants.open_grant(workspace_id, grant_id)
    assert (grant.access_token, grant.refresh_token, grant.generation) == ("access-2", "refresh-2", 2)
    assert not take(workspace_id, grant_id, holder="w1", generation=1)
    assert take(workspace_id, grant_id, holder="w2", generation=2)


def test_only_the_newest_tokens_can_be_found_lost(workspace_id: UUID, grant_id: UUID) -> None:
    grants.store_tokens(workspace_id, grant_id, generation=1, tokens=renewed())
    assert not grants.mark_lost(workspace_id, grant_id, generation=1)
    assert grants.mark_lost(workspace_id, grant_id, generation=2)
    assert not take(workspace_id, grant_id, holder="w1", generation=2)


def test_tokens_are_not_in_the_database_in_the_clear_and_open_in_their_own_row_only(workspace_id: UUID, grant_id: UUID) -> None:
    row = Grant.objects.get(id=grant_id)
    assert "access-1" not in row.sealed_access_token + row.sealed_refresh_token
    other = grants.create_grant(workspace_id, provider="xero", tokens=renewed())
    Grant.objects.filter(id=other).update(sealed_access_token=row.sealed_access_token)
    with pytest.raises(Unreadable, match=f"grant/{other}/access_token"):
        grants.open_grant(workspace_id, other)
    assert "access-1" not in repr(grants.open_grant(workspace_id, grant_id))


def test_a_ledger_is_written_to_by_one_sender(workspace_id: UUID, connection_id: UUID) -> None:
    def send(holder: str, seconds: float = 60) -> bool:
        return connections.take_sending(workspace_id, connection_id, holder=holder, seconds=seconds)

    assert [send("w1"), send("w2"), send("w1", -1), send("w2")] == [True, False, True, True]
    connections.release_sending(workspace_id, connection_id, holder="w1")
    assert not send("w1")


def test_one_ledger_of_a_workspace_is_the_records_own(workspace_id: UUID, connect: Callable[[str], UUID]) -> None:
    first, second = connect("one"), connect("two")
    assert connections.connection(workspace_id, first).is_records_ledger
    connections.use_for_records(workspace_id, second)
    found = connections.records_ledger(workspace_id)
    assert found is not None
    assert found.id == second
    with pytest.raises(IntegrityError), transaction.atomic():
        connections.update_connection(workspace_id, first, is_records_ledger=True)


def test_an_organisation_that_is_connected_again_is_the_same_connection(workspace_id: UUID, connect: Callable[[str], UUID]) -> None:
    first = connect("one")
    connections.update_connection(workspace_id, first, status="disconnected", trouble="gone", failures=3)
    assert connect("one") == first
    row = connections.connection(workspace_id, first)
    assert (row.status, row.trouble, row.failures) == ("active", "", 0)
