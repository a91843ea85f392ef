"""From a connection to a call: the connector, a token that is good now, and the call budget that all workers share."""

import contextlib
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from tieout.connectors.contract import Access, Connector, Limit, ProviderSettings, Tokens
from tieout.connectors.errors import AuthorisationLost, Throttled, Transient
from tieout.connectors.registry import CONNECTORS
from tieout.settings import settings
from tieout.store import audit, connections, database, gate, grants, progress
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.grants import GrantStatus, OpenGrant
from tieout.store.vault import Unreadable

# A token that ends sooner than this is renewed before the call, not after its refusal.
RENEW_BEFORE = timedelta(seconds=60)
# A call waits so long for its place; beyond that the work goes to sleep durably instead.
PATIENCE_SECONDS = 3.0
# More calls than this in a window are counted instead of given a slot each.
SLOTS_MAX = 1000
# Reading in the background stops at this share of a limit: the rest is for postings, and for people who wait.
BACKGROUND_SHARE = 0.7
# Of a shorter window nobody asks what it will come to.
FORECAST_FROM_SECONDS = 3600
# So long it waits then, where the limit's window is not shorter.
BACKGROUND_WAIT_SECONDS = 600.0
# For its place among the calls under way at once it waits longer: these end soon.
AT_ONCE_SECONDS = 20.0
REFRESH_WAIT_SECONDS = 60.0

RECONNECT = "The ledger no longer accepts our sign-in. Reconnect it; links and everything that waits are kept."
DISCONNECTED = "This ledger was disconnected. Connect it again first."
UNREADABLE = (
    "The stored sign-in cannot be read with the keys of this installation. Bring back the key file, or reconnect the ledger."
)

_one_refresh: defaultdict[UUID, threading.Lock] = defaultdict(threading.Lock)
_is_worker = False


@lru_cache(maxsize=8)
def connector(provider: str) -> Connector:
    """The connector of a provider, told by the settings; raises KeyError for one that we do not have."""
    return CONNECTORS[provider](provider_settings(provider))


def provider_settings(provider: str) -> ProviderSettings:
    own = settings()
    urls: dict[str, dict[str, str]] = {
        "xero": {
            "authorize": own.xero_authorize_url,
            "token": own.xero_token_url,
            "revoke": own.xero_revoke_url,
            "connections": own.xero_connections_url,
            "api": own.xero_api_url,
            "app": own.xero_app_url,
        },
        "quickbooks": {
            "discovery": own.quickbooks_discovery_url,
            "api": own.quickbooks_api_url,
            "app": own.quickbooks_app_url,
        },
        "sage": {
            "authorize": own.sage_authorize_url,
            "token": own.sage_token_url,
            "revoke": own.sage_revoke_url,
            "api": own.sage_api_url,
        },
    }
    keys = {
        "xero": (own.xero_client_id, own.xero_client_secret),
        "quickbooks": (own.quickbooks_client_id, own.quickbooks_client_secret),
        "sage": (own.sage_client_id, own.sage_client_secret),
    }
    client_id, client_secret = keys[provider]
    return ProviderSettings(
        client_id=client_id,
        client_secret=client_secret,
        urls=urls[provider],
        limits_factor=own.limits_factor,
        timeout_seconds=own.provider_timeout_seconds,
    )


def be_worker() -> None:
    """From here on this process holds leases under its worker name, and finds them again after a restart."""
    global _is_worker
    _is_worker = True


def holder() -> str:
    """Who holds a lease: the worker by its stable name, anybody else by name and process."""
    return settings().worker_name if _is_worker else f"{settings().worker_name}:{os.getpid()}"


def open_access(connection: Connection, *, background: bool = False) -> Access:
    """All that a call to this organisation needs; raises nothing before the first call. `background` calls go only while there is
    room for others."""
    return Access(
        organisation_id=connection.organisation_id,
        token=lambda: _good_token(connection),
        renew=lambda stale: _renewed_token(connection, stale),
        gate=DatabaseGate(connection, background=background),
    )


