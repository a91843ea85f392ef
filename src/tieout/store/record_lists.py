"""Lists of records: searched, filtered, sorted and grouped by the collection's own fields, a page at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from tieout.mapping.conditions import Condition, folded
from tieout.mapping.places import NUMBER_KINDS, text_place
from tieout.mapping.values import choices_of
from tieout.store import list_rows
from tieout.store.collections import Collection, Field
from tieout.store.exceptions import ExceptionItem, ExceptionState
from tieout.store.links import Link, SourceKind
from tieout.store.list_rows import Life, ListRow
from tieout.store.listings import BadCursor, Page, Place, cut, read_cursor
from tieout.store.record_filters import FilterRefused, Listing, Part, UnknownField, condition_filter, listing, text_filter
from tieout.store.records import Record

__all__ = ["FilterRefused", "RecordQuery", "UnknownField", "each_record", "found_ids", "records_page"]

COLUMNS = ("key", "title", "created_at", "updated_at")
SORTS_MAX = 5
WORDS_MAX = 8
UNSORTED = frozenset({"line_items", "attachment", "multi_choice"})
CHUNK = 1000
# How much of a day a group keeps: 2026, 2026-01, 2026-01-31.
CALENDAR: Mapping[str, int] = {"year": 4, "month": 7, "day": 10}


@dataclass(frozen=True, kw_only=True)
class RecordQuery:
    """`sort` are columns or fields' keys with commas between them, with a minus for descending; `filters` are exact values by field
    key, `where` is a condition as the query builder saves it; `group` is a field's key, `ordered_on:month` for a part of a day."""

    search: str = ""
    sort: str = "-updated_at"
    filters: Mapping[str, str] = field(default_factory=dict)
    where: Condition | None = None
    group: str = ""
    life: Literal["live", "archived", "deleted"] = "live"


def records_page(workspace_id: UUID, collection: Collection, *, query: RecordQuery, place: Place) -> Page[Record]:
    """Each row has `exceptions_open` and `linked`. Raises UnknownField, FilterRefused, BadCursor."""
    known = ready(workspace_id, collection)
    rows = found(workspace_id, collection, query=query, known=known)
    total = None if place.cursor else rows.count()
    if query.sort.lstrip("-") in COLUMNS and query.sort.lstrip("-") not in known.fields and not query.group:
        ids, cursor = _by_column(rows, place, sort=query.sort)
    else:
        ids, cursor = _by_fields(rows.order_by(*order(query, known)), place)
    by_id = {row.pk: row for row in _annotated(Record.objects.filter(workspace_id=workspace_id, pk__in=ids))}
    return Page(rows=[by_id[one] for one in ids if one in by_id], next_cursor=cursor, total=total)


def each_record(workspace_id: UUID, collection: Collection, *, query: RecordQuery) -> Iterator[Record]:
    """All of them in their order, for an export. Raises UnknownField, FilterRefused."""
    ids = found_ids(workspace_id, collection, query=query)
    return _read(workspace_id, ids)


def found_ids(workspace_id: UUID, collection: Collection, *, query: RecordQuery, limit: int | None = None) -> list[UUID]:
    """The records in their order. Raises UnknownField, FilterRefused."""
    known = ready(workspace_id, collection)
    rows = found(workspace_id, collection, query=query, known=known).order_by(*order(query, known))
    return list(rows.values_list("record_id", flat=True)[:limit])


def judge(workspace_id: UUID, collection: Collection, *, query: RecordQuery) -> None:
    """Raises UnknownField, FilterRefused for a list that could not be shown."""
    known = ready(workspace_id, collection)
    found(workspace_id, collection, query=query, known=known)
    order(query, known)


def ready(workspace_id: UUID, collection: Collection) -> Listing:
    """What lists know of the collection; writes the list rows of its records first where that was never done."""
    if collection.listed_at is None:
        write_list(workspace_id, collection.id)
        collection.refresh_from_db(fields=["listed_at"])
    return listing(list(Field.objects.filter(workspace_id=workspace_id, collection=collection)))


def write_list(workspace_id: UUID, collection_id: UUID) -> None:
    """The list rows of all its records, where they are not written yet."""
    list_rows.write_all(workspace_id, collection_id, records=_all)


def found(workspace_id: UUID, collection: Collection, *, query: RecordQuery, known: Listing) -> QuerySet[ListRow]:
    rows = ListRow.objects.filter(workspace_id=workspace_id, collection=collection, life=_LIVES[query.life])
    for key, value in query.filters.items():
        rows = rows.filter(text_filter(known, name=key, value=value))
    if query.where:
        rows = rows.filter(condition_filter(query.where, known))
    for word in folded(query.search).split()[:WORDS_MAX]:
        rows = rows.filter(search__contains=word)
    return rows


