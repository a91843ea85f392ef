"""Values of records checked against what is there: members, related records, files; many records in a few queries."""

import dataclasses
from collections.abc import Collection as Collection_
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from pydantic import JsonValue

from tieout.mapping.typed_cells import DayOrder, as_value
from tieout.mapping.values import Context, FieldShape, Known, ValueRefused, checked, columns_of
from tieout.store import files, records, workspaces
from tieout.store.collections import Collection, Field

ValuesIn = Mapping[str, JsonValue]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The values to keep, and by field what is wrong with the others."""

    good: dict[str, object]
    wrong: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What else the values may refer to: the files of these records, and records, keys by collection, that are about to be made."""

    record_ids: Sequence[UUID] = ()
    coming: Mapping[str, Collection_[str]] = dataclasses.field(default_factory=dict)


def shapes(collection: Collection) -> list[Field]:
    """The fields that are in use, in their order."""
    return [field for field in collection.fields.all() if field.archived_at is None]


def checked_rows(
    workspace_id: UUID,
    collection: Collection,
    *,
    rows: Sequence[ValuesIn],
    whole: bool,
    beside: Beside | None = None,
) -> list[Checked]:
    """Each row judged by the collection's fields; with `whole` they are new records."""
    fields, said = shapes(collection), beside or Beside()
    known = known_for(workspace_id, fields, rows=rows, record_ids=said.record_ids)
    if said.coming:
        merged = {key: {**{one: one for one in said.coming.get(key, ())}, **found} for key, found in known.keys.items()}
        known = replace(known, keys=merged)
    return [Checked(good=good, wrong=wrong) for good, wrong in (checked(fields, row, known=known, whole=whole) for row in rows)]


def typed_rows(
    workspace_id: UUID, collection: Collection, *, rows: Sequence[Mapping[str, str]], order: DayOrder = "day_first"
) -> list[dict[str, JsonValue]]:
    """Rows of a spreadsheet's texts as values, not yet judged."""
    fields = {field.key: field for field in shapes(collection)}
    needs_people = any(fields[key].type == "person" for row in rows[:1] for key in row if key in fields)
    known = Known(members=people(workspace_id) if needs_people else {})
    return [
        {
            key: _typed(fields[key], text, context=Context(known=known, values={}), order=order) if key in fields else text
            for key, text in row.items()
        }
        for row in rows
    ]


def known_for(
    workspace_id: UUID, fields: Sequence[FieldShape], *, rows: Sequence[Mapping[str, object]], record_ids: Iterable[UUID] = ()
) -> Known:
    """What these rows refer to: one query a related collection, one for members, one for files."""
    written: dict[str, set[str]] = {}
    for field in fields:
        for row in rows:
            _collect(field, row.get(field.key), into=written)
    types = {field.type for field in fields if any(field.key in row for row in rows)}
    return Known(
        members=people(workspace_id) if "person" in types | _column_types(fields) else {},
        keys={key: records.keys_written(workspace_id, key, texts=texts) for key, texts in written.items()},
        files=files.file_ids(workspace_id, record_ids) if "attachment" in types else (),
    )


def people(workspace_id: UUID) -> dict[str, str]:
    """Ids of members by id, e-mail and name; a name that two have is nobody's."""
    found: dict[str, str] = {}
    names: dict[str, set[str]] = {}
    for member in workspaces.members(workspace_id):
        own, user = str(member.id), member.user
        found |= {own: own, str(getattr(user, "email", "")): own}
        names.setdefault(user.get_full_name(), set()).add(own)
    found |= {name: next(iter(ids)) for name, ids in names.items() if name and len(ids) == 1 and name not in found}
    return found


def _typed(field: Field, text: str, *, context: Context, order: DayOrder) -> JsonValue:
    try:
        return as_value(field, text, context=context, order=order)
    except ValueRefused:
        return text  # the check that follows says why


def _collect(field: FieldShape, value: object, *, into: dict[str, set[str]]) -> None:
    if field.type == "line_items" and isinstance(value, list):
        for column in columns_of(field):
            if column.type == "relation":
                for line in value:
                    _collect(column, line.get(column.key) if isinstance(line, dict) else None, into=into)
    collection = str(field.options.get("collection") or "")
    if field.type == "relation" and collection and isinstance(value, str) and value.strip():
        into.setdefault(collection, set()).add(value.strip())


def _column_types(fields: Sequence[FieldShape]) -> set[str]:
    return {column.type for field in fields if field.type == "line_items" for column in columns_of(field)}
