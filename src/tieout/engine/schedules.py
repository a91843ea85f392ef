"""Schedules: every due instant is one event, however many workers look; what passed while nobody did is made good once."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import JsonValue, ValidationError

from tieout.automations.events import Event, EventKind
from tieout.automations.schedule import ScheduleError, next_due, passed
from tieout.automations.triggers import Schedule as Terms
from tieout.engine import intake
from tieout.store import audit, automations, database, schedules, workspaces
from tieout.store.automations import AutomationVersion
from tieout.store.schedules import Schedule

# Taken up in one look; the next look takes the rest.
DUE_MAX = 200
# What comes later than this after its time says so.
LATE = timedelta(minutes=2)
_log = logging.getLogger(__name__)


def start_due(*, now: datetime | None = None) -> list[UUID]:
    """Begins what is due, over all workspaces; gives the runs. Any worker may call it at any time."""
    at, started = now or datetime.now(UTC), list[UUID]()
    for row in schedules.due(at, limit=DUE_MAX):
        with database.atomic():
            started += _begin(row, now=at)
    return started


def align(*, now: datetime | None = None) -> None:
    """Reckons the next instant of what was published or switched on in any workspace, and lets go of what was switched off."""
    at = now or datetime.now(UTC)
    for workspace in workspaces.all_workspaces():
        known = schedules.schedules(workspace.id)
        live = {version.automation_id: version for version in schedules.scheduled_versions(workspace.id)}
        if known.keys() - live.keys():
            schedules.remove(workspace.id, known.keys() - live.keys())
        for automation_id, version in live.items():
            found = known.get(automation_id)
            if found is None or found.terms != _terms(version):
                _reckon(version, now=at)


def align_one(workspace_id: UUID, automation_id: UUID, *, now: datetime | None = None) -> None:
    """The same for one automation, in the transaction that changes it."""
    version = automations.live_definition(workspace_id, automation_id)
    row, found = automations.automation(workspace_id, automation_id), schedules.of_automation(workspace_id, automation_id)
    if row is None or not row.enabled or version is None or _terms(version) is None:
        schedules.remove(workspace_id, [automation_id])
    elif found is None or found.terms != _terms(version):
        _reckon(version, now=now or datetime.now(UTC))


def next_due_at(workspace_id: UUID, automation_id: UUID) -> datetime | None:
    """When it is due next; None for one that no schedule starts, or that is off."""
    row = schedules.of_automation(workspace_id, automation_id)
    return row.next_due_at if row else None


def _begin(row: Schedule, *, now: datetime) -> list[UUID]:
    """In a transaction: whoever moves the mark keeps the event."""
    version = automations.live_definition(row.workspace_id, row.automation_id)
    terms = _terms(version) if version else None
    if version is None or terms is None or not row.automation.enabled or row.automation.archived_at:
        schedules.remove(row.workspace_id, [row.automation_id])
        return []
    if terms != row.terms:
        _reckon(version, now=now)
        return []
    schedule = Terms.model_validate(terms)
    try:
        due_at, count = passed(schedule, after=row.next_due_at - timedelta(seconds=1), now=now)
        following = next_due(schedule, after=now)
    except ScheduleError as trouble:  # A time zone that this machine has no more.
        _log.error("the schedule of %s cannot be kept: %s", row.automation.name, trouble)
        return []
    if following is None:
        schedules.remove(row.workspace_id, [row.automation_id])
    elif not schedules.move(row.workspace_id, row, next_due_at=following):
        return []
    if due_at is None:
        return []
    return intake.accept(row.workspace_id, [_event(row, due_at, schedule=schedule, count=count, now=now)])


def _event(row: Schedule, due_at: datetime, *, schedule: Terms, count: int, now: datetime) -> Event:
    local, late = due_at.astimezone(ZoneInfo(schedule.time_zone)), now - due_at > LATE
    title = f"{local:%d %B %Y %H:%M} {schedule.time_zone}"
    if count > 1:
        over = f"{count - 1} earlier times passed" if count > 2 else "one earlier time passed"
        title += f", late; {over} while Tieout was not running and are not made up for"
        note = audit.Note(
            actor="Tieout",
            action="schedule.caught_up",
            subject_kind="automation",
            subject_id=str(row.automation_id),
            text=f"{row.automation.name}: {title}"[:500],
        )
        audit.add(row.workspace_id, [note])
    values: dict[str, object] = {
        "title": title,
        "due_at": due_at.isoformat(),
        "date": local.date().isoformat(),
        "time": f"{local:%H:%M}",
        "time_zone": schedule.time_zone,
        "late": late,
        "passed_over": count - 1,
    }
    return Event(
        key=f"due:{due_at.isoformat()}",
        source=str(row.automation_id),
        kind=EventKind.SCHEDULE_DUE,
        subject="",
        subject_kind="schedule",
        values=values,
        occurred_at=due_at,
    )


def _reckon(version: AutomationVersion, *, now: datetime) -> None:
    terms = _terms(version)
    try:
        following = next_due(Terms.model_validate(terms), after=now)
    except (ScheduleError, ValidationError) as trouble:
        _log.error("the schedule of automation %s cannot be kept: %s", version.automation_id, trouble)
        following = None
    if following is None:
        schedules.remove(version.workspace_id, [version.automation_id])
    else:
        schedules.put(version.workspace_id, version.automation_id, terms=terms, next_due_at=following)


def _terms(version: AutomationVersion) -> Mapping[str, JsonValue] | None:
    """The schedule as it was published; None where another trigger starts the automation."""
    trigger = version.definition.get("trigger", {})
    return trigger.get("schedule") or None if trigger.get("type") == "schedule" else None
