"""The outside door: a call is proved, read and kept with its event in one transaction before it is answered."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from pydantic import JsonValue, ValidationError

from tieout.automations.definition import Definition
from tieout.automations.events import Event, EventKind
from tieout.automations.hook_proof import is_proved
from tieout.automations.samples import BodyError, read_body, types_of
from tieout.automations.triggers import WebhookDoor
from tieout.automations.upgrade import UpgradeError, upgraded
from tieout.engine import intake
from tieout.engine.surface import NotPossible
from tieout.engine.versions import definitions_of
from tieout.settings import settings
from tieout.store import audit, automations, database, events, hooks, missed
from tieout.store.hooks import Hook, HookSample
from tieout.store.vault import Unreadable

# A sender's own id of what it tells, the first that is there.
ID_HEADERS = ("idempotency-key", "x-event-id", "webhook-id", "x-github-delivery", "x-shopify-webhook-id")
HEADERS_MAX, HEADER_CHARACTERS_MAX, QUERY_MAX = 20, 500, 100
# Words in the names of headers that are a secret, or say how the call came here.
NOT_KEPT = ("auth", "token", "secret", "sign", "hmac", "key", "cookie", "forwarded", "real-ip")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Call:
    """`headers` by lower-case names."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A call that came before is answered with the event that it was then."""

    event_id: UUID
    repeated: bool = False
    run_ids: tuple[UUID, ...] = ()


class Refused(Exception):
    """The door does not open: `status` is that of HTTP."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Door:
    """What can be shown of it: the address with all but the first characters of its key left out."""

    url: str
    has_secret: bool
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class NewDoor:
    url: str
    secret: str


def open_door(workspace_id: UUID, automation_id: UUID, *, actor: str) -> NewDoor:
    """Gives the automation an address and a secret, told this once; those before open nothing any more. Raises NotPossible."""
    row = automations.automation(workspace_id, automation_id)
    if row is None:
        raise NotPossible("There is no such automation.")
    with database.atomic():
        _, key, secret = hooks.make(workspace_id, automation_id, by=actor)
        note = audit.Note(
            actor=actor,
            action="webhook.opened",
            subject_kind="automation",
            subject_id=str(automation_id),
            text=f"{row.name} has a new address and a new secret for webhooks",
        )
        audit.add(workspace_id, [note])
    return NewDoor(url=_url(key), secret=secret)


def bring_secret(workspace_id: UUID, automation_id: UUID, *, secret: str, actor: str) -> Door:
    """Takes the secret that a sender made itself; the address stays. Raises NotPossible."""
    row, hook = automations.automation(workspace_id, automation_id), hooks.hook_of(workspace_id, automation_id)
    if row is None or hook is None:
        raise NotPossible("This automation has no address yet. Make one first.")
    with database.atomic():
        hooks.set_secret(workspace_id, hook, secret=secret)
        note = audit.Note(
            actor=actor,
            action="webhook.secret_changed",
            subject_kind="automation",
            subject_id=str(automation_id),
            text=f"{row.name} takes webhooks with a secret that the sender made",
        )
        audit.add(workspace_id, [note])
    return _shown_door(hook)


def door(workspace_id: UUID, automation_id: UUID) -> Door | None:
    """None before the first `open_door`."""
    row = hooks.hook_of(workspace_id, automation_id)
    return None if row is None else _shown_door(row)


def _shown_door(row: Hook) -> Door:
    return Door(url=_url(f"{row.shown}…"), has_secret=bool(row.secret), made_at=row.made_at, made_by=row.made_by)


def samples(workspace_id: UUID, automation_id: UUID) -> list[HookSample]:
    """The last bodies that came, newest first, with the types of their paths."""
    return hooks.samples(workspace_id, automation_id)


def receive(key: str, call: Call) -> Taken:
    """Keeps the call as an event and starts what it starts, both before it returns. Raises Refused.

    While the automation is off the event is kept for it; without a published version it is a sample to build with.
    """
    (said,) = receive_together([(key, call)])
    if isinstance(said, Refused):
        raise said
    return said


def receive_together(calls: Sequence[tuple[str, Call]]) -> list[Taken | Refused]:
    """The same for calls that came in the same moment, in their order: those of one workspace are kept in one transaction."""
    said: list[Taken | Refused | None] = [None] * len(calls)
    proved: dict[UUID, list[_Proved]] = {}
    doors = {key: _opened(key) for key in dict.fromkeys(key for key, _ in calls)}
    for place, (key, call) in enumerate(calls):
        try:
            one = _proved(doors[key], call, place=place)
        except Refused as refusal:
            said[place] = refusal
        else:
            proved.setdefault(one.row.workspace_id, []).append(one)
    for workspace_id, those in proved.items():
        with database.atomic():
            for one, taken in zip(those, _kept(workspace_id, those), strict=True):
                said[one.place] = taken
    return [one for one in said if one is not None]


@dataclass(frozen=True, kw_only=True)
class _Opened:
    """A door with what it asks of a caller."""

    row: Hook
    terms: WebhookDoor
    secret: str


@dataclass(frozen=True, kw_only=True)
class _Proved:
    """A call that may come in; `keys` are the event's own, and others under which the same may have been kept a moment ago."""

    row: Hook
    place: int
    call: Call
    values: Mapping[str, object]
    types: Mapping[str, str]
    keys: Sequence[str]


def _opened(key: str) -> _Opened | None:
    row = hooks.by_key(key)
    terms = _door_of(row) if row is not None else None
    if row is None or terms is None:
        return None
    try:
        return _Opened(row=row, terms=terms, secret=hooks.secret_of(row))
    except Unreadable:
        _log.error("the secret of webhook %s cannot be opened with this installation's keys", row.id)
        return _Opened(row=row, terms=terms, secret="")


