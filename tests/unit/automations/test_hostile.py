"""Definitions that no builder wrote are read, checked and walked, or refused in words, within their budget."""

import json
import random
import time
from collections import Counter
from copy import deepcopy
from typing import Any

import pytest
from pydantic import JsonValue, ValidationError

from chances import tries
from tieout.automations.building import Catalogue, CollectionShape, StepKind
from tieout.automations.definition import (
    Definition,
    Outcome,
    first_position,
    next_step,
    step_at,
    steps_in_order,
    to_json,
)
from tieout.automations.scope import scope_types
from tieout.automations.upgrade import UpgradeError, upgraded
from tieout.automations.validate import problems

SECONDS_MAX = 2.0
KINDS = ["note", "condition", "switch", "for_each", "approval", "wait", "call", "stop", "create_in_ledger", "", "nobody"]
BRANCHES = ["then", "otherwise", "do", "approved", "rejected", "failed", "a", "", "then/otherwise"]
OUTCOMES: tuple[Outcome, ...] = ("done", "skipped", "failed")
STRANGE: list[JsonValue] = [
    None, True, 0, -1, 2.5, 10**30, "", "\ud800", "x" * 500, [], {}, [[]], {"": None}, [None], "1",
    {"kind": "formula", "source": "("},
]  # fmt: skip
CATALOGUE = Catalogue(
    step_kinds={kind: StepKind(kind=kind, name=kind or "none", check=lambda _: ()) for kind in KINDS[:9]},
    collections={"orders": CollectionShape(key="orders", name="Orders", field_types={"total": "money", "lines": "line_items"})},
    has_connection=True,
)


def test_hostile_definitions_are_read_checked_and_walked_or_refused_in_words() -> None:
    chance, ended = random.Random(20263), Counter[str]()
    for _ in range(tries(120, 20_000)):
        document = _spoilt(chance, _document(chance))
        began = time.process_time()
        found = _read(document)
        if isinstance(found, Definition):
            _holds_together(chance, found)
        assert str(found), document
        ended[type(found).__name__] += 1
        assert time.process_time() - began < SECONDS_MAX, document
    assert min(ended.values()) > 0, ended
    assert len(ended) == 3


@pytest.mark.parametrize("form", [1, 2])
def test_a_definition_deeper_than_the_stack_is_refused(form: int) -> None:
    steps: JsonValue = [{"id": "last", "kind": "note"}]
    for number in range(3_000):
        inside: dict[str, JsonValue] = {"then": steps} if form == 1 else {"branches": {"then": steps}}
        steps = [{"id": f"s{number}", "kind": "condition", **inside}]
    document: dict[str, JsonValue] = {"schema": form, "trigger": {"type": "manual"}, "steps": steps}
    with pytest.raises((UpgradeError, ValidationError)):
        upgraded(document)


def test_a_definition_of_a_thousand_steps_is_refused_in_time() -> None:
    steps: list[JsonValue] = [{"id": f"s{number}", "kind": "note"} for number in range(1_000)]
    definition = upgraded({"schema": 2, "trigger": {"type": "manual", "collection": "orders"}, "steps": steps})
    began = time.process_time()
    assert ["at most" in one.message for one in problems(definition, CATALOGUE)] == [True]
    assert time.process_time() - began < SECONDS_MAX


def _read(document: dict[str, JsonValue]) -> Definition | UpgradeError | ValidationError:
    try:
        return upgraded(document)
    except (UpgradeError, ValidationError) as error:
        return error


def _holds_together(chance: random.Random, definition: Definition) -> None:
    """What is read says the same when it is written, can be checked, and is walked to an end however its steps end."""
    assert upgraded(to_json(definition)) == definition
    assert all(one.message and one.remedy for one in problems(definition, CATALOGUE))
    every = dict(steps_in_order(definition))
    if len({step.id for step in every.values()}) < len(every) or any(
        "/" in name for step in every.values() for name in step.branches
    ):
        return  # Two steps of one id, or a branch that a position cannot name, are not published.
    at, walked = first_position(definition), 0
    while at is not None:
        assert step_at(definition, at) is every[at]
        assert isinstance(scope_types(definition, CATALOGUE, position=at), dict)
        walked += 1
        assert walked <= len(every), "a walk never comes back"
        branch = chance.choice([*every[at].branches, "", "nowhere"])
        at = next_step(definition, at, outcome=chance.choice(OUTCOMES), branch=branch)


def _document(chance: random.Random) -> dict[str, JsonValue]:
    form = chance.choice((1, 2, 2, 2))
    types = ("record_created", "record_saved", "manual", "entity_changed", "schedule", "webhook", "stage_reached", "called")
    trigger: dict[str, JsonValue] = {"type": chance.choice(types), "collection": chance.choice(("orders", "nowhere", ""))}
    return {"schema": form, "trigger": trigger, "steps": _steps(chance, form=form, depth=0)}


def _steps(chance: random.Random, *, form: int, depth: int) -> list[JsonValue]:
    return [_step(chance, form=form, depth=depth) for _ in range(chance.randint(0 if depth else 1, 3))]


def _step(chance: random.Random, *, form: int, depth: int) -> JsonValue:
    step: dict[str, JsonValue] = {"id": f"s{chance.randrange(10**6)}", "kind": chance.choice(KINDS[:9])}
    settings: dict[str, Any] = {
        "condition": {"field": chance.choice(("total", "nobody")), "operator": "=", "value": "1"},
        "cases": chance.choice(([{"id": "a", "name": "A", "condition": {}}], STRANGE[12], None)),
        "items": chance.choice(("lines", {"kind": "field", "path": "lines"}, {"path": 7}, None)),
        "text": {"kind": "formula", "source": chance.choice(("total * 2", "((", "nobody"))},
    }
    step["settings"] = settings
    step["on_error"] = chance.choice(("stop", "continue", "exception", "branch"))
    if depth < 3 and chance.random() < 0.4:
        if form == 1:
            step |= {name: _steps(chance, form=form, depth=depth + 1) for name in ("then", "otherwise")}
            step["on_error"] = "stop"
        else:
            step["branches"] = {
                chance.choice(BRANCHES[:7]): _steps(chance, form=form, depth=depth + 1) for _ in range(chance.randint(0, 3))
            }
    return step


def _spoilt(chance: random.Random, document: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The document with something of it replaced, taken away or added, half of the time."""
    spoilt: dict[str, JsonValue] = json.loads(json.dumps(document))
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 5))):
        places = list(_places(spoilt))
        holder, name = chance.choice(places)
        if chance.random() < 0.2:
            if isinstance(holder, dict):
                del holder[name]
        elif isinstance(holder, dict) and chance.random() < 0.2:
            holder[chance.choice(("extra", "branches", "settings", "id", "", "samples"))] = deepcopy(chance.choice(STRANGE))
        else:
            holder[name] = deepcopy(chance.choice(STRANGE))
        if not spoilt:
            break  # Nothing is left of it.
    return spoilt


def _places(value: JsonValue) -> list[tuple[dict[str | int, JsonValue], str | int]]:
    """Every value with what holds it."""
    found: list[tuple[dict[str | int, JsonValue], str | int]] = []
    for name in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        found.append((value, name))  # type: ignore[arg-type]
        found += _places(value[name])  # type: ignore[index]
    return found
