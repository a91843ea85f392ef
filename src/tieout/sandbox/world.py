"""Everything that one sandbox holds, and how a request passes through it."""

from collections.abc import Mapping
from pathlib import Path

from tieout.sandbox import oauth
from tieout.sandbox.books import Books, IndexKey
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.clock import Clock
from tieout.sandbox.faults import Fault, Faults
from tieout.sandbox.ground import Ground, ProviderError
from tieout.sandbox.limits import Limits
from tieout.sandbox.log import Log
from tieout.sandbox.provider import Provider
from tieout.sandbox.quickbooks import provider as quickbooks
from tieout.sandbox.xero import provider as xero

SEEDS = ("demo", "empty")


class World:
    """Single-threaded: the server calls it from its event loop only."""

    def __init__(self, path: Path | None, *, seed: str = "demo", limits: str = "1") -> None:
        """`path` is the file of the books, None for memory; books that exist already keep what they hold."""
        indexes: dict[tuple[str, str], IndexKey] = {**oauth.INDEXES, **xero.INDEXES, **quickbooks.INDEXES}
        clock = Clock()
        self.ground = Ground(Books(path, indexes=indexes), clock, Limits(clock))
        self.ground.limits.set(limits)
        self.faults, self.log = Faults(), Log()
        found: list[Provider] = [xero.Xero(self.ground), quickbooks.QuickBooks(self.ground)]
        self.providers: Mapping[str, Provider] = {provider.name: provider for provider in found}
        self.seed_name = seed
        if not self.ground.books.shelves():
            self.seed(seed)

    def seed(self, name: str) -> None:
        """Empties the books and fills them anew; raises ValueError for an unknown seed."""
        if name not in SEEDS:
            raise ValueError(f"the seed is one of {', '.join(SEEDS)}")
        self.seed_name = name
        self.ground.books.clear()
        self.ground.limits.clear()
        for provider in self.providers.values():
            provider.forget()
            with self.ground.books.unit():
                provider.seed(name)

    def reset(self, seed: str | None = None) -> None:
        """The books as seeded, no faults, an empty log, and real time again."""
        self.ground.clock.reset()
        self.faults.cancel()
        self.log.clear()
        self.seed(seed or self.seed_name)

    def answer(self, provider: Provider, call: Call, *, fault: Fault | None) -> Reply:
        """The provider's reply to one call, committed or taken back as a whole."""
        if fault is not None and fault.kind in ("429_minute", "429_day", "429_concurrent", "500", "503"):
            return provider.fault(fault.kind, call)
        if fault is not None and fault.kind == "revoked":
            with self.ground.books.unit():
                provider.oauth.revoke_call(call)
        try:
            with self.ground.books.unit():
                return provider.answer(call)
        except ProviderError as refused:
            return refused.reply

    def close(self) -> None:
        self.ground.books.close()
