"""Call limits in fixed windows, by provider and organisation, which control can widen or switch off."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from tieout.sandbox.clock import Clock


@dataclass(frozen=True)
class Limit:
    name: str
    most: int
    seconds: int


@dataclass(frozen=True)
class Verdict:
    """`refused` names the limit that is used up; the wait is whole seconds until its window ends."""

    refused: str | None
    wait_seconds: int
    remaining: dict[str, int]


class Limits:
    """A window starts with the first call that it counts, so windows of different organisations are not in step."""

    def __init__(self, clock: Clock) -> None:
        self.factor: Fraction | None = Fraction(1)
        self._clock = clock
        self._windows: dict[tuple[str, str, str], tuple[datetime, int]] = {}
        self._running: Counter[tuple[str, str]] = Counter()

    def set(self, text: str) -> None:
        """A factor ("1", "0.5", "20") or "off"; raises ValueError for anything else."""
        factor = None if text == "off" else Fraction(text)
        if factor is not None and factor <= 0:
            raise ValueError("a factor of the limits is above zero, or off")
        self.factor = factor

    def text(self) -> str:
        return "off" if self.factor is None else str(self.factor)

    def most(self, limit: int) -> int:
        """A limit's value after the factor; it stays as it is when the limits are off."""
        return limit if self.factor is None else max(1, math.floor(limit * self.factor))

    def take(self, provider: str, organisation: str, *, limits: Sequence[Limit], units: int = 1) -> Verdict:
        """Counts the call in every window, or in none when one of them is full (assumed: a refused call is not counted)."""
        if self.factor is None:
            return Verdict(None, 0, {limit.name: limit.most for limit in limits})
        now = self._clock.now()
        windows = [(limit, *self._window((provider, organisation, limit.name), limit, now=now)) for limit in limits]
        remaining = {limit.name: max(0, self.most(limit.most) - used) for limit, _, used in windows}
        for limit, began, _ in windows:
            if remaining[limit.name] < units:
                wait = math.ceil((began + timedelta(seconds=limit.seconds) - now).total_seconds())
                return Verdict(limit.name, max(1, wait), remaining)
        for limit, began, used in windows:
            self._windows[provider, organisation, limit.name] = (began, used + units)
        return Verdict(None, 0, {name: left - units for name, left in remaining.items()})

    def _window(self, key: tuple[str, str, str], limit: Limit, *, now: datetime) -> tuple[datetime, int]:
        began, used = self._windows.get(key, (now, 0))
        if now < began or now >= began + timedelta(seconds=limit.seconds):
            return now, 0
        return began, used

    def enter(self, provider: str, organisation: str) -> None:
        self._running[provider, organisation] += 1

    def leave(self, provider: str, organisation: str) -> None:
        self._running[provider, organisation] -= 1

    def crowded(self, provider: str, organisation: str, *, most: int) -> bool:
        """More calls in progress at this moment than allowed, the asking one included."""
        return self.factor is not None and self._running[provider, organisation] > self.most(most)

    def clear(self) -> None:
        self._windows.clear()
