"""Faults to order: which call goes wrong, how, and how often."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as own

from tieout.sandbox.call import Call, Json
from tieout.sandbox.ground import Caller

# What each kind does; the table of faults in the reference is written from it.
BEFORE = {  # the provider does not see the call
    "lost_before": "The connection is dropped and nothing is done.",
    "429_minute": "Too many calls in a minute; `retry_after` false leaves the header out, a number sets it.",
    "429_day": "Too many calls in a day.",
    "429_concurrent": "Too many calls at once.",
    "429_appminute": "Too many calls of the whole app in a minute (Xero).",
    "500": "An error of the server before anything is done.",
    "503": "The organisation or the service is away.",
    "clash": "Two writes at once got into each other's way: the provider refuses this one with a conflict, undone.",
    "forbidden": "The user's role does not allow it: 403, undone.",
}
AMONG = {  # the provider answers, in other circumstances
    "slow": "Waits `seconds` before it is answered; the call counts as in progress meanwhile.",
    "revoked": "The grant of the call is revoked before it is answered.",
    "expired": "The access token of the call has run out; the refresh token still works.",
    "tenant_removed": "The organisation is taken from the grant before the call is answered.",
}
AFTER = {  # done and committed, and then the answer suffers
    "lost": "Done, and the answer is lost.",
    "rotation_lost": "A token refresh is done and its answer lost; passes over all other calls.",
    "500_after": "Done, and answered 500 all the same.",
    "truncated": "Done, and the answer breaks off half way.",
    "unknown_value": "Every `field` (Status unless told) of the answer holds a word that no document names (`value`).",
    "other_value": "Every `field` of the answer that is a text or a number is `value` instead, as if that were kept.",
    "null_fields": "Every `field` of the answer is null; without one, every value that is no id, list or object.",
    "empty_dates": "Every date of the answer is an empty text.",
    "next_missing": "The answer does not say that there is a next page.",
    "stale_page": "A read is answered as it was the last time, before what was written since; asked the first time, as it is.",
}
NOTICES = {  # of webhooks; `path` is then matched against the kind of object
    "webhook_loss": "The notice is never sent; its number is used up.",
    "webhook_duplicate": "The notice is sent twice.",
    "webhook_delay": "The notice is sent `seconds` later.",
    "webhook_reorder": "The notice is overtaken by the next one, or sent `seconds` later when none comes.",
}
KINDS = {**BEFORE, **AMONG, **AFTER, **NOTICES}
FIELDS = frozenset(
    [
        "kind",
        "provider",
        "organisation",
        "method",
        "path",
        "nth",
        "times",
        "probability",
        "seed",
        "seconds",
        "retry_after",
        "field",
        "value",
    ]
)
FAULTS_MAX = 1_000
_OF_READS = ("next_missing", "stale_page")
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
    retry_after: int | bool = True  # false leaves the header out, a number sets it
    field: str = ""
    value: str = "NEVER_SEEN_BEFORE"
    seen: int = 0
    fired: int = 0
    chance: random.Random = own(default_factory=random.Random, repr=False)

    def matches(self, provider: str, caller: Caller, *, call: Call) -> bool:
        return (
            self.kind not in NOTICES
            and self.provider in ("", provider)
            and self.organisation in ("", caller.organisation)
            and self.method in ("", call.method)
            and re.match(self.path, call.path, re.IGNORECASE) is not None
            and (self.kind != "rotation_lost" or _REFRESH in call.body)
            and (self.kind not in _OF_READS or call.method == "GET")
        )

    def matches_notice(self, provider: str, organisation: str, *, kind: str) -> bool:
        return (
            self.kind in NOTICES
            and self.provider in ("", provider)
            and self.organisation in ("", organisation)
            and re.match(self.path, kind, re.IGNORECASE) is not None
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
        if unknown := sorted(set(wish) - FIELDS - {"count"}):
            raise ValueError(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted(FIELDS))}")
        if wish.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")
        probability = float(wish.get("probability", 1))
        times = wish.get("times", wish.get("count", None if probability < 1 else 1))
        path, seed = str(wish.get("path", "")), int(wish.get("seed", 0))
        try:
            re.compile(path)
        except re.error as error:
            raise ValueError(f"path is no regular expression: {error}") from None
        if len(self._ordered) >= FAULTS_MAX:
            raise ValueError(f"there are {FAULTS_MAX} faults already; cancel some")
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
            retry_after=_retry_after(wish.get("retry_after", True)),
            field=str(wish.get("field", "Status" if wish["kind"] == "unknown_value" else "")),
            value=str(wish.get("value", Fault.value)),
            chance=random.Random(seed),
        )
        self._ordered.append(fault)
        return fault

    def choose(self, provider: str, caller: Caller, *, call: Call) -> Fault | None:
        """The first ordered fault that fires for this call; every matching one counts the call."""
        return _first([fault for fault in self._ordered if fault.matches(provider, caller, call=call) and fault.fires()])

    def choose_notice(self, provider: str, organisation: str, *, kind: str) -> Fault | None:
        """As `choose`, for one notice of a webhook."""
        matching = (fault for fault in self._ordered if fault.matches_notice(provider, organisation, kind=kind))
        return _first([fault for fault in matching if fault.fires()])

    @property
    def ordered(self) -> bool:
        return bool(self._ordered)

    def awaits(self, kind: str) -> bool:
        """Some fault of this kind is ordered, so that what it needs must be kept from now on."""
        return any(fault.kind == kind for fault in self._ordered)

    def describe(self) -> list[dict[str, Json]]:
        return [_described(fault) for fault in self._ordered]

    def cancel(self, id: int | None = None) -> None:
        """One of them, or all."""
        self._ordered = [] if id is None else [fault for fault in self._ordered if fault.id != id]


def _first(firing: Sequence[Fault]) -> Fault | None:
    for late in firing[1:]:
        late.fired -= 1
    return firing[0] if firing else None


def _retry_after(wish: Json) -> int | bool:
    return wish if isinstance(wish, bool) else int(wish)


def _described(fault: Fault) -> dict[str, Json]:
    return {name: value for name, value in vars(fault).items() if name != "chance"}
