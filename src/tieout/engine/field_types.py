"""Changing the type of a field that has values: what fits is converted, what does not is kept in an archived field beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from tieout.engine import collections as verbs
from tieout.engine import record_values
from tieout.engine.collections import Said
from tieout.engine.surface import NotPossible
from tieout.mapping.field_options import UNIQUE_TYPES, Wanted, clean_options, key_for
from tieout.mapping.typed_cells import DayOrder, day_order, read_cell
from tieout.mapping.values import EMPTY, Context, Known, ValueRefused, stages_of
from tieout.store import audit, collections, database, field_values, imports, records, removal
from tieout.store.collections import Collection, Field, FieldType
from tieout.store.records import Record

EXAMPLES_MAX = 5
# A value of these is a structure or a computation: there is no text that another type could read.
APART = frozenset({"line_items", "attachment", "formula"})
DATES = frozenset({"date", "date_time"})


@dataclass(frozen=True, kw_only=True)
class Misfit:
    key: str
    title: str
    value: str
    reason: str


@dataclass(kw_only=True)
class TypeCheck:
    """What a change of type would do: `fits` are converted, `misfits` would be kept in an archived field."""

    fits: int = 0
    empty: int = 0
    misfits: int = 0
    examples: list[Misfit] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Retyping:
    """What a person asks after the check: `misfits` is the number that they agreed to."""

    key: str
    said: Said
    misfits: int


class _Judged(NamedTuple):
    record: Record
    value: object
    reason: str


def check_type(workspace_id: UUID, row: Collection, *, key: str, said: Said) -> TypeCheck:
    """Writes nothing. Raises FieldRefused, NotPossible."""
    with database.atomic():
        present = collections.fields_of(workspace_id, row.id)
        before = verbs.field_of(present, key)
        wanted = _wanted(workspace_id, before, said=said, present=present)
        return _counted(before, _judged(workspace_id, before, wanted=wanted))


def change_type(workspace_id: UUID, row: Collection, *, wish: Retyping, actor: str) -> Field:
    """Does what `check_type` told; when the number of misfits is another one now, nothing is done.

    Raises FieldRefused, NotPossible.
    """
    with database.atomic():
        if row.system:
            raise NotPossible(f"{row.name} is filled in by the ledger; it cannot be changed here.")
        present = collections.fields_of(workspace_id, row.id)
        before = verbs.field_of(present, wish.key)
        wanted = _wanted(workspace_id, before, said=wish.said, present=present)
        removal.hold(workspace_id, row)
        if imports.is_running(workspace_id):
            raise NotPossible("A file is being imported, and its values are read by the fields as they are. Wait until it is done.")
        judged = list(_judged(workspace_id, before, wanted=wanted))
        check = _counted(before, judged)
        if check.misfits != wish.misfits:
            raise NotPossible(f"{check.misfits} values would not fit now, not {wish.misfits}. Look at the check again.")
        twin = _twin(before, present, row=row) if check.misfits else None
        old_type = before.type
        _retype(before, wanted)
        records.rewrite(workspace_id, _written(judged, key=wish.key, twin=twin))
        field_values.release(workspace_id, before)
        if before.unique:
            field_values.claim_all(workspace_id, before, rows=removal.each(workspace_id, row.id))
        collections.place_fields(workspace_id, row)
        removal.recompute(workspace_id, row)
        labels = f"{FieldType(old_type).label} to {FieldType(wanted.type).label}"
        kept = f"; {check.misfits} that did not fit are kept in {twin.name}" if twin else ""
        audit.add(workspace_id, [
            audit.Note(
                actor=actor, action="field.type_changed", subject_kind="collection", subject_id=str(row.id),
                text=f"{row.name}: field {before.name} changed from {labels}, {check.fits} values converted{kept}",
                details={"field": wish.key, "from": old_type, "to": wanted.type, "fits": check.fits, "misfits": check.misfits,
                         "kept_in": twin.key if twin else ""},
            )
        ])  # fmt: skip
    return before


def _wanted(workspace_id: UUID, before: Field, *, said: Said, present: Sequence[Field]) -> Wanted:
    type_ = str(said.get("type") or "")
    if type_ == before.type:
        raise NotPossible(f"{before.name} is of this type already.")
    wanted = Wanted(
        key=before.key,
        name=before.name,
        type=type_,
        required=before.required and type_ != "formula",
        unique=before.unique and type_ in UNIQUE_TYPES,
        hint=before.hint,
        options=clean_options(type_, said, before=before.options),
    )
    verbs.judge(workspace_id, wanted, others=[one for one in present if one.key != before.key])
    return wanted


def _judged(workspace_id: UUID, before: Field, *, wanted: Wanted) -> Iterator[_Judged]:
    """Each record that has a value: the value converted, or the reason why it does not fit."""
    shape = Field(key=wanted.key, name=wanted.name, type=wanted.type, options=dict(wanted.options))
    people = _people(workspace_id) if before.type == "person" else {}
    order = _proven_order(workspace_id, before) if wanted.type in DATES else None
    for chunk in removal.chunks(workspace_id, before.collection_id):
        texts = {record.id: text_of(before, record.values.get(before.key), people=people) for record in chunk}
        rows = [{shape.key: text} for text in texts.values() if text]
        known = record_values.known_for(workspace_id, [shape], rows=rows)
        for record in chunk:
            text = texts[record.id]
            if record.values.get(before.key) in EMPTY:
                continue
            if {before.type, wanted.type} & APART:
                yield _Judged(record, None, f"cannot become {FieldType(shape.type).label.lower()}")
            else:
                yield _converted(shape, record, text=text, known=known, order=order)


def _proven_order(workspace_id: UUID, before: Field) -> DayOrder | None:
    """The order of day and month that the field's own texts prove; without one, what may mean two days does not fit."""
    chunks = removal.chunks(workspace_id, before.collection_id)
    return day_order(value for chunk in chunks for record in chunk if isinstance(value := record.values.get(before.key), str))


