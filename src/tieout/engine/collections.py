"""Collections as people shape them: made, named, given fields, taken away; every change in the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import JsonValue

from tieout.engine.surface import NotPossible
from tieout.mapping import collection_templates
from tieout.mapping.computing import failures
from tieout.mapping.field_options import Wanted, clean_options, key_for, problems
from tieout.store import audit, collections, database, field_values, removal
from tieout.store.collections import Collection, Field
from tieout.store.removal import Going

NAME_CHARACTERS_MAX = 100
COLLECTIONS_MAX = 200
FIELDS_MAX = 200

Said = Mapping[str, JsonValue]


class FieldRefused(ValueError):
    """A field that cannot be kept; `fields` says by its part what is wrong."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)


@dataclass(frozen=True, kw_only=True)
class NewCollection:
    """`template` is the key of one of `mapping.collection_templates`, empty for a blank one."""

    name: str
    description: str = ""
    template: str = ""


def create_collection(workspace_id: UUID, wanted: NewCollection, *, actor: str) -> Collection:
    """Raises FieldRefused, NotPossible."""
    name = _name(wanted.name)
    with database.atomic():
        present = collections.collection_keys(workspace_id)
        _not_named(present, name)
        if len(present) >= COLLECTIONS_MAX:
            raise NotPossible(f"A workspace has at most {COLLECTIONS_MAX} collections. Delete one that is not used.")
        chosen = collection_templates.template(wanted.template) if wanted.template else None
        if wanted.template and chosen is None:
            raise FieldRefused({"template": "Choose a template that there is."})
        key = key_for(chosen.key if chosen and chosen.key not in present else name, set(present))
        known = frozenset({*present, key})
        blank: list[dict[str, object]] = [{"key": "name", "name": "Name", "type": "text", "required": True}]
        fields = collection_templates.fields_of(chosen, collections=known) if chosen else blank
        row = collections.save_collection(workspace_id, key=key, name=name, fields=fields)
        said = wanted.description.strip() or (chosen.description if chosen else "")
        collections.describe(workspace_id, row.id, name=name, description=said)
        names = ", ".join(str(field["name"]) for field in fields)
        _note(row, "collection.created", text=f"Collection {name} made with the fields {names}", actor=actor)
    return row


def describe_collection(workspace_id: UUID, row: Collection, *, name: str, description: str, actor: str) -> None:
    """Raises FieldRefused."""
    name = _name(name)
    with database.atomic():
        _not_named({key: other for key, other in collections.collection_keys(workspace_id).items() if key != row.key}, name)
        _own(row)
        collections.describe(workspace_id, row.id, name=name, description=description.strip())
        changes = {"name": [row.name, name], "description": [row.description, description.strip()]}
        text = f"Collection {row.name} renamed {name}" if name != row.name else f"Collection {name} described"
        _note(row, "collection.changed", text=text, details={"changes": changes}, actor=actor)


def delete_collection(workspace_id: UUID, row: Collection, *, confirmed: str, actor: str) -> Going:
    """With all that goes with it; `confirmed` is its name, unless it is empty. Raises NotPossible."""
    with database.atomic():
        _own(row)
        removal.hold(workspace_id, row)
        going = removal.going(workspace_id, row)
        if going.hindrances:
            raise NotPossible(" ".join(going.hindrances))
        if not going.is_empty and confirmed.strip() != row.name:
            raise NotPossible(f"{row.name} is not empty. Write its name to confirm that {going.sentence} go with it.")
        _note(
            row,
            "collection.deleted",
            text=f"Collection {row.name} deleted with {going.sentence}",
            details=going.counts,
            actor=actor,
        )
        removal.remove(workspace_id, row, by=actor)
    return going


