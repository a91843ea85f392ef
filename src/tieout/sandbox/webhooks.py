"""Webhooks to any address of this machine: signed, batched, retried by the sandbox's clock, and spoilt on order."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp

from tieout.sandbox.call import Json
from tieout.sandbox.changes import Change
from tieout.sandbox.faults import Faults
from tieout.sandbox.ground import Ground
from tieout.sandbox.webhook_shapes import SHAPES, Numbered, Shape, empty_xero_body, headers_of, one_character_off, sign

SUBSCRIPTIONS_MAX, WAITING_MAX, SENT_MAX = 20, 10_000, 1_000
EVENTS_MAX = 100  # in one delivery (assumed)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_FIELDS = frozenset({"provider", "url", "key", "shape", "organisations", "voided", "retry_seconds", "verify"})
# Signed, one character off, signed, and off again: what Xero sends before it trusts an address.
_INTENT = (True, False, True, False)


@dataclass(eq=False)
class Parcel:
    """Events that go in one body; `held` waits for the next event to overtake it."""

    events: list[Numbered]
    due_at: datetime
    alone: bool = False
    held: bool = False
    copies: int = 0
    body: bytes = b""
    attempts: int = 0
    failed_at: datetime | None = None


@dataclass
class Subscription:
    id: int
    provider: str
    url: str
    key: str
    shape_name: str
    organisations: frozenset[str]  # empty for all
    voided: bool
    retry_seconds: tuple[float, ...]
    status: str = "active"  # or "refused" (failed the intent to receive), "disabled" (did not listen for a day)
    sequence: int = 0
    dropped: int = 0  # what found no room in the queue
    waiting: deque[Parcel] = field(default_factory=deque)

    @property
    def shape(self) -> Shape:
        return SHAPES[self.shape_name]


class Webhooks:
    """Lives in the server's loop; `flush` and `subscribe` are the only calls that wait."""

    def __init__(self, ground: Ground, faults: Faults) -> None:
        self._ground, self._faults = ground, faults
        self._subscriptions: dict[int, Subscription] = {}
        self._last_id = 0
        self.base_url = ""  # where the sandbox was last spoken to, for the links in notices
        self._sent: deque[dict[str, Json]] = deque(maxlen=SENT_MAX)
        self._wake, self._sending = asyncio.Event(), asyncio.Lock()
        self._session: aiohttp.ClientSession | None = None
        self._pump: asyncio.Task[None] | None = None

    async def subscribe(self, wish: Mapping[str, Json]) -> dict[str, Json]:
        """Raises ValueError with what is wrong with the wish; Xero's shape is proven by its intent to receive first."""
        one = self._read(wish)
        if one.shape.intent_to_receive and wish.get("verify", True):
            one.status = "active" if await self._proven(one) else "refused"
        if not self._subscriptions:
            self._ground.changes.follow(self._take)
        self._subscriptions[one.id] = one
        return _described(one)

    def _read(self, wish: Mapping[str, Json]) -> Subscription:
        if unknown := sorted(set(wish) - _FIELDS):
            raise ValueError(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted(_FIELDS))}")
        provider, url, key = (str(wish.get(name, "")) for name in ("provider", "url", "key"))
        shape = str(wish.get("shape", "cloudevents" if provider == "quickbooks" else provider))
        if shape not in SHAPES or SHAPES[shape].provider != provider:
            known = ", ".join(f"{name} ({SHAPES[name].provider})" for name in SHAPES)
            raise ValueError(f"there is no shape {shape!r} of {provider!r}; there are {known}")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname not in _LOOPBACK:
            raise ValueError("the url is one of this machine: http://localhost, http://127.0.0.1 or http://[::1]")
        if not key:
            raise ValueError("a key to sign with is needed")
        if len(self._subscriptions) >= SUBSCRIPTIONS_MAX:
            raise ValueError(f"there are {SUBSCRIPTIONS_MAX} subscriptions already")
        self._last_id += 1
        return Subscription(
            id=self._last_id,
            provider=provider,
            url=url,
            key=key,
            shape_name=shape,
            organisations=frozenset(str(one) for one in wish.get("organisations", ())),
            voided=bool(wish.get("voided", False)),
            retry_seconds=tuple(float(one) for one in wish.get("retry_seconds", ())) or SHAPES[shape].retry_seconds,
        )

    async def _proven(self, one: Subscription) -> bool:
        """All four answers are right: 200 to what is signed, 401 to what is not."""
        right = True
        for signed in _INTENT:
            body = empty_xero_body()
            signature = sign(body, one.key)
            status, _ = await self._post(one, body, signature=signature if signed else one_character_off(signature))
            self._note(one, status=status, events=0, attempt=1, body=body)
            right = right and status == (200 if signed else 401)
        return right

    def cancel(self, id: int | None = None) -> None:
        """One of them, or all."""
        before = bool(self._subscriptions)
        self._subscriptions = {} if id is None else {own: one for own, one in self._subscriptions.items() if own != id}
        if before and not self._subscriptions:
            self._ground.changes.leave(self._take)

    def forget(self) -> None:
        """What waits and what was sent; the subscriptions stay."""
        self._sent.clear()
        for one in self._subscriptions.values():
            one.waiting.clear()

    def describe(self) -> list[dict[str, Json]]:
        return [_described(one) for one in self._subscriptions.values()]

    def sent(self) -> list[dict[str, Json]]:
        """The newest thousand attempts."""
        return list(self._sent)

    # What happens in the books.

    def _take(self, changes: Sequence[Change]) -> None:
        for one in self._subscriptions.values():
            for change in changes:
                ours = change.provider == one.provider and (not one.organisations or change.organisation in one.organisations)
                if one.status == "active" and ours and one.shape.wanted(change):
                    self._queue(one, change)
        self._wake.set()

    def _queue(self, one: Subscription, change: Change) -> None:
        one.sequence += 1
        now = self._ground.clock.now()
        parcel = Parcel([Numbered(change, one.sequence)], now)
        overtaken = [waiting for waiting in one.waiting if waiting.held]
        for waiting in overtaken:
            one.waiting.remove(waiting)
            waiting.held, waiting.due_at = False, now
        fault = self._faults.choose_notice(change.provider, change.organisation, kind=change.kind)
        parcel.alone = fault is not None or bool(overtaken)
        if fault is not None and fault.kind == "webhook_duplicate":
            parcel.copies = 1
        elif fault is not None:
            parcel.due_at, parcel.held = now + timedelta(seconds=fault.seconds), fault.kind == "webhook_reorder"
        if fault is None or fault.kind != "webhook_loss":
            self._add(one, parcel)
        one.waiting.extend(overtaken)

    def _add(self, one: Subscription, parcel: Parcel) -> None:
        last = one.waiting[-1] if one.waiting else None
        if last is not None and not (parcel.alone or last.alone or last.attempts) and len(last.events) < EVENTS_MAX:
            last.events.extend(parcel.events)
        elif len(one.waiting) >= WAITING_MAX:
            one.dropped += 1
        else:
            one.waiting.append(parcel)

    # Sending.

    async def start(self, _app: object = None) -> None:
        self._pump = asyncio.create_task(self._run())

    async def stop(self, _app: object = None) -> None:
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
        if self._session is not None:
            await self._session.close()

    def wake(self) -> None:
        """The clock was moved: something may be due."""
        self._wake.set()

    async def flush(self) -> dict[str, Json]:
        """Sends all that is due by the sandbox's clock, and says how much still waits for its time."""
        await self._send_due()
        waiting = [parcel for one in self._subscriptions.values() for parcel in one.waiting]
        due = min((parcel.due_at for parcel in waiting), default=None)
        return {"waiting": sum(len(parcel.events) for parcel in waiting), "next_at": due}

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            await self._send_due()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._seconds_to_next())

    def _seconds_to_next(self) -> float | None:
        dues = [parcel.due_at for one in self._subscriptions.values() for parcel in one.waiting]
        if not dues or self._ground.clock.frozen:
            return None
        return max(0.0, (min(dues) - self._ground.clock.now()).total_seconds())

    async def _send_due(self) -> None:
        async with self._sending:
            while (found := self._next_due()) is not None:
                await self._attempt(*found)

    def _next_due(self) -> tuple[Subscription, Parcel] | None:
        now = self._ground.clock.now()
        found = ((one, parcel) for one in self._subscriptions.values() for parcel in one.waiting if parcel.due_at <= now)
        return next(found, None)

    async def _attempt(self, one: Subscription, parcel: Parcel) -> None:
        one.waiting.remove(parcel)  # nothing joins a body that is under way
        parcel.body = parcel.body or one.shape.write(parcel.events, self.base_url, one.voided)
        parcel.attempts += 1
        status, heard = await self._post(one, parcel.body, signature=sign(parcel.body, one.key))
        self._note(one, status=status, events=len(parcel.events), attempt=parcel.attempts, body=parcel.body)
        now = self._ground.clock.now()
        if heard and parcel.copies:
            one.waiting.append(Parcel(parcel.events, now, alone=True, body=parcel.body, attempts=parcel.attempts))
        elif not heard and (one.shape.retries_client_errors or status >= 500 or status in (0, 408)):
            self._again(one, parcel, now=now)

    def _again(self, one: Subscription, parcel: Parcel, *, now: datetime) -> None:
        parcel.failed_at = parcel.failed_at or now
        if now - parcel.failed_at >= timedelta(seconds=one.shape.give_up_seconds):
            one.status = "disabled"
            one.waiting.clear()
            return
        wait = one.retry_seconds[min(parcel.attempts, len(one.retry_seconds)) - 1]
        parcel.due_at = now + timedelta(seconds=wait)
        one.waiting.append(parcel)

    async def _post(self, one: Subscription, body: bytes, *, signature: str) -> tuple[int, bool]:
        """The status (0 when nothing answered in time), and whether the provider takes it for heard."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        headers = headers_of(one.shape, body, signature=signature, at=self._ground.clock.now())
        limit = aiohttp.ClientTimeout(total=one.shape.timeout_seconds)
        try:
            async with self._session.post(one.url, data=body, headers=headers, timeout=limit, allow_redirects=False) as answer:
                cookies = one.provider == "xero" and "Set-Cookie" in answer.headers
                return answer.status, answer.status == 200 and not cookies
        except (aiohttp.ClientError, TimeoutError):
            return 0, False

    def _note(self, one: Subscription, *, status: int, events: int, attempt: int, body: bytes) -> None:
        at = self._ground.clock.now()
        text = body.decode()
        self._sent.append({"id": one.id, "at": at, "status": status, "events": events, "attempt": attempt, "body": text})


def _described(one: Subscription) -> dict[str, Json]:
    shown: Iterable[str] = ("id", "provider", "url", "status", "sequence", "dropped")
    waiting = sum(len(parcel.events) for parcel in one.waiting)
    return {**{name: getattr(one, name) for name in shown}, "shape": one.shape_name, "waiting": waiting}
