"""Create record: a new record in a collection, made once however often the step is taken up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.engine import edits
from tieout.engine.reference import BY_THE_LEDGER
from tieout.engine.steps import telling
from tieout.engine.steps.contract import Group, Preview, PreviewField, StepInput, StepResult, field_as, with_settings
from tieout.engine.steps.fitting import fitted, value_fields, wrong_sentence
from tieout.engine.steps.worked_out import NotWorkedOut, known, source_of, texts, values
from tieout.mapping.rules import ValueRule
from tieout.store import collections, field_values, records, shapes
from tieout.store.collections import Collection
from tieout.store.ids import id_within
from tieout.store.records import Draft, Record, Saved
from tieout.store.runs import Run

FIXED_OUTPUTS = {"id": "text", "key": "text", "title": "text", "created": "checkbox"}
IF_THERE = ["Fail", "Go on with the one that is there", "Update the one that is there"]


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    collection: str = Field(
        min_length=1, title="Collection", description="Where the record is made.", json_schema_extra=field_as("collection")
    )
    key: ValueRule | None = Field(
        default=None,
        title="Key",
        description="By what the record is known, an order's number for instance; without one it gets the next number.",
        json_schema_extra=field_as("rule"),
    )
    values: dict[str, ValueRule] = Field(
        default={},
        title="Values",
        description="What goes into which field; fields that get nothing have their default.",
        json_schema_extra=field_as("rules", of="collection"),
    )
    if_there: Literal["fail", "keep", "update"] = Field(
        default="fail",
        title="If a record has this key already",
        json_schema_extra=field_as("choice", names=list[JsonValue](IF_THERE)),
    )


@dataclass(kw_only=True)
class _Wish:
    """What one run wants to be there; `id` is the record's, whenever this step of this run makes it."""

    run: Run
    id: UUID
    settings: Settings
    key: str = ""
    wanted: Mapping[str, object] = field(default_factory=dict)
    good: Mapping[str, object] = field(default_factory=dict)


class CreateRecord:
    kind = "create_record"
    name = "Create record"
    group: Group = "records"
    about = "Makes a new record in a collection, once for each run."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        return {**FIXED_OUTPUTS, "record": f"record:{settings.get('collection') or ''}"}

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        results: dict[UUID, StepResult] = {}
        wishes: dict[str, list[_Wish]] = {}
        made = records.records_by_ids(workspace_id, [id_within(one.run.id, one.path) for one in inputs])
        for one, settings in with_settings(Settings, inputs):
            wish = _Wish(run=one.run, id=id_within(one.run.id, one.path), settings=settings)
            before = made.get(wish.id)
            if before is not None:
                said = f"{before.key} was created before" + (" and is in the bin now" if before.deleted_at else "")
                results[one.run.id] = StepResult(status="done", outcome=said, output=output_of(before, created=True))
                continue
            try:
                _work_out(wish, one)
            except NotWorkedOut as error:
                results[one.run.id] = StepResult(status="failed", outcome=str(error))
                continue
            wishes.setdefault(settings.collection, []).append(wish)
        for key, members in wishes.items():
            results.update(_make(workspace_id, key, wishes=members))
        return results

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        wish = _Wish(run=one.run, id=id_within(one.run.id, one.path), settings=Settings.model_validate(dict(one.settings)))
        collection = collections.collection(workspace_id, wish.settings.collection)
        if collection is None or collection.system:
            said = _closed(collection, wish.settings.collection)
            return Preview(text="Would create nothing.", status="failed", problems=(said,))
        try:
            _work_out(wish, one)
        except NotWorkedOut as error:
            return Preview(text="Would create nothing.", status="failed", problems=(str(error),))
        (checked,) = fitted(workspace_id, collection, rows=[wish.wanted], whole=True)
        pair = (collection.key, wish.key)
        there = records.records_by_keys(workspace_id, [pair]).get(pair) if wish.key else None
        problems = [wrong_sentence(collection, checked.wrong)] if checked.wrong else []
        if there is not None and (wish.settings.if_there == "fail" or there.deleted_at):
            problems.append(_taken(collection, there))
        text = f"Would create {collection.name} {wish.key}".strip() if there is None else _instead(collection, wish, there=there)
        key = PreviewField(name="key", label="Key", value=wish.key, source=source_of(wish.settings.key) or "the next number")
        return Preview(
            text="Would create nothing." if problems else f"{text}.",
            status="failed" if problems else "done",
            fields=(key, *value_fields(collection, wish.settings.values, values=wish.wanted, wrong=checked.wrong)),
            problems=tuple(problems),
            output={"key": wish.key, "created": there is None, "record": {**checked.good, "key": wish.key}},
        )


def output_of(record: Record, *, created: bool) -> dict[str, object]:
    """What later steps see of it."""
    return {
        "id": str(record.id),
        "key": record.key,
        "title": record.title,
        "created": created,
        "record": {**record.values, "key": record.key},
    }


