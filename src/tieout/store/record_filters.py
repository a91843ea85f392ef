"""Conditions of the query builder as filters of list rows: what `mapping.conditions.holds` says, said by the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.lookups import Exact, GreaterThan

from tieout.mapping import conditions
from tieout.mapping.conditions import OPPOSITES, Condition
from tieout.mapping.places import BETWEEN, NUMBER_KINDS, WHOLE_MAX, compared_kind, number_place, text_place
from tieout.store.collections import Field
from tieout.store.links import Link, SourceKind

MOMENTS = ("created_at", "updated_at")
LINKED = "_linked"
# What every record has, under names that a field of the collection may take for itself.
COLUMNS: Mapping[str, str] = {
    "key": "text",
    "title": "text",
    "created_at": "date_time",
    "updated_at": "date_time",
    LINKED: "checkbox",
}


class UnknownField(ValueError):
    """The collection has no such field, or none that lists can be sorted, grouped or filtered by."""


class FilterRefused(ValueError):
    """A filter that cannot be decided, in a sentence for the person who wrote it."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The fields of a collection as a list sees them: where the values of each stand, and as what they are compared."""

    fields: Mapping[str, Field] = field(default_factory=dict)

    def kind(self, name: str) -> str:
        """Raises UnknownField."""
        found = self.fields.get(name)
        if found is not None:
            return compared_kind(found.type, found.options)
        if name not in COLUMNS:
            raise UnknownField(name)
        return COLUMNS[name]

    def column(self, name: str) -> str:
        """Raises UnknownField."""
        found = self.fields.get(name)
        if found is None and name in COLUMNS:
            return name
        if found is None or not found.slot:
            raise UnknownField(name)
        return found.slot

    @property
    def types(self) -> dict[str, str]:
        return {**COLUMNS, **{key: compared_kind(one.type, one.options) for key, one in self.fields.items()}}


def listing(fields: Sequence[Field]) -> Listing:
    return Listing(fields={one.key: one for one in fields})


class Position(models.Func):
    """Where bytes stand in others, 0 for nowhere."""

    function = "INSTR"
    output_field = models.IntegerField()

    def as_postgresql(self, compiler: object, *_: object, **__: object) -> tuple[str, list[object]]:
        part, whole = reversed(self.get_source_expressions())
        sql = []
        values: list[object] = []
        for one in (part, whole):
            text, given = compiler.compile(one)  # type: ignore[attr-defined]
            sql.append(text)
            values += given
        return f"POSITION({sql[0]}::bytea IN {sql[1]})", values


class Part(models.Func):
    """Bytes from a place on, the first is 1."""

    function = "SUBSTR"
    output_field = models.BinaryField()


def condition_filter(where: Condition, known: Listing) -> Q:
    """Raises FilterRefused for a condition that cannot be decided, UnknownField."""
    for name in _named(where):
        known.column(name)
    said = conditions.problems(where, known.types)
    if said:
        raise FilterRefused(said[0])
    return _filter(where, known)


def text_filter(known: Listing, *, name: str, value: str) -> Q:
    """Exactly this value; an empty one asks for records where the field is empty."""
    if value == "":
        return Q(**{f"{known.column(name)}__isnull": True})
    if known.kind(name) in conditions.LISTS:
        raise UnknownField(name)
    operator = "contains" if known.kind(name) == "multi_choice" else "="
    return condition_filter({"field": name, "operator": operator, "value": value}, known)


def _named(where: Condition) -> set[str]:
    rules = where.get("rules")
    if isinstance(rules, list):
        return {name for rule in rules if isinstance(rule, dict) for name in _named(rule)}
    name = where.get("field")
    return {name} if isinstance(name, str) and name else set()


def _filter(where: Condition, known: Listing) -> Q:
    rules = where.get("rules")
    if isinstance(rules, list):
        whole = Q()
        for rule in rules:
            assert isinstance(rule, dict)
            part = _filter(rule, known)
            whole = whole | part if where.get("combinator") == "or" else whole & part
        return ~whole if where.get("not") and rules else _nothing() if where.get("not") else whole
    if where.get("valueSource") == "field":
        raise FilterRefused("A list cannot be filtered by comparing two fields; compare with a value.")
    return _rule(str(where["field"]), str(where["operator"]), value=where.get("value"), known=known)


def _nothing() -> Q:
    return Q(pk__in=[])


def _rule(name: str, operator: str, *, value: object, known: Listing) -> Q:
    column, kind = known.column(name), known.kind(name)
    if column == LINKED:
        return _linked(operator, value)
    if operator in ("null", "notNull"):
        return Q(**{f"{column}__isnull": operator == "null"})
    parts = _parts(operator, value)
    positive = _POSITIVE.get(operator, operator)
    if kind in NUMBER_KINDS:
        met = _number(column, positive, wanted=parts)
    elif column in MOMENTS:
        met = _moment(column, positive, wanted=parts)
    elif kind == "multi_choice":
        met = _any(_holds_choice(column, one) for one in parts)
    else:
        met = _text(column, positive, wanted=[text_place(one, kind=kind) or b"" for one in parts])
    there = Q(**{f"{column}__isnull": False}) & met
    return ~there if operator in OPPOSITES else there


