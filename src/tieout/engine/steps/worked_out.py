"""Values of a step's settings, worked out by their rules over what the run knows; and how a preview tells where each comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from tieout.accounting.money import plain
from tieout.engine.steps.contract import PreviewField, StepInput
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import FieldRule, FixedRule, FormulaRule, LookupRule, TextRule, ValueRule, evaluate, evaluate_text, paths

SHOWN_CHARACTERS_MAX = 200
Value = TypeVar("Value")


class NotWorkedOut(ValueError):
    """A rule that gives no value for this run; `field` names the setting, the message is a sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Known:
    """What rules see: the run's scope, and what a step adds to it (the record that is meant, the ledger's word of it)."""

    scope: Mapping[str, object]
    types: Mapping[str, str] = field(default_factory=dict)


class _Over(Mapping[str, Value]):
    """What is above hides what is below, which is not looked into before it is asked for."""

    def __init__(self, above: Mapping[str, Value], below: Mapping[str, Value]) -> None:
        self._above, self._below = above, below

    def __getitem__(self, name: str) -> Value:
        return self._above[name] if name in self._above else self._below[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._above
        yield from (name for name in self._below if name not in self._above)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def known(one: StepInput, *, scope: Mapping[str, object] | None = None, types: Mapping[str, str] | None = None) -> Known:
    """What the run knows, with what is said here in the place of what has the same name."""
    return Known(scope=_Over(scope, one.scope) if scope else one.scope, types=_Over(types, one.types) if types else one.types)


def values(rules: Mapping[str, ValueRule], seen: Known) -> dict[str, object]:
    """The value of each, None for none; raises NotWorkedOut for the first that cannot be worked out."""
    found: dict[str, object] = {}
    for name, rule in rules.items():
        try:
            found[name] = evaluate(rule, seen.scope, types=seen.types)
        except ConditionError as error:
            raise NotWorkedOut(name, f"{_named(name)}: {error}") from None
    return found


def texts(rules: Mapping[str, ValueRule | None], seen: Known) -> dict[str, str]:
    """The text of each, "" for none; raises NotWorkedOut as `values` does."""
    found: dict[str, str] = {}
    for name, rule in rules.items():
        try:
            found[name] = evaluate_text(rule, seen.scope, types=seen.types)
        except ConditionError as error:
            raise NotWorkedOut(name, f"{_named(name)}: {error}") from None
    return found


def source_of(rule: ValueRule | None) -> str:
    """Where a value comes from, for who reads a preview.

    >>> source_of(FieldRule(path="trigger.total")), source_of(FixedRule(value="200")), source_of(FormulaRule(source="a + b"))
    ('trigger.total', 'fixed', 'formula a + b')
    """
    if rule is None:
        return ""
    if isinstance(rule, FixedRule):
        return "fixed"
    if isinstance(rule, FormulaRule):
        return f"formula {rule.source}"
    named = ", ".join(dict.fromkeys(paths(rule)))
    if isinstance(rule, FieldRule):
        return named
    if isinstance(rule, LookupRule):
        return f"table by {rule.path}"
    if isinstance(rule, TextRule):
        return f"text with {named}" if named else "fixed"
    return f"choice of {named}" if named else "choice"


def shown(value: object) -> str:
    """A value as a preview shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value, places=0)
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        return f"{len(value)} lines" if len(value) != 1 else "1 line"
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    said = str(value)
    return said if len(said) <= SHOWN_CHARACTERS_MAX else f"{said[:SHOWN_CHARACTERS_MAX]}…"


def asked_fields(
    rules: Mapping[str, ValueRule | None], found: Mapping[str, object], *, labels: Mapping[str, str]
) -> tuple[PreviewField, ...]:
    """The settings that say something, each with its value and where that comes from."""
    return tuple(
        PreviewField(name=name, label=labels.get(name, _named(name)), value=shown(found.get(name)), source=source_of(rule))
        for name, rule in rules.items()
        if rule is not None
    )


def _named(name: str) -> str:
    return name.replace("_", " ").capitalize()
