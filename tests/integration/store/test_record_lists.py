"""What the database says of a filter is what the condition says of each record; groups add up exactly; values are unique."""

import itertools
import random
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tieout.mapping.conditions import holds
from tieout.store import collections, record_groups, record_lists, records
from tieout.store.collections import Collection
from tieout.store.field_values import ValueTaken
from tieout.store.list_rows import ListRow
from tieout.store.listings import Place
from tieout.store.record_lists import RecordQuery
from tieout.store.records import Draft

CHOICES = ["Sail", "Motor", "Row"]
FIELDS: list[dict[str, object]] = [
    {"key": "name", "name": "Name", "type": "text"},
    {"key": "total", "name": "Total", "type": "money", "options": {"currency_field": "currency"}},
    {"key": "currency", "name": "Currency", "type": "text"},
    {"key": "on", "name": "On", "type": "date"},
    {"key": "at", "name": "At", "type": "date_time"},
    {"key": "kind", "name": "Kind", "type": "choice", "options": {"choices": CHOICES}},
    {"key": "tags", "name": "Tags", "type": "multi_choice", "options": {"choices": CHOICES}},
    {"key": "paid", "name": "Paid", "type": "checkbox"},
    {"key": "lines", "name": "Lines", "type": "line_items"},
    {"key": "twice", "name": "Twice", "type": "formula", "options": {"source": "total * 2", "result": "money"}},
]
NAMES = ["Zürich", "ZÜRICH ", "zurich", "Æther", "a%b_c", "İstanbul", "straße", "STRASSE", "", None, "Ende"]
TOTALS = ["0", "-0.5", "9", "10", "10.00", "100.10", "99999999.999999999", "-3", "", None]
DAYS = ["2026-01-31", "2026-02-01", "2025-12-31", "", None]
INSTANTS = ["2026-01-31T09:30:00+00:00", "2026-01-31T10:30:00+02:00", "2026-01-31T08:30", None]


def some_values(chance: random.Random) -> dict[str, object]:
    return {
        "name": chance.choice(NAMES),
        "total": chance.choice(TOTALS),
        "currency": chance.choice(["GBP", "EUR", ""]),
        "on": chance.choice(DAYS),
        "at": chance.choice(INSTANTS),
        "kind": chance.choice([*CHOICES, ""]),
        "tags": chance.sample(CHOICES, chance.randrange(3)),
        "paid": chance.choice([True, False, None]),
        "lines": chance.choice([[], [{"quantity": "1"}]]),
    }


TEXT_TESTS = (
    "=",
    "!=",
    "contains",
    "doesNotContain",
    "beginsWith",
    "doesNotBeginWith",
    "endsWith",
    "doesNotEndWith",
    "in",
    "notIn",
)
ORDER_TESTS = ("=", "!=", "<", "<=", ">", ">=", "in", "notIn", "between", "notBetween")
WANTED: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "name": ((*TEXT_TESTS, "<", ">="), ["zürich", "z", "%b", "_", "STRASSE", "ß", "e", "i"]),
    "total": (ORDER_TESTS, ["9", "10.0", "-0.50", "99999999.999999999", "0.0"]),
    "twice": (ORDER_TESTS, ["20", "-1.00", "0"]),
    "on": (ORDER_TESTS, ["2026-01-31", "2026-01-01"]),
    "at": (ORDER_TESTS, ["2026-01-31T08:30:00Z", "2026-01-31T09:30:00+00:00"]),
    "kind": (TEXT_TESTS, ["sail", "Motor", "o"]),
    "tags": (("=", "!=", "contains", "doesNotContain", "in", "notIn"), ["Sail", "row", "Ro"]),
    "paid": (("=", "!="), ["true", "false"]),
    "lines": ((), []),
}


def some_rule(chance: random.Random) -> dict[str, object]:
    name = chance.choice(list(WANTED))
    operators, wanted = WANTED[name]
    operator = chance.choice([*operators, "null", "notNull"])
    value: object = chance.choice(wanted) if wanted else ""
    if operator in ("in", "notIn", "between", "notBetween"):
        value = [chance.choice(wanted), chance.choice(wanted)]
    return {"field": name, "operator": operator, "value": value}


