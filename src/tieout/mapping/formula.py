"""The formula language: `round(sum(lines, quantity * unit_price), 2)`, exact decimals, bounded in every direction."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from functools import lru_cache

from tieout.accounting.money import MoneyError, parse_amount
from tieout.mapping.formula_functions import (
    FUNCTIONS,
    TEXT_CHARACTERS_MAX,
    Budget,
    FormulaValue,
    Refused,
    added,
    compared,
    divided,
    joined,
    multiplied,
    negated,
    remainder,
    subtracted,
    truth,
)
from tieout.mapping.formula_source import FormulaError, Source, parse
from tieout.mapping.values import NUMBERS

__all__ = ["FormulaError", "evaluate", "names", "problem"]

SOURCE_CHARACTERS_MAX = 2_000
NODES_MAX = 200
STEPS_MAX = 20_000
# 28 digits and no exponent that a ledger could mean: what is larger is an error, never an infinity.
_ARITHMETIC = Context(prec=28, Emax=999, Emin=-999)
# The only loops: each evaluates its second part once an item.
EACH = ("sum", "any", "all", "count", "each")

# Words of Python that are functions here, as the reader of the source writes them.
_REWRITTEN = {"if_": "if", "and_": "and", "or_": "or"}

_Scope = Mapping[str, object]


@dataclass
class _Run:
    """One evaluation: what may still be spent, the scopes, the innermost last, and the types of their fields by name: `types` of
    the first scope, `columns` of the lines inside it, `inner` of what each list holds, as far as it was asked for."""

    scopes: list[_Scope]
    types: Mapping[str, str]
    columns: Mapping[str, str]
    budget: Budget = field(default_factory=lambda: Budget(STEPS_MAX))
    inner: dict[str, Mapping[str, str]] = field(default_factory=dict)


_Part = Callable[[_Run], FormulaValue]


def evaluate(
    source: str, values: Mapping[str, object], *, types: Mapping[str, str], columns: Mapping[str, str] | None = None
) -> FormulaValue:
    """A Decimal, text, date, truth, list, or None where a part is empty; raises FormulaError with the columns of what is wrong.

    Numbers may stand in the values as text: `types` says of which names (`record.total` inside a group, or plainly), `columns` of
    which in the lines where those have types of their own. An empty value makes an empty result, and `sum` leaves it out.

    >>> evaluate("sum(lines, quantity * price) & ' in all'", {"lines": [{"quantity": "2", "price": "0.10"}]}, types={})
    '0.20 in all'
    >>> evaluate("paid >= total", {"paid": "90.00", "total": "1000.00"}, types={"paid": "money", "total": "money"})
    False
    """
    run = _compiled(source)
    with localcontext(_ARITHMETIC):
        return run(_Run(scopes=[values], types=types, columns=types if columns is None else columns))


@lru_cache(maxsize=500)
def names(source: str) -> frozenset[str]:
    """The fields that a formula reads, those of its lines among them; raises FormulaError."""
    tree = parse(source, characters_max=SOURCE_CHARACTERS_MAX, nodes_max=NODES_MAX).tree
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in called)


def problem(source: str, *, known: frozenset[str]) -> FormulaError | None:
    """What is wrong with a formula whatever the values: its grammar, or a name that no field has."""
    try:
        _compiled(source)
        read = parse(source, characters_max=SOURCE_CHARACTERS_MAX, nodes_max=NODES_MAX)
        called = {node.func for node in ast.walk(read.tree) if isinstance(node, ast.Call)}
        for node in ast.walk(read.tree):
            if isinstance(node, ast.Name) and node not in called and node.id not in known:
                return read.error(f"There is no field {node.id}.", node)
    except FormulaError as error:
        return error
    return None


@lru_cache(maxsize=500)
def _compiled(source: str) -> _Part:
    read = parse(source, characters_max=SOURCE_CHARACTERS_MAX, nodes_max=NODES_MAX)
    return _build(read.tree.body, read)


def _build(node: ast.expr, source: Source) -> _Part:
    part = _part(node, source)

    def guarded(run: _Run) -> FormulaValue:
        try:
            run.budget.spend()
            return part(run)
        except Refused as error:
            raise source.error(str(error), node) from None
        except ArithmeticError:
            raise source.error("This comes to no number: a division by zero, or too many digits.", node) from None

    return guarded


def _part(node: ast.expr, source: Source) -> _Part:
    match node:
        case ast.Constant(value=bool() | str() | None as value):
            return lambda _: value
        case ast.Constant(value=int() | float()):
            number = source.number(node)
            return lambda _: number
        case ast.Name(id=name):
            return lambda run: _found(run, name)
        case ast.Attribute(value=inner, attr=key):
            part, group = _build(inner, source), _dotted(inner)
            return lambda run: _inside(part(run), key, type_=_type_inside(run, group, key=key))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            part = _build(operand, source)
            return lambda run: negated(part(run))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _build(operand, source)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            part = _build(operand, source)
            return lambda run: not truth(part(run))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            return _binary(_BINARY[type(operator)], left=_build(left, source), right=_build(right, source))
        case ast.BoolOp(op=operator, values=values):
            parts = [_build(value, source) for value in values]
            join = all if isinstance(operator, ast.And) else any
            return lambda run: join(truth(part(run)) for part in parts)
        case ast.Compare(left=left, ops=operators, comparators=others):
            return _comparison(left, operators, others=others, source=source)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _choice([test, body, orelse], source)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _call(node, _REWRITTEN.get(name, name.lower()), args=args, source=source)
    raise source.error("This is not allowed in a formula.", node)


_BINARY: dict[type[ast.operator], Callable[[FormulaValue, FormulaValue], FormulaValue]] = {
    ast.Add: added,
    ast.Sub: subtracted,
    ast.Mult: multiplied,
    ast.Div: divided,
    ast.Mod: remainder,
    ast.BitAnd: joined,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[int | None], bool]] = {
    ast.Eq: lambda order: order == 0,
    ast.NotEq: lambda order: order != 0,
    ast.Lt: lambda order: order is not None and order < 0,
    ast.LtE: lambda order: order is not None and order <= 0,
    ast.Gt: lambda order: order is not None and order > 0,
    ast.GtE: lambda order: order is not None and order >= 0,
}


def _binary(act: Callable[[FormulaValue, FormulaValue], FormulaValue], *, left: _Part, right: _Part) -> _Part:
    return lambda run: act(left(run), right(run))


def _comparison(left: ast.expr, operators: list[ast.cmpop], *, others: list[ast.expr], source: Source) -> _Part:
    parts = [_build(part, source) for part in (left, *others)]
    tests = []
    for operator, other in zip(operators, others, strict=True):
        if type(operator) not in _COMPARISONS:
            raise source.error("Compare with =, <>, <, <=, > or >=.", other)
        tests.append(_COMPARISONS[type(operator)])

    def compare(run: _Run) -> FormulaValue:
        have = parts[0](run)
        for test, part in zip(tests, parts[1:], strict=True):
            wanted = part(run)
            if not test(compared(have, wanted, orders=test not in _EQUALITY)):
                return False
            have = wanted
        return True

    return compare


_EQUALITY = (_COMPARISONS[ast.Eq], _COMPARISONS[ast.NotEq])


def _choice(args: list[ast.expr], source: Source) -> _Part:
    test, met, unmet = (_build(one, source) for one in args)
    return lambda run: met(run) if truth(test(run)) else unmet(run)


def _call(node: ast.expr, name: str, *, args: list[ast.expr], source: Source) -> _Part:
    if name == "if":
        if len(args) != 3:
            raise source.error("if takes three parts: the test, the value when it is met, the value when it is not.", node)
        return _choice(args, source)
    if name in EACH and len(args) == 2:
        return _loop(name, _build(args[0], source), each=_build(args[1], source), path=_dotted(args[0]))
    if name not in FUNCTIONS:
        raise source.error(f"There is no function {name}.", node)
    act, least, most = FUNCTIONS[name]
    if not least <= len(args) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise source.error(f"{name} takes {wanted} part{'s' if most > 1 else ''}.", node)
    parts = [_build(one, source) for one in args]
    return lambda run: _short(act(run.budget, *(part(run) for part in parts)))


def _loop(name: str, items: _Part, *, each: _Part, path: str) -> _Part:
    def loop(run: _Run) -> FormulaValue:
        rows = items(run)
        if rows is None:
            rows = []
        if not isinstance(rows, list):
            raise Refused(f"{name} wants a list first, such as the line items.")
        found: list[FormulaValue] = []
        around, run.columns = run.columns, _columns_of(run, path)
        for row in rows:
            run.scopes.append(row if isinstance(row, Mapping) else {"value": row})
            found.append(each(run))
            run.scopes.pop()
        run.columns = around
        if name == "any":
            return any(truth(one) for one in found)
        if name == "all":
            return all(truth(one) for one in found)
        if name == "count":
            return Decimal(sum(1 for one in found if truth(one)))
        return list(found) if name == "each" else FUNCTIONS["sum"][0](run.budget, list(found))

    return loop


def _found(run: _Run, name: str) -> FormulaValue:
    for depth in range(len(run.scopes) - 1, -1, -1):
        scope = run.scopes[depth]
        if name in scope:
            return _known(scope[name], type_=(run.columns if depth else run.types).get(name, ""))
    return None


def _inside(value: FormulaValue, key: str, *, type_: str) -> FormulaValue:
    return _known(value.get(key), type_=type_) if isinstance(value, Mapping) else None


def _dotted(node: ast.expr) -> str:
    """The path that names joined by dots are, "" for what is none."""
    if isinstance(node, ast.Name):
        return node.id
    inner = _dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{inner}.{node.attr}" if inner and isinstance(node, ast.Attribute) else ""


def _columns_of(run: _Run, path: str) -> Mapping[str, str]:
    """The types of what a list holds, which stand behind `[].` of its path, before those that are known by plain names."""
    if path not in run.inner:
        within = f"{path}[]."
        run.inner[path] = {name.removeprefix(within): type_ for name, type_ in run.types.items() if name.startswith(within)}
    return {**run.columns, **run.inner[path]} if run.inner[path] else run.columns


def _type_inside(run: _Run, group: str, *, key: str) -> str:
    # The fields of the line's own record are those that the types name plainly.
    return run.types.get(f"{group}.{key}", run.types.get(key, "") if group == "record" else "")


def _known(value: object, *, type_: str) -> FormulaValue:
    if value == "":
        return None
    if type_ in NUMBERS and isinstance(value, str):
        try:
            return parse_amount(value)
        except MoneyError:
            return value  # what needs a number says so
    if isinstance(value, float):
        raise Refused("A number with a floating point is not exact; write it as text.")
    if isinstance(value, Decimal) and not value.is_finite():
        raise Refused("What stands there is no number.")
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value  # type: ignore[return-value]  # values are JSON, and Decimals and dates of those who read by type


def _short(value: FormulaValue) -> FormulaValue:
    if isinstance(value, str) and len(value) > TEXT_CHARACTERS_MAX:
        raise Refused(f"The text grows beyond {TEXT_CHARACTERS_MAX} characters.")
    return value
