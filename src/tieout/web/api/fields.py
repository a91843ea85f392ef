"""The fields of a collection: added, changed, ordered, archived, and given another type."""

from ninja import Router, Schema
from pydantic import Field as Limit

from tieout.engine import collections as verbs
from tieout.engine import field_types
from tieout.mapping import formula
from tieout.mapping.computing import kinds_of
from tieout.mapping.formula import FormulaError
from tieout.mapping.formula_functions import text
from tieout.store import collections, records
from tieout.web.api.collection_fields import Field, FieldIn, field_shown, said_of
from tieout.web.api.collections import collection_of
from tieout.web.api.values import WorkspaceId
from tieout.web.permissions import Asked, actor_of, may

router = Router(tags=["collections"], auth=may("read"))
FIELDS = "/collections/{key}/fields"


class FieldOrder(Schema):
    """The keys of the fields that come first, in this order."""

    keys: list[str] = Limit(max_length=300)


class TypeIn(FieldIn):
    """The new type with its options. `misfits` is the number of values that the check said would not fit, to agree to."""

    misfits: int = 0


class TypeMisfit(Schema):
    key: str
    title: str
    value: str
    reason: str


class TypeCheckOut(Schema):
    """What a change of type would do: `fits` are converted, `misfits` are kept in an archived field beside this one."""

    fits: int
    empty: int
    misfits: int
    examples: list[TypeMisfit]


class FormulaIn(Schema):
    source: str = Limit(max_length=4000)


class FormulaOut(Schema):
    """`error` with its columns, or what the formula gives for a record of the collection, where there is one."""

    error: str = ""
    start: int = 0
    end: int = 0
    record: str = ""
    value: str = ""


@router.post(FIELDS, response={200: Field}, auth=may("edit_collections"), operation_id="add_field")
def add_field(request: Asked, workspace_id: WorkspaceId, *, key: str, body: FieldIn) -> Field:
    """Adds a field to a collection."""
    row = collection_of(workspace_id, key)
    return _shown(verbs.add_field(workspace_id, row, said=said_of(body), actor=actor_of(request)))


@router.put(f"{FIELDS}/order", response={204: None}, auth=may("edit_collections"), operation_id="order_fields")
def order_fields(request: Asked, workspace_id: WorkspaceId, *, key: str, body: FieldOrder) -> None:
    """Puts the fields into another order."""
    verbs.order_fields(workspace_id, collection_of(workspace_id, key), keys=body.keys, actor=actor_of(request))


@router.post("/collections/{key}/formula", response=FormulaOut, auth=may("edit_collections"), operation_id="check_formula")
def check_formula(request: Asked, workspace_id: WorkspaceId, *, key: str, body: FormulaIn) -> FormulaOut:
    """Checks a formula as it is written, and works it out for the newest record."""
    row = collection_of(workspace_id, key)
    fields = [one for one in row.fields.all() if one.archived_at is None]
    columns = {str(one["key"]) for field in fields for one in field.options.get("columns", []) if isinstance(one, dict)}
    wrong = formula.problem(body.source, known=frozenset({*(one.key for one in fields), *columns}))
    if wrong is not None:
        return FormulaOut(error=wrong.message, start=wrong.start, end=wrong.end)
    newest = records.newest(workspace_id, row)
    if newest is None:
        return FormulaOut()
    try:
        types, of_lines = kinds_of(fields)
        found = formula.evaluate(body.source, newest.values, types=types, columns=of_lines)
        return FormulaOut(record=newest.key, value="a list" if isinstance(found, list | dict) else text(found))
    except FormulaError as error:
        return FormulaOut(error=error.message, start=error.start, end=error.end, record=newest.key)


@router.patch(f"{FIELDS}/{{field}}", response=Field, auth=may("edit_collections"), operation_id="change_field")
def change_field(request: Asked, workspace_id: WorkspaceId, *, key: str, field: str, body: FieldIn) -> Field:
    """Changes a field, except its type."""
    row = collection_of(workspace_id, key)
    return _shown(verbs.change_field(workspace_id, row, key=field, said=said_of(body), actor=actor_of(request)))


@router.post(f"{FIELDS}/{{field}}/archive", response=Field, auth=may("edit_collections"), operation_id="archive_field")
def archive_field(request: Asked, workspace_id: WorkspaceId, *, key: str, field: str) -> Field:
    """Hides a field; its values stay."""
    row = collection_of(workspace_id, key)
    return _shown(verbs.set_field_archived(workspace_id, row, key=field, archived=True, actor=actor_of(request)))


@router.post(f"{FIELDS}/{{field}}/restore", response=Field, auth=may("edit_collections"), operation_id="restore_field")
def restore_field(request: Asked, workspace_id: WorkspaceId, *, key: str, field: str) -> Field:
    """Brings an archived field back."""
    row = collection_of(workspace_id, key)
    return _shown(verbs.set_field_archived(workspace_id, row, key=field, archived=False, actor=actor_of(request)))


@router.post(f"{FIELDS}/{{field}}/type/check", response=TypeCheckOut, auth=may("edit_collections"), operation_id="check_field_type")
def check_field_type(request: Asked, workspace_id: WorkspaceId, *, key: str, field: str, body: TypeIn) -> TypeCheckOut:
    """What would become of the values under another type; nothing is written."""
    found = field_types.check_type(workspace_id, collection_of(workspace_id, key), key=field, said=said_of(body))
    return TypeCheckOut.model_validate(found, from_attributes=True)


@router.post(f"{FIELDS}/{{field}}/type", response=Field, auth=may("edit_collections"), operation_id="change_field_type")
def change_field_type(request: Asked, workspace_id: WorkspaceId, *, key: str, field: str, body: TypeIn) -> Field:
    """Gives a field another type, and its values with it."""
    row = collection_of(workspace_id, key)
    said = {name: value for name, value in said_of(body).items() if name != "misfits"}
    wish = field_types.Retyping(key=field, said=said, misfits=body.misfits)
    return _shown(field_types.change_type(workspace_id, row, wish=wish, actor=actor_of(request)))


def _shown(row: collections.Field) -> Field:
    return Field.model_validate(field_shown(row))
