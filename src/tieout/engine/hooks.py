"""The outside door: a call is proved, read and kept with its event in one transaction before it is answered."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from pydantic import JsonValue, ValidationError

from tieout.automations.definition import Definition
from tieout.automations.events import Event, EventKind
from tieout.automations.hook_proof import is_proved, signed_moment
from tieout.automations.samples import BodyError, read_body, types_of
from tieout.automations.triggers import WebhookDoor
from tieout.automations.upgrade import UpgradeError, upgraded
from tieout.engine import intake, run
from tieout.engine.surface import NotPossible
from tieout.engine.versions import definitions_of
from tieout.settings import settings
from tieout.store import audit, automations, database, event_keys, events, hooks, missed
from tieout.store.automations import AutomationVersion
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
        for one, taken in zip(those, run.begun_at_once(partial(_kept, workspace_id, those)), strict=True):
            said[one.place] = taken
    return [one for one in said if one is not None]


@dataclass(frozen=True, kw_only=True)
class _Opened:
    """A door with what it asks of a caller, and the version that is behind it, if one is published."""

    row: Hook
    version: AutomationVersion | None
    terms: WebhookDoor
    secret: str


@dataclass(frozen=True, kw_only=True)
class _Proved:
    """A call that may come in; `keys` are the event's own, and others under which the same may have been kept before; of these
    `beside` are kept with the event too."""

    row: Hook
    version: AutomationVersion | None
    place: int
    call: Call
    values: Mapping[str, object]
    keys: Sequence[str]
    beside: Sequence[str] = ()


def _opened(key: str) -> _Opened | None:
    row = hooks.by_key(key)
    if row is None:
        return None
    version = automations.listening_version(row.workspace_id, row.automation_id)
    if version is not None:
        row.automation = version.automation
    terms = _door_of(row, version) if row.automation.archived_at is None else None
    if terms is None:
        return None
    try:
        secret = hooks.secret_of(row) if terms.auth != "none" else ""
    except Unreadable:
        _log.error("the secret of webhook %s cannot be opened with this installation's keys", row.id)
        secret = ""
    return _Opened(row=row, version=version, terms=terms, secret=secret)


def _proved(door: _Opened | None, call: Call, *, place: int) -> _Proved:
    if door is None:
        raise Refused(404, "There is nothing at this address.")
    if not is_proved(door.terms, secret=door.secret, headers=call.headers, body=call.body, now=call.at):
        raise Refused(401, "The call does not prove that it may. Send the token or the signature that the automation asks for.")
    try:
        body = read_body(call.body, content_type=call.headers.get("content-type", ""))
    except BodyError as error:
        raise Refused(400, str(error)) from None
    values: dict[str, object] = {
        "body": body,
        "query": dict(list(call.query.items())[:QUERY_MAX]),
        "headers": _shown(call.headers, without=door.terms.header.lower()),
        "received_at": call.at.isoformat(),
    }
    own, beside = _keys(call, door.terms)
    return _Proved(row=door.row, version=door.version, place=place, call=call, values=values, keys=[*own, *beside], beside=beside)


def _kept(workspace_id: UUID, those: Sequence[_Proved], begin: intake.Begin) -> list[Taken]:
    """Inside the caller's transaction."""
    known = events.known_events(workspace_id, {(str(one.row.automation_id), key) for one in those for key in one.keys})
    signed = {(str(one.row.automation_id), key) for one in those for key in one.beside}
    known |= event_keys.known_events(workspace_id, signed) if signed else {}
    new: dict[tuple[str, str], _Proved] = {}
    first: dict[tuple[str, str], tuple[str, str]] = {}
    found: dict[int, tuple[str, str]] = {}  # By place, the key under which each is known, or becomes so.
    for one in those:
        source = str(one.row.automation_id)
        same = next((key for key in one.keys if (source, key) in known or (source, key) in first), None)
        found[one.place] = source, same or one.keys[0]
        if same is None:
            new[source, one.keys[0]] = one
            first.update({(source, key): (source, one.keys[0]) for key in (one.keys[0], *one.beside)})
    meant = {one.version.id: one.version for one in those if one.version is not None}
    happened = [_event(one) for one in new.values()]
    accepted = intake.accept_each(workspace_id, happened, meant=list(meant.values()), begun_by=begin) if new else {}
    # What another call has kept in between was before this one.
    known |= events.known_events(workspace_id, new.keys() - accepted.keys()) if len(accepted) < len(new) else {}
    beside = {key: accepted[own] for key, own in first.items() if own in accepted and key != own}
    event_keys.keep(workspace_id, {key: was.row for key, was in beside.items()})
    accepted |= beside
    known |= {key: known[own] for key, own in first.items() if own in known}
    taken: list[Taken] = []
    passed: list[missed.MissedEvent] = []
    for one in those:
        source = str(one.row.automation_id)
        own = accepted.get(found[one.place])
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
        if not hooks.takes_samples(workspace_id, one.row.id, at=one.call.at):
            continue
        parts = {name: one.values[name] for name in ("body", "query", "headers")}
        said = {path: kind for name, part in parts.items() for path, kind in types_of(part, prefix=name).items()}  # type: ignore[arg-type]  # JSON
        sample = HookSample(
            workspace_id=workspace_id, hook=one.row, values=one.values, types=said, event_id=taken.event_id, taken_at=one.call.at
        )
        hooks.take_sample(workspace_id, sample)


def _door_of(row: Hook, version: AutomationVersion | None) -> WebhookDoor | None:
    """What the published version asks of a caller, or the draft where none was published; None where neither is a webhook's."""
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


def _keys(call: Call, terms: WebhookDoor) -> tuple[list[str], list[str]]:
    """The event's key with others under which the same call may have been kept a moment ago, and those to be kept beside it."""
    is_standard = terms.auth == "signature" and terms.scheme == "standard" and bool(call.headers.get("webhook-id"))
    said = next((call.headers[name] for name in (("webhook-id",) if is_standard else ID_HEADERS) if call.headers.get(name)), "")
    named = [f"id:{_hash(said.encode())}"] if said else []
    if named and (is_standard or terms.auth != "signature"):
        return named, []
    bodies: list[str] = []
    if terms.same_body_minutes:
        window = int(call.at.timestamp()) // (terms.same_body_minutes * 60)
        bodies = [f"body:{_hash(call.body)}:{number}" for number in (window, window - 1)]
    # Whoever overheard a signed call can send it again with another id: an id that is not signed makes a call a repeated one,
    # never a new one. Where no time is signed, the minutes for the same body say how long that holds.
    moment = signed_moment(terms, headers=call.headers, body=call.body)
    signed = [f"signed:{_hash(moment)}"] if moment else []
    if bodies:
        return bodies, [*signed, *named]
    if signed:
        return signed, named
    return named or [f"call:{call.at.isoformat()}:{_hash(call.body)}"], []


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
