"""Faults to order: which call goes wrong, how, and how often."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tieout.sandbox.call import Call, Json
from tieout.sandbox.ground import Caller

KINDS = frozenset(
    {
        "lost",  # the answer is lost after the commit
        "lost_before",  # the connection is dropped and nothing is done
        "429_minute",
        "429_day",
        "429_concurrent",
        "500",
        "503",
        "slow",
        "truncated",
        "revoked",  # the grant of the call is revoked before it is answered
        "rotation_lost",  # a token refresh is committed and its answer lost
    }
)
_REFRESH = b"grant_type=refresh_token"


@dataclass
class Fault:
    """`nth` counts the matching calls from 1 and fires from there on; `times` is how often in all, None for ever."""

    id: int
    kind: str
    provider: str = ""
    organisation: str = ""
    method: str = ""
    path: str = ""  # a regular expression for the start of the path below the provider's prefix, in any case
    nth: int = 1
    times: int | None = 1
    probability: float = 1.0
    seed: int = 0
    seconds: float = 1.0
    seen: int = 0
    fired: int = 0
    chance: random.Random = field(default_factory=random.Random, repr=False)

    def matches(self, provider: str, caller: Caller, *, call: Call) -> bool:
        return (
            self.provider in ("", provider)
            and self.organisation in ("", caller.organisation)
            and self.method in ("", call.method)
            and re.match(self.path, call.path, re.IGNORECASE) is not None
            and (self.kind != "rotation_lost" or _REFRESH in call.body)
        )

    def fires(self) -> bool:
        """Asked once for each matching call, so that the same seed picks the same calls every time."""
        self.seen += 1
        lucky = self.probability >= 1 or self.chance.random() < self.probability
        if self.seen < self.nth or not lucky or (self.times is not None and self.fired >= self.times):
            return False
        self.fired += 1
        return True


class Faults:
    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self._last_id = 0

    def order(self, wish: Mapping[str, Json]) -> Fault:
        """Raises ValueError with what is wrong with the wish."""
        known = {"kind", "provider", "organisation", "method", "path", "nth", "times", "probability", "seed", "seconds"}
        if unknown := sorted(set(wish) - known - {"count"}):
            raise ValueError(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted(known))}")
        if wish.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")
        probability = float(wish.get("probability", 1))
        times = wish.get("times", wish.get("count", None if probability < 1 else 1))
        path, seed = str(wish.get("path", "")), int(wish.get("seed", 0))
        try:
            re.compile(path)
        except re.error as error:
            raise ValueError(f"path is no regular expression: {error}") from None
        self._last_id += 1
        fault = Fault(
            id=self._last_id,
            kind=wish["kind"],
            provider=str(wish.get("provider", "")),
            organisation=str(wish.get("organisation", "")),
            method=str(wish.get("method", "")).upper(),
            path=path,
            nth=int(wish.get("nth", 1)),
            times=None if times is None else int(times),
            probability=probability,
            seed=seed,
            seconds=float(wish.get("seconds", 1)),
            chance=random.Random(seed),
        )
        self._ordered.append(fault)
        return fault

    def choose(self, provider: str, caller: Caller, *, call: Call) -> Fault | None:
        """The first ordered fault that fires for this call; every matching one counts the call."""
        firing = [fault for fault in self._ordered if fault.matches(provider, caller, call=call) and fault.fires()]
        for late in firing[1:]:
            late.fired -= 1
        return firing[0] if firing else None

    def describe(self) -> list[dict[str, Json]]:
        return [_described(fault) for fault in self._ordered]

    def cancel(self, id: int | None = None) -> None:
        """One of them, or all."""
        self._ordered = [] if id is None else [fault for fault in self._ordered if fault.id != id]


def _described(fault: Fault) -> dict[str, Json]:
    return {name: value for name, value in vars(fault).items() if name != "chance"}
