"""Records are found by their key, changed with a version, and the same import twice changes nothing."""

from dataclasses import replace
from uuid import UUID

import pytest

from tieout.store import records, workspaces
from tieout.store.collections import Collection
from tieout.store.records import Draft, Record, Saved

DRAFT = Draft(key="1001", title="Order 1001", values={"number": "1001", "note": ""}, problems=[], source_hash="a" * 64)
FILLING = Draft(
    key="1001", title="From a relation", values={"number": "9", "note": "gift"}, problems=[], source_hash="c" * 64, fill_only=True
)


def save(orders: Collection, *drafts: Draft) -> list[Saved]:
    return records.save_drafts(orders.workspace_id, orders, drafts=drafts)


def kept(orders: Collection) -> Record:
    return Record.objects.get(workspace_id=orders.workspace_id, collection=orders, key="1001")


def test_it_makes_a_record_once(orders: Collection) -> None:
    assert [one.change for one in save(orders, DRAFT)] == ["created"]
    row = kept(orders)
    assert (row.title, row.values, row.version) == ("Order 1001", {"number": "1001", "note": ""}, 1)


def test_the_same_hash_again_changes_nothing_even_after_a_person_edited(orders: Collection) -> None:
    record_id = save(orders, DRAFT)[0].record.id
    records.change_values(orders.workspace_id, record_id, changes={"note": "by hand"})
    assert [one.change for one in save(orders, DRAFT)] == ["unchanged"]
    assert kept(orders).values["note"] == "by hand"
    assert kept(orders).version == 2


def test_another_hash_updates_and_what_it_does_not_say_stays(orders: Collection) -> None:
    save(orders, replace(DRAFT, values={"number": "1001", "note": "first"}))
    changed = replace(DRAFT, title="Order 1001!", values={"number": "1001 B"}, source_hash="b" * 64)
    (saved,) = save(orders, changed)
    assert (saved.change, saved.previous) == ("updated", {"number": "1001", "note": "first"})
    row = kept(orders)
    assert (row.values, row.version, row.title) == ({"number": "1001 B", "note": "first"}, 2, "Order 1001!")
    assert [one.change for one in save(orders, changed)] == ["unchanged"]


def test_a_draft_without_a_hash_is_always_written(orders: Collection) -> None:
    by_hand = replace(DRAFT, source_hash="")
    assert [one.change for one in [*save(orders, by_hand), *save(orders, by_hand)]] == ["created", "updated"]


def test_one_that_only_fills_makes_what_is_missing(orders: Collection) -> None:
    assert [one.change for one in save(orders, FILLING)] == ["created"]
    assert kept(orders).values == FILLING.values


def test_one_that_only_fills_leaves_what_is_said_and_fills_what_is_empty(orders: Collection) -> None:
    save(orders, DRAFT)
    assert [one.change for one in save(orders, FILLING)] == ["updated"]
    row = kept(orders)
    assert (row.values, row.title) == ({"number": "1001", "note": "gift"}, "Order 1001")
    assert [one.change for one in save(orders, FILLING)] == ["unchanged"]


def test_one_that_has_nothing_to_fill_changes_nothing(orders: Collection) -> None:
    save(orders, DRAFT)
    nothing = replace(FILLING, values={"number": "9", "note": ""})
    assert [one.change for one in [*save(orders, nothing), *save(orders, nothing)]] == ["unchanged", "unchanged"]
    assert kept(orders).version == 1


def test_the_file_that_made_a_record_still_changes_nothing_after_another_filled_it(orders: Collection) -> None:
    save(orders, DRAFT)
    save(orders, FILLING)
    assert [one.change for one in save(orders, DRAFT)] == ["unchanged"]


def test_one_that_only_fills_gives_a_name_to_what_has_none(orders: Collection) -> None:
    save(orders, replace(DRAFT, title="1001"))
    save(orders, FILLING)
    assert kept(orders).title == "From a relation"


def test_one_key_twice_in_one_go_is_one_record(orders: Collection) -> None:
    second = replace(DRAFT, values={"note": "second"}, source_hash="b" * 64)
    assert [one.change for one in save(orders, DRAFT, second)] == ["created", "updated"]
    row = kept(orders)
    assert (row.values, row.version) == ({"number": "1001", "note": "second"}, 2)


def test_a_change_on_an_old_version_is_refused_and_changes_nothing(orders: Collection) -> None:
    record_id = save(orders, DRAFT)[0].record.id
    saved = records.change_values(orders.workspace_id, record_id, changes={"note": "mine"}, version=1)
    assert (saved.change, saved.record.version) == ("updated", 2)
    with pytest.raises(records.VersionConflict):
        records.change_values(orders.workspace_id, record_id, changes={"note": "late"}, version=1)
    assert (kept(orders).values["note"], kept(orders).version) == ("mine", 2)


def test_a_change_that_changes_nothing_keeps_the_version(orders: Collection) -> None:
    record_id = save(orders, DRAFT)[0].record.id
    saved = records.change_values(orders.workspace_id, record_id, changes={"number": "1001"}, version=1)
    assert (saved.change, kept(orders).version) == ("unchanged", 1)


def test_a_record_that_is_not_there_is_a_conflict(orders: Collection) -> None:
    record_id = save(orders, DRAFT)[0].record.id
    stranger = workspaces.create_workspace("Another shop").id
    with pytest.raises(records.VersionConflict):
        records.change_values(stranger, record_id, changes={"note": "theirs"})
    assert records.record_by_id(stranger, record_id) is None
    assert records.records_by_ids(stranger, [record_id]) == {}
    assert records.records_by_keys(stranger, [("orders", "1001")]) == {}
    assert kept(orders).values["note"] == ""


def test_many_are_changed_together_and_each_says_whether_it_did(orders: Collection) -> None:
    one, other = (saved.record.id for saved in save(orders, DRAFT, replace(DRAFT, key="1002")))
    saved = records.change_many(orders.workspace_id, {one: {"note": "paid"}, other: {"number": "1001"}})
    assert {row.record.key: row.change for row in saved} == {"1001": "updated", "1002": "unchanged"}


def test_the_same_key_in_two_workspaces_is_two_records(orders: Collection, workspace_id: UUID) -> None:
    other = workspaces.create_workspace("Another shop").id
    theirs = Collection.objects.create(workspace_id=other, key="orders", name="Orders")
    save(orders, DRAFT)
    assert [one.change for one in save(theirs, replace(DRAFT, values={"note": "theirs"}))] == ["created"]
    assert records.records_by_keys(workspace_id, [("orders", "1001")])["orders", "1001"].values["note"] == ""
