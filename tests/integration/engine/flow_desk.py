"""Automations of flow steps on a collection of jobs: published, started by saving a job, and looked at until they wait or end."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.engine import actions, intake
from tieout.store import automations, collections, database, runs
from tieout.store.automations import Automation
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunStatus, RunStep

Steps = Sequence[Mapping[str, object]]
FIELDS: list[dict[str, object]] = [
    {"key": "name", "name": "Name", "type": "text"},
    {"key": "total", "name": "Total", "type": "money"},
    {"key": "state", "name": "State", "type": "text"},
    {"key": "day", "name": "Day", "type": "date"},
    {
        "key": "lines",
        "name": "Lines",
        "type": "line_items",
        "options": {
            "columns": [{"key": "code", "name": "Code", "type": "text"}, {"key": "price", "name": "Price", "type": "money"}]
        },
    },
]


def field(path: str) -> dict[str, object]:
    return {"kind": "field", "path": path}


def fixed(value: str) -> dict[str, object]:
    return {"kind": "fixed", "value": value}


def formula(source: str) -> dict[str, object]:
    return {"kind": "formula", "source": source}


def step(id: str, kind: str, *, settings: Mapping[str, object] | None = None, **more: object) -> dict[str, object]:
    return {"id": id, "kind": kind, "settings": dict(settings or {}), **more}


def log(id: str, message: Mapping[str, object] | None = None, **more: object) -> dict[str, object]:
    return step(id, "log", settings={"message": message or fixed(id)}, **more)


def is_(path: str, value: str) -> dict[str, object]:
    return {"field": path, "operator": "=", "value": value}


def with_jobs(shop: Shop) -> Shop:
    """Nothing but what the test publishes is at work on a job."""
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)
    collections.save_collection(shop.workspace_id, key="jobs", name="Jobs", fields=FIELDS)
    return shop


def publish(
    shop: Shop, steps: Steps, *, name: str = "Mine", trigger: Mapping[str, object] | None = None, **more: object
) -> Automation:
    definition: dict[str, object] = {
        "schema": 2,
        "trigger": trigger or {"type": "record_created", "collection": "jobs"},
        "steps": list(steps),
        **more,
    }
    return automations.publish(shop.workspace_id, name=name, definition=definition, by=ACTOR)


def job(shop: Shop, key: str = "J1", *, by: str = ACTOR, **values: object) -> UUID:
    """Saves it; gives the record's id."""
    said: dict[str, object] = {"name": f"Job {key}", "total": "10.00", **values}
    return actions.save_record(shop.workspace_id, "jobs", key=key, values=said, actor=by).record.id


def all_runs(shop: Shop, *, parent: UUID | None = None) -> list[Run]:
    """Those that nobody began, or those that a run began; oldest first."""
    rows = Run.objects.filter(workspace_id=shop.workspace_id, parent_id=parent, version__isnull=False)
    return list(rows.order_by("item_number", "id"))


def the_run(shop: Shop) -> Run:
    (found,) = all_runs(shop)
    return found


def steps_of(run: Run) -> dict[str, RunStep]:
    return {row.path: row for row in RunStep.objects.filter(run=run).order_by("id")}


def said(run: Run) -> dict[str, str]:
    """What each step of it says, by its position."""
    return {path: row.outcome for path, row in steps_of(run).items()}


def until(shop: Shop, status: RunStatus, *, runs_: int = 1) -> list[Run]:
    """Waits until all runs that nobody began have this status."""

    def there() -> bool:
        rows = all_runs(shop)
        return len(rows) == runs_ and all(row.status == status for row in rows)

    wait_until(there, f"{runs_} runs are {status}")
    return all_runs(shop)


def at_rest(shop: Shop) -> None:
    """Until no run is queued or moving: those that wait for people or for a time stay."""
    moving = (RunStatus.QUEUED, RunStatus.RUNNING)
    wait_until(lambda: not Run.objects.filter(workspace_id=shop.workspace_id, status__in=moving).exists(), "all runs are at rest")


def wake(shop: Shop, run: Run) -> None:
    """Takes it up, and waits until that is over."""
    before = Run.objects.get(id=run.id).turn
    with database.atomic():
        intake.enqueue_advance(shop.workspace_id, [run.id], turn=new_id().hex)
    wait_until(lambda: Run.objects.get(id=run.id).turn > before, "the run was taken up")


def output(run: Run, path: str) -> Any:
    return steps_of(runs.Run.objects.get(id=run.id))[path].output
