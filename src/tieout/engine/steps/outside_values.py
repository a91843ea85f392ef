"""What steps that reach outside make of value rules: texts by name, and JSON with its types."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.accounting.money import MoneyError, parse_amount
from tieout.engine.steps.contract import StepInput
from tieout.mapping import formula
from tieout.mapping.conditions import ConditionError
from tieout.mapping.places import NUMBER_KINDS
from tieout.mapping.rules import FieldRule, FormulaRule, ValueRule, evaluate, evaluate_text

# Beyond this a JSON number is not read back exactly by most programs; such a value leaves as text.
DIGITS_MAX = 15


def named_texts(rules: Mapping[str, ValueRule], one: StepInput, *, lenient: bool = False) -> dict[str, str]:
    """By name; raises ConditionError where a value is a list, which `lenient` shows as what it is called instead."""
    found: dict[str, str] = {}
    for name, rule in rules.items():
        try:
            found[name] = evaluate_text(rule, one.scope, types=one.types)
        except ConditionError:
            if not lenient:
                raise
            found[name] = "(several values)"
    return found


def body_value(rule: ValueRule, one: StepInput) -> object:
    """As JSON carries it: numbers, yes and no, lists and groups of a field as such, what is counted by a formula as a number.

    Raises ConditionError.
    """
    if isinstance(rule, FormulaRule):
        try:
            return _plain(formula.evaluate(rule.source, one.scope, types=one.types))
        except formula.FormulaError as error:
            raise ConditionError(f"The formula {rule.source[:60]} cannot be worked out: {error.message}") from None
    value = evaluate(rule, one.scope, types=one.types)
    if isinstance(rule, FieldRule) and one.types.get(rule.path) in NUMBER_KINDS and isinstance(value, str):
        return _number(value)
    return _plain(value)


def _number(text: str) -> object:
    try:
        return _plain(parse_amount(text))
    except MoneyError:
        return text


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return value if len(value.as_tuple().digits) <= DIGITS_MAX else format(value, "f")
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if callable(isoformat) else str(value)