class DatabaseGate:
    """The call budget of one organisation, kept in the database."""

    def __init__(self, connection: Connection, *, background: bool = False, sleep: Callable[[float], None] = time.sleep) -> None:
        factor, limits = settings().limits_factor, connector(connection.provider).manifest.limits
        self._limits = {limit.scope: limit for limit in limits if limit.seconds}
        self._at_once = next((limit for limit in limits if limit.scope == "concurrent"), None)
        self._calls = {limit.scope: limit.calls * factor for limit in limits}
        self._keys = {
            limit.scope: f"{connection.provider}:{'app' if limit.whole_app else connection.organisation_id}:{limit.scope}"
            for limit in limits
        }
        self._prepared: set[str] = set()
        self._background = background
        self._sleep = sleep
        self._answer_seconds = settings().provider_timeout_seconds + 15

    @contextlib.contextmanager
    def call(self, *scopes: str) -> Iterator[None]:
        if self._background:
            self._leave_room(scopes)
        with self._place():
            taken, goes_at = self._take(scopes)
            try:
                yield
            finally:
                # It arrived there at some time between; only an answer that came quickly is within the margin of the slots.
                ended = time.time()
                was_slow = ended - goes_at > gate.MARGIN_SECONDS
                for slot, scope in taken:
                    if self._held(scope):
                        gate.answered(slot, at=ended if was_slow else 0)
                    elif was_slow:
                        gate.postpone(slot, until=ended)

    def correct(self, *, scope: str, remaining: int | None = None, retry_after: float | None = None) -> None:
        limit = self._limits.get(scope)
        if limit is None:
            return
        if retry_after is not None and _is_long(limit):
            gate.close_day(self._keys[scope], seconds=retry_after)
        elif retry_after is not None:
            gate.push_slots(self._keys[scope], seconds=retry_after, window_seconds=limit.seconds)
        elif remaining is not None and _is_long(limit):
            gate.correct_day(self._keys[scope], calls=self._calls[scope], remaining=remaining)

    def budget(self) -> list[dict[str, object]]:
        """What is shown of each limit: calls used now, allowed and left; of a day also how many it comes to at this pace."""
        used = {scope: self._used(limit) for scope, limit in self._limits.items()}
        if self._at_once is not None:
            used[self._at_once.scope] = gate.used(self._keys[self._at_once.scope], seconds=0)
        return [
            {
                "scope": scope,
                "used": count,
                "limit": self._calls[scope],
                "left": max(0, self._calls[scope] - count),
                "forecast": self._forecast(scope, count),
            }
            for scope, count in used.items()
        ]

    def _forecast(self, scope: str, used: int) -> int | None:
        """After the first hour of a window at the earliest is there a pace; before it, that hour is taken as gone."""
        limit = self._limits.get(scope)
        if limit is None or limit.seconds < FORECAST_FROM_SECONDS:
            return None
        elapsed = max(gate.day_age(self._keys[scope]), 3600.0)
        return max(used, round(used * limit.seconds / elapsed)) if elapsed < limit.seconds else used

    def _leave_room(self, scopes: Sequence[str]) -> None:
        for scope in scopes:
            limit = self._limits.get(scope)
            # A second is over so soon that nobody need make room in it.
            if limit is None or limit.seconds < 60 or self._used(limit) < BACKGROUND_SHARE * self._calls[scope]:
                continue
            wait = min(limit.seconds * (1 - BACKGROUND_SHARE), BACKGROUND_WAIT_SECONDS)
            raise Throttled("what is left of the call budget is kept for postings", retry_after=wait, scope=scope)

    def _used(self, limit: Limit) -> int:
        count = gate.used_day if _is_long(limit) else gate.used
        return count(self._keys[limit.scope], seconds=limit.seconds)

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        if self._at_once is None:
            yield
            return
        number, until = self._occupied(self._at_once.scope)
        try:
            yield
        finally:
            gate.vacate(number, until=until)

    def _occupied(self, scope: str) -> tuple[int, float]:
        self._prepare(scope)
        deadline = time.monotonic() + AT_ONCE_SECONDS
        while (found := gate.occupy(self._keys[scope], hold_seconds=self._answer_seconds)) is None:
            if time.monotonic() > deadline:
                raise Throttled("too many calls are under way at once", retry_after=2.0, scope=scope)
            self._sleep(0.05)
        return found

    def _prepare(self, scope: str) -> None:
        if scope not in self._prepared:
            gate.prepare(self._keys[scope], calls=self._calls[scope])
            self._prepared.add(scope)

    def _take(self, scopes: Sequence[str]) -> tuple[list[tuple[int, str]], float]:
        """The slots of a call that may go when this comes back, with their scopes, and the instant that they are taken for."""
        taken: list[tuple[int, str]] = []
        instants = [time.time()]
        try:
            for scope in scopes:
                if scope in self._limits:
                    slot, at = self._reserved(scope)
                    taken += [(slot, scope)] if slot is not None else []
                    instants.append(at)
        except Throttled:
            for slot, scope in taken:
                if self._held(scope):
                    gate.answered(slot, at=0)
            raise
        goes_at = max(instants)
        if (wait := goes_at - time.time()) > 0:
            for slot, _ in taken:
                gate.postpone(slot, until=goes_at)
            self._sleep(wait)
        # The earliest for which a slot is taken: an answer long after it is long after all of them.
        return taken, goes_at if wait > 0 else min(instants)

    def _held(self, scope: str) -> bool:
        """A call can outlast a window as short as this: its slot is nobody else's before its answer."""
        return self._limits[scope].seconds < self._answer_seconds

    def _reserved(self, scope: str) -> tuple[int | None, float]:
        """The slot where the limit has such, and the instant for which it is taken: what is later counts from there."""
        limit = self._limits[scope]
        if _is_long(limit):
            now = time.time()
            if wait := gate.take_day(self._keys[scope], calls=self._calls[scope], seconds=limit.seconds):
                raise _used_up(scope, wait)
            return None, now
        self._prepare(scope)
        hold = self._answer_seconds if self._held(scope) else 0
        found = gate.reserve(self._keys[scope], seconds=limit.seconds, patience=PATIENCE_SECONDS, hold_seconds=hold)
        if isinstance(found, float):
            raise _used_up(scope, found)
        return found.slot, found.at