def order(query: RecordQuery, known: Listing) -> list[models.expressions.OrderBy]:
    """Groups first, empty values last, and in the end the order in which the records came."""
    wanted = [query.group, *query.sort.split(",")[:SORTS_MAX]]
    ordered: list[models.expressions.OrderBy] = []
    for sort in wanted:
        name, descending = sort.strip().lstrip("-"), sort.strip().startswith("-")
        if name:
            ordered += [_ordered(one, descending=descending) for one in by(name, known)]
    return [*ordered, F("pk").desc()]


def by(name: str, known: Listing) -> Sequence[F | models.Expression]:
    """What puts rows into the order of a field, or of the days, months or years of one. Raises UnknownField."""
    name, _, part = name.partition(":")
    kind, column = known.kind(name), known.column(name)
    if kind in UNSORTED or column.startswith("_"):
        raise UnknownField(name)
    if part:
        if part not in CALENDAR or kind not in ("date", "date_time") or name in COLUMNS:
            raise UnknownField(f"{name}:{part}")
        return [Part(F(column), 1, CALENDAR[part])]
    if kind in NUMBER_KINDS:
        return [F(column), F(f"{column}_rest")]
    if kind in ("choice", "stage") and (choices := choices_of(known.fields[name])):
        # In the order that people gave them, and what is none of them after those.
        places = [When(**{column: text_place(one, kind=kind), "then": Value(at)}) for at, one in enumerate(choices)]
        last = When(**{f"{column}__isnull": False, "then": Value(len(choices))})
        return [Case(*places, last, default=None, output_field=models.IntegerField()), F(column)]
    return [F(column)]


def _annotated(rows: QuerySet[Record]) -> QuerySet[Record]:
    troubles = ExceptionItem.objects.filter(
        workspace_id=OuterRef("workspace_id"), subject_id=OuterRef("pk"), state__in=(ExceptionState.OPEN, ExceptionState.RETRYING)
    )
    counted = troubles.order_by().values("subject_id").annotate(count=models.Count("id")).values("count")
    links = Link.objects.filter(workspace_id=OuterRef("workspace_id"), source_kind=SourceKind.RECORD, source_id=OuterRef("pk"))
    return rows.annotate(exceptions_open=Coalesce(models.Subquery(counted), 0), linked=Exists(links))


_LIVES = {"live": Life.LIVE, "archived": Life.ARCHIVED, "deleted": Life.DELETED}


def _by_column(rows: QuerySet[ListRow], place: Place, *, sort: str) -> tuple[list[UUID], str | None]:
    """Goes on after the row that the cursor names, whatever was added meanwhile."""
    name, descending = sort.lstrip("-"), sort.startswith("-")
    step = "lt" if descending else "gt"
    if place.cursor:
        value, last = read_cursor(place.cursor, 2)
        try:
            at: object = datetime.fromisoformat(str(value)) if name.endswith("_at") else bytes.fromhex(str(value))
            after = Q(**{name: at, f"pk__{step}": int(str(last))})
        except ValueError:
            raise BadCursor(place.cursor) from None
        rows = rows.filter(Q(**{f"{name}__{step}": at}) | after)
    sign = "-" if descending else ""
    found = list(rows.only("pk", "record_id", name).order_by(f"{sign}{name}", f"{sign}pk")[: place.limit + 1])
    page = cut(found, place, total=None, cursor=lambda row: [_plain(getattr(row, name)), str(row.pk)])
    return [row.record_id for row in page.rows], page.next_cursor


def _by_fields(rows: QuerySet[ListRow], place: Place) -> tuple[list[UUID], str | None]:
    (skipped,) = read_cursor(place.cursor, 1) if place.cursor else [0]
    if not isinstance(skipped, int) or skipped < 0:
        raise BadCursor(place.cursor)
    found = list(rows.only("pk", "record_id")[skipped : skipped + place.limit + 1])
    page = cut(found, place, total=None, cursor=lambda _: [skipped + place.limit])
    return [row.record_id for row in page.rows], page.next_cursor


def _ordered(expression: F | models.Expression, *, descending: bool) -> models.expressions.OrderBy:
    return expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True)


def _read(workspace_id: UUID, ids: Sequence[UUID]) -> Iterator[Record]:
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        by_id = {row.pk: row for row in Record.objects.filter(workspace_id=workspace_id, pk__in=chunk)}
        yield from (by_id[one] for one in chunk if one in by_id)


def _all(workspace_id: UUID, collection_id: UUID) -> Iterator[list[Record]]:
    rows = Record.objects.filter(workspace_id=workspace_id, collection_id=collection_id).order_by("pk")
    chunk: list[Record] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else ""
