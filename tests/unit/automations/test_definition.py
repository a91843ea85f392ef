"""Automations as data: what starts them, and in which order their steps are walked."""

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError

from tieout.automations.definition import (
    SCHEMA,
    Definition,
    Outcome,
    Step,
    branches_of,
    first_position,
    next_step,
    step_at,
    steps_in_order,
    to_json,
)
from tieout.automations.events import Event, EventKind
from tieout.automations.triggers import Trigger, matches
from tieout.automations.upgrade import UpgradeError, raised, upgraded

DOCUMENT: dict[str, JsonValue] = {
    "schema": 1,
    "trigger": {"type": "record_saved", "collection": "orders"},
    "steps": [
        {"id": "a", "kind": "note"},
        {
            "id": "check",
            "kind": "condition",
            "settings": {"condition": {"field": "total", "operator": ">", "value": "0"}},
            "then": [
                {"id": "b", "kind": "note", "on_error": "continue"},
                {"id": "inner", "kind": "condition", "then": [{"id": "c", "kind": "note", "on_error": "stop"}]},
            ],
            "otherwise": [{"id": "d", "kind": "note"}],
        },
        {"id": "e", "kind": "note"},
    ],
}
DEFINITION = upgraded(DOCUMENT)
OUTCOMES: tuple[Outcome, ...] = ("done", "skipped", "failed")


def make_event(
    kind: EventKind = EventKind.RECORD_CREATED, *, source: str = "orders", subject_kind: str = "", total: str = "10"
) -> Event:
    return Event(
        key="record:1:1",
        source=source,
        kind=kind,
        subject="1",
        subject_kind=subject_kind,
        values={"total": total},
        previous={"total": "5"},
        occurred_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("trigger", "event", "expected"),
    [
        (Trigger(type="record_created", collection="orders"), make_event(), True),
        (Trigger(type="record_updated", collection="orders"), make_event(), False),
        (Trigger(type="record_updated", collection="orders"), make_event(EventKind.RECORD_UPDATED), True),
        (Trigger(type="record_saved", collection="orders"), make_event(EventKind.RECORD_UPDATED), True),
        (Trigger(type="record_saved", collection="customers"), make_event(), False),
        (Trigger(type="entity_changed", kind="invoice"), make_event(EventKind.ENTITY_CHANGED, subject_kind="invoice"), True),
        (Trigger(type="entity_changed", kind="invoice"), make_event(EventKind.ENTITY_CHANGED, subject_kind="bill"), False),
        (Trigger(type="manual"), make_event(EventKind.MANUAL), True),
        (Trigger(type="manual"), make_event(), False),
    ],
)
def test_it_is_started_by_the_events_that_it_names(trigger: Trigger, event: Event, expected: bool) -> None:
    assert matches(trigger, event, field_types={}) is expected


def test_a_condition_narrows_the_trigger_and_sees_what_was_before() -> None:
    grown = {"field": "total", "operator": ">", "value": "previous.total", "valueSource": "field"}
    trigger = Trigger.model_validate({"type": "record_saved", "collection": "orders", "condition": grown})
    assert matches(trigger, make_event(total="10"), field_types={"total": "number"})
    assert not matches(trigger, make_event(total="4"), field_types={"total": "number"})


def test_it_lists_the_steps_as_one_reads_them() -> None:
    assert [position for position, _ in steps_in_order(DEFINITION)] == [
        "a",
        "check",
        "check/then/b",
        "check/then/inner",
        "check/then/inner/then/c",
        "check/otherwise/d",
        "e",
    ]


@pytest.mark.parametrize(
    ("position", "outcome", "branch", "expected"),
    [
        (None, "done", "", "a"),
        ("a", "done", "", "check"),
        ("a", "skipped", "", "check"),
        ("a", "failed", "", None),
        ("check", "done", "then", "check/then/b"),
        ("check", "done", "otherwise", "check/otherwise/d"),
        ("check", "done", "", "e"),
        ("check/then/b", "failed", "", "check/then/inner"),
        ("check/then/inner", "done", "then", "check/then/inner/then/c"),
        ("check/then/inner", "done", "otherwise", "e"),
        ("check/then/inner/then/c", "done", "", "e"),
        ("check/then/inner/then/c", "failed", "", None),
        ("check/otherwise/d", "done", "", "e"),
        ("e", "done", "", None),
    ],
)
def test_it_goes_on_by_the_outcome_and_the_branch(
    position: str | None, outcome: Outcome, branch: str, expected: str | None
) -> None:
    assert next_step(DEFINITION, position, outcome=outcome, branch=branch) == expected