def some_condition(chance: random.Random, depth: int = 0) -> dict[str, object]:
    if depth == 2 or chance.random() < 0.4:
        return some_rule(chance)
    rules = [some_condition(chance, depth + 1) for _ in range(chance.randrange(1, 4))]
    return {"combinator": chance.choice(["and", "or"]), "not": chance.random() < 0.3, "rules": rules}


@pytest.fixture
def boats(workspace_id: UUID) -> Collection:
    collections.save_collection(workspace_id, key="boats", name="Boats", fields=FIELDS)
    made = collections.collection(workspace_id, "boats")
    assert made is not None
    return made


def fill(boats: Collection, rows: list[dict[str, object]], *, start: int = 0) -> None:
    drafts = [Draft(key=f"B{start + place}", title=f"B{start + place}", values=row, problems=[]) for place, row in enumerate(rows)]
    records.save_drafts(boats.workspace_id, boats, drafts=drafts)


def keys(boats: Collection, query: RecordQuery) -> list[str]:
    return [row.key for row in record_lists.each_record(boats.workspace_id, boats, query=query)]


def test_the_database_finds_the_records_for_which_the_condition_holds(boats: Collection) -> None:
    chance = random.Random(7)
    fill(boats, [some_values(chance) for _ in range(120)])
    rows = records.all_records(boats.workspace_id, "boats")
    types = collections.collection_types(boats.workspace_id)["boats"]
    for _ in range(250):
        where = some_condition(chance)
        wanted = {row.key for row in rows if holds(where, row.values, types=types)}  # type: ignore[arg-type]
        found = set(keys(boats, RecordQuery(where=where)))  # type: ignore[arg-type]
        assert found == wanted, where


def test_it_sorts_by_several_fields_with_the_empty_ones_last(boats: Collection) -> None:
    rows: list[dict[str, object]] = [
        {"kind": "Row", "total": "9"},
        {"kind": "Sail", "total": "10"},
        {"kind": "Sail", "total": "-2.5"},
        {"kind": "", "total": "1"},
        {"kind": "Sail", "total": ""},
    ]
    fill(boats, rows)
    # Choices have the order that people gave them, numbers that of numbers.
    assert keys(boats, RecordQuery(sort="kind,-total")) == ["B1", "B2", "B4", "B0", "B3"]
    assert keys(boats, RecordQuery(sort="-kind,total")) == ["B0", "B2", "B1", "B4", "B3"]


def test_groups_count_their_records_and_add_up_exactly_by_currency(boats: Collection) -> None:
    rows: list[dict[str, object]] = [
        {"on": "2026-01-31", "total": "0.10", "currency": "GBP"},
        {"on": "2026-01-01", "total": "0.20", "currency": "gbp"},
        {"on": "2026-01-02", "total": "-7.005", "currency": "EUR"},
        {"on": "2026-02-01", "total": "99999999.99", "currency": "GBP"},
        {"on": "", "total": "", "currency": "GBP"},
    ]
    fill(boats, rows)
    found, has_more = record_groups.groups(boats.workspace_id, boats, query=RecordQuery(group="on:month"), sums=["total", "twice"])
    assert [(group.value, group.count) for group in found] == [("2026-01", 3), ("2026-02", 1), (None, 1)]
    assert found[0].sums["total"] == {"GBP": Decimal("0.30"), "EUR": Decimal("-7.005")}
    assert found[1].sums["twice"] == {"GBP": Decimal("199999999.98")}
    assert found[2].sums == {}
    assert not has_more
    (whole,), _ = record_groups.groups(boats.workspace_id, boats, query=RecordQuery(), sums=["total"])
    assert (whole.count, whole.sums["total"]["GBP"]) == (5, Decimal("100000000.29"))


def test_a_sum_that_cannot_be_exact_is_not_told(boats: Collection) -> None:
    fill(boats, [{"total": "0.0000000001", "currency": "GBP"}, {"total": "1", "currency": "GBP"}])
    (whole,), _ = record_groups.groups(boats.workspace_id, boats, query=RecordQuery(), sums=["total"])
    assert whole.sums["total"] == {"GBP": None}


def pages(boats: Collection, query: RecordQuery, *, limit: int) -> Iterator[list[str]]:
    cursor = ""
    while True:
        page = record_lists.records_page(boats.workspace_id, boats, query=query, place=Place(cursor=cursor, limit=limit))
        yield [row.key for row in page.rows]
        if page.next_cursor is None:
            return
        cursor = page.next_cursor


