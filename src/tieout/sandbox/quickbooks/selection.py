"""Answers a parsed query from a company's objects."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.attachments import shown
from tieout.sandbox.quickbooks.errors import FaultError
from tieout.sandbox.quickbooks.moments import day, instant
from tieout.sandbox.quickbooks.query import Condition, Statement, Value
from tieout.sandbox.quickbooks.schema import BY_LOWER_NAME, NAMES, SHAPES, Shape
from tieout.sandbox.quickbooks.state import Company

Key = Any  # what a field's values are compared by: Decimal, bool, str, datetime or int
_NOT_FILTERABLE = frozenset({"PrivateNote", "CustomerMemo", "domain", "sparse", "status", "EffectiveTaxRate"})
_LISTS_WITH_ACTIVE = NAMES | {"TaxCode", "TaxRate"}
_LIST_TO_LOOK_INTO = ["AttachableRef"]  # no other list is ever searched, the lines of documents least of all
_INSIDE = {"PrimaryEmailAddr": "Address", "WebAddr": "URI", "BillEmail": "Address"} | dict.fromkeys(
    ("PrimaryPhone", "AlternatePhone", "Mobile", "Fax"), "FreeFormNumber"
)


@dataclass(frozen=True)
class _Column:
    name: str
    path: tuple[str, ...]
    kind: str  # text, number, flag, date, instant, id
    many: bool = False

    def values(self, body: Body) -> list[Key]:
        """What a condition is held against: one value, several where the path leads through a list, or the null."""
        if not self.many:
            return [self.read(body)]
        head, *inner = self.path
        within = _Column(self.name, tuple(inner), self.kind)
        return [within.read(member) for member in body.get(head, [])]

    def read(self, body: Body) -> Key | None:
        value: Any = body
        for part in self.path:
            value = value.get(part) if isinstance(value, dict) else None
        if value is None:
            return None
        if self.kind == "instant":
            return instant(value)
        if self.kind == "id":
            return int(value) if str(value).isdigit() else str(value)
        return str(value).casefold() if self.kind == "text" else value

    def literal(self, value: Value, company: Company) -> Key | None:
        """None is the null of the language: an empty text or a blank."""
        text = company.today() if value.text == "current_date" and value.kind == "word" else value.text
        if not text.strip():
            return None
        try:
            match self.kind:
                case "number":
                    return Decimal(text)
                case "flag":
                    return {"true": True, "false": False}[text.lower()]
                case "date":
                    return day(text)
                case "instant":
                    return instant(text)
                case "id":
                    return int(text) if text.isdigit() and text.isascii() else text
        except (ValueError, KeyError, InvalidOperation, OverflowError):
            raise FaultError(errors.QUERY_INVALID, f"QueryValidationError: value {text[:40]!r} does not fit {self.name}") from None
        return text.casefold()


def select(company: Company, statement: Statement) -> Body:
    """The QueryResponse; raises FaultError with 4001 for unknown objects and properties."""
    kind = BY_LOWER_NAME.get(statement.entity.lower())
    if kind is None:
        raise FaultError(errors.QUERY_INVALID, f"QueryValidationError: Invalid context declaration: {statement.entity}")
    wanted = [_column(kind, name) for name in statement.fields]
    rows = _matching(company, kind, statement=statement)
    if statement.count:
        return {"totalCount": len(rows)}
    for name, descending in reversed(statement.order):
        rows = _sorted(rows, _column(kind, name), descending=descending)
    rows_shown = rows[statement.start - 1 : statement.start - 1 + statement.most]
    if not rows_shown:
        return {}
    page = [shown(company, kind, body=row) for row in rows_shown]
    if wanted:
        page = [_partial(row, wanted) for row in page]
    response: Body = {kind: page, "startPosition": statement.start, "maxResults": len(page)}
    # The total is not always given; here it is when one page holds all there is (assumed).
    return response | ({"totalCount": len(rows)} if len(rows) == len(page) else {})


def _partial(row: Body, wanted: Sequence[_Column]) -> Body:
    heads = {column.path[0] for column in wanted}
    return {"domain": "QBO", "sparse": True} | {name: value for name, value in row.items() if name in heads | {"Id"}}


def _column(kind: str, name: str) -> _Column:
    shape: Shape = SHAPES[kind]
    path: list[str] = []
    many = False
    for part in name.split("."):
        if path == _LIST_TO_LOOK_INTO:
            shape, many = shape[0], True
        by_lower = {known.lower(): known for known in shape} if isinstance(shape, dict) else {}
        known = by_lower.get(part.lower())
        if known is None or known in _NOT_FILTERABLE:
            raise FaultError(errors.QUERY_INVALID, f"QueryValidationError: property {name} not found for entity {kind}")
        path.append(known)
        shape = shape[known]
    if isinstance(shape, dict):
        # A reference is compared by its id, an e-mail address or a phone number by its text.
        inner = "value" if "value" in shape else _INSIDE.get(path[-1])
        path, shape = ([*path, inner], shape[inner]) if inner else (path, "any")
    return _Column(name, tuple(path), _kind(path, shape), many)


def _kind(path: Sequence[str], shape: Shape) -> str:
    if path == ["Id"]:
        return "id"
    if path[0] == "MetaData" and path[-1].endswith("Time"):
        return "instant"
    return shape.partition(":")[0] if isinstance(shape, str) else "any"


def _matching(company: Company, kind: str, *, statement: Statement) -> list[Body]:
    tests = []
    for condition in statement.conditions:
        column = _column(kind, condition.field)
        if column.kind == "any" or (column.kind == "id" and condition.operator not in ("=", "in")):
            raise FaultError(errors.QUERY_INVALID, f"QueryValidationError: property {condition.field} is not queryable")
        tests.append(_test(company, column, condition=condition))
    names_active = any(condition.field.lower() == "active" for condition in statement.conditions)
    if kind in _LISTS_WITH_ACTIVE and not names_active:
        tests.append(lambda body: body.get("Active", True) is True)
    return [body for body in _candidates(company, kind, conditions=statement.conditions) if all(test(body) for test in tests)]


def _candidates(company: Company, kind: str, *, conditions: Sequence[Condition]) -> list[Body]:
    """An index where an exact id, name or number is asked for, else everything."""
    for condition in conditions:
        name, texts = condition.field.lower(), list(dict.fromkeys(value.text for value in condition.values))
        if condition.operator not in ("=", "in") or not all(text.strip() for text in texts):
            continue
        if name == "id":
            return [body for text in texts if (body := company.get(kind, text.lstrip("0") or text)) is not None]
        if name == "docnumber" and kind != "Payment":
            return _found(company, kind, index="number", texts=texts)
        if name == "displayname" and kind in ("Customer", "Vendor"):
            return _found(company, kind, index="name", texts=texts)
    return company.all(kind)


def _found(company: Company, kind: str, *, index: str, texts: Sequence[str]) -> list[Body]:
    keys = dict.fromkeys(text.casefold() for text in texts)
    return [body for key in keys for body in company.find(kind, index, key=key)]


def _test(company: Company, column: _Column, *, condition: Condition) -> Callable[[Body], bool]:
    if condition.operator == "like":
        if column.kind not in ("text", "id"):
            raise FaultError(errors.QUERY_INVALID, f"QueryValidationError: LIKE does not fit {column.name}")
        pattern = re.compile(".*".join(re.escape(piece.casefold()) for piece in condition.values[0].text.split("%")), re.DOTALL)
        return lambda body: any(value is not None and pattern.fullmatch(str(value)) is not None for value in column.values(body))
    literals = [column.literal(value, company) for value in condition.values]
    if condition.operator == "in":
        return lambda body: any(value in literals for value in column.values(body))
    literal = literals[0]
    if condition.operator == "=":
        return lambda body: literal in column.values(body)
    if literal is None:
        return lambda _: False
    compare = _COMPARE[condition.operator]
    return lambda body: any(value is not None and compare(value, literal) for value in column.values(body))


_COMPARE: dict[str, Callable[[Key, Key], bool]] = {
    "<": lambda left, right: bool(left < right),
    ">": lambda left, right: bool(left > right),
    "<=": lambda left, right: bool(left <= right),
    ">=": lambda left, right: bool(left >= right),
}


def _sorted(rows: list[Body], column: _Column, *, descending: bool) -> list[Body]:
    """Objects without the field come first, or last when the order descends; equal ones keep their order."""
    if column.kind == "any" or column.many:
        raise FaultError(errors.QUERY_INVALID, f"QueryValidationError: property {column.name} is not sortable")

    def place(body: Body) -> tuple[bool, bool, Key]:
        value = column.read(body)
        return (value is not None, isinstance(value, str), value if value is not None else 0)

    return sorted(rows, key=place, reverse=descending)