def add_field(workspace_id: UUID, row: Collection, *, said: Said, actor: str) -> Field:
    """Raises FieldRefused, NotPossible."""
    with database.atomic():
        _own(row)
        present = collections.fields_of(workspace_id, row.id)
        if len(present) >= FIELDS_MAX:
            raise NotPossible(f"A collection has at most {FIELDS_MAX} fields, those that are archived among them.")
        type_ = str(said.get("type") or "text")
        key = key_for(str(said.get("name") or ""), {one.key for one in present})
        wanted = _wanted(said, key=key, type_=type_, before={})
        judge(workspace_id, wanted, others=present)
        made = Field(workspace_id=workspace_id, collection=row, key=key, position=len(present))
        _write(made, wanted)
        collections.save_field(made)
        collections.place_fields(workspace_id, row, has_values=False)
        if made.type == "formula":
            removal.recompute(workspace_id, row)
        made.refresh_from_db(fields=["slot"])
        _note(row, "field.added", text=f"{row.name}: field {made.name} added", details=_described(made), actor=actor)
    return made


def change_field(workspace_id: UUID, row: Collection, *, key: str, said: Said, actor: str) -> Field:
    """All but the type, for which see engine/field_types.py. Raises FieldRefused, NotPossible."""
    with database.atomic():
        _own(row)
        present = collections.fields_of(workspace_id, row.id)
        field = field_of(present, key)
        before = _described(field)
        named: dict[str, JsonValue] = {
            "name": field.name, "required": field.required, "unique": field.unique, "default": field.default, "hint": field.hint,
        }  # fmt: skip
        kept = {name: value for name, value in field.options.items() if isinstance(value, str | int | bool | list)}
        wanted = _wanted({**kept, **named, **said}, key=key, type_=field.type, before=field.options)
        judge(workspace_id, wanted, others=[one for one in present if one.key != key])
        _losing_nothing(workspace_id, field, wanted=wanted)
        became_unique = wanted.unique and not field.unique
        computing = field.options != wanted.options and field.type == "formula"
        _write(field, wanted)
        collections.save_field(field)
        if became_unique:
            field_values.claim_all(workspace_id, field, rows=removal.each(workspace_id, row.id))
        elif not wanted.unique:
            field_values.release(workspace_id, field)
        if field.type in ("formula", "stage"):
            # What a formula gives may be of another kind now, and a search finds a stage by its name.
            collections.place_fields(workspace_id, row)
        if computing:
            removal.recompute(workspace_id, row)
        elif field.type == "stage":
            removal.relist(workspace_id, row)
        changes = {name: [before[name], now] for name, now in _described(field).items() if before[name] != now}
        if changes:
            text = f"{row.name}: field {field.name} changed ({', '.join(changes)})"
            _note(row, "field.changed", text=text, details={"field": key, "changes": changes}, actor=actor)
    return field


def order_fields(workspace_id: UUID, row: Collection, *, keys: Sequence[str], actor: str) -> None:
    with database.atomic():
        _own(row)
        collections.order_fields(workspace_id, row.id, keys=list(keys))
        _note(row, "field.moved", text=f"{row.name}: fields put into another order", details={"order": list(keys)}, actor=actor)


def set_field_archived(workspace_id: UUID, row: Collection, *, key: str, archived: bool, actor: str) -> Field:
    """Hides a field and keeps its values, or brings it back. Raises NotPossible, FieldRefused."""
    with database.atomic():
        _own(row)
        present = collections.fields_of(workspace_id, row.id)
        field = field_of(present, key)
        if archived and sum(one.archived_at is None for one in present) == 1:
            raise NotPossible("A collection keeps at least one field. Add another one first.")
        if archived:
            _used_by_none(field, present)
        elif (clash := _clash(field, present)) is not None:
            raise NotPossible(f"Another field is called {clash}. Rename it first.")
        collections.archive_field(field, archived=archived)
        if field.unique and not archived:
            field_values.claim_all(workspace_id, field, rows=removal.each(workspace_id, row.id))
        elif archived:
            field_values.release(workspace_id, field)
        done = "archived" if archived else "brought back"
        _note(row, f"field.{'archived' if archived else 'restored'}", text=f"{row.name}: field {field.name} {done}",
              details={"field": key}, actor=actor)  # fmt: skip
    return field


