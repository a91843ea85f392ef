"""What a step can use is known before it runs, with the types by which it is compared."""

from collections.abc import Mapping

import pytest
from pydantic import JsonValue

from tieout.automations.building import Catalogue, CollectionShape, SettingsProblem, StepKind
from tieout.automations.definition import Definition
from tieout.automations.scope import inferred, scope_types
from tieout.automations.settings_rules import filled, rules_in
from tieout.automations.validate import problems
from tieout.mapping.rules import ValueRule


def fine(_: Mapping[str, JsonValue]) -> tuple[SettingsProblem, ...]:
    return ()


def found_records(_: Mapping[str, JsonValue]) -> Mapping[str, str]:
    return {"count": "number", "records": "line_items", "records[].total": "money"}


def set_value(settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
    return {"name": "text", "value": str(settings.get("type", "text"))}


KINDS = {
    kind: StepKind(kind=kind, name=kind.capitalize(), check=fine)
    for kind in ("note", "condition", "switch", "for_each", "approval")
}
CATALOGUE = Catalogue(
    step_kinds={
        **KINDS,
        "find": StepKind(kind="find", name="Find", check=fine, outputs=found_records),
        "set_variable": StepKind(kind="set_variable", name="Set variable", check=fine, outputs=set_value),
    },
    collections={
        "orders": CollectionShape(
            key="orders",
            name="Orders",
            field_types={"total": "money", "customer": "relation", "lines": "line_items"},
            line_types={"lines": {"code": "text", "price": "money"}},
            relations={"customer": "customers"},
        ),
        "customers": CollectionShape(key="customers", name="Customers", field_types={"email": "email"}),
    },
)
FIND: dict[str, JsonValue] = {"id": "find", "kind": "find"}
NOTE: dict[str, JsonValue] = {"id": "note", "kind": "note"}


def definition(*steps: JsonValue, trigger: dict[str, JsonValue] | None = None, **more: JsonValue) -> Definition:
    started: JsonValue = trigger if trigger is not None else {"type": "record_created", "collection": "orders"}
    return Definition.model_validate({"schema": 2, "trigger": started, "steps": list(steps), **more})


def each(items: str, *held: JsonValue) -> dict[str, JsonValue]:
    return {"id": "each", "kind": "for_each", "settings": {"items": items}, "branches": {"do": list(held)}}


def test_it_knows_the_fields_those_before_the_change_and_those_of_related_records() -> None:
    types = scope_types(definition(NOTE), CATALOGUE, position="note")
    assert types["total"] == types["trigger.total"] == types["previous.total"] == "money"
    assert types["related.customer.email"] == "email"
    assert (types["lines[].price"], types["key"], types["run.started_at"]) == ("money", "text", "date_time")


def test_it_knows_earlier_steps_and_those_in_their_branches_but_no_later_ones() -> None:
    check: JsonValue = {"id": "check", "kind": "condition", "branches": {"then": [FIND], "otherwise": [NOTE]}}
    whole = definition(check, {"id": "last", "kind": "note"})
    assert "steps.find.count" in scope_types(whole, CATALOGUE, position="last")
    assert "steps.find.count" not in scope_types(whole, CATALOGUE, position="check/otherwise/note")
    assert "steps.find.count" not in scope_types(whole, CATALOGUE, position="check/then/find")


def test_an_item_has_the_fields_of_its_list_and_what_is_done_for_items_stays_with_them() -> None:
    keep: JsonValue = {"id": "keep", "kind": "set_variable", "settings": {"name": "sum", "type": "money"}}
    whole = definition(FIND, each("steps.find.records", keep, NOTE), {"id": "last", "kind": "note"})
    inside = scope_types(whole, CATALOGUE, position="each/do/note")
    assert (inside["item.total"], inside["items.each.total"], inside["vars.sum"]) == ("money", "money", "money")
    after = scope_types(whole, CATALOGUE, position="last")
    assert not [path for path in after if path.startswith(("item", "vars."))]


def test_the_item_of_an_inner_list_takes_the_place_of_the_outer_one() -> None:
    inner: JsonValue = {**each("steps.find.records", NOTE), "id": "inner"}
    types = scope_types(definition(FIND, each("lines", inner)), CATALOGUE, position="each/do/inner/do/note")
    assert (types["item.total"], types["items.each.price"]) == ("money", "money")
    assert "item.price" not in types


def test_what_has_no_shape_of_its_own_has_that_of_its_sample() -> None:
    sample: JsonValue = {"order": {"total": 12, "rows": [{"code": "A", "on": "2026-01-05"}]}}
    types = scope_types(definition(NOTE, trigger={"type": "webhook"}, samples={"trigger": sample}), CATALOGUE, position="note")
    assert (types["order.total"], types["trigger.order.rows"], types["order.rows[].on"]) == ("number", "line_items", "date")


def test_documents_of_a_ledger_have_lines() -> None:
    types = scope_types(definition(NOTE, trigger={"type": "entity_created", "kind": "invoice"}), CATALOGUE, position="note")
    assert (types["due"], types["lines[].unit_price"], types["previous.payment_status"]) == ("money", "money", "text")


@pytest.mark.parametrize("position", ["", "other", "each/find", "each/then/note"])
def test_it_refuses_a_position_that_does_not_exist(position: str) -> None:
    with pytest.raises(KeyError):
        scope_types(definition(each("lines", NOTE)), CATALOGUE, position=position)


def test_types_are_read_from_values_where_nothing_else_tells_them() -> None:
    found = dict(inferred({"a": {"b": 1, "c": True}, "list": [{"x": "2026-01-05"}], "names": ["x"], "none": None}))
    assert found == {
        "a.b": "number", "a.c": "checkbox", "list": "line_items", "list[].x": "date", "names": "multi_choice", "none": "text",
    }  # fmt: skip


def test_rules_are_found_wherever_they_stand_and_replaced_by_what_they_come_to() -> None:
    settings: dict[str, JsonValue] = {
        "to": {"kind": "field", "path": "email"},
        "lines": [{"price": {"kind": "fixed", "value": "1"}, "note": "kept"}],
        "kind": "invoice",
        "odd": {"kind": "field"},
    }
    rules: dict[str, ValueRule] = dict(rules_in(settings))
    assert list(rules) == ["to", "lines.0.price"]
    found = filled(settings, rules, by=lambda rule: rule.kind)
    assert found == {**settings, "to": "field", "lines": [{"price": "fixed", "note": "kept"}]}


POSITIVE: dict[str, JsonValue] = {"field": "total", "operator": ">", "value": "0"}
CASE: dict[str, JsonValue] = {"id": "a", "condition": POSITIVE}
SHOES: dict[str, JsonValue] = {"field": "shoes", "operator": ">", "value": "0"}


def switch(*cases: JsonValue) -> dict[str, JsonValue]:
    return {"id": "s", "kind": "switch", "settings": {"cases": list(cases)}, "branches": {"otherwise": [NOTE]}}


def noting(path: str) -> dict[str, JsonValue]:
    return {"id": "n", "kind": "note", "settings": {"text": {"kind": "field", "path": path}}}


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        (definition(switch()), "cases", "no case"),
        (definition(switch({"id": "a"})), "cases.0.condition", "empty"),
        (definition(switch({"id": "a", "condition": SHOES})), "cases.0.condition", "Case 1: There is no field shoes"),
        (definition(switch({"id": "otherwise", "condition": POSITIVE})), "cases.0", "no id of its own"),
        (definition(switch(CASE, CASE)), "cases.1", "no id of its own"),
        (definition(each("", NOTE)), "items", "No list"),
        (definition(each("total", NOTE)), "items", "total is no list, but of type money"),
        (definition(each("lines")), "", "Nothing is done"),
        (definition(noting("steps.later.x"), {"id": "later", "kind": "note"}), "text", "no step later before"),
        (definition(noting("vars.sum")), "text", "No earlier step sets the variable sum"),
        (definition(noting("item.code")), "text", "no item outside of a loop"),
        (definition({**noting("x"), "settings": {"a": {"kind": "formula", "source": "1 +"}}}), "a", "formula cannot be read"),
    ],
)
def test_what_is_wrong_with_a_step_of_flow_names_the_field(wrong: Definition, field: str, words: str) -> None:
    assert any(one.field == field and words in one.message for one in problems(wrong, CATALOGUE)), problems(wrong, CATALOGUE)


def test_sound_steps_of_flow_have_no_problems() -> None:
    keep: JsonValue = {
        "id": "keep",
        "kind": "set_variable",
        "settings": {"name": "sum", "value": {"kind": "field", "path": "total"}},
    }
    dearer: JsonValue = {"field": "item.price", "operator": ">", "value": "vars.sum", "valueSource": "field"}
    inner: JsonValue = {
        "id": "c",
        "kind": "condition",
        "settings": {"condition": dearer},
        "branches": {"then": [noting("item.code")]},
    }
    found = problems(definition(keep, switch({"id": "a", "condition": POSITIVE}), each("lines", inner)), CATALOGUE)
    assert found == ()
