"""Conditions as the web page's query builder saves them, evaluated with the type of each field."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from pydantic import JsonValue

from tieout.accounting.money import parse_amount

DEPTH_MAX = 8
RULES_MAX = 200
# Far more than a condition may have; what is deeper would break those who walk through it.
TEXT_DEPTH_MAX = 20
MANY = frozenset({"in", "notIn", "between", "notBetween"})
EMPTY: tuple[object, ...] = (None, "", [])
# What can be asked of several choices at once: whether one of these is among them.
AMONG = frozenset({"=", "!=", "contains", "doesNotContain", "in", "notIn"})
# What holds a list of its own; it is there or it is not.
LISTS = frozenset({"line_items", "attachment"})
OPPOSITES = frozenset({"!=", "doesNotContain", "doesNotBeginWith", "doesNotEndWith", "notIn", "notBetween"})

Condition = Mapping[str, JsonValue]
Comparable = str | Decimal | date | datetime | bool


class ConditionError(ValueError):
    """A condition that cannot be decided, in a sentence for the person who wrote it."""


class FieldValueError(ConditionError):
    """What stands in the record's field is not of the field's type: the record must be corrected, not the condition."""


def holds(condition: Condition, values: Mapping[str, object], *, types: Mapping[str, str]) -> bool:
    """Whether the values meet the condition; text is compared without regard to case, an empty field meets negative tests only.

    Raises ConditionError for an unknown field or operator, a value that is not of the field's type, or too large a condition.

    >>> holds({"field": "total", "operator": ">", "value": "9"}, {"total": "10.00"}, types={"total": "number"})
    True
    """
    _bounded(condition)
    return _holds(condition, values, types=types)


def read(text: str) -> dict[str, JsonValue] | None:
    """A condition as JSON, as addresses and saved views have it; None for no text. Raises ConditionError.

    >>> read('{"combinator": "and", "rules": []}'), read(" ")
    ({'combinator': 'and', 'rules': []}, None)
    """
    if not text.strip():
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or _is_too_deep(found):
        raise ConditionError("The filter cannot be read.")
    return found


def read_path(values: Mapping[str, object], path: str) -> object:
    """What stands at `customer.email`; None where a part is missing."""
    if "." not in path:
        return values.get(path)
    have: object = values
    for part in path.split("."):
        if not isinstance(have, Mapping):
            return None
        have = have.get(part)
    return have


def problems(condition: Condition, types: Mapping[str, str]) -> tuple[str, ...]:
    """Every sentence that `holds` could raise, whatever the values; nothing for a condition that can always be decided."""
    try:
        _bounded(condition)
    except ConditionError as error:
        return (str(error),)
    return tuple(_problems(condition, types))


def _holds(condition: Condition, values: Mapping[str, object], *, types: Mapping[str, str]) -> bool:
    rules = condition.get("rules")
    if isinstance(rules, list):
        join = any if condition.get("combinator") == "or" else all
        met = join(_holds(_rule(rule), values, types=types) for rule in rules) if rules else True
        return met is not bool(condition.get("not"))
    field, operator = _text(condition, "field"), _text(condition, "operator")
    kind = _type(field, types)
    have = read_path(values, field)
    if operator in ("null", "notNull"):
        return (have in EMPTY) is (operator == "null")
    _comparable(field, operator, kind=kind)
    if have in EMPTY:
        return operator in OPPOSITES
    wanted = [_cast(field, part, kind=kind) for part in _wanted(condition, values)]
    try:
        if kind == "multi_choice":
            return any(one in wanted for one in _choices(have)) is not (operator in OPPOSITES)
        stated = _cast(field, have, kind=kind)
    except ValueError:
        raise FieldValueError(f"{have!r} stands in {field}, which is a field of type {kind.replace('_', ' ')}.") from None
    return TESTS[operator](stated, wanted)


def _wanted(condition: Condition, values: Mapping[str, object]) -> list[object]:
    """The values to compare with: of another field, or written in the condition."""
    value, operator = condition.get("value"), condition.get("operator")
    if condition.get("valueSource") == "field":
        other = read_path(values, str(value))
        if other in (None, ""):
            raise ConditionError(f"The field {value} is empty, so nothing can be compared with it.")
        wanted: list[object] = [other]
    elif operator in MANY:
        parts: Sequence[JsonValue] = value if isinstance(value, list) else str(value).split(",")
        wanted = list(parts)
    else:
        wanted = [value]
    if operator in ("between", "notBetween") and len(wanted) != 2:
        raise ConditionError(f"{condition.get('field')} {operator} needs two values.")
    return wanted


def _problems(condition: Condition, types: Mapping[str, str]) -> list[str]:
    rules = condition.get("rules")
    if isinstance(rules, list):
        return [found for rule in rules for found in _problems(_rule(rule), types)]
    try:
        field, operator = _text(condition, "field"), _text(condition, "operator")
        kind = _type(field, types)
        if operator in ("null", "notNull"):
            return []
        _comparable(field, operator, kind=kind)
        if condition.get("valueSource") == "field":
            _type(str(condition.get("value")), types)
            return []
        for part in _wanted(condition, {}):
            _cast(field, part, kind=kind)
    except ConditionError as error:
        return [str(error)]
    return []


def _comparable(field: str, operator: str, *, kind: str) -> None:
    if operator not in TESTS:
        raise ConditionError(f"There is no comparison {operator}.")
    if kind in LISTS or (kind == "multi_choice" and operator not in AMONG):
        raise ConditionError(f"{field} is a field of type {kind.replace('_', ' ')}, which cannot be compared by {operator}.")


def _is_too_deep(found: JsonValue) -> bool:
    level: list[JsonValue] = [found]
    for _ in range(TEXT_DEPTH_MAX):
        level = [part for one in level if isinstance(one, dict | list) for part in (one.values() if isinstance(one, dict) else one)]
    return bool(level)


def _choices(have: object) -> list[str]:
    return [folded(one) for one in have] if isinstance(have, list) else [folded(have)]


def _bounded(condition: Condition) -> None:
    if "rules" not in condition:
        return
    level, seen, depth = [condition], 0, 0
    while level:
        seen, depth = seen + len(level), depth + 1
        if depth > DEPTH_MAX or seen > RULES_MAX:
            raise ConditionError(f"This condition is too large: at most {DEPTH_MAX} levels and {RULES_MAX} rules.")
        level = [_rule(rule) for group in level for rule in _rules(group)]


def _rules(condition: Condition) -> list[JsonValue]:
    rules = condition.get("rules")
    return rules if isinstance(rules, list) else []


def _rule(rule: JsonValue) -> Condition:
    if not isinstance(rule, dict):
        raise ConditionError("A rule of this condition is not complete.")
    return rule


def _text(condition: Condition, name: str) -> str:
    text = condition.get(name)
    if not isinstance(text, str) or not text:
        raise ConditionError(f"A rule of this condition has no {name}.")
    return text


def _type(field: str, types: Mapping[str, str]) -> str:
    # `previous.amount` is what `amount` was before the change and `record.amount` the order's, seen from its line.
    for name in (field, field.removeprefix("previous."), field.removeprefix("record.")):
        if name in types:
            return types[name]
    raise ConditionError(f"There is no field {field}.")


def cast_value(value: object, *, kind: str) -> Comparable:
    """The value as comparisons of its field's type see it; raises ValueError for one that is not of the type."""
    try:
        return _CASTS.get(kind, folded)(value)
    except InvalidOperation:
        raise ValueError(value) from None


