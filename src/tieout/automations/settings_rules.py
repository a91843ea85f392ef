"""The rules that stand in a step's settings, wherever they stand: found for checks, and replaced by what they come to."""

from collections.abc import Callable, Iterator, Mapping

from pydantic import JsonValue, TypeAdapter, ValidationError

from tieout.mapping.rules import ValueRule

KINDS = frozenset({"field", "text", "fixed", "choose", "lookup", "formula"})
_RULE: TypeAdapter[ValueRule] = TypeAdapter(ValueRule)


def rules_in(value: JsonValue, place: str = "") -> Iterator[tuple[str, ValueRule]]:
    """Every rule with its place, names and numbers joined by dots: `values.total`, `lines.0.price`."""
    if isinstance(value, dict):
        rule = rule_of(value)
        if rule is not None:
            yield place, rule
            return
        for name, inner in value.items():
            yield from rules_in(inner, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from rules_in(inner, f"{place}.{index}" if place else str(index))


def filled(value: JsonValue, rules: Mapping[str, ValueRule], *, by: Callable[[ValueRule], object], place: str = "") -> object:
    """The settings with what `by` gives in the place of each rule; `rules` are those of `rules_in`."""
    rule = rules.get(place)
    if rule is not None and place:
        return by(rule)
    if isinstance(value, dict):
        return {name: filled(inner, rules, by=by, place=f"{place}.{name}" if place else name) for name, inner in value.items()}
    if isinstance(value, list):
        inside = (f"{place}.{index}" if place else str(index) for index in range(len(value)))
        return [filled(inner, rules, by=by, place=at) for inner, at in zip(value, inside, strict=True)]
    return value


def rule_of(value: JsonValue) -> ValueRule | None:
    """The rule that this is; None for what is none."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        return None
    try:
        return _RULE.validate_python(value)
    except ValidationError:
        return None
