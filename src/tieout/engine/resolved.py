"""The settings of a step as they were resolved for one run, for who looks at the run later."""

from collections.abc import Mapping
from functools import lru_cache

import orjson
from pydantic import JsonValue

from tieout.automations.settings_rules import filled, rules_in
from tieout.engine.steps.contract import StepInput
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import ValueRule, evaluate

TEXT_CHARACTERS_MAX, LIST_MAX = 2_000, 50


def as_resolved(settings: Mapping[str, JsonValue], one: StepInput) -> dict[str, object]:
    """Each rule as what it came to; long texts and lists are cut, and a rule that cannot be decided says why."""
    rules = _rules(orjson.dumps(settings).decode())

    def value_of(rule: ValueRule) -> object:
        try:
            return _short(evaluate(rule, one.scope, types=one.types))
        except ConditionError as error:
            return f"({error})"

    found = filled(dict(settings), rules, by=value_of)
    return found if isinstance(found, dict) else {}


@lru_cache(maxsize=500)
def _rules(settings: str) -> Mapping[str, ValueRule]:
    return dict(rules_in(orjson.loads(settings)))


def _short(value: object) -> object:
    if isinstance(value, str):
        return value if len(value) <= TEXT_CHARACTERS_MAX else f"{value[:TEXT_CHARACTERS_MAX]}…"
    if isinstance(value, list | tuple):
        return [_short(one) for one in value[:LIST_MAX]]
    if isinstance(value, Mapping):
        return {str(name): _short(inner) for name, inner in value.items()}
    return value
