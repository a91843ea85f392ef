"""Find records: those of a collection whose fields have these values, or that meet a condition."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as, with_settings
from tieout.engine.steps.worked_out import NotWorkedOut, asked_fields, known, texts
from tieout.mapping.rules import ValueRule
from tieout.store import collections
from tieout.store.collections import Collection
from tieout.store.record_lists import FilterRefused, RecordQuery, UnknownField, found_ids
from tieout.store.records import Record, records_by_ids

FOUND_MAX = 1000


class Settings(BaseModel):
    """`values` by field and `where` must both be met; with neither, all records are found."""

    model_config = ConfigDict(extra="forbid")
    collection: str = Field(
        min_length=1, title="Collection", description="Where is looked.", json_schema_extra=field_as("collection")
    )
    values: dict[str, ValueRule] = Field(
        default={},
        title="Fields that must be equal",
        description="Field and value, or key for the record's key. Where a value is empty, nothing is found.",
        json_schema_extra=field_as("rules", of="collection"),
    )
    where: dict[str, JsonValue] | None = Field(
        default=None,
        title="Condition",
        description="What else must hold of the records.",
        json_schema_extra=field_as("condition", of="collection"),
    )
    sort: str = Field(
        default="",
        max_length=200,
        title="Order",
        description="A field's key; with a minus before it the greatest comes first. Without one, the newest comes first.",
        json_schema_extra=field_as("field", of="collection"),
    )
    limit: int = Field(
        default=100, ge=1, le=FOUND_MAX, title="At most", description="So many are taken.", json_schema_extra=field_as("number")
    )
    not_found: Literal["go_on", "fail"] = Field(
        default="go_on",
        title="If none is found",
        json_schema_extra=field_as("choice", names=["Go on, with found = no", "Fail"]),
    )


class FindRecords:
    kind = "find_records"
    name = "Find records"
    group: Group = "records"
    about = "Looks for records by their values or a condition; gives one, or a list to go through."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        own = str(settings.get("collection") or "")
        fixed = {"found": "checkbox", "count": "number", "more": "checkbox", "id": "text", "key": "text", "title": "text"}
        return {**fixed, "record": f"record:{own}", "records": f"records:{own}"}

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        known_ones: dict[str, Collection | None] = {}
        results: dict[UUID, StepResult] = {}
        for one, settings in with_settings(Settings, inputs):
            if settings.collection not in known_ones:
                known_ones[settings.collection] = collections.collection(workspace_id, settings.collection)
            results[one.run.id] = _look(workspace_id, one, settings=settings, collection=known_ones[settings.collection])[0]
        return results

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        settings = Settings.model_validate(dict(one.settings))
        collection = collections.collection(workspace_id, settings.collection)
        result, asked = _look(workspace_id, one, settings=settings, collection=collection)
        labels = {field.key: field.name for field in collection.fields.all()} if collection else {}
        return Preview(
            text=f"Would go on with what it has {result.outcome}." if result.status == "done" else result.outcome,
            status=result.status,
            fields=asked_fields(settings.values, asked, labels=labels),
            problems=(result.outcome,) if result.status == "failed" else (),
            output=result.output,
        )


def _look(
    workspace_id: UUID, one: StepInput, *, settings: Settings, collection: Collection | None
) -> tuple[StepResult, dict[str, str]]:
    """What was found, and the values by which it was looked for."""
    if collection is None:
        return StepResult(status="failed", outcome=f"There is no collection {settings.collection}."), {}
    try:
        asked = texts(settings.values, known(one))
    except NotWorkedOut as error:
        return StepResult(status="failed", outcome=str(error)), {}
    empty = [name for name, text in asked.items() if not text]
    if empty:
        said = f"{empty[0].replace('_', ' ').capitalize()} is empty, so nothing was looked for"
        return _told(settings, [], more=False, said=said), asked
    query = RecordQuery(sort=settings.sort or "-updated_at", filters=asked, where=settings.where)
    try:
        ids = found_ids(workspace_id, collection, query=query, limit=settings.limit + 1)
    except FilterRefused as error:
        return StepResult(status="failed", outcome=str(error)), asked
    except UnknownField as error:
        said = f"{collection.name} cannot be looked through by {error}: there is no such field, or none that lists are sorted by."
        return StepResult(status="failed", outcome=said), asked
    present = records_by_ids(workspace_id, ids[: settings.limit])
    rows = [present[id_] for id_ in ids if id_ in present]
    return _told(settings, rows, more=len(ids) > settings.limit, said=""), asked


def _told(settings: Settings, rows: Sequence[Record], *, more: bool, said: str) -> StepResult:
    if not rows and settings.not_found == "fail":
        return StepResult(status="failed", outcome=f"{said or 'No record was found'}.")
    first = rows[0] if rows else None
    output: dict[str, object] = {
        "found": bool(rows),
        "count": len(rows),
        "more": more,
        "id": str(first.id) if first else "",
        "key": first.key if first else "",
        "title": first.title if first else "",
        "record": _row(first) if first else {},
        "records": [_row(row) for row in rows],
    }
    counted = f"found {rows[0].key}" if len(rows) == 1 else f"found {len(rows)} records" if rows else "found none"
    return StepResult(status="done", outcome=said or (f"{counted}, and there are more" if more else counted), output=output)


def _row(record: Record) -> dict[str, object]:
    return {**record.values, "id": str(record.id), "key": record.key, "title": record.title}
