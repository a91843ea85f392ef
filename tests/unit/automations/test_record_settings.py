"""Steps on records that could never run are told apart before an automation is published."""

import pytest
from pydantic import JsonValue

from tieout.automations.building import CollectionShape
from tieout.automations.record_settings import record_problems

ORDERS = CollectionShape(
    key="orders",
    name="Orders",
    field_types={"total": "money", "lines": "line_items"},
    line_types={"lines": {"description": "text", "quantity": "number"}},
)
NOTE = CollectionShape(key="notes", name="Notes", field_types={"rows": "line_items"})
VALUE: JsonValue = {"kind": "fixed", "value": "1"}


def told(kind: str, **settings: JsonValue) -> list[tuple[str, str]]:
    found = list(record_problems(kind, settings, collections={"orders": ORDERS, "notes": NOTE}))
    assert all(one.remedy for one in found)
    return [(one.field, one.message) for one in found]


@pytest.mark.parametrize("kind", ["create_record", "update_record", "find_records", "delete_record", "add_comment"])
def test_a_collection_that_is_not_there_is_told(kind: str) -> None:
    assert told(kind, collection="nowhere") == [("collection", "There is no collection nowhere.")]
    assert told(kind, collection="") == [], "the record of the run is in whatever collection it is in"
    assert told(kind, collection="orders") == []


def test_fields_that_the_collection_does_not_have_are_told() -> None:
    assert told("create_record", collection="orders", values={"total": VALUE, "colour": VALUE}) == [
        ("values.colour", "Orders has no field colour.")
    ]
    assert told("find_records", collection="orders", values={"key": VALUE, "title": VALUE}, sort="-total") == []
    assert told("update_record", collection="orders", values={"key": VALUE}) == [("values.key", "Orders has no field key.")]
    assert told("find_records", collection="orders", sort="-colour") == [("sort", "Orders has no field colour.")]


def test_a_condition_that_cannot_be_decided_is_told() -> None:
    where: JsonValue = {"combinator": "and", "rules": [{"field": "colour", "operator": "=", "value": "red"}]}
    assert told("find_records", collection="orders", where=where) == [("where", "There is no field colour.")]


def test_a_line_needs_line_items_and_columns_that_are_there() -> None:
    assert told("add_line", collection="orders", field="total", cells={"x": VALUE}) == [
        ("field", "Orders has no line items called total.")
    ]
    assert told("add_line", collection="orders", field="lines", cells={"quantity": VALUE, "x": VALUE}) == [
        ("cells.x", "The lines of Orders have no column x.")
    ]
    assert told("add_line", collection="notes", field="rows", cells={"anything": VALUE}) == [], "free lines take whatever is said"


def test_other_kinds_of_steps_are_left_alone() -> None:
    assert told("http_request", collection="nowhere") == []
