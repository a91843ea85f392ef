"""Starting automations: by hand, by an outside webhook, again over what was missed, and over the past without doing anything."""

from uuid import UUID

from ninja import Query, Router

from tieout.engine import compare as comparing
from tieout.engine import hand, hooks, replay
from tieout.store.event_lists import Period
from tieout.web.api.automation_start_shapes import (
    MissedEvent,
    MissedEvents,
    ReplayedRuns,
    ReplayIn,
    StartedRuns,
    StartIn,
    WebhookIn,
    WebhookSecret,
)
from tieout.web.api.automation_trial_shapes import AutomationComparison, CompareIn
from tieout.web.api.automations import automation_row
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused

router = Router(tags=["automations"], auth=may("read"), by_alias=True)


@router.post("/automations/{automation_id}/start", response=StartedRuns, auth=may("edit_records"), operation_id="start_automation")
def start(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: StartIn) -> StartedRuns:
    """Starts an automation by hand: once on each of the records, or once with the values. It must be switched on."""
    automation_row(workspace_id, automation_id)
    run_ids = hand.start(workspace_id, automation_id, record_ids=body.record_ids, values=body.values, actor=actor_of(request))
    return StartedRuns(run_ids=run_ids)


@router.get("/automations/{automation_id}/missed", response=MissedEvents, operation_id="list_missed_events")
def list_missed(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, query: Query[ListQuery]) -> MissedEvents:
    """What happened while the automation was off and would have started it, oldest first; kept for a week."""
    automation_row(workspace_id, automation_id)
    found = replay.missed_events(workspace_id, automation_id)
    page = whole(found.items, query)
    items = [MissedEvent.model_validate(one, from_attributes=True) for one in page.rows]
    return MissedEvents(count=found.count, since=found.since, items=items, next_cursor=page.next_cursor, total=page.total)


@router.post(
    "/automations/{automation_id}/replay",
    response=ReplayedRuns,
    auth=may("edit_automations"),
    operation_id="replay_missed_events",
)
def replay_missed(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: ReplayIn) -> ReplayedRuns:
    """Starts the automation on what it missed; each event once."""
    automation_row(workspace_id, automation_id)
    if body.all == bool(body.event_ids):
        said = "Say which events, or all of them."
        raise Refused(422, said, remedy="Send event_ids, or all: true.", fields={"event_ids": said})
    wanted = None if body.all else body.event_ids
    done = replay.replay(workspace_id, automation_id, event_ids=wanted, actor=actor_of(request))
    return ReplayedRuns(run_ids=list(done.run_ids), passed_over=done.passed_over)


@router.post("/automations/{automation_id}/compare", response=AutomationComparison, operation_id="compare_automation")
def compare(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: CompareIn) -> AutomationComparison:
    """What would have been different in that time, had this definition been live. Nothing is written; how far it is, is told live
    as `compare`."""
    automation_row(workspace_id, automation_id)
    period = Period(since=body.since, until=body.until, before=body.before)
    found = comparing.compare(workspace_id, automation_id, definition=body.definition, period=period)
    return AutomationComparison.model_validate(found, from_attributes=True)


@router.post(
    "/automations/{automation_id}/webhook",
    response=WebhookSecret,
    auth=may("edit_automations"),
    operation_id="make_automation_webhook",
)
def make_webhook(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: WebhookIn) -> WebhookSecret:
    """An address and a secret for an outside system, shown this once; those before open nothing any more. A secret that the system
    made itself is kept, and the address stays."""
    automation_row(workspace_id, automation_id)
    if body.secret and not body.rotate:
        kept = hooks.bring_secret(workspace_id, automation_id, secret=body.secret, actor=actor_of(request))
        return WebhookSecret(url=kept.url, has_secret=True, secret="")
    if not body.rotate and hooks.door(workspace_id, automation_id) is not None:
        raise Refused(409, "This automation has an address already.", remedy="Send rotate: true for a new one.")
    made = hooks.open_door(workspace_id, automation_id, actor=actor_of(request))
    return WebhookSecret(url=made.url, has_secret=True, secret=made.secret)
