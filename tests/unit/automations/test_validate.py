"""What is wrong with an automation is said before it is published, at its step and with a remedy."""

from collections.abc import Mapping, Sequence

import pytest
from pydantic import JsonValue

from tieout.automations.building import Catalogue, CollectionShape, SettingsProblem, StepKind
from tieout.automations.definition import STEPS_MAX, Definition
from tieout.automations.validate import problems


def needs_text(settings: Mapping[str, JsonValue]) -> Sequence[SettingsProblem]:
    return () if settings.get("text") else (SettingsProblem(message="The note has no text.", field="text"),)


def nothing(_: Mapping[str, JsonValue]) -> Sequence[SettingsProblem]:
    return ()


CATALOGUE = Catalogue(
    step_kinds={
        "note": StepKind(kind="note", name="Note", check=needs_text),
        "create": StepKind(
            kind="create",
            name="Create in accounting system",
            check=nothing,
            accounting_types=frozenset({"contacts", "items", "invoices", "bills"}),
            needs_connection=True,
        ),
    },
    collections={
        "orders": CollectionShape(
            key="orders", name="Orders", accounting_type="invoices", field_types={"total": "number"}, has_mapping=True
        ),
        "parts": CollectionShape(key="parts", name="Parts", accounting_type="items"),
        "notes": CollectionShape(key="notes", name="Notes"),
    },
    entity_fields={"invoice": {"due": "number"}},
    has_connection=True,
)
NOTE: dict[str, JsonValue] = {"id": "note", "kind": "note", "settings": {"text": "Hello"}}
POSITIVE: dict[str, JsonValue] = {"field": "total", "operator": ">", "value": "0"}


def make_definition(*steps: JsonValue, collection: str = "orders", **trigger: JsonValue) -> Definition:
    return Definition.model_validate(
        {"schema": 2, "trigger": {"type": "record_created", "collection": collection, **trigger}, "steps": list(steps)}
    )


def messages(definition: Definition, catalogue: Catalogue = CATALOGUE) -> list[tuple[str, str]]:
    found = problems(definition, catalogue)
    assert all(problem.remedy for problem in found)
    return [(problem.step_id, problem.message) for problem in found]


def test_a_sound_automation_has_no_problems() -> None:
    condition: JsonValue = {"id": "check", "kind": "condition", "settings": {"condition": POSITIVE}, "branches": {"then": [NOTE]}}
    create: JsonValue = {"id": "create", "kind": "create"}
    assert messages(make_definition(condition, create, condition=POSITIVE)) == []
    assert (
        messages(
            make_definition(NOTE, type="entity_changed", kind="invoice", condition={"field": "due", "operator": "=", "value": "0"})
        )
        == []
    )


@pytest.mark.parametrize(
    ("definition", "step_id", "words"),
    [
        (make_definition(), "", "no steps"),
        (make_definition(NOTE, NOTE), "note", "Two steps"),
        (make_definition(NOTE, collection="shoes"), "", "no collection shoes"),
        (make_definition(NOTE, collection=""), "", "names no collection"),
        (make_definition(NOTE, type="entity_changed", kind="shoe"), "", "no kind of entity shoe"),
        (make_definition(NOTE, condition={"field": "colour", "operator": "=", "value": "red"}), "", "no field colour"),
        (make_definition({"id": "x", "kind": "dance"}), "x", "no kind of step dance"),
        (make_definition({"id": "x", "kind": "note"}), "x", "no text"),
        (
            make_definition({**NOTE, "branches": {"then": [{"id": "y", "kind": "note", "settings": {"text": "."}}]}}),
            "note",
            "cannot hold",
        ),
        (make_definition({"id": "x", "kind": "condition", "branches": {"then": [NOTE]}}), "x", "empty"),
        (make_definition({"id": "x", "kind": "condition", "settings": {"condition": POSITIVE}}), "x", "Nothing depends"),
        (make_definition({"id": "x", "kind": "create"}, collection="notes"), "x", "not linked to accounting"),
        (make_definition({"id": "x", "kind": "create"}, collection="parts"), "x", "No synced fields"),
    ],
)
def test_it_names_the_step_and_what_is_wrong(definition: Definition, step_id: str, words: str) -> None:
    assert any(found == step_id and words in message for found, message in messages(definition))


def test_a_step_that_needs_a_connection_says_so_where_there_is_none() -> None:
    unconnected = Catalogue(step_kinds=CATALOGUE.step_kinds, collections=CATALOGUE.collections)
    assert [
        step_id
        for step_id, message in messages(make_definition({"id": "x", "kind": "create"}), unconnected)
        if "connection" in message
    ] == ["x"]


def test_it_bounds_the_number_of_steps_and_their_depth() -> None:
    many: list[JsonValue] = [{**NOTE, "id": f"n{place}"} for place in range(STEPS_MAX + 1)]
    assert any("at most" in message for _, message in messages(make_definition(*many)))
    deep: dict[str, JsonValue] = NOTE
    for place in range(7):
        deep = {"id": f"c{place}", "kind": "condition", "settings": {"condition": POSITIVE}, "branches": {"then": [deep]}}
    assert any("deep" in message for _, message in messages(make_definition(deep)))


def on_body(field: str, **samples: JsonValue) -> list[tuple[str, str]]:
    condition: JsonValue = {"field": field, "operator": ">", "value": "100"}
    check: JsonValue = {"id": "check", "kind": "condition", "settings": {"condition": condition}, "branches": {"then": [NOTE]}}
    made = {"schema": 2, "trigger": {"type": "webhook"}, "steps": [check], "samples": samples}
    return messages(Definition.model_validate(made))


def test_what_comes_from_outside_may_be_there_though_no_sample_shows_it() -> None:
    # A published version keeps no samples, and must be fit to be switched on all the same.
    assert on_body("body.total") == []
    assert on_body("body.total", trigger={"body": {"total": "120.50"}}) == []
    assert on_body("body.totl", trigger={"body": {"total": "120.50"}}) == [("check", "There is no field body.totl.")]
    assert on_body("steps.later.total") == [("check", "There is no field steps.later.total.")]
