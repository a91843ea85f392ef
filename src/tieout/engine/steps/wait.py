"""Wait: for a time, until a date, or for something to happen to the same record or document; no thread waits along."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from tieout.automations.triggers import Trigger, matches
from tieout.engine import intake
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as, with_settings
from tieout.engine.steps.ledger import chosen_ledger
from tieout.engine.steps.span import DAYS_MAX, Span
from tieout.mapping.conditions import ConditionError, cast_value
from tieout.mapping.rules import ValueRule, evaluate_text
from tieout.store import database, events, links, mirror, waiting
from tieout.store.ids import new_id
from tieout.store.links import SourceKind
from tieout.store.waiting import WaitingFor

Awaited = Literal[
    "record_updated", "record_deleted", "entity_updated", "entity_paid", "entity_overdue", "entity_voided", "entity_reconciled"
]
# An event that was being kept while the waiting began has not seen it, where writers do not wait for each other.
LOOK_AGAIN_SECONDS = 5.0


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    until: Literal["time", "date", "event"] = Field(default="time", title="Wait", json_schema_extra=field_as("choice"))
    span: Span | None = Field(
        default=None, title="For", description="Where it waits for a time.", json_schema_extra=field_as("duration")
    )
    date: ValueRule | None = Field(
        default=None,
        title="Until the date",
        description="A day, or a day and a time; one that is over is not waited for.",
        json_schema_extra=field_as("rule"),
    )
    at: str = Field(
        default="00:00",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        title="At",
        description="The time of day where the date says none.",
        json_schema_extra=field_as("text"),
    )
    time_zone: str = Field(default="UTC", title="Time zone", json_schema_extra=field_as("text"))
    event: Awaited | None = Field(
        default=None,
        title="Until this happens",
        description="To the record or document that started the run, or to what the record is linked to in the ledger.",
        json_schema_extra=field_as("choice"),
    )
    condition: dict[str, JsonValue] | None = Field(
        default=None,
        title="And this holds then",
        description="Over the fields as they are then.",
        json_schema_extra=field_as("condition"),
    )
    at_most: Span = Field(
        default=Span(amount=30, unit="days"),
        title="Wait at most",
        description="For what should happen.",
        json_schema_extra=field_as("duration"),
    )
    when_late: Literal["go_on", "fail"] = Field(
        default="go_on", title="When it does not happen", json_schema_extra=field_as("choice")
    )

    @model_validator(mode="after")
    def _complete(self) -> "Settings":
        wanted = {"time": self.span, "date": self.date, "event": self.event}[self.until]
        if wanted is None:
            said = {"time": "how long it waits", "date": "the date", "event": "what is waited for"}[self.until]
            raise ValueError(f"say {said}")
        if self.time_zone not in available_timezones():
            raise ValueError(f"there is no time zone {self.time_zone}")
        return self


class Wait:
    kind = "wait"
    name = "Wait"
    group: Group = "flow"
    about = "Wait for a time, until a date, or until something happens to the same record or document."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        return {"arrived": "checkbox"} if settings.get("until") == "event" else {"until": "date_time"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        del workspace_id
        ((_, settings),) = with_settings(Settings, [one])
        if settings.until == "event":
            what = str(settings.event).replace("_", " ")
            return Preview(text=f"Would wait for {what}, at most {settings.at_most}", output={"arrived": True})
        until = _instant(one, settings, now=datetime.now(UTC))
        if isinstance(until, str):
            return Preview(text=until, status="failed", problems=(until,))
        return Preview(text=f"Would wait until {_shown(until)}", output={"until": until.isoformat()})

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        now = datetime.now(UTC)
        results: dict[UUID, StepResult] = {}
        awaiting: list[tuple[StepInput, Settings]] = []
        for one, settings in with_settings(Settings, inputs):
            if settings.until == "event":
                awaiting.append((one, settings))
                continue
            until = _kept(one) or _instant(one, settings, now=now)
            if isinstance(until, str):
                results[one.run.id] = StepResult(status="failed", outcome=until)
            elif until <= now:
                results[one.run.id] = StepResult(status="done", outcome="waited", output={"until": until.isoformat()})
            elif until - now > timedelta(days=DAYS_MAX):
                said = f"{_shown(until)} is more than {DAYS_MAX} days away. Choose a nearer date."
                results[one.run.id] = StepResult(status="failed", outcome=said)
            else:
                results[one.run.id] = StepResult(status="waiting", outcome=f"waiting until {_shown(until)}", until=until)
        if awaiting:
            results |= _for_events(workspace_id, awaiting, now=now)
        return results


def _for_events(workspace_id: UUID, awaiting: Sequence[tuple[StepInput, Settings]], *, now: datetime) -> dict[UUID, StepResult]:
    path = awaiting[0][0].path
    known = waiting.of_runs(workspace_id, [one.run.id for one, _ in awaiting], path=path)
    came = events.events_by_ids(workspace_id, [row.event_id for row in known.values() if row.event_id is not None])
    subjects = _subjects(workspace_id, [(one, settings) for one, settings in awaiting if one.run.id not in known])
    results: dict[UUID, StepResult] = {}
    new: list[WaitingFor] = []
    over: list[UUID] = []
    for one, settings in awaiting:
        row = known.get(one.run.id)
        if row is None:
            subject = subjects.get(one.run.id)
            if subject is None:
                said = "There is nothing that could happen: the run is about no record, or the record is in no ledger."
                results[one.run.id] = StepResult(status="failed", outcome=said)
                continue
            row = _row(one, settings, subject=subject, until=now + settings.at_most.length)
            new.append(row)
        elif row.event_id is None:
            row.event_id = _came_unseen(workspace_id, row)
        event = came.get(row.event_id) if row.event_id is not None else None
        if row.event_id is not None:
            values = event.subject.get("values", {}) if event is not None else {}
            results[one.run.id] = StepResult(status="done", outcome="it happened", output={"arrived": True, "values": values})
            over.append(one.run.id)
        elif row.until <= now:
            late = "done" if settings.when_late == "go_on" else "failed"
            said = f"it did not happen within {settings.at_most}"
            results[one.run.id] = StepResult(status="done" if late == "done" else "failed", outcome=said, output={"arrived": False})
            over.append(one.run.id)
        else:
            said = f"waiting for {str(settings.event).replace('_', ' ')}, at most until {_shown(row.until)}"
            results[one.run.id] = StepResult(status="waiting", outcome=said, until=row.until)
    waiting.ask(workspace_id, new)
    if new and database.is_postgres():
        ids = [row.run_id for row in new]
        intake.enqueue_advance(workspace_id, ids, turn=new_id().hex, delay_seconds=LOOK_AGAIN_SECONDS)
    waiting.forget(workspace_id, over, path=path)
    return results


def _row(one: StepInput, settings: Settings, *, subject: UUID, until: datetime) -> WaitingFor:
    trigger = Trigger.model_validate({"type": settings.event, "condition": settings.condition})
    return WaitingFor(
        workspace_id=one.run.workspace_id,
        run=one.run,
        path=one.path,
        subject_id=subject,
        trigger=trigger.model_dump(mode="json"),
        until=until,
    )


def _came_unseen(workspace_id: UUID, row: WaitingFor) -> UUID | None:
    """An event that was kept at the same moment in which the waiting began."""
    trigger = Trigger.model_validate(row.trigger)
    for event in events.of_subject_since(workspace_id, row.subject_id, since=row.asked_at):
        told = intake.event_of(event)
        try:
            if matches(trigger, told, field_types=intake.types_of_event(workspace_id, told)):
                return event.id
        except ConditionError:
            continue
    return None


def _subjects(workspace_id: UUID, new: Sequence[tuple[StepInput, Settings]]) -> dict[UUID, UUID]:
    """Run to what must happen: its own subject, or for what happens in a ledger what the record is linked to there."""
    own = {one.run.id: one.run.subject_id for one, settings in new if _is_own(one, settings)}
    elsewhere = [one for one, settings in new if not _is_own(one, settings) and one.run.subject_id is not None]
    found = {run_id: subject for run_id, subject in own.items() if subject is not None}
    ledger = chosen_ledger(workspace_id, "") if elsewhere else None
    if ledger is None:
        return found
    ids = [one.run.subject_id for one in elsewhere if one.run.subject_id is not None]
    linked = links.links_by_sources(workspace_id, ledger.id, source_kind=SourceKind.RECORD, source_ids=ids)
    pairs = [(link.kind, link.external_id) for rows in linked.values() for link in rows]
    mirrored = mirror.entities_by_external_ids(workspace_id, ledger.id, pairs=pairs)
    for one in elsewhere:
        rows = linked.get(one.run.subject_id, []) if one.run.subject_id is not None else []
        row = mirrored.get((rows[0].kind, rows[0].external_id)) if rows else None
        if row is not None:
            found[one.run.id] = row.id
    return found


def _is_own(one: StepInput, settings: Settings) -> bool:
    return str(settings.event).startswith("record_") == (one.run.subject_kind == "record")


def _kept(one: StepInput) -> datetime | None:
    """What it waits for already; a rule may come to something else by now."""
    kept = one.earlier.state.get("until") if one.earlier is not None else None
    return datetime.fromisoformat(str(kept)) if kept else None


def _instant(one: StepInput, settings: Settings, *, now: datetime) -> datetime | str:
    """When it goes on, or the sentence why nobody can tell."""
    if settings.until == "time" and settings.span is not None:
        return now + settings.span.length
    try:
        said = evaluate_text(settings.date, one.scope, types=one.types)
        if not said:
            return "The date to wait for is empty."
        zone = ZoneInfo(settings.time_zone)
        if len(said) <= 10:
            day = cast_value(said, kind="date")
            return datetime.combine(day, time.fromisoformat(settings.at), tzinfo=zone) if isinstance(day, date) else said
        moment = datetime.fromisoformat(said)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except ConditionError as error:
        return str(error)
    except ValueError:
        return "The date to wait for cannot be read. Give it as year-month-day."


def _shown(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%-d %B %Y %H:%M UTC")
