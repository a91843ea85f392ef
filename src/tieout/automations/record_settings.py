"""What is wrong with the settings of steps on records: a collection or field that is not there, a condition nobody can decide."""

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from tieout.automations.building import CollectionShape, SettingsProblem
from tieout.mapping.conditions import problems as condition_problems

CREATE, UPDATE, FIND, DELETE, COMMENT, LINE = (
    "create_record", "update_record", "find_records", "delete_record", "add_comment", "add_line",
)  # fmt: skip
KINDS = frozenset({CREATE, UPDATE, FIND, DELETE, COMMENT, LINE})
# By what records are looked for beside their fields.
COLUMNS: Mapping[str, str] = {"key": "text", "title": "text", "created_at": "date_time", "updated_at": "date_time"}


def record_problems(
    kind: str, settings: Mapping[str, JsonValue], *, collections: Mapping[str, CollectionShape]
) -> Iterator[SettingsProblem]:
    """Of settings that can be read. Where no collection is named, it is that of the run's record, which only the run knows."""
    key = settings.get("collection")
    if kind not in KINDS or not isinstance(key, str) or not key:
        return
    shape = collections.get(key)
    if shape is None:
        yield SettingsProblem(field="collection", message=f"There is no collection {key}.", remedy="Choose one that is there.")
        return
    known = {**COLUMNS, **shape.field_types} if kind == FIND else shape.field_types
    for name in _names(settings.get("values")):
        if name not in known:
            yield SettingsProblem(
                field=f"values.{name}", message=f"{shape.name} has no field {name}.", remedy="Choose another field."
            )
    where = settings.get("where")
    if isinstance(where, dict):
        for said in condition_problems(where, known):
            yield SettingsProblem(field="where", message=said, remedy="Correct the condition.")
    sort = settings.get("sort")
    if isinstance(sort, str) and (name := sort.strip().lstrip("-")) and name not in known:
        yield SettingsProblem(field="sort", message=f"{shape.name} has no field {name}.", remedy="Choose another field.")
    if kind == LINE:
        yield from _line(settings, shape)


def _line(settings: Mapping[str, JsonValue], shape: CollectionShape) -> Iterator[SettingsProblem]:
    field = str(settings.get("field"))
    if shape.field_types.get(field) != "line_items":
        message = f"{shape.name} has no line items called {field}."
        yield SettingsProblem(field="field", message=message, remedy="Choose a field with line items.")
        return
    columns = shape.line_types.get(field, {})
    for name in _names(settings.get("cells")):
        if columns and name not in columns:
            message = f"The lines of {shape.name} have no column {name}."
            yield SettingsProblem(field=f"cells.{name}", message=message, remedy="Choose another column.")


def _names(value: JsonValue) -> list[str]:
    return list(value) if isinstance(value, dict) else []
