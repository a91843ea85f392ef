"""Groups of a list of records: how many each has, and what its numbers come to, by currency and exact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from tieout.mapping.places import NUMBER_KINDS, compared_kind, number_at
from tieout.store.collections import Collection, Field
from tieout.store.list_rows import ListRow
from tieout.store.record_filters import Listing
from tieout.store.record_lists import RecordQuery, by, found, ready
from tieout.store.records import Record

GROUPS_MAX = 200
SUMS_MAX = 10


@dataclass(frozen=True, kw_only=True)
class Group:
    """`value` is what the records of the group have in the field, None for those that have nothing there; `sums` by field and
    currency ("" for a plain number), None where a number has too many digits to be added up exactly."""

    value: object
    count: int
    sums: Mapping[str, Mapping[str, Decimal | None]]


@dataclass
class _Rising:
    count: int = 0
    sample: int = 0
    sums: dict[str, dict[str, Decimal | None]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What the groups go by, and the fields to add up whose amounts are in the currency that the field `currency` names."""

    places: Mapping[str, Combinable]
    currency: str
    names: Sequence[str]


_Place = tuple[object, ...]


def groups(workspace_id: UUID, collection: Collection, *, query: RecordQuery, sums: Sequence[str]) -> tuple[list[Group], bool]:
    """In the order of the list, and whether there are more than 200; without a group one of everything.

    A constant number of queries. Raises UnknownField, FilterRefused.
    """
    known = ready(workspace_id, collection)
    rows = found(workspace_id, collection, query=query, known=known)
    name = query.group.lstrip("-")
    places = {f"place_{number}": one for number, one in enumerate(by(name, known))} if name else {}
    risen: dict[_Place, _Rising] = {}
    wanted = [one for one in sums if known.kind(one) in NUMBER_KINDS][:SUMS_MAX]
    for currency, names in _by_currency(known, wanted).items():
        _count(rows, risen, asked=_Asked(places=places, currency=currency, names=names), known=known)
    ordered = _ordered(risen, descending=query.group.startswith("-"))
    shown = ordered[:GROUPS_MAX]
    values = _values(workspace_id, name, samples=[risen[place].sample for place in shown])
    return [Group(value=values.get(risen[place].sample), count=risen[place].count, sums=risen[place].sums) for place in shown], len(
        ordered
    ) > GROUPS_MAX


def currency_of(fields: Mapping[str, Field], one: Field) -> tuple[str, str]:
    """The currency of a field's amounts, or the key of the field that names it; both "" for a plain number."""
    if compared_kind(one.type, one.options) != "money":
        return "", ""
    fixed, named = str(one.options.get("currency") or ""), str(one.options.get("currency_field") or "")
    if fixed:
        return fixed, ""
    return "", named or ("currency" if "currency" in fields else "")


def _by_currency(known: Listing, names: Iterable[str]) -> dict[str, list[str]]:
    """The fields that are added up by the field that names their currency; always one entry, for the count."""
    found: dict[str, list[str]] = {"": []}
    for name in names:
        _, named = currency_of(known.fields, known.fields[name])
        found.setdefault(named, []).append(name)
    return found


def _count(rows: QuerySet[ListRow], risen: dict[_Place, _Rising], *, asked: _Asked, known: Listing) -> None:
    places, currency, names = asked.places, asked.currency, asked.names
    wanted: dict[str, object] = {"records": Count("pk"), "sample": Min("pk")}
    for number, name in enumerate(names):
        column = known.column(name)
        wanted[f"whole_{number}"], wanted[f"rest_{number}"] = Sum(column), Sum(f"{column}_rest")
        wanted[f"odd_{number}"] = Count("pk", filter=Q(**{f"{column}__isnull": False, f"{column}_rest__isnull": True}))
    grouped = rows.order_by().annotate(**places)
    keys = list(places)
    if currency:
        grouped, keys = grouped.annotate(currency=F(known.column(currency))), [*keys, "currency"]
    found = grouped.values(*keys).annotate(**wanted) if keys else [grouped.aggregate(**wanted)]
    for row in found:
        place = tuple(_plain(row[key]) for key in places)
        one = risen.setdefault(place, _Rising())
        if not currency:
            one.count += row["records"]
        one.sample = min(one.sample or row["sample"] or 0, row["sample"] or 0)
        for number, name in enumerate(names):
            if row[f"whole_{number}"] is not None:
                code = str(_plain(row["currency"]) or "").upper() if currency else currency_of(known.fields, known.fields[name])[0]
                total = None if row[f"odd_{number}"] else number_at(row[f"whole_{number}"], row[f"rest_{number}"] or 0)
                one.sums.setdefault(name, {})[code] = total


def _ordered(risen: Mapping[_Place, _Rising], *, descending: bool) -> list[_Place]:
    """As the list itself is: empty ones last."""
    filled = [place for place in risen if not place or place[0] is not None]
    empty = [place for place in risen if place and place[0] is None]
    return [*sorted(filled, key=_sortable, reverse=descending), *empty]


def _sortable(place: _Place) -> tuple[tuple[bool, object], ...]:
    return tuple((part is not None, part) for part in place)


def _values(workspace_id: UUID, group: str, *, samples: Sequence[int]) -> dict[int, object]:
    """What the records of a group have in common, as one of them wrote it."""
    name, _, part = group.partition(":")
    if not name:
        return {}
    rows = Record.objects.filter(workspace_id=workspace_id, list_row__in=samples).values_list(
        "list_row__pk", "values", "key", "title", "created_at", "updated_at"
    )
    lengths = {"year": 4, "month": 7, "day": 10}
    found: dict[int, object] = {}
    for pk, values, key, title, created_at, updated_at in rows:
        own = {"key": key, "title": title, "created_at": created_at, "updated_at": updated_at}
        value = values[name] if name in values else own.get(name)
        found[pk] = str(value)[: lengths[part]] if part and value not in (None, "") else (None if value == "" else value)
    return found


def _plain(value: object) -> object:
    """A text for bytes, so that it can be a key."""
    return bytes(value).decode() if isinstance(value, bytes | memoryview) else value
