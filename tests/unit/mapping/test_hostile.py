"""Formulas, conditions and rules that nobody writes in good faith end in a value or a clear error, within their budget."""

import random
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from pydantic import JsonValue, TypeAdapter, ValidationError

from chances import tries
from tieout.mapping import conditions, formula
from tieout.mapping.conditions import ConditionError, holds
from tieout.mapping.formula import FormulaError
from tieout.mapping.formula_functions import FUNCTIONS, TEXT_CHARACTERS_MAX
from tieout.mapping.rules import ValueRule, evaluate

RULE: TypeAdapter[ValueRule] = TypeAdapter(ValueRule)
# What one may cost at most; the dearest of the honest ones stays far below.
SECONDS_MAX = 2.0
MESSAGE_CHARACTERS_MAX = 5_000

NAMES = ["total", "lines", "on", "name", "steps", "quantity", "nothing", "__class__", "None", "True", "Ω", "ﬁ", "x" * 300]
TOKENS = [
    "+", "-", "*", "/", "**", "//", "%", "&", "=", "<>", "<", ">", "<=", "(", ")", "[", "]", "{", "}", ",", ":", ":=", ".", "..",
    "'", '"', "'''", "f'{1}'", "b'1'", "lambda x:", "if", "else", "for x in lines", "await", "yield", "not", "and", "or", "in",
    "is", "\\", "\n", "\t", "\x00", "\ud800", "\u202e", "#", "@", "!", "~", "^", "|", "<<", ">>", "...", "1e999", "0x1f",
    "1_000", "1j", "9" * 60, "0." + "0" * 60 + "1", "'" + "a" * 500 + "'", "°", "€1", "１２", "−1",
]  # fmt: skip
WHOLE = [
    "9**9**9**9", "(" * 500, "((" * 30 + "1" + "))" * 30, "-" * 900 + "1", "not " * 400 + "True", "1" + "+1" * 900, "if(" * 60,
    "sum(lines, sum(lines, sum(lines, sum(lines, quantity))))", "join(each(lines, name * 1), name)", "a.b" * 200,
    "total" + ".x" * 300, "().__class__.__bases__[0].__subclasses__()", "{}.fromkeys",
    "name & name & name & name", "[1] * 9999999",
    "'a' * 9999999", "each(each(each(lines, lines), lines), lines)", "round(total, 99999999)", "round(total, -99999999)",
    "x if " * 80 + "1",
    "add_days(on, 99999999999)", "add_days('0001-01-01', -1)", "1 < 2 < 3 < 4 < 5" * 20, "=" * 600, "\ud800 + 1", "\x00",
]  # fmt: skip
VALUES: list[object] = [
    None, "", "0", "-0", "1e400", "NaN", "Infinity", "9" * 400, "12.50", "2026-01-31", "0000-00-00", "9999-12-31", "\ud800", "\x00",
    0.1, float("nan"), float("inf"), 10**400, True, [], {}, [[]], [None], [{"quantity": "2"}, 7, "x"], {"a": {"b": {"c": "1"}}},
    "a" * 30_000, [{"quantity": str(number), "name": "n" * 50} for number in range(400)], Decimal("1E+900"), Decimal("NaN"),
]  # fmt: skip
KINDS = [
    "text",
    "number",
    "money",
    "date",
    "date_time",
    "checkbox",
    "multi_choice",
    "line_items",
    "relation",
    "formula",
    "",
    "nobody",
]
STRANGE: list[JsonValue] = [None, "rules", {}, [1, None, "x"], [[]]]
OPERATORS = [*conditions.TESTS, "null", "notNull", "like", "", "__eq__", "in ", None, 7, ["="]]


def test_hostile_formulas_end_in_a_value_or_a_clear_error() -> None:
    chance, ended = random.Random(20260), Counter[str]()
    for _ in range(tries(1_500, 100_000)):
        source, values = _source(chance), _values(chance)
        types = {name: chance.choice(KINDS) for name in NAMES if chance.random() < 0.5}
        how, found = _ending(source, partial(formula.evaluate, source, values, types=types), refusals=(FormulaError,))
        ended[how] += 1
        if isinstance(found, FormulaError):
            assert 0 < len(found.message) < MESSAGE_CHARACTERS_MAX, source
            assert 0 <= found.start <= found.end or found.end == 0, source
        else:
            assert not isinstance(found, float), source
            assert not isinstance(found, str) or len(found) <= TEXT_CHARACTERS_MAX or found in VALUES, source
    assert min(ended["done"], ended["refused"]) > 0, ended


def test_hostile_conditions_end_in_a_decision_or_a_clear_error() -> None:
    chance, ended = random.Random(20261), Counter[str]()
    for _ in range(tries(1_500, 100_000)):
        condition, values = _condition(chance, 0), _values(chance)
        types = {name: chance.choice(KINDS) for name in NAMES if chance.random() < 0.8}
        told = conditions.problems(condition, types)
        assert all(isinstance(said, str) and said for said in told), condition
        how, found = _ending(condition, partial(holds, condition, values, types=types), refusals=(ConditionError,))
        ended[how] += 1
        assert str(found) if isinstance(found, ConditionError) else isinstance(found, bool), condition
    assert min(ended["done"], ended["refused"]) > 0, ended


def test_hostile_rules_end_in_a_value_or_a_clear_error() -> None:
    chance, ended = random.Random(20262), Counter[str]()
    for _ in range(tries(1_500, 100_000)):
        document, values = _rule(chance, 0), _values(chance)
        try:
            rule = RULE.validate_python(document)
        except ValidationError:
            ended["no rule"] += 1
            continue
        how, found = _ending(document, partial(evaluate, rule, values, types={}), refusals=(ConditionError,))
        ended[how] += 1
        assert str(found) if how == "refused" else not isinstance(found, FormulaError), document
    assert min(ended.values()) > 0, ended