def judge(workspace_id: UUID, wanted: Wanted, *, others: Sequence[Field]) -> None:
    """Raises FieldRefused."""
    living = [one for one in others if one.archived_at is None]
    wrong = problems(wanted, others=living, collections=list(collections.collection_keys(workspace_id)))
    if wrong:
        raise FieldRefused(wrong)


def field_of(fields: Sequence[Field], key: str) -> Field:
    """Raises NotPossible."""
    found = next((one for one in fields if one.key == key), None)
    if found is None:
        raise NotPossible(f"The collection has no field {key} any more. Reload the page.")
    if found.options.get("from_ledger"):
        raise NotPossible(f"{found.name} is filled in by the ledger; it cannot be changed.")
    return found


def formula_failures(workspace_id: UUID, row: Collection, *, values: Mapping[str, object]) -> dict[str, str]:
    """Why formula fields of a record are empty, by their key."""
    del workspace_id
    return failures([one for one in row.fields.all() if one.archived_at is None], values)


def _losing_nothing(workspace_id: UUID, field: Field, *, wanted: Wanted) -> None:
    """A choice, a stage or a column that records still have cannot be taken away. Raises FieldRefused."""
    gone = removal.used_parts(workspace_id, field, options=wanted.options)
    if gone:
        part = "columns" if field.type == "line_items" else "stages" if field.type == "stage" else "choices"
        said = "; ".join(f"{name} is in {count} record{'s' if count != 1 else ''}" for name, count in gone.items())
        raise FieldRefused({part: f"{said}. Change those records first, or keep it."})


def _used_by_none(field: Field, present: Sequence[Field]) -> None:
    """Raises NotPossible."""
    for one in present:
        if one.type == "formula" and one.archived_at is None and one.key != field.key and removal.reads(one, field.key):
            raise NotPossible(f"The formula {one.name} reads {field.name}. Change the formula first.")


def _clash(field: Field, present: Sequence[Field]) -> str | None:
    others = (one for one in present if one.key != field.key and one.archived_at is None)
    for one in others:
        if one.name.casefold() == field.name.casefold() or (one.type == field.type == "stage"):
            return one.name
    return None


def _wanted(said: Said, *, key: str, type_: str, before: Mapping[str, object]) -> Wanted:
    return Wanted(
        key=key,
        name=str(said.get("name") or "").strip(),
        type=type_,
        required=bool(said.get("required")),
        unique=bool(said.get("unique")),
        default=said.get("default"),
        hint=str(said.get("hint") or "").strip(),
        options=clean_options(type_, said, before=before),
    )


def _write(field: Field, wanted: Wanted) -> None:
    field.name, field.type, field.required, field.unique = wanted.name, wanted.type, wanted.required, wanted.unique
    field.default = wanted.default if wanted.default not in ("", []) else None
    field.hint, field.options = wanted.hint[:300], dict(wanted.options)


def _described(field: Field) -> dict[str, object]:
    return {
        "name": field.name, "type": field.type, "required": field.required, "unique": field.unique, "default": field.default,
        "hint": field.hint, "options": field.options,
    }  # fmt: skip


def _name(name: str) -> str:
    stripped = name.strip()
    if not stripped:
        raise FieldRefused({"name": "Give the collection a name."})
    if len(stripped) > NAME_CHARACTERS_MAX:
        raise FieldRefused({"name": f"A name has at most {NAME_CHARACTERS_MAX} characters."})
    return stripped


def _not_named(present: Mapping[str, str], name: str) -> None:
    if name.casefold() in {one.casefold() for one in present.values()}:
        raise FieldRefused({"name": "Another collection has this name."})


def _own(row: Collection) -> None:
    if row.system:
        raise NotPossible(f"{row.name} is filled in by the ledger; it cannot be changed here.")


def _note(row: Collection, action: str, *, text: str, actor: str, details: Mapping[str, object] | None = None) -> None:
    note = audit.Note(
        actor=actor, action=action, subject_kind="collection", subject_id=str(row.id), text=text, details=dict(details or {})
    )
    audit.add(row.workspace_id, [note])