def _cast(field: str, value: object, *, kind: str) -> Comparable:
    try:
        return cast_value(value, kind=kind)
    except ValueError:
        raise ConditionError(
            f"{field} is a field of type {kind.replace('_', ' ')}, and {value!r} cannot be compared with it."
        ) from None


def folded(value: object) -> str:
    """A text as comparisons see it: without regard to case or the white space around it; raises ValueError for a list."""
    if not isinstance(value, str) and (isinstance(value, Mapping | list) or value is None):
        raise ValueError(value)
    return str(value).strip().casefold()


def _number(value: object) -> Decimal:
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(value)
    return value if isinstance(value, Decimal) else parse_amount(str(value))


def _day(value: object) -> date:
    return date.fromisoformat(str(value).strip()[:10])


def _instant(value: object) -> datetime:
    moment = datetime.fromisoformat(str(value).strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _truth(value: object) -> bool:
    text = str(value).strip().lower()
    if text not in ("true", "false", "yes", "no", "1", "0"):
        raise ValueError(value)
    return text in ("true", "yes", "1")


_CASTS: dict[str, Callable[[object], Comparable]] = {
    "number": _number,
    "money": _number,
    "date": _day,
    "date_time": _instant,
    "checkbox": _truth,
}


def _order(have: Comparable, wanted: Comparable) -> int:
    """-1, 0 or 1; both are of one type because both went through one cast."""
    if have == wanted:
        return 0
    return -1 if have < wanted else 1  # type: ignore[operator]


TESTS: dict[str, Callable[[Comparable, list[Comparable]], bool]] = {
    "=": lambda have, wanted: have == wanted[0],
    "!=": lambda have, wanted: have != wanted[0],
    "<": lambda have, wanted: _order(have, wanted[0]) < 0,
    "<=": lambda have, wanted: _order(have, wanted[0]) <= 0,
    ">": lambda have, wanted: _order(have, wanted[0]) > 0,
    ">=": lambda have, wanted: _order(have, wanted[0]) >= 0,
    "contains": lambda have, wanted: str(wanted[0]) in str(have),
    "doesNotContain": lambda have, wanted: str(wanted[0]) not in str(have),
    "beginsWith": lambda have, wanted: str(have).startswith(str(wanted[0])),
    "doesNotBeginWith": lambda have, wanted: not str(have).startswith(str(wanted[0])),
    "endsWith": lambda have, wanted: str(have).endswith(str(wanted[0])),
    "doesNotEndWith": lambda have, wanted: not str(have).endswith(str(wanted[0])),
    "in": lambda have, wanted: have in wanted,
    "notIn": lambda have, wanted: have not in wanted,
    "between": lambda have, wanted: _order(have, wanted[0]) >= 0 and _order(have, wanted[1]) <= 0,
    "notBetween": lambda have, wanted: _order(have, wanted[0]) < 0 or _order(have, wanted[1]) > 0,
}
