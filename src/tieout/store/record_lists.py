"""Lists of records: searched, filtered and sorted by the collection's own fields, a page at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from tieout.store.collections import Collection, FieldType
from tieout.store.exceptions import ExceptionItem, ExceptionState
from tieout.store.links import Link, SourceKind
from tieout.store.listings import BadCursor, Page, Place, cut, read_cursor
from tieout.store.records import Record

COLUMNS = ("key", "title", "created_at", "updated_at")
SEARCHED_TYPES = frozenset({FieldType.TEXT, FieldType.EMAIL, FieldType.CHOICE, FieldType.RELATION})
NUMBER_TYPES = frozenset({FieldType.NUMBER, FieldType.MONEY})
SEARCHED_FIELDS_MAX = 12
_NUMBER = r"^-?[0-9]{1,20}(\.[0-9]{1,8})?$"


class UnknownField(ValueError):
    """The collection has no such field, or none that lists can be sorted or filtered by."""


@dataclass(frozen=True, kw_only=True)
class RecordQuery:
    """`sort` is a column or a field's key, with a minus for descending; `filters` are exact values by field key."""

    search: str = ""
    sort: str = "-updated_at"
    filters: Mapping[str, str] = field(default_factory=dict)


def records_page(workspace_id: UUID, collection: Collection, *, query: RecordQuery, place: Place) -> Page[Record]:
    """Each row has `exceptions_open` and `linked`. Raises UnknownField, BadCursor."""
    rows = _annotated(found(workspace_id, collection, query=query))
    total = None if place.cursor else found(workspace_id, collection, query=query).count()
    name, descending = query.sort.lstrip("-"), query.sort.startswith("-")
    if name in COLUMNS:
        return _by_column(rows, place, name=name, descending=descending, total=total)
    ordered = _by_field(rows, collection, key=name, descending=descending)
    (skipped,) = read_cursor(place.cursor, 1) if place.cursor else [0]
    if not isinstance(skipped, int) or skipped < 0:
        raise BadCursor(place.cursor)
    return cut(list(ordered[skipped : skipped + place.limit + 1]), place, total=total, cursor=lambda _: [skipped + place.limit])


def each_record(workspace_id: UUID, collection: Collection, *, query: RecordQuery) -> Iterator[Record]:
    """All of them, for an export. Raises UnknownField."""
    rows = found(workspace_id, collection, query=query)
    name, descending = query.sort.lstrip("-"), query.sort.startswith("-")
    if name in COLUMNS:
        rows = rows.order_by(query.sort, "-pk")
    else:
        rows = _by_field(rows, collection, key=name, descending=descending)
    return rows.iterator(chunk_size=1000)


def found(workspace_id: UUID, collection: Collection, *, query: RecordQuery) -> QuerySet[Record]:
    types = {one.key: one.type for one in collection.fields.all()}
    rows = Record.objects.filter(workspace_id=workspace_id, collection=collection)
    for number, (key, value) in enumerate(query.filters.items()):
        if types.get(key, FieldType.LINE_ITEMS) == FieldType.LINE_ITEMS:
            raise UnknownField(key)
        alias = f"filter_{number}"
        rows = rows.alias(**{alias: _text(key)}).filter(_equals(alias, value, type_=types[key]))
    if query.search:
        asked = Q(key__icontains=query.search) | Q(title__icontains=query.search)
        searched = [key for key, type_ in types.items() if type_ in SEARCHED_TYPES][:SEARCHED_FIELDS_MAX]
        for number, key in enumerate(searched):
            rows = rows.alias(**{f"search_{number}": _text(key)})
            asked |= Q(**{f"search_{number}__icontains": query.search})
        rows = rows.filter(asked)
    return rows


def _annotated(rows: QuerySet[Record]) -> QuerySet[Record]:
    troubles = ExceptionItem.objects.filter(
        workspace_id=OuterRef("workspace_id"), subject_id=OuterRef("pk"), state__in=(ExceptionState.OPEN, ExceptionState.RETRYING)
    )
    counted = troubles.order_by().values("subject_id").annotate(count=models.Count("id")).values("count")
    links = Link.objects.filter(workspace_id=OuterRef("workspace_id"), source_kind=SourceKind.RECORD, source_id=OuterRef("pk"))
    return rows.annotate(exceptions_open=Coalesce(models.Subquery(counted), 0), linked=Exists(links))


def _text(key: str) -> Cast:
    """A value of the record as text: the look-ups of JSON itself would read what it is compared with as JSON."""
    return Cast(KeyTextTransform(key, "values"), models.TextField())


def _equals(alias: str, value: str, *, type_: str) -> Q:
    """An empty value asks for records where the field is empty."""
    if value == "":
        return Q(**{f"{alias}__isnull": True}) | Q(**{alias: ""})
    if type_ in NUMBER_TYPES:
        return Q(**{f"{alias}__in": _writings(value)})
    if type_ == FieldType.CHECKBOX:
        # SQLite reads true out of JSON as 1, PostgreSQL as true.
        return Q(**{f"{alias}__in": ["true", "1"] if value in ("true", "1") else ["false", "0"]})
    return Q(**{alias: value})


def _writings(value: str) -> list[str]:
    """The ways in which the same number may have been written into a record."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return [value]
    if not number.is_finite() or number.adjusted() > 20:
        return [value]
    short = f"{number.normalize():f}"
    return sorted({value, short, f"{number:.2f}", f"{number:.4f}"} if Decimal(f"{number:.2f}") == number else {value, short})


def _by_column(rows: QuerySet[Record], place: Place, *, name: str, descending: bool, total: int | None) -> Page[Record]:
    """Goes on after the row that the cursor names, whatever was added meanwhile."""
    step = "lt" if descending else "gt"
    if place.cursor:
        value, last = read_cursor(place.cursor, 2)
        try:
            at: object = datetime.fromisoformat(str(value)) if name.endswith("_at") else str(value)
            after = Q(**{name: at, f"pk__{step}": UUID(str(last))})
        except ValueError:
            raise BadCursor(place.cursor) from None
        rows = rows.filter(Q(**{f"{name}__{step}": at}) | after)
    sign = "-" if descending else ""
    ordered = rows.order_by(f"{sign}{name}", f"{sign}pk")
    return cut(list(ordered[: place.limit + 1]), place, total=total, cursor=lambda row: [_plain(getattr(row, name)), str(row.pk)])


def _by_field(rows: QuerySet[Record], collection: Collection, *, key: str, descending: bool) -> QuerySet[Record]:
    """By a value inside the record; empty ones come last. Numbers sort as numbers, and what is none comes with the empty ones."""
    types = {one.key: one.type for one in collection.fields.all()}
    if types.get(key, FieldType.LINE_ITEMS) == FieldType.LINE_ITEMS:
        raise UnknownField(key)
    rows = rows.alias(sort_text=_text(key))
    order: models.expressions.Combinable = F("sort_text")
    if types[key] in NUMBER_TYPES:
        number = Cast("sort_text", models.DecimalField(max_digits=30, decimal_places=8))
        order = Case(When(sort_text__regex=_NUMBER, then=number), default=None)
    rows = rows.alias(sort_value=order)
    by = F("sort_value").desc(nulls_last=True) if descending else F("sort_value").asc(nulls_last=True)
    return rows.order_by(by, "-pk")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
