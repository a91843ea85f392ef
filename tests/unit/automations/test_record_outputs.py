"""What steps say of records is known by the fields of their collection before anything runs."""

from typing import Any

import pytest

from tieout.automations.building import Catalogue, CollectionShape, StepKind
from tieout.automations.definition import Definition
from tieout.automations.scope import scope_types
from tieout.automations.upgrade import upgraded

CATALOGUE = Catalogue(
    step_kinds={
        "make": StepKind(
            kind="make", name="Make", check=lambda _: (), outputs=lambda _: {"created": "checkbox", "record": "record:orders"}
        ),
        "find": StepKind(
            kind="find", name="Find", check=lambda _: (), outputs=lambda _: {"records": "records:orders", "record": "record:"}
        ),
        "for_each": StepKind(kind="for_each", name="For each", check=lambda _: ()),
        "say": StepKind(kind="say", name="Say", check=lambda _: ()),
    },
    collections={"orders": CollectionShape(key="orders", name="Orders", field_types={"total": "money", "on": "date"})},
)


@pytest.fixture
def definition() -> Definition:
    each: dict[str, Any] = {"id": "each", "kind": "for_each", "settings": {"items": "steps.look.records"}}
    return upgraded({
        "schema": 2, "trigger": {"type": "manual"},
        "steps": [
            {"id": "new", "kind": "make"}, {"id": "look", "kind": "find"},
            {**each, "branches": {"do": [{"id": "tell", "kind": "say"}]}}, {"id": "end", "kind": "say"},
        ],
    })  # fmt: skip


def test_a_record_that_a_step_gives_has_the_fields_of_its_collection(definition: Definition) -> None:
    types = scope_types(definition, CATALOGUE, position="end")
    assert types["steps.new.created"] == "checkbox"
    assert (types["steps.new.record.total"], types["steps.new.record.key"]) == ("money", "text")
    assert "steps.new.record" not in types
    assert (types["steps.look.records"], types["steps.look.records[].on"]) == ("line_items", "date")
    assert types["steps.look.record.key"] == "text", "of a collection that is not known, what every record has"


def test_an_item_of_found_records_has_their_fields(definition: Definition) -> None:
    types = scope_types(definition, CATALOGUE, position="each/do/tell")
    assert (types["item.total"], types["item.on"], types["item.id"]) == ("money", "date", "text")