@pytest.mark.parametrize("sort", ["-updated_at", "key", "title", "-created_at", "total,-name", "kind"])
def test_pages_hold_every_record_once(boats: Collection, sort: str) -> None:
    chance = random.Random(3)
    fill(boats, [some_values(chance) for _ in range(23)])
    read = list(itertools.chain.from_iterable(pages(boats, RecordQuery(sort=sort), limit=5)))
    assert len(read) == 23
    assert sorted(read) == sorted({row.key for row in records.all_records(boats.workspace_id, "boats")})


def test_a_search_finds_every_word_anywhere_in_the_record(boats: Collection) -> None:
    fill(boats, [{"name": "Große Möwe", "kind": "Sail"}, {"name": "Möwe", "kind": "Motor"}, {"name": "100%", "kind": "Row"}])
    assert keys(boats, RecordQuery(search="möwe SAIL")) == ["B0"]
    assert keys(boats, RecordQuery(search="0%")) == ["B2"]
    assert keys(boats, RecordQuery(search="_")) == []


def test_a_list_asks_the_database_as_often_for_many_records_as_for_few(boats: Collection) -> None:
    def asked() -> int:
        query = RecordQuery(where={"field": "total", "operator": ">", "value": "1"}, group="kind", search="b", sort="-on,total")
        with CaptureQueriesContext(connection) as queries:
            record_lists.records_page(boats.workspace_id, boats, query=query, place=Place())
            record_groups.groups(boats.workspace_id, boats, query=query, sums=["total"])
        return len(queries)

    fill(boats, [{"name": "b", "total": "2", "kind": "Sail"}])
    few = asked()
    fill(boats, [{"name": "b", "total": "2", "kind": kind} for kind in CHOICES * 13], start=1)
    assert asked() == few <= 8


def test_the_list_follows_every_change_of_a_record(boats: Collection) -> None:
    fill(boats, [{"name": "Albatross"}])
    (row,) = records.all_records(boats.workspace_id, "boats")
    records.change_values(boats.workspace_id, row.id, changes={"name": "Barge"})
    assert keys(boats, RecordQuery(search="barge", filters={"name": "BARGE"})) == ["B0"]
    records.set_deleted(boats.workspace_id, [row.id], deleted=True)
    assert keys(boats, RecordQuery()) == []
    assert keys(boats, RecordQuery(life="deleted")) == ["B0"]
    records.set_deleted(boats.workspace_id, [row.id], deleted=False)
    assert keys(boats, RecordQuery()) == ["B0"]
    assert record_lists.found_ids(boats.workspace_id, boats, query=RecordQuery()) == [row.id]


def test_records_from_before_there_were_lists_are_listed(boats: Collection) -> None:
    fill(boats, [{"name": "Albatross", "total": "5"}])
    ListRow.objects.filter(workspace_id=boats.workspace_id).delete()
    collections.Field.objects.filter(workspace_id=boats.workspace_id).update(slot="")
    boats.listed_at = None
    boats.save(update_fields=["listed_at"])
    assert keys(boats, RecordQuery(sort="total", filters={"name": "albatross"})) == ["B0"]


def test_a_unique_value_is_claimed_let_go_and_refused(boats: Collection, workspace_id: UUID) -> None:
    collections.Field.objects.filter(workspace_id=workspace_id, collection=boats, key="name").update(unique=True)
    fill(boats, [{"name": "Albatross"}, {"name": "Barge"}, {"name": ""}, {"name": None}])
    first, second, *_ = sorted(records.all_records(workspace_id, "boats"), key=lambda row: row.key)
    with pytest.raises(ValueTaken) as told:
        records.change_values(workspace_id, second.id, changes={"name": " ALBATROSS"})
    assert told.value.fields == {"name": "is that of B0 already"}
    with pytest.raises(ValueTaken):
        fill(boats, [{"name": "Cutter"}, {"name": "cutter"}], start=10)
    records.set_deleted(workspace_id, [first.id], deleted=True)
    records.change_values(workspace_id, second.id, changes={"name": "Albatross"})
    with pytest.raises(ValueTaken):
        records.set_deleted(workspace_id, [first.id], deleted=False)
