"""Where a value comes from: a field, a text, a fixed value, a choice by conditions, a table, or a formula."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.mapping import formula
from tieout.mapping.conditions import ConditionError, holds, read_path
from tieout.mapping.formula_functions import text

DEPTH_MAX = 8
CASES_MAX = 200


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    path: str


class FieldRule(BaseModel):
    """What stands in a field of the record, or `otherwise` where it is empty; `path` goes into related records with dots."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["field"] = "field"
    path: str
    otherwise: "ValueRule | None" = None


class TextRule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["text"] = "text"
    parts: list[str | Part]


class FixedRule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["fixed"] = "fixed"
    value: str | None


class Case(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    when: dict[str, JsonValue]
    value: "ValueRule"


class ChooseRule(BaseModel):
    """The first case whose condition is met decides."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["choose"] = "choose"
    cases: Annotated[list[Case], Field(max_length=CASES_MAX)]
    otherwise: "ValueRule | None" = None


class LookupRule(BaseModel):
    """A table by the text of a field; the keys are compared without regard to case."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["lookup"] = "lookup"
    path: str
    table: dict[str, str]
    otherwise: "ValueRule | None" = None


class FormulaRule(BaseModel):
    """What a formula over the record's fields comes to, as text; numbers keep their digits."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["formula"] = "formula"
    source: Annotated[str, Field(min_length=1, max_length=formula.SOURCE_CHARACTERS_MAX)]


ValueRule = Annotated[FieldRule | TextRule | FixedRule | ChooseRule | LookupRule | FormulaRule, Field(discriminator="kind")]

FieldRule.model_rebuild()
Case.model_rebuild()
ChooseRule.model_rebuild()
LookupRule.model_rebuild()


def evaluate(rule: ValueRule | None, values: Mapping[str, object], *, types: Mapping[str, str], depth: int = 0) -> object:
    """The value, None where there is none (no rule, an empty field, no case met); raises ConditionError.

    >>> evaluate(TextRule(parts=["Order ", Part(path="number")]), {"number": "536365"}, types={})
    'Order 536365'
    """
    if depth > DEPTH_MAX:
        raise ConditionError(f"This rule is too deep: at most {DEPTH_MAX} rules inside each other.")
    if rule is None:
        return None
    if isinstance(rule, FieldRule):
        there = _filled(read_path(values, rule.path))
        return evaluate(rule.otherwise, values, types=types, depth=depth + 1) if there is None else there
    if isinstance(rule, FixedRule):
        return _filled(rule.value)
    if isinstance(rule, TextRule):
        return _filled("".join(_part(part, values) for part in rule.parts).strip())
    if isinstance(rule, LookupRule):
        found = rule.table.get(_text(read_path(values, rule.path)))
        if found is None:
            found = _folded_table(rule.table).get(_text(read_path(values, rule.path)).casefold())
        return evaluate(rule.otherwise, values, types=types, depth=depth + 1) if found is None else _filled(found)
    if isinstance(rule, FormulaRule):
        return _calculated(rule, values, types=types)
    for case in rule.cases:
        if holds(case.when, values, types=types):
            return evaluate(case.value, values, types=types, depth=depth + 1)
    return evaluate(rule.otherwise, values, types=types, depth=depth + 1)


def evaluate_text(rule: ValueRule | None, values: Mapping[str, object], *, types: Mapping[str, str]) -> str:
    """The value as stripped text, "" for none; raises ConditionError where the value is a list or a record."""
    return _text(evaluate(rule, values, types=types))


def paths(rule: ValueRule | None) -> tuple[str, ...]:
    """The fields that the rule reads, for previews and checks (those in conditions not included)."""
    if isinstance(rule, FieldRule | LookupRule):
        return (rule.path, *paths(rule.otherwise))
    if isinstance(rule, TextRule):
        return tuple(part.path for part in rule.parts if isinstance(part, Part))
    if isinstance(rule, FormulaRule):
        return tuple(sorted(formula.names(rule.source)))
    if isinstance(rule, ChooseRule):
        return tuple(path for case in rule.cases for path in paths(case.value)) + paths(rule.otherwise)
    return ()


def _calculated(rule: FormulaRule, values: Mapping[str, object], *, types: Mapping[str, str]) -> object:
    try:
        found = formula.evaluate(rule.source, values, types=types)
    except formula.FormulaError as error:
        raise ConditionError(f"The formula {rule.source[:60]} cannot be worked out: {error.message}") from None
    if isinstance(found, list | Mapping):
        raise ConditionError(f"The formula {rule.source[:60]} gives a list where one value is needed.")
    return _filled(text(found))


def _part(part: str | Part, values: Mapping[str, object]) -> str:
    return part if isinstance(part, str) else _text(read_path(values, part.path))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping | list | tuple):
        raise ConditionError("A rule names a group of values where one value is needed.")
    return "" if value is None else str(value).strip()


def _filled(value: object) -> object:
    return None if value == "" else value


def _folded_table(table: Mapping[str, str]) -> dict[str, str]:
    return {key.casefold(): value for key, value in table.items()}
