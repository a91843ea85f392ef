"""Everything that one sandbox holds, and how a request passes through it."""

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tieout.sandbox import faults, oauth
from tieout.sandbox.books import Books, IndexKey, Snapshot
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.clock import Clock
from tieout.sandbox.faults import Fault, Faults
from tieout.sandbox.ground import Ground, ProviderError
from tieout.sandbox.limits import Limits
from tieout.sandbox.log import Log
from tieout.sandbox.provider import Provider
from tieout.sandbox.quickbooks import provider as quickbooks
from tieout.sandbox.sage import provider as sage
from tieout.sandbox.spoiling import late
from tieout.sandbox.webhooks import Webhooks
from tieout.sandbox.xero import provider as xero

SEEDS = "demo, empty or large:N (N documents in every organisation)"
DOCUMENTS_MAX = 1_000_000
_SEED = re.compile(r"demo|empty|large:([1-9]\d*)")
SNAPSHOTS_MAX, READS_MAX = 10, 1_000
_REFUSED = frozenset(faults.BEFORE) - {"lost_before"}


def check_seed(name: str) -> str:
    """Raises ValueError for a seed that there is not."""
    found = _SEED.fullmatch(name)
    if found is None or int(found[1] or 0) > DOCUMENTS_MAX:
        raise ValueError(f"the seed is {SEEDS}; N is {DOCUMENTS_MAX:,} at most")
    return name


class World:
    """Single-threaded: the server calls it from its event loop only."""

    def __init__(self, path: Path | None, *, seed: str = "demo", limits: str = "1") -> None:
        """`path` is the file of the books, None for memory; books that exist already keep what they hold."""
        indexes: dict[tuple[str, str], IndexKey] = {**oauth.INDEXES, **xero.INDEXES, **quickbooks.INDEXES, **sage.INDEXES}
        clock = Clock()
        self.ground = Ground(Books(path, indexes=indexes), clock, Limits(clock))
        self.ground.limits.set(limits)
        self.faults, self.log = Faults(), Log()
        self.webhooks = Webhooks(self.ground, self.faults)
        self._snapshots: dict[str, Snapshot] = {}
        self._reads: dict[tuple[object, ...], Reply] = {}
        found: list[Provider] = [xero.Xero(self.ground), quickbooks.QuickBooks(self.ground), sage.Sage(self.ground)]
        self.providers: Mapping[str, Provider] = {provider.name: provider for provider in found}
        self.seed_name = check_seed(seed)
        if not self.ground.books.shelves():
            self.seed(seed)

    def seed(self, name: str) -> None:
        """Empties the books and fills them anew; raises ValueError for an unknown seed."""
        self.seed_name = check_seed(name)
        self.ground.books.clear()
        self._forget()
        with _uncollected():
            for provider in self.providers.values():
                with self.ground.changes.silent(), self.ground.books.unit():
                    provider.seed(name)

    def reset(self, seed: str | None = None) -> None:
        """The books as seeded, no faults, no webhooks, no snapshots, an empty log, and real time again."""
        self.ground.clock.reset()
        self.faults.cancel()
        self.webhooks.cancel()
        self.log.clear()
        self._snapshots.clear()
        self.seed(seed or self.seed_name)

    def _forget(self) -> None:
        """What is kept outside the books."""
        self.ground.limits.clear()
        self.webhooks.forget()
        self._reads.clear()
        for provider in self.providers.values():
            provider.forget()

    def snapshot(self, name: str) -> None:
        if name not in self._snapshots and len(self._snapshots) >= SNAPSHOTS_MAX:
            raise ValueError(f"there are {SNAPSHOTS_MAX} snapshots already; use one of their names again")
        self._snapshots[name] = self.ground.books.snapshot()

    def restore(self, name: str) -> None:
        """Raises KeyError when there is no such snapshot."""
        self.ground.books.restore(self._snapshots[name])
        self._forget()

    @property
    def snapshots(self) -> list[str]:
        return list(self._snapshots)

    def answer(self, provider: Provider, call: Call, *, fault: Fault | None) -> Reply:
        """The provider's reply to one call, committed or taken back as a whole."""
        if fault is not None:
            return self._faulty(provider, call, fault=fault)
        reply = self._committed(provider, call)
        if call.method == "GET" and self.faults.awaits("stale_page"):
            self._remember(provider, call, reply=reply)
        return reply

    def _committed(self, provider: Provider, call: Call) -> Reply:
        try:
            with self.ground.books.unit():
                return provider.answer(call)
        except ProviderError as refused:
            return refused.reply

    def _faulty(self, provider: Provider, call: Call, *, fault: Fault) -> Reply:
        if fault.kind in _REFUSED:
            return late(provider.fault(fault.kind, call), fault)
        if fault.kind in ("revoked", "expired", "tenant_removed"):
            with self.ground.books.unit():
                _disturb(provider, call, kind=fault.kind)
        reply = self._committed(provider, replace(call, fault=fault.kind))
        if fault.kind == "500_after":
            return provider.fault("500", call)
        if fault.kind == "stale_page":
            return self._stale(provider, call, fault=fault, reply=reply)
        return reply

    def _stale(self, provider: Provider, call: Call, *, fault: Fault, reply: Reply) -> Reply:
        known = self._reads.get(self._place(provider, call))
        if known is None:
            fault.fired -= 1  # nothing to be behind with: the fault is for a later read
            self._remember(provider, call, reply=reply)
        return known or reply

    def _remember(self, provider: Provider, call: Call, *, reply: Reply) -> None:
        place = self._place(provider, call)
        if reply.status == 200 and (place in self._reads or len(self._reads) < READS_MAX):
            self._reads[place] = reply

    def _place(self, provider: Provider, call: Call) -> tuple[object, ...]:
        return (provider.name, provider.identify(call).organisation, call.path.lower(), *sorted(call.query.items()))

    def close(self) -> None:
        self.ground.books.close()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing that a seed makes is garbage, and to walk through a million living objects again and again takes half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _disturb(provider: Provider, call: Call, *, kind: str) -> None:
    if kind == "revoked":
        provider.oauth.revoke_call(call)
    elif kind == "expired":
        provider.oauth.expire_call(call)
    else:
        provider.oauth.leave(call, provider.identify(call).organisation)