_POSITIVE = {
    "!=": "=",
    "doesNotContain": "contains",
    "doesNotBeginWith": "beginsWith",
    "doesNotEndWith": "endsWith",
    "notIn": "in",
    "notBetween": "between",
}


def _parts(operator: str, value: object) -> list[object]:
    if operator not in conditions.MANY:
        return [value]
    return list(value) if isinstance(value, list) else [one.strip() for one in str(value).split(",")]


def _linked(operator: str, value: object) -> Q:
    links = Link.objects.filter(
        workspace_id=OuterRef("workspace_id"), source_kind=SourceKind.RECORD, source_id=OuterRef("record_id")
    )
    if operator in ("null", "notNull"):
        return Q() if operator == "notNull" else _nothing()
    if operator not in ("=", "!="):
        raise FilterRefused("Whether a record is linked can be compared by = and != only.")
    wanted = conditions.cast_value(value, kind="checkbox") is (operator == "=")
    return Q(Exists(links)) if wanted else ~Q(Exists(links))


def _number(column: str, operator: str, *, wanted: Sequence[object]) -> Q:
    places = [_exact(one) for one in wanted]
    if operator in _TEXT_ONLY:
        raise FilterRefused(f"A number cannot be compared by {operator}; use =, <, > or between.")
    if operator == "in":
        return _any(Q(**{column: whole, f"{column}_rest": rest}) for whole, rest in places)
    if operator == "between":
        return _after(column, places[0], too=True) & ~_after(column, places[1], too=False)
    whole, rest = places[0]
    if operator == "=":
        return Q(**{column: whole, f"{column}_rest": rest})
    after = _after(column, (whole, rest), too=operator in (">=", "<"))
    return after if operator in (">", ">=") else ~after


def _after(column: str, place: tuple[int, int], *, too: bool) -> Q:
    whole, rest = place
    return Q(**{f"{column}__gt": whole}) | Q(**{column: whole, f"{column}_rest__{'gte' if too else 'gt'}": rest})


def _exact(value: object) -> tuple[int, int]:
    place = number_place(value)
    if place is None or place[1] is None or abs(place[0]) >= WHOLE_MAX:
        raise FilterRefused(f"{value} has more digits than a list compares: 13 before the point and 9 after it.")
    return place[0], place[1]


def _moment(column: str, operator: str, *, wanted: Sequence[object]) -> Q:
    moments = [conditions.cast_value(one, kind="date_time") for one in wanted]
    assert all(isinstance(one, datetime) for one in moments)
    if operator in _TEXT_ONLY:
        raise FilterRefused(f"An instant cannot be compared by {operator}; use <, > or between.")
    if operator == "in":
        return Q(**{f"{column}__in": moments})
    if operator == "between":
        return Q(**{f"{column}__gte": moments[0], f"{column}__lte": moments[1]})
    return Q(**{f"{column}{_LOOKUPS[operator]}": moments[0]})


_TEXT_ONLY = frozenset({"contains", "beginsWith", "endsWith"})
_LOOKUPS = {"=": "", "<": "__lt", "<=": "__lte", ">": "__gt", ">=": "__gte"}


def _text(column: str, operator: str, *, wanted: Sequence[bytes]) -> Q:
    if operator == "in":
        return Q(**{f"{column}__in": list(wanted)})
    if operator == "between":
        return Q(**{f"{column}__gte": wanted[0], f"{column}__lte": wanted[1]})
    if operator in _INSIDE:
        return _INSIDE[operator](column, wanted[0])
    return Q(**{f"{column}{_LOOKUPS[operator]}": wanted[0]})


def _contains(column: str, part: bytes) -> Q:
    # Every text has the empty one in it.
    return Q(GreaterThan(Position(F(column), _bytes(part)), 0)) if part else Q()


def _begins(column: str, part: bytes) -> Q:
    return Q(Exact(Part(F(column), 1, len(part)), _bytes(part))) if part else Q()


def _ends(column: str, part: bytes) -> Q:
    length = models.Func(F(column), function="LENGTH", output_field=models.IntegerField())
    from_end = Part(F(column), length - Value(len(part) - 1), len(part))
    return Q(Exact(from_end, _bytes(part)), GreaterThan(length, len(part) - 1)) if part else Q()


_INSIDE: dict[str, Callable[[str, bytes], Q]] = {"contains": _contains, "beginsWith": _begins, "endsWith": _ends}


def _holds_choice(column: str, value: object) -> Q:
    return _contains(column, f"{BETWEEN}{conditions.folded(value)}{BETWEEN}".encode())


def _any(parts: object) -> Q:
    whole = _nothing()
    for part in parts:  # type: ignore[attr-defined]
        whole |= part
    return whole


def _bytes(value: bytes) -> Value:
    return Value(value, output_field=models.BinaryField())
