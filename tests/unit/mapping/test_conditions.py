"""Conditions compare with the type of the field, and say what is wrong with them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from tieout.mapping.conditions import DEPTH_MAX, RULES_MAX, Condition, ConditionError, holds, problems

TYPES = {"total": "number", "code": "text", "ordered_on": "date", "at": "date_time", "done": "checkbox", "limit": "number"}
RECORD = {
    "total": "100.50",
    "code": "gift_0001_20",
    "ordered_on": "2011-01-03",
    "at": "2011-01-03T10:00:00Z",
    "done": "true",
    "limit": "99",
}


def rule(field: str, operator: str, *value: JsonValue, **more: JsonValue) -> dict[str, JsonValue]:
    return {"field": field, "operator": operator, "value": value[0] if value else None, **more}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (rule("total", ">", "9"), True),
        (rule("total", "=", "100.5"), True),
        (rule("total", "<=", 100), False),
        (rule("total", "between", ["100", "101"]), True),
        (rule("total", "between", "101,102"), False),
        (rule("total", "notBetween", ["1", "2"]), True),
        (rule("total", ">", "limit", valueSource="field"), True),
        (rule("code", "beginsWith", "GIFT_"), True),
        (rule("code", "doesNotBeginWith", "gift_"), False),
        (rule("code", "endsWith", "_20"), True),
        (rule("code", "contains", "0001"), True),
        (rule("code", "doesNotContain", "0001"), False),
        (rule("code", "in", ["POST", "gift_0001_20"]), True),
        (rule("code", "in", "POST, D"), False),
        (rule("code", "notIn", "POST,D"), True),
        (rule("ordered_on", "<", "2011-01-04"), True),
        (rule("at", ">=", "2011-01-03T10:00:00+00:00"), True),
        (rule("at", "=", "2011-01-03T12:00:00+02:00"), True),
        (rule("done", "=", True), True),
        (rule("code", "null"), False),
        (rule("code", "notNull"), True),
    ],
)
def test_it_compares_with_the_type_of_the_field(condition: Condition, expected: bool) -> None:
    assert holds(condition, RECORD, types=TYPES) is expected
    assert problems(condition, TYPES) == ()


@pytest.mark.parametrize(("operator", "expected"), [("=", False), ("!=", True), ("<", False), ("notIn", True), ("contains", False)])
def test_an_empty_field_meets_negative_tests_only(operator: str, expected: bool) -> None:
    assert holds(rule("code", operator, "x"), {"code": ""}, types=TYPES) is expected


def test_it_joins_rules_by_and_or_and_not() -> None:
    yes, no = rule("total", ">", "1"), rule("total", "<", "1")
    assert holds({"combinator": "or", "rules": [no, yes]}, RECORD, types=TYPES)
    assert not holds({"combinator": "and", "rules": [no, yes]}, RECORD, types=TYPES)
    assert holds({"combinator": "and", "not": True, "rules": [no, yes]}, RECORD, types=TYPES)
    assert holds({"combinator": "and", "rules": []}, RECORD, types=TYPES)


def test_it_compares_with_what_a_field_was_before() -> None:
    values = {**RECORD, "previous": {"total": "20"}}
    assert holds(rule("previous.total", "<", "total", valueSource="field"), values, types=TYPES)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (rule("colour", "=", "red"), "There is no field colour"),
        (rule("total", "like", "1"), "There is no comparison like"),
        (rule("total", ">", "many"), "type number"),
        (rule("ordered_on", ">", "yesterday"), "type date"),
        (rule("total", "between", ["1"]), "two values"),
        ({"combinator": "and", "rules": ["x"]}, "not complete"),
        ({"operator": "="}, "no field"),
    ],
)
def test_it_says_in_a_sentence_why_it_cannot_decide(condition: Condition, sentence: str) -> None:
    with pytest.raises(ConditionError, match=sentence):
        holds(condition, RECORD, types=TYPES)
    assert any(sentence in said for said in problems(condition, TYPES))


def test_it_refuses_a_condition_that_is_too_deep_or_too_wide() -> None:
    deep: dict[str, JsonValue] = rule("total", ">", "1")
    for _ in range(DEPTH_MAX):
        deep = {"combinator": "and", "rules": [deep]}
    wide: Condition = {"combinator": "and", "rules": [rule("total", ">", "1") for _ in range(RULES_MAX)]}
    for condition in (deep, wide):
        with pytest.raises(ConditionError, match="too large"):
            holds(condition, RECORD, types=TYPES)
        assert problems(condition, TYPES)


@given(
    have=st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1000, max_value=1000),
    wanted=st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1000, max_value=1000),
)
def test_numbers_are_ordered_as_numbers_and_not_as_text(have: Decimal, wanted: Decimal) -> None:
    values = {"total": f"{have:f}"}
    assert holds(rule("total", "<", f"{wanted:f}"), values, types=TYPES) is (have < wanted)
    assert holds(rule("total", ">=", f"{wanted:f}"), values, types=TYPES) is (have >= wanted)
