"""One run at one step: the step taken up by itself, with what the run would know."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from integration.engine.stage import Shop
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.contract import Preview, StepInput, StepResult
from tieout.store import collections, database, events, runs
from tieout.store.events import Event
from tieout.store.records import Record
from tieout.store.runs import RunStatus, RunStep


def fixed(value: str) -> dict[str, Any]:
    return {"kind": "fixed", "value": value}


def field(path: str) -> dict[str, Any]:
    return {"kind": "field", "path": path}


def formula(source: str) -> dict[str, Any]:
    return {"kind": "formula", "source": source}


def text(*parts: str | dict[str, str]) -> dict[str, Any]:
    return {"kind": "text", "parts": list(parts)}


def at(
    shop: Shop, settings: Mapping[str, Any], *, record: Record | None = None, scope: Mapping[str, object] | None = None
) -> StepInput:
    """A run of its own about a record, or about nothing; `scope` is what it knows beside the record."""
    own: dict[str, object] = {**record.values, "key": record.key} if record else {}
    key = uuid4().hex
    happened = Event(workspace_id=shop.workspace_id, source="hand", key=key, kind="manual", subject_kind="record" if record else "")
    happened.subject_id = record.id if record else None
    events.keep_events(shop.workspace_id, [happened])
    run, _ = runs.start_run(
        shop.workspace_id,
        kind="automation",
        key=f"step:{key}",
        event=happened,
        subject_kind="record" if record else "",
        subject_id=record.id if record else None,
        status=RunStatus.SUCCEEDED,
    )
    types = collections.collection_types(shop.workspace_id).get(record.collection.key, {}) if record else {}
    known = {**own, "trigger": own, **(scope or {})}
    return StepInput(
        run=run, event=happened, settings=settings, earlier=None, outputs={}, path="it", scope=known, types=dict(types)
    )


def do(shop: Shop, kind: str, *inputs: StepInput) -> list[StepResult]:
    """What the step comes to, for each of them."""
    with database.atomic():
        found = STEP_KINDS[kind].run_many(shop.workspace_id, list(inputs))
    return [found[one.run.id] for one in inputs]


def again(one: StepInput, result: StepResult) -> StepInput:
    """The same run at the same step, taken up once more."""
    row = RunStep(status=result.status, outcome=result.outcome, output=result.output, posting_id=result.posting_id, path=one.path)
    return replace(one, earlier=row)


def shown(shop: Shop, kind: str, *, one: StepInput) -> Preview:
    """What it would do; whatever it writes is not kept."""
    with database.atomic():
        return STEP_KINDS[kind].preview(shop.workspace_id, one)


def record_of(shop: Shop, result: StepResult) -> Record:
    return shop.record(UUID(str(result.output["id"])))