EACH: dict[str, JsonValue] = {
    "schema": 2,
    "trigger": {"type": "manual"},
    "steps": [
        {
            "id": "each",
            "kind": "for_each",
            "on_error": "branch",
            "branches": {
                "do": [{"id": "x", "kind": "note"}, {"id": "y", "kind": "note"}],
                "failed": [{"id": "f", "kind": "note"}],
            },
        },
        {"id": "after", "kind": "note"},
    ],
}


def test_what_a_loop_does_is_a_walk_of_its_own_that_ends_with_its_last_step() -> None:
    definition = upgraded(EACH)
    assert first_position(definition, inside="each/do") == "each/do/x"
    assert next_step(definition, "each/do/x", outcome="done") == "each/do/y"
    assert next_step(definition, "each/do/y", outcome="done") is None
    assert next_step(definition, "each", outcome="done") == "after"


def test_a_failed_step_leads_into_its_branch_for_that_and_from_there_on() -> None:
    definition = upgraded(EACH)
    assert next_step(definition, "each", outcome="failed") == "each/failed/f"
    assert next_step(definition, "each/failed/f", outcome="done") == "after"


@pytest.mark.parametrize("position", ["", "x", "check/then", "check/else/b", "check/then/d", "a/then/b"])
def test_it_refuses_a_position_that_does_not_exist(position: str) -> None:
    with pytest.raises(KeyError):
        step_at(DEFINITION, position)


def test_an_automation_without_steps_has_no_beginning() -> None:
    empty = Definition(trigger=Trigger(type="manual"), steps=[])
    assert first_position(empty) is None
    assert next_step(empty, None, outcome="done") is None


def test_it_is_the_same_after_it_was_stored() -> None:
    assert upgraded(to_json(DEFINITION)) == DEFINITION
    assert to_json(DEFINITION)["schema"] == SCHEMA


def test_it_refuses_words_that_no_definition_has() -> None:
    with pytest.raises(ValidationError):
        upgraded({**DOCUMENT, "colour": "red"})


@pytest.mark.parametrize("schema", [0, SCHEMA + 1, "1", None, True])
def test_it_refuses_a_form_that_it_does_not_know(schema: JsonValue) -> None:
    with pytest.raises(UpgradeError, match="Update Tieout"):
        upgraded({**DOCUMENT, "schema": schema})


def test_it_takes_every_step_from_the_form_in_which_it_was_saved() -> None:
    steps = {1: lambda document: {**document, "a": 1}, 2: lambda document: {**document, "b": 2}}
    assert raised({"schema": 1}, to=3, upgrades=steps) == {"schema": 3, "a": 1, "b": 2}
    assert raised({"schema": 2}, to=3, upgrades=steps) == {"schema": 3, "b": 2}


def _trees(depth: int) -> st.SearchStrategy[list[Step]]:
    inner = _trees(depth - 1) if depth else st.just(list[Step]())
    held = {
        "condition": ("then", "otherwise"),
        "switch": ("one", "two", "otherwise"),
        "for_each": ("do",),
        "approval": ("approved", "rejected"),
        "note": (),
    }
    kinds = [
        st.builds(
            Step,
            id=st.just("x"),
            kind=st.just(kind),
            on_error=st.sampled_from(["stop", "continue", "branch"]),
            settings=st.just({"cases": [{"id": "one"}, {"id": "two"}]} if kind == "switch" else {}),
            branches=st.fixed_dictionaries({}, optional=dict.fromkeys((*names, "failed"), inner)),
        )
        for kind, names in held.items()
    ]
    return st.lists(st.one_of(kinds), max_size=3)


def _numbered(steps: list[Step], *, start: list[int]) -> list[Step]:
    numbered = []
    for step in steps:
        start[0] += 1
        own = start[0]
        branches = {name: _numbered(list(held), start=start) for name, held in step.branches.items()}
        numbered.append(step.model_copy(update={"id": f"s{own}", "branches": branches}))
    return numbered


@settings(max_examples=60, deadline=None)
@given(steps=_trees(2), chance=st.randoms(use_true_random=False))
def test_every_walk_ends_and_visits_no_step_twice(steps: list[Step], chance: Random) -> None:
    """Whatever the steps come to, each as a run and, of what loops do, as a run for an item."""
    definition = Definition(trigger=Trigger(type="manual"), steps=_numbered(steps, start=[0]))
    order = [position for position, _ in steps_in_order(definition)]
    loops = [
        f"{position}/do" for position, step in steps_in_order(definition) if step.kind == "for_each" and step.branches.get("do")
    ]
    for start in ["", *loops]:
        position, visited = first_position(definition, inside=start), list[str]()
        while position is not None:
            assert position not in visited
            assert position.startswith(start)
            visited.append(position)
            outcome = chance.choice(OUTCOMES)
            branch = chance.choice(("", *branches_of(step_at(definition, position))))
            position = next_step(definition, position, outcome=outcome, branch=branch)
        assert visited == [position for position in order if position in visited]