def _used_up(scope: str, wait: float) -> Throttled:
    return Throttled(f"the call budget for a {scope} is used up", retry_after=wait, scope=scope)


def _is_long(limit: Limit) -> bool:
    """Counted in one row: over a window as long as this, or of so many calls, a slot for each call would be too many."""
    return limit.seconds > 3600 or limit.calls > SLOTS_MAX


def _good_token(connection: Connection) -> str:
    grant = _opened(connection)
    if grant.expires_at - datetime.now(UTC) > RENEW_BEFORE:
        return grant.access_token
    return _refreshed(connection, grant)


def _renewed_token(connection: Connection, stale: str) -> str:
    grant = _opened(connection)
    return grant.access_token if grant.access_token != stale else _refreshed(connection, grant)


def _opened(connection: Connection) -> OpenGrant:
    """Asked before every call, so that none goes out after a disconnect, whatever is under way."""
    if _is_disconnected(connection):
        raise AuthorisationLost(DISCONNECTED)
    try:
        grant = grants.open_grant(connection.workspace_id, connection.grant_id)
    except Unreadable:
        _tell_lost(connection, UNREADABLE)
        raise AuthorisationLost(UNREADABLE) from None
    if grant.status != GrantStatus.ACTIVE:
        raise AuthorisationLost(RECONNECT)
    return grant