def _converted(shape: Field, record: Record, *, text: str, known: Known, order: DayOrder | None) -> _Judged:
    try:
        return _Judged(record, read_cell(shape, text, context=Context(known=known, values=record.values), order=order), "")
    except ValueRefused as error:
        return _Judged(record, None, str(error))


def text_of(before: Field, value: object, *, people: Mapping[str, str]) -> str:
    """A value as a person would write it into another field."""
    if value in EMPTY:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(str(one) for one in value if not isinstance(one, dict)) or f"{len(value)} lines"
    if before.type == "stage":
        return stages_of(before).get(str(value), str(value))
    return people.get(str(value), str(value)) if before.type == "person" else str(value)


def _counted(before: Field, judged: Sequence[_Judged] | Iterator[_Judged]) -> TypeCheck:
    check, filled = TypeCheck(), 0
    for one in judged:
        filled += 1
        if not one.reason:
            check.fits += 1
            continue
        check.misfits += 1
        if len(check.examples) < EXAMPLES_MAX:
            value = text_of(before, one.record.values.get(before.key), people={})
            check.examples.append(Misfit(key=one.record.key, title=one.record.title, value=value[:100], reason=one.reason))
    check.empty = removal.count(before.workspace_id, before.collection_id) - filled
    return check


def _twin(before: Field, present: Sequence[Field], *, row: Collection) -> Field:
    """An archived field that keeps what does not fit, in the old type."""
    names = {one.name.casefold() for one in present}
    name = plain = f"{before.name} ({FieldType(before.type).label.lower()})"[:90]
    number = 2
    while name.casefold() in names:
        name, number = f"{plain} {number}", number + 1
    made = Field(
        workspace_id=before.workspace_id,
        collection=row,
        key=key_for(f"{before.key}_before", {one.key for one in present}),
        name=name,
        type=before.type,
        # What was computed is kept as it stood; to compute it on would be another field.
        options={} if before.type == "formula" else dict(before.options),
        position=len(present),
    )
    if before.type == "formula":
        made.type = str(before.options.get("result") or "text")
    collections.save_field(made)
    collections.archive_field(made, archived=True)
    return made


def _retype(before: Field, wanted: Wanted) -> None:
    before.type, before.options = wanted.type, dict(wanted.options)
    before.required, before.unique, before.default = wanted.required, wanted.unique, None
    collections.save_field(before)


def _written(judged: Sequence[_Judged], *, key: str, twin: Field | None) -> Iterator[tuple[Record, dict[str, object]]]:
    for one in judged:
        if not one.reason:
            yield one.record, {key: one.value}
        elif twin is not None:
            yield one.record, {key: None, twin.key: one.record.values.get(key)}


def _people(workspace_id: UUID) -> dict[str, str]:
    """What a member is called, by the id."""
    return {own: name for name, own in record_values.people(workspace_id).items() if name != own and "@" in name}
