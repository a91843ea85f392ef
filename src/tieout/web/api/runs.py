"""Runs, their steps and their postings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field

from tieout.store import listings, postings, run_lists, runs
from tieout.web.api.values import EntityKindName, JsonObject, PageOut, PageQuery, ProviderName, WorkspaceId
from tieout.web.permissions import Asked, may
from tieout.web.problems import not_found
from tieout.web.providers import NAMES

router = Router(tags=["runs"], auth=may("read"))

RunKindName = Literal["automation", "sync", "import", "reference", "tie_out", "reading", "mass"]
RunStatusName = Literal["queued", "running", "waiting", "succeeded", "attention", "failed", "cancelled"]
PostingStateName = Literal[
    "waiting_approval", "intended", "sending", "unknown", "posted", "rejected", "skipped", "cancelled", "undone"
]


class Trouble(Schema):
    """Why the ledger refused, and what to do."""

    cause: str = ""
    message: str
    remedy: str = ""
    field: str = ""


class Posting(Schema):
    """The act of writing one entity to one ledger."""

    id: UUID
    connection_id: UUID
    provider: ProviderName
    provider_name: str
    organisation_name: str
    run_id: UUID | None
    source_kind: Literal["record", "entity", "request", "step"]
    source_id: UUID
    action: Literal["create", "update", "void", "delete"]
    kind: EntityKindName
    title: str
    state: PostingStateName
    external_id: str
    number: str
    attempts: int
    problems: list[Trouble]
    intended_at: datetime
    sent_at: datetime | None
    finished_at: datetime | None


class PostingPage(PageOut):
    items: list[Posting]


class PostingQuery(PageQuery):
    run: UUID | None = None
    connection: UUID | None = None
    state: PostingStateName | None = None
    kind: EntityKindName | None = None


class RunRow(Schema):
    """`trigger` says in a few words what caused it; `postings` counts by state; `error` says why it failed."""

    id: UUID
    kind: RunKindName
    title: str
    status: RunStatusName
    paused: bool
    automation_id: UUID | None
    automation_name: str
    automation_version: int | None
    sync_id: UUID | None
    subject_kind: str
    subject_id: UUID | None
    trigger: str
    started_by: str
    error: str
    totals: JsonObject
    postings: dict[PostingStateName, int]
    created_at: datetime
    finished_at: datetime | None


class RunRowPage(PageOut):
    items: list[RunRow]


class RunQuery(PageQuery):
    status: RunStatusName | None = None
    kind: RunKindName | None = None
    automation: UUID | None = None
    subject: UUID | None = None
    search: str = Field(default="", max_length=200)
    since: datetime | None = None


class RunItem(Schema):
    """What was done for one of many things, or by an automation that was called: a run of its own."""

    run_id: UUID
    number: int | None
    title: str
    status: RunStatusName
    error: str


class RunStep(Schema):
    """`position` leads to the step in the definition. `outcome` is the sentence shown, such as "already linked"; a condition is
    `met` or `not_met`. `input` are the settings as they were worked out; `items` the first runs that this one waited for,
    `items_total` how many there are."""

    position: str
    kind: str
    name: str
    status: Literal["waiting", "acting", "done", "skipped", "refused", "failed", "met", "not_met", "again"]
    outcome: str
    input: JsonObject
    output: JsonObject
    posting_id: UUID | None
    attempts: int
    started_at: datetime
    finished_at: datetime | None
    waits_until: datetime | None
    items: list[RunItem]
    items_total: int


class RunDetail(RunRow):
    """`plan` counts what a sync is to do; `event` what it was started by; `posting_counts` are by kind, then state. `parent_id` is
    the run for which this one does a part."""

    parent_id: UUID | None
    event_id: UUID | None
    steps: list[RunStep]
    plan: JsonObject
    event: JsonObject
    posting_counts: dict[str, dict[PostingStateName, int]]


@router.get("/runs", response=RunRowPage, operation_id="list_runs")
def list_runs(request: Asked, workspace_id: WorkspaceId, *, query: Query[RunQuery]) -> RunRowPage:
    """The runs, newest first; filtered by kind, state, automation, time and words. What a run does for one of many things is
    shown in that run."""
    place = listings.Place(cursor=query.cursor, limit=query.limit)
    wanted = {"status": query.status, "kind": query.kind, "automation": query.automation, "subject_id": query.subject}
    page = run_lists.page(workspace_id, place, search=query.search, since=query.since, **wanted)
    return RunRowPage(items=rows_shown(workspace_id, page.rows), next_cursor=page.next_cursor, total=page.total)


@router.get("/runs/{run_id}", response=RunDetail, operation_id="get_run")
def get_run(request: Asked, workspace_id: WorkspaceId, *, run_id: UUID) -> RunDetail:
    """A run with its steps."""
    return detail_shown(workspace_id, run_id)


@router.get("/postings", response=PostingPage, operation_id="list_postings")
def list_postings(request: Asked, workspace_id: WorkspaceId, *, query: Query[PostingQuery]) -> PostingPage:
    """The postings, newest first; filtered by run, record and state."""
    place = listings.Place(cursor=query.cursor, limit=query.limit)
    page = listings.postings_page(
        workspace_id, place, run=query.run, connection=query.connection, state=query.state, kind=query.kind
    )
    return PostingPage(items=[posting_shown(row) for row in page.rows], next_cursor=page.next_cursor, total=page.total)


def posting_shown(row: postings.Posting) -> Posting:
    return Posting.model_validate(
        {
            "id": row.id,
            "connection_id": row.connection_id,
            "provider": row.connection.provider,
            "provider_name": NAMES.get(row.connection.provider, row.connection.provider),
            "organisation_name": row.connection.organisation_name,
            "run_id": row.run_id,
            "source_kind": row.source_kind,
            "source_id": row.source_id,
            "action": row.action,
            "kind": row.kind,
            "title": row.title,
            "state": row.state,
            "external_id": row.external_id,
            "number": row.number,
            "attempts": row.attempts,
            "problems": [_trouble(one) for one in row.problems],
            "intended_at": row.intended_at,
            "sent_at": row.sent_at,
            "finished_at": row.finished_at,
        }
    )


def rows_shown(workspace_id: UUID, rows: list[runs.Run]) -> list[RunRow]:
    states = listings.posting_states(workspace_id, [row.id for row in rows])
    return [RunRow.model_validate(_parts(row, states.get(row.id, {}))) for row in rows]


def detail_shown(workspace_id: UUID, run_id: UUID) -> RunDetail:
    row = run_row(workspace_id, run_id)
    counts = postings.counts_of_run(workspace_id, run_id)
    states: dict[str, int] = {}
    for of_kind in counts.values():
        for state, count in of_kind.items():
            states[state] = states.get(state, 0) + count
    steps = runs.steps_of(workspace_id, [run_id]).get(run_id, {})
    items = run_lists.children(workspace_id, run_id)
    return RunDetail.model_validate(
        {
            **_parts(row, states),
            "parent_id": row.parent_id,
            "event_id": row.event_id,
            "steps": [_step(step, items.get(step.path)) for step in steps.values()],
            "plan": row.totals if row.kind == runs.RunKind.SYNC else {},
            "event": row.event.subject if row.event else {},
            "posting_counts": counts,
        }
    )


def run_shown(workspace_id: UUID, run_id: UUID) -> RunRow:
    return rows_shown(workspace_id, [run_row(workspace_id, run_id)])[0]


def run_row(workspace_id: UUID, run_id: UUID) -> runs.Run:
    row = runs.run_by_id(workspace_id, run_id)
    if row is None:
        raise not_found("This run")
    return row


def _step(row: runs.RunStep, children: run_lists.Children | None) -> RunStep:
    state = row.state if isinstance(row.state, dict) else {}
    return RunStep.model_validate(
        {
            **{name: getattr(row, name) for name in RunStep.model_fields if hasattr(row, name)},
            "position": row.path,
            "input": state.get("input") or {},
            "waits_until": state.get("until") if row.status == "waiting" else None,
            "items": [_item(one) for one in children.first] if children else [],
            "items_total": children.total if children else 0,
        }
    )


def _item(row: runs.Run) -> RunItem:
    return RunItem.model_validate(
        {"run_id": row.id, "number": row.item_number, "title": row.title, "status": row.status, "error": row.error}
    )


def _parts(row: runs.Run, states: Mapping[str, int]) -> dict[str, object]:
    automation = row.version.automation if row.version else None
    return {
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "status": row.status,
        "paused": row.paused,
        "automation_id": automation.id if automation else None,
        "automation_name": automation.name if automation else "",
        "automation_version": row.version.number if row.version else None,
        "sync_id": row.subject_id if row.kind == runs.RunKind.SYNC else None,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "trigger": _trigger(row),
        "started_by": row.started_by,
        "error": row.error,
        "totals": row.totals,
        "postings": states,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
    }


def _trigger(row: runs.Run) -> str:
    if row.event is not None:
        return row.event.kind.replace("_", " ").replace(".", " ").capitalize()
    return f"Started by {row.started_by}" if row.started_by else "Started by Tieout"


def _trouble(problem: object) -> dict[str, object]:
    return {key: value for key, value in problem.items() if value} if isinstance(problem, dict) else {"message": str(problem)}