def _work_out(wish: _Wish, one: StepInput) -> None:
    seen = known(one)
    wish.key = texts({"key": wish.settings.key}, seen)["key"]
    # What has no value is left to the field's default.
    wish.wanted = {name: value for name, value in values(wish.settings.values, seen).items() if value is not None}


def _make(workspace_id: UUID, key: str, *, wishes: Sequence[_Wish]) -> dict[UUID, StepResult]:
    """The records of one collection, each wish in its turn."""
    shapes.stay(workspace_id)
    collection = collections.collection(workspace_id, key)
    if collection is None or collection.system:
        return {wish.run.id: StepResult(status="failed", outcome=_closed(collection, key)) for wish in wishes}
    results: dict[UUID, StepResult] = {}
    left: list[_Wish] = []
    there = records.records_by_keys(workspace_id, [(key, wish.key) for wish in wishes if wish.key])
    for wish, checked in zip(
        wishes, fitted(workspace_id, collection, rows=[one.wanted for one in wishes], whole=True), strict=True
    ):
        wrong = dict(checked.wrong)
        present = there.get((key, wish.key)) if wish.key else None
        if len(wish.key) > edits.KEY_CHARACTERS_MAX:
            wrong["key"] = f"is longer than {edits.KEY_CHARACTERS_MAX} characters"
        if present is not None and wish.settings.if_there == "keep" and present.deleted_at is None:
            results[wish.run.id] = StepResult(
                status="done", outcome=f"{present.key} was there already", output=output_of(present, created=False)
            )
        elif wrong:
            results[wish.run.id] = StepResult(status="failed", outcome=wrong_sentence(collection, wrong))
        elif present is not None and (wish.settings.if_there == "fail" or present.deleted_at is not None):
            results[wish.run.id] = StepResult(status="failed", outcome=_taken(collection, present))
        else:
            wish.good = checked.good
            left.append(wish)
    results.update(_save(workspace_id, collection, wishes=left))
    return results


def _save(workspace_id: UUID, collection: Collection, *, wishes: Sequence[_Wish]) -> dict[UUID, StepResult]:
    """One after the other where they could be in each other's way: the same key, or a value that only one may have."""
    results: dict[UUID, StepResult] = {}
    unnamed = [wish for wish in wishes if not wish.key]
    keys = edits.keys_of_new(workspace_id, collection, rows=[wish.good for wish in unnamed]) if unnamed else []
    for wish, key in zip(unnamed, keys, strict=True):
        wish.key = key
    pairs = [(collection.key, wish.key) for wish in wishes]
    there = {key: record for (_, key), record in records.records_by_keys(workspace_id, pairs).items()}
    claims = [
        edits.Claim(
            id=there[wish.key].id if wish.key in there else wish.id,
            collection_id=collection.id,
            key=wish.key,
            values={**(there[wish.key].values if wish.key in there else {}), **wish.good},
        )
        for wish in wishes
    ]
    taken = field_values.taken(workspace_id, claims)
    fit: dict[str, _Wish] = {}
    again: list[_Wish] = []
    for wish, claim in zip(wishes, claims, strict=True):
        if claim.id in taken:
            results[wish.run.id] = StepResult(status="failed", outcome=wrong_sentence(collection, taken[claim.id]))
        elif wish.key in fit:
            again.append(wish)
        else:
            fit[wish.key] = wish
    saved = records.save_drafts(workspace_id, collection, drafts=[_draft(collection, wish) for wish in fit.values()])
    for one, wish in zip(saved, fit.values(), strict=True):
        results[wish.run.id] = _result(one)
    telling.tell(workspace_id, saved, causes={one.record.id: wish.run for one, wish in zip(saved, fit.values(), strict=True)})
    if again:
        results.update(_make(workspace_id, collection.key, wishes=again))
    return results


def _draft(collection: Collection, wish: _Wish) -> Draft:
    made = edits.draft(collection, key=wish.key, values=wish.good)
    return Draft(key=made.key, title=made.title, values=made.values, problems=[], id=wish.id)


def _result(one: Saved) -> StepResult:
    if one.change == "created":
        return StepResult(status="done", outcome=f"created {one.record.key}", output=output_of(one.record, created=True))
    return StepResult(status="done", outcome=f"updated {one.record.key}", output=output_of(one.record, created=False))


def _closed(collection: Collection | None, key: str) -> str:
    return BY_THE_LEDGER.format(name=collection.name) if collection else f"There is no collection {key}."


def _taken(collection: Collection, record: Record) -> str:
    if record.deleted_at is not None:
        return f"{collection.name} {record.key} is in the bin. Bring it back, or give the new record another key."
    return f"{collection.name} {record.key} is there already. Give another key, or say that the one that is there is taken."


def _instead(collection: Collection, wish: _Wish, *, there: Record) -> str:
    does = "go on with" if wish.settings.if_there == "keep" else "update"
    return f"Would {does} {collection.name} {there.key}, which is there already"
