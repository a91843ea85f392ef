"""A changed draft over what happened: what would have been different, and that looking changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integration.engine.flow_desk import job, with_jobs
from integration.engine.stage import Shop
from tieout.automations.upgrade import upgraded
from tieout.engine import compare, publishing
from tieout.store.automations import Automation
from tieout.store.event_lists import Period
from tieout.store.events import Event
from tieout.store.progress import Progress
from tieout.store.runs import Run, RunStep

CREATE: dict[str, Any] = {"id": "create", "kind": "create_in_ledger", "name": "Create in accounting system"}


def say(text: str, *, id: str = "say") -> dict[str, Any]:
    return {"id": id, "kind": "log", "name": "Say", "settings": {"message": {"kind": "fixed", "value": text}}}


def check(field: str, value: str, *, then: list[dict[str, Any]], otherwise: list[dict[str, Any]]) -> dict[str, Any]:
    condition = {"field": field, "operator": "=", "value": value}
    branches = {"then": then, "otherwise": otherwise}
    return {"id": "check", "kind": "condition", "name": "Check", "settings": {"condition": condition}, "branches": branches}


def definition(*steps: dict[str, Any], only: str = "") -> dict[str, Any]:
    trigger: dict[str, Any] = {"type": "record_created", "collection": "customers"}
    if only:
        trigger["condition"] = {"field": "name", "operator": "=", "value": only}
    return {"schema": 2, "trigger": trigger, "steps": list(steps)}


def publish(shop: Shop, document: dict[str, Any]) -> Automation:
    return publishing.publish(shop.workspace_id, name="Compared", definition=document, enabled=True, actor="tests")


def compared(shop: Shop, row: Automation, *, draft: dict[str, Any], since: timedelta = timedelta(hours=1)) -> compare.Comparison:
    at = datetime.now(UTC) - since
    return compare.compare(shop.workspace_id, row.id, definition=upgraded(draft), period=Period(since=at))


def said(found: compare.Comparison) -> dict[str, tuple[str, ...]]:
    return {item.title: item.differences for item in found.items}


@pytest.mark.feature("T-06")
def test_a_draft_that_takes_other_events_says_which(shop: Shop) -> None:
    row = publish(shop, definition(say("hello")))
    for key in ("C1", "C2", "C3"):
        shop.customer(key)
    found = compared(shop, row, draft=definition(say("hello"), only="Customer C2"))
    assert (found.looked_at, found.live_starts, found.draft_starts, found.differing) == (3, 3, 1, 2)
    assert said(found) == {"Customers C3": ("It would not start any more.",), "Customers C1": ("It would not start any more.",)}
    back = compared(shop, publish(shop, definition(say("hello"), only="Customer C2")), draft=definition(say("hello")))
    assert (back.live_starts, back.draft_starts) == (1, 3)
    assert set(said(back).values()) == {("It would start; the published version does not.",)}


@pytest.mark.feature("T-06")
def test_a_changed_condition_shows_the_other_way_and_its_steps(shop: Shop) -> None:
    ways = {"then": [say("is one", id="one")], "otherwise": [say("is none", id="none")]}
    row = publish(shop, definition(check("country", "United Kingdom", **ways)))
    shop.customer("C1")
    shop.customer("C2", country="France")
    found = compared(shop, row, draft=definition(check("name", "Customer C1", **ways)))
    assert found.differing == 0, "both take the same ways"
    found = compared(shop, row, draft=definition(check("country", "France", **ways)))
    assert said(found)["Customers C1"] == (
        "Say would not run.",
        "Say would run: is none",
        "Check would take the branch otherwise instead of then.",
    )
    [item] = [item for item in found.items if item.title == "Customers C2"]
    assert [(step.position, step.branch) for step in item.live.steps] == [("check", "otherwise"), ("check/otherwise/none", "")]
    assert [(step.position, step.branch) for step in item.draft.steps] == [("check", "then"), ("check/then/one", "")]


def test_conditions_see_the_values_as_they_were_told(shop: Shop) -> None:
    row = publish(shop, definition(say("hello")))
    shop.customer("C1", name="Before")
    shop.customer("C1", name="After")
    ways = {"then": [say("as it was", id="one")], "otherwise": [say("as it is", id="none")]}
    found = compared(shop, row, draft=definition(check("name", "Before", **ways)))
    [item] = found.items
    assert [step.text for step in item.draft.steps][1] == "as it was"


@pytest.mark.feature("T-06")
def test_what_would_be_written_stands_side_by_side_and_nothing_is_written(connected: Shop) -> None:
    connected.customer("C1")
    connected.settle()
    row = publish(connected, definition(say("only talking")))
    connected.customer("C2")
    connected.settle()
    calls = connected.calls("PUT") + connected.calls("POST")
    counts = [model.objects.filter(workspace_id=connected.workspace_id).count() for model in (Event, Run, RunStep)]
    entries, postings = len(connected.actions()), connected.postings()
    found = compared(connected, row, draft=definition(say("only talking"), CREATE))
    assert found.differing == 2
    for item in found.items:
        assert len(item.differences) == 1
        assert item.differences[0].startswith("Create in accounting system would run:")
        assert [step.kind for step in item.draft.steps] == ["log", "create_in_ledger"]
    assert calls == connected.calls("PUT") + connected.calls("POST")
    assert counts == [model.objects.filter(workspace_id=connected.workspace_id).count() for model in (Event, Run, RunStep)]
    assert (entries, postings) == (len(connected.actions()), connected.postings())


def test_what_cannot_be_decided_is_said_and_not_guessed(shop: Shop) -> None:
    row = publish(shop, definition(say("hello")))
    shop.customer("C1")
    draft = definition(say("hello"))
    draft["trigger"]["condition"] = {"field": "no_such_field", "operator": "=", "value": "1"}
    [item] = compared(shop, row, draft=draft).items
    assert item.draft.undecided == "There is no field no_such_field."
    assert item.differences == ("It cannot be decided: There is no field no_such_field.",)


def test_only_the_asked_period_is_looked_at_and_emptied_events_are_counted(shop: Shop) -> None:
    row = publish(shop, definition(say("hello")))
    old, emptied = shop.customer("C1"), shop.customer("C2")
    shop.settle_runs()
    Event.objects.filter(subject_id=old.id).update(occurred_at=datetime.now(UTC) - timedelta(days=2))
    Event.objects.filter(subject_id=emptied.id).update(subject={})
    found = compared(shop, row, draft=definition(say("hello"), only="nobody"))
    assert (found.looked_at, found.emptied, found.differing, found.more) == (1, 1, 0, False)
    before = Period(since=datetime.now(UTC) - timedelta(days=3), until=datetime.now(UTC) - timedelta(days=1))
    found = compare.compare(shop.workspace_id, row.id, definition=upgraded(definition(say("hello"), only="nobody")), period=before)
    assert (found.looked_at, found.live_starts, found.draft_starts, found.left) == (1, 1, 0, 0)


@pytest.mark.feature("T-06")
def test_all_events_of_the_period_are_walked_in_parts_and_what_is_left_is_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "CHUNK", 2)
    monkeypatch.setattr(compare, "EVENTS_MAX", 5)
    row = publish(shop, definition(say("hello")))
    for number in range(7):
        shop.customer(f"C{number}")
    shop.settle_runs()
    draft = definition(check("name", "Customer C1", then=[say("is one", id="one")], otherwise=[]))
    first = compared(shop, row, draft=draft)
    assert (first.looked_at, first.left, first.more, first.differing) == (5, 2, True, 5)
    assert [item.title for item in first.items] == [f"Customers C{number}" for number in (6, 5, 4, 3, 2)]
    shown = Progress.objects.get(workspace_id=shop.workspace_id, topic="compare", subject_id=str(row.id))
    assert (shown.done, shown.total) == (5, 7)
    rest = Period(since=first.since, before=first.next_before)
    last = compare.compare(shop.workspace_id, row.id, definition=upgraded(draft), period=rest)
    assert (last.looked_at, last.left, last.next_before) == (2, 0, None)
    assert [len(item.draft.steps) for item in last.items] == [2, 1], "one of them takes the branch"


@pytest.mark.feature("T-06")
def test_what_a_list_holds_is_compared_item_by_item(shop: Shop) -> None:
    with_jobs(shop)

    def each(source: str) -> dict[str, Any]:
        inner = {"id": "inner", "kind": "log", "name": "Inner", "settings": {"message": {"kind": "formula", "source": source}}}
        loop = {"id": "each", "kind": "for_each", "name": "Lines", "settings": {"items": "lines"}, "branches": {"do": [inner]}}
        return {**definition(loop), "trigger": {"type": "record_created", "collection": "jobs"}}

    row = publish(shop, each("item.code"))
    job(shop, lines=[{"code": "A"}, {"code": "B"}])
    [item] = compared(shop, row, draft=each("if(item.code = 'B', 'other', item.code)")).items
    assert len(item.differences) == 1
    assert item.differences[0].startswith("Inner (item 2):")
    assert "other" in item.differences[0]


def test_more_events_of_a_part_ask_the_database_no_more_often(shop: Shop) -> None:
    row = publish(shop, definition(say("hello")))
    draft = definition(check("country", "France", then=[say("is French", id="one")], otherwise=[say("is not", id="none")]))
    counts = []
    for already, wanted in ((0, 2), (2, 12)):
        for number in range(already, wanted):
            shop.customer(f"C{number}")
        shop.settle_runs()
        with CaptureQueriesContext(connection) as asked:
            found = compared(shop, row, draft=draft)
        assert (found.looked_at, found.differing) == (wanted, wanted)
        counts.append(len(asked))
    assert counts[0] == counts[1]