def _refreshed(connection: Connection, grant: OpenGrant) -> str:
    """One refresh for all: the holder of the lease asks the provider and keeps the answer before anybody uses it."""
    with _one_refresh[grant.id]:
        deadline = time.monotonic() + REFRESH_WAIT_SECONDS
        while time.monotonic() < deadline:
            newest = _opened(connection)
            if newest.generation != grant.generation:
                return newest.access_token
            if grants.take_refresh(connection.workspace_id, grant.id, generation=grant.generation, holder=holder()):
                return _refresh_held(connection, newest)
            time.sleep(0.05)
    raise Transient("another worker is renewing the sign-in and has not finished", retry_after=5)


def _refresh_held(connection: Connection, grant: OpenGrant) -> str:
    tokens = Tokens(
        access_token=grant.access_token, refresh_token=grant.refresh_token, expires_at=grant.expires_at, scopes=grant.scopes
    )
    try:
        fresh = connector(connection.provider).refresh(tokens)
        # Kept before the lease ends: with the old one, which is worth nothing now, the next holder would lose the connection.
        kept = grants.NewTokens(access_token=fresh.access_token, refresh_token=fresh.refresh_token, expires_at=fresh.expires_at)
        grants.store_tokens(connection.workspace_id, grant.id, generation=grant.generation, tokens=kept)
    except AuthorisationLost:
        newest = _opened(connection)
        if newest.generation != grant.generation:
            return newest.access_token
        if grants.mark_lost(connection.workspace_id, grant.id, generation=grant.generation):
            _tell_lost(connection, RECONNECT)
        raise
    finally:
        grants.release_refresh(connection.workspace_id, grant.id, holder=holder())
    return fresh.access_token


@contextlib.contextmanager
def noticing_loss(connection: Connection) -> Iterator[None]:
    """Calls for one connection: when the provider refuses us for good, that is kept and told before the error goes on."""
    try:
        yield
    except AuthorisationLost:
        authorisation_lost(connection)
        raise


def may_call(connection: Connection) -> bool:
    """Is it connected? One that waited for the key of its sign-in is again as soon as the key is back."""
    if connection.status != ConnectionStatus.NEEDS_RECONNECTING:
        return connection.status == ConnectionStatus.ACTIVE
    try:
        status = grants.open_grant(connection.workspace_id, connection.grant_id).status
    except Unreadable:
        return False
    if status != GrantStatus.ACTIVE:
        return False
    with database.atomic():
        connections.update_connection(connection.workspace_id, connection.id, status=ConnectionStatus.ACTIVE, trouble="")
        note = audit.Note(
            actor="Tieout",
            action="connection.readable_again",
            subject_kind="connection",
            subject_id=str(connection.id),
            text=f"{connection.organisation_name}: the key of the stored sign-in is back.",
        )
        audit.add(connection.workspace_id, [note])
    return True


def authorisation_lost(connection: Connection) -> None:
    """The provider refused us for good: the grant and all its connections wait for a person; their work is parked, not failed."""
    if _is_disconnected(connection):
        return
    try:
        generation = grants.open_grant(connection.workspace_id, connection.grant_id).generation
        grants.mark_lost(connection.workspace_id, connection.grant_id, generation=generation)
    except Unreadable:
        _tell_lost(connection, UNREADABLE)
        return
    _tell_lost(connection, RECONNECT)


def _is_disconnected(connection: Connection) -> bool:
    return connections.connection(connection.workspace_id, connection.id).status == ConnectionStatus.DISCONNECTED


def _tell_lost(connection: Connection, trouble: str) -> None:
    with database.atomic():
        for lost in connections.need_reconnecting(connection.workspace_id, connection.grant_id, trouble=trouble):
            progress.show(connection.workspace_id, "connection", subject_id=lost.id, state=lost.status, text=trouble)
            note = audit.Note(
                actor="Tieout",
                action="connection.needs_reconnecting",
                subject_kind="connection",
                subject_id=str(lost.id),
                text=f"{lost.organisation_name}: {trouble}",
            )
            audit.add(connection.workspace_id, [note])
