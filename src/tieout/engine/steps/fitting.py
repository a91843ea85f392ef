"""Values that automations write into records: brought to the type of their field, or refused with the field's name."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from pydantic import JsonValue

from tieout.accounting.money import plain
from tieout.engine import record_values
from tieout.engine.record_values import Checked
from tieout.engine.steps.contract import PreviewField
from tieout.engine.steps.worked_out import shown, source_of
from tieout.mapping.rules import ValueRule
from tieout.mapping.typed_cells import as_value
from tieout.mapping.values import NUMBERS, Column, Context, Known, ValueRefused, checked
from tieout.store.collections import Collection, Field


def fitted(
    workspace_id: UUID,
    collection: Collection,
    *,
    rows: Sequence[Mapping[str, object]],
    whole: bool,
    record_ids: Sequence[UUID] = (),
) -> list[Checked]:
    """Each row judged by the collection's fields; with `whole` they are new records. What the ledger fills in may be written by an
    automation, though not by hand; `record_ids` are the records whose files the values may name."""
    fields = record_values.shapes(collection)
    read = [_as_json(fields, row) for row in rows]
    context = record_values.known_for(workspace_id, fields, rows=read, record_ids=record_ids)
    return [_checked(fields, row, known=context, whole=whole) for row in read]


def wrong_sentence(collection: Collection, wrong: Mapping[str, str]) -> str:
    """What is wrong with the values of a record, field by field."""
    names = {field.key: field.name for field in collection.fields.all()}
    said = []
    for place, problem in wrong.items():
        field, _, inside = place.partition(".")
        said.append(f"{names.get(field, field)}{f' ({inside})' if inside else ''} {problem}.")
    return " ".join(said)


def value_fields(
    collection: Collection, rules: Mapping[str, ValueRule], *, values: Mapping[str, object], wrong: Mapping[str, str]
) -> tuple[PreviewField, ...]:
    """Each field that would be written, with its value, where that comes from, and what is wrong with it."""
    fields = {field.key: field for field in collection.fields.all()}
    told = []
    for name, rule in rules.items():
        problems = [said for place, said in wrong.items() if place.partition(".")[0] == name]
        label = fields[name].name if name in fields else name
        told.append(
            PreviewField(
                name=name,
                label=label,
                value=shown(values.get(name)),
                type=fields[name].type if name in fields else "text",
                source=source_of(rule),
                problem=f"{label} {'; '.join(problems)}." if problems else "",
            )
        )
    return tuple(told)


def _checked(fields: Sequence[Field], row: Mapping[str, JsonValue], *, known: Known, whole: bool) -> Checked:
    shapes = [_open(field) if field.key in row else field for field in fields]
    typed, refused = dict(row), dict[str, str]()
    for shape in shapes:
        if shape.key in row:
            try:
                typed[shape.key] = _typed(shape, row[shape.key], known=known)
            except ValueRefused as error:
                refused[shape.key] = str(error)
    good, wrong = checked(shapes, {name: value for name, value in typed.items() if name not in refused}, known=known, whole=whole)
    return Checked(good=good, wrong={**wrong, **refused})


def _open(field: Field) -> Column:
    """The field as automations see it: what is kept for the ledger is theirs to write."""
    options = {name: value for name, value in field.options.items() if name != "from_ledger"}
    return Column(key=field.key, name=field.name, type=field.type, required=field.required, default=field.default, options=options)


def _typed(shape: Field | Column, value: JsonValue, *, known: Known) -> JsonValue:
    if isinstance(value, str) and value != "" and shape.type != "line_items":
        return as_value(shape, value, context=Context(known=known, values={}), order=None)
    return value


def _as_json(fields: Sequence[Field], row: Mapping[str, object]) -> dict[str, JsonValue]:
    """As a record keeps it: numbers as text, and lines that arrive as text read."""
    types = {field.key: field.type for field in fields}
    return {name: _plain(value, type_=types.get(name, "text")) for name, value in row.items()}


def _plain(value: object, *, type_: str) -> JsonValue:
    if isinstance(value, Decimal):
        return plain(value, places=0)
    if isinstance(value, int) and not isinstance(value, bool) and type_ not in NUMBERS:
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(inner, type_="text") for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, type_="text") for inner in value]
    if isinstance(value, str) and type_ == "line_items" and value.strip():
        return _lines(value)
    if value is None or isinstance(value, str | bool | int):
        return value
    return str(value)


_LINES = Column(key="lines", name="Lines", type="line_items")


def _lines(text: str) -> JsonValue:
    try:
        return as_value(_LINES, text, context=Context(known=Known(), values={}), order=None)
    except ValueRefused:
        return text  # the check that follows says why