@pytest.mark.parametrize("source", WHOLE)
def test_each_of_the_known_attacks_is_answered(source: str) -> None:
    values = {"lines": [{"quantity": "2", "name": "n" * 100}] * 400, "name": "n" * 10_000, "total": "1", "on": "2026-01-31"}
    _, found = _ending(source, partial(formula.evaluate, source, values, types={"total": "number"}), refusals=(FormulaError,))
    assert not isinstance(found, FormulaError) or found.message


def test_a_condition_deeper_than_the_stack_is_refused_in_words() -> None:
    condition: dict[str, JsonValue] = {"field": "name", "operator": "=", "value": "x"}
    for _ in range(5_000):
        condition = {"combinator": "and", "rules": [condition]}
    with pytest.raises(ConditionError, match="too large"):
        holds(condition, {}, types={"name": "text"})
    assert "too large" in conditions.problems(condition, {"name": "text"})[0]


def _ending(case: object, act: Callable[[], object], *, refusals: tuple[type[Exception], ...]) -> tuple[str, object]:
    """How it ended and with what; in time, or the test fails with the case."""
    began = time.process_time()
    try:
        return "done", act()
    except refusals as error:
        return "refused", error
    finally:
        assert time.process_time() - began < SECONDS_MAX, case


def _source(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.05:
        return chance.choice(WHOLE)
    if kind < 0.35:
        words = [*NAMES, *TOKENS, *FUNCTIONS, "sum(", "each(lines,"]
        return chance.choice(["", " ", ""]).join(chance.choice(words) for _ in range(chance.randint(1, 30)))
    if kind < 0.45:
        return "".join(
            chr(chance.choice((chance.randint(0, 127), chance.randint(0, 0x2FFF)))) for _ in range(chance.randint(1, 80))
        )
    source = _expression(chance, chance.randint(1, 5))
    if kind < 0.65:
        place = chance.randrange(len(source) + 1)
        return source[:place] + chance.choice([*TOKENS, ""]) + source[place + chance.randint(0, 3) :]
    return source


def _expression(chance: random.Random, depth: int) -> str:
    if depth == 0:
        return chance.choice([*NAMES[:7], "1", "0", "2.50", "'x'", "''", "'2026-01-31'", "steps.find.due", "lines"])
    kind = chance.randrange(5)
    if kind == 0:
        arguments = ", ".join(_expression(chance, depth - 1) for _ in range(chance.randint(0, 4)))
        return f"{chance.choice([*FUNCTIONS, 'if', 'sum', 'each', 'count', 'any', 'all', 'nobody'])}({arguments})"
    if kind == 1:
        return f"({_expression(chance, depth - 1)})"
    if kind == 2:
        return f"-{_expression(chance, depth - 1)}"
    operator = chance.choice(["+", "-", "*", "/", "%", "&", "=", "<>", "<", ">=", "and", "or"])
    return f"{_expression(chance, depth - 1)} {operator} {_expression(chance, depth - 1)}"


def _values(chance: random.Random) -> dict[str, object]:
    values = {name: chance.choice(VALUES) for name in NAMES if chance.random() < 0.7}
    values["steps"] = chance.choice(({"find": {"due": chance.choice(VALUES)}}, *VALUES[:3]))
    return values


def _condition(chance: random.Random, depth: int) -> dict[str, JsonValue]:
    kind = chance.random()
    if kind < 0.3 and depth < 12:
        rules: JsonValue = [_condition(chance, depth + 1) for _ in range(chance.randint(0, 4))]
        if chance.random() < 0.1:
            rules = chance.choice(STRANGE)
        return {"combinator": chance.choice(("and", "or", "xor", None)), "not": chance.choice((True, False, "no")), "rules": rules}
    found: dict[str, JsonValue] = {
        "field": chance.choice((*NAMES, "previous.total", "steps.find.due", "record.name", "", 5, None)),
        "operator": chance.choice(OPERATORS),  # type: ignore[dict-item]
        "value": chance.choice((*(one for one in VALUES[:17]), "1,2", ["1", "2"], ["x"], "total")),  # type: ignore[dict-item]
    }
    if chance.random() < 0.2:
        found["valueSource"] = chance.choice(("field", "value", "nowhere"))
    if chance.random() < 0.1:
        found.pop(chance.choice(("field", "operator", "value")))
    return found


def _rule(chance: random.Random, depth: int) -> JsonValue:
    kind = chance.choice(("field", "text", "fixed", "choose", "lookup", "formula", "nobody"))
    otherwise = _rule(chance, depth + 1) if depth < 12 and chance.random() < 0.5 else None
    path = chance.choice((*NAMES, "steps.find.due", "a..b", ".", "steps.find.due.x.y"))
    documents: dict[str, dict[str, Any]] = {
        "field": {"path": path, "otherwise": otherwise},
        "text": {"parts": ["a", {"path": path}, chance.choice(("", "x" * 1000, 7, None))][: chance.randint(0, 3)]},
        "fixed": {"value": chance.choice(("x", "", None, 7, ["x"]))},
        "choose": {"cases": [{"when": _condition(chance, 6), "value": otherwise}] if otherwise else [], "otherwise": otherwise},
        "lookup": {"path": path, "table": {"x": "1", "": "2"}, "otherwise": otherwise},
        "formula": {"source": _source(chance)},
        "nobody": {"value": "x"},
    }
    return {"kind": kind, **documents[kind]}
