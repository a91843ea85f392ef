"""Each kind of rule gives its value, from the JSON in which it is stored."""

import pytest
from pydantic import TypeAdapter, ValidationError

from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import ValueRule, evaluate, evaluate_text, paths

ADAPTER: TypeAdapter[ValueRule] = TypeAdapter(ValueRule)
RECORD = {"number": "536365", "country": "United Kingdom", "customer": {"email": "shop@example.com"}, "total": "12", "empty": ""}
TYPES = {"country": "text", "total": "number"}


def rule(document: object) -> ValueRule:
    return ADAPTER.validate_python(document)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"kind": "field", "path": "customer.email"}, "shop@example.com"),
        ({"kind": "field", "path": "customer.phone"}, None),
        ({"kind": "field", "path": "number.digits"}, None),
        ({"kind": "text", "parts": ["Order ", {"path": "number"}]}, "Order 536365"),
        ({"kind": "text", "parts": [{"path": "empty"}]}, None),
        ({"kind": "fixed", "value": "200"}, "200"),
        ({"kind": "lookup", "path": "country", "table": {"united kingdom": "SROUTPUT"}}, "SROUTPUT"),
        ({"kind": "lookup", "path": "country", "table": {}, "otherwise": {"kind": "fixed", "value": "X"}}, "X"),
        ({"kind": "lookup", "path": "country", "table": {}}, None),
    ],
)
def test_it_gives_the_value(document: object, expected: object) -> None:
    assert evaluate(rule(document), RECORD, types=TYPES) == expected


def test_it_chooses_the_first_case_that_is_met() -> None:
    choose = rule(
        {
            "kind": "choose",
            "cases": [
                {"when": {"field": "total", "operator": ">", "value": "100"}, "value": {"kind": "fixed", "value": "large"}},
                {"when": {"field": "total", "operator": ">", "value": "9"}, "value": {"kind": "fixed", "value": "middle"}},
            ],
            "otherwise": {"kind": "fixed", "value": "small"},
        }
    )
    assert evaluate_text(choose, RECORD, types=TYPES) == "middle"
    assert evaluate_text(choose, {"total": "2"}, types=TYPES) == "small"


def test_it_says_which_fields_it_reads() -> None:
    assert paths(rule({"kind": "text", "parts": ["a", {"path": "b"}, {"path": "c.d"}]})) == ("b", "c.d")


def test_it_refuses_a_group_of_values_where_one_is_needed() -> None:
    with pytest.raises(ConditionError, match="one value"):
        evaluate_text(rule({"kind": "field", "path": "customer"}), RECORD, types=TYPES)


def test_it_refuses_rules_that_are_too_deep() -> None:
    document: dict[str, object] = {"kind": "fixed", "value": "x"}
    for _ in range(12):
        document = {"kind": "choose", "cases": [], "otherwise": document}
    with pytest.raises(ConditionError, match="too deep"):
        evaluate(rule(document), RECORD, types=TYPES)


def test_it_refuses_a_word_that_no_rule_has() -> None:
    with pytest.raises(ValidationError):
        rule({"kind": "field", "path": "a", "colour": "red"})
