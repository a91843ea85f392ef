"""Jobs that go through an automation made at random, while workers elsewhere do the work: what came of it, as a report."""

import json
from collections import Counter
from typing import Any
from uuid import UUID

import flow_tree
import main_job

FIELDS: list[dict[str, object]] = [
    {"key": "name", "name": "Name", "type": "text"},
    {"key": "total", "name": "Total", "type": "money"},
    {"key": "state", "name": "State", "type": "text"},
    {
        "key": "lines",
        "name": "Lines",
        "type": "line_items",
        "options": {"columns": [{"key": "code", "name": "Code", "type": "text"}]},
    },
]


def jobs(count: int) -> list[dict[str, Any]]:
    states = ["new", "old", "odd"]
    return [
        {
            "key": f"J{number}",
            "total": number % 10,
            "state": states[number % 3],
            "lines": [{"code": f"L{line}"} for line in range(number % 4)],
        }
        for number in range(count)
    ]


def main(sandbox_url: str, *, seed: int, hook_url: str, count: int) -> dict[str, Any]:
    workspace_id, user_id = main_job.set_up()
    from tieout.engine import actions
    from tieout.store import automations, collections, connections, database, exceptions, workspaces
    from tieout.store.runs import Run

    ledger = main_job.connect(workspace_id, user_id, provider="xero")
    main_job.until_idle(workspace_id)
    for own in automations.automations(workspace_id):
        if not own.name.startswith("Customers"):
            automations.set_enabled(workspace_id, own.id, enabled=False)
    collections.save_collection(workspace_id, key="jobs", name="Jobs", fields=FIELDS)
    made = flow_tree.tree(seed, hook_url=hook_url)
    called = _publish(workspace_id, "Called", trigger={"type": "called"}, steps=made.called)
    steps = json.loads(json.dumps(made.steps).replace("CALLED", str(called)))
    _publish(workspace_id, "Random", trigger={"type": "record_created", "collection": "jobs"}, steps=steps)
    print("ready", flush=True)
    with database.atomic():
        for job in jobs(count):
            values = {"name": job["key"], "total": str(job["total"]), "state": job["state"], "lines": job["lines"]}
            actions.save_record(workspace_id, "jobs", key=job["key"], values=values, actor="driver")
    (member,) = workspaces.members(workspace_id)

    def ended() -> bool:
        _approve(workspace_id, member)
        rows = Run.objects.filter(workspace_id=workspace_id)
        return rows.exists() and not rows.filter(status__in=("queued", "running", "waiting")).exists()

    main_job.until(ended, "the jobs have not ended")
    return {
        "organisation": connections.connection(workspace_id, ledger).organisation_id,
        "states": dict(Counter(Run.objects.filter(workspace_id=workspace_id).values_list("status", flat=True))),
        "exceptions": {cause: many for cause, (many, _) in exceptions.count_by_cause(workspace_id).items()},
        "unknown": _unknown(workspace_id),
    }


def _publish(workspace_id: UUID, name: str, *, trigger: dict[str, object], steps: list[dict[str, Any]]) -> UUID:
    from tieout.engine import publishing

    definition: Any = {"schema": 2, "trigger": trigger, "steps": steps}
    return publishing.publish(workspace_id, name=name, definition=definition, enabled=True, actor="tests").id


def _approve(workspace_id: UUID, member: Any) -> None:
    from tieout.engine import approvals
    from tieout.store import approvals as rows

    for row in rows.approvals(workspace_id, state="open"):
        approvals.decide(workspace_id, row.id, member=member, approve=True)


def _unknown(workspace_id: UUID) -> int:
    """Calls of which nobody knows whether they were made."""
    from tieout.store.runs import RunStep

    return RunStep.objects.filter(workspace_id=workspace_id, kind="http_request", status="failed").count()