def _proved(door: _Opened | None, call: Call, *, place: int) -> _Proved:
    if door is None:
        raise Refused(404, "There is nothing at this address.")
    if not is_proved(door.terms, secret=door.secret, headers=call.headers, body=call.body, now=call.at):
        raise Refused(401, "The call does not prove that it may. Send the token or the signature that the automation asks for.")
    try:
        body, types = read_body(call.body, content_type=call.headers.get("content-type", ""))
    except BodyError as error:
        raise Refused(400, str(error)) from None
    values: dict[str, object] = {
        "body": body,
        "query": dict(list(call.query.items())[:QUERY_MAX]),
        "headers": _shown(call.headers, without=door.terms.header.lower()),
        "received_at": call.at.isoformat(),
    }
    return _Proved(row=door.row, place=place, call=call, values=values, types=types, keys=_keys(call, door.terms))


def _kept(workspace_id: UUID, those: Sequence[_Proved]) -> list[Taken]:
    """Inside the caller's transaction."""
    known = events.known_events(workspace_id, {(str(one.row.automation_id), key) for one in those for key in one.keys})
    new: dict[tuple[str, str], _Proved] = {}
    for one in those:
        source = str(one.row.automation_id)
        if not any((source, key) in known or (source, key) in new for key in one.keys):
            new[source, one.keys[0]] = one
    accepted = intake.accept_each(workspace_id, [_event(one) for one in new.values()]) if new else {}
    # What another call has kept in between was before this one.
    known |= events.known_events(workspace_id, new.keys() - accepted.keys()) if len(accepted) < len(new) else {}
    taken: list[Taken] = []
    passed: list[missed.MissedEvent] = []
    for one in those:
        source = str(one.row.automation_id)
        own = next((accepted[source, key] for key in one.keys if (source, key) in accepted), None)
        if own is not None and new.get((source, one.keys[0])) is one:
            taken.append(Taken(event_id=own.row.id, run_ids=tuple(own.run_ids)))
            if not one.row.automation.live_number:
                passed.append(missed.MissedEvent(workspace_id=workspace_id, automation_id=one.row.automation_id, event=own.row))
            continue
        before = own.row if own is not None else next((known[source, key] for key in one.keys if (source, key) in known), None)
        if before is None:
            raise RuntimeError("an accepted event is kept")
        taken.append(Taken(event_id=before.id, repeated=True))
    missed.keep(workspace_id, passed)
    _take_samples(workspace_id, [(one, was) for one, was in zip(those, taken, strict=True) if not was.repeated])
    return taken


def _event(one: _Proved) -> Event:
    return Event(
        key=one.keys[0],
        source=str(one.row.automation_id),
        kind=EventKind.WEBHOOK,
        subject="",
        subject_kind="webhook",
        values=one.values,
        occurred_at=one.call.at,
    )


def _take_samples(workspace_id: UUID, those: Sequence[tuple[_Proved, Taken]]) -> None:
    """The newest of each door, which is enough to build with."""
    for one, taken in {each.row.id: (each, was) for each, was in those}.values():
        beside = {path: kind for name in ("query", "headers") for path, kind in types_of(one.values[name], prefix=name).items()}  # type: ignore[arg-type]  # JSON
        said = {f"body.{path}": kind for path, kind in one.types.items()} | beside
        sample = HookSample(
            workspace_id=workspace_id, hook=one.row, values=one.values, types=said, event_id=taken.event_id, taken_at=one.call.at
        )
        hooks.take_sample(workspace_id, sample)


def _door_of(row: Hook) -> WebhookDoor | None:
    """What the published version asks of a caller, or the draft where none was published; None where neither is a webhook's."""
    version = automations.live_definition(row.workspace_id, row.automation_id)
    live = definitions_of(row.workspace_id, [version])[0] if version is not None else None
    for definition in (live, _read(row.automation.draft) if live is None or live.trigger.type != "webhook" else None):
        if definition is not None and definition.trigger.type == "webhook":
            return definition.trigger.webhook or WebhookDoor()
    return None


def _read(document: Mapping[str, JsonValue]) -> Definition | None:
    try:
        return upgraded(document) if document else None
    except (UpgradeError, ValidationError):
        return None


def _keys(call: Call, terms: WebhookDoor) -> list[str]:
    """The event's key, and others under which the same call may have been kept a moment ago."""
    # What is signed counts alone: beside it anybody who overheard the call could write another id and send it again.
    signed = terms.auth == "signature" and terms.scheme == "standard"
    named = next((call.headers[name] for name in (("webhook-id",) if signed else ID_HEADERS) if call.headers.get(name)), "")
    if named:
        return [f"id:{_hash(named.encode())}"]
    if not terms.same_body_minutes:
        return [f"call:{call.at.isoformat()}:{_hash(call.body)}"]
    window = int(call.at.timestamp()) // (terms.same_body_minutes * 60)
    return [f"body:{_hash(call.body)}:{number}" for number in (window, window - 1)]


def _shown(headers: Mapping[str, str], *, without: str) -> dict[str, str]:
    kept = {name: value for name, value in headers.items() if name.startswith("x-") or name in ("user-agent", "content-type")}
    told = {name: value for name, value in kept.items() if name != without and not any(word in name for word in NOT_KEPT)}
    return {name: value[:HEADER_CHARACTERS_MAX] for name, value in list(told.items())[:HEADERS_MAX]}


def _hash(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:40]


def _url(key: str) -> str:
    return f"{settings().base_url}/hooks/{key}"


def call_of(*, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Call:
    """A call that came just now."""
    lower = {name.lower(): value for name, value in headers.items()}
    return Call(headers=lower, query=query, body=body, at=datetime.now(UTC))
