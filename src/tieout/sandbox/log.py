"""The request log: what was asked, by whom, and how it ended; kept in memory, newest hundred thousand entries."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from tieout.sandbox.call import Json

ENTRIES_MAX = 100_000


@dataclass
class Entry:
    sequence: int
    at: datetime
    provider: str
    organisation: str
    client_id: str
    kind: str
    method: str
    path: str
    query: Mapping[str, str]
    status: int = 500
    fault: str | None = None
    units: int = 1


class Log:
    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=ENTRIES_MAX)
        self._sequence = 0
        self._summary: Counter[tuple[str, str, str, str]] = Counter()
        self._units: Counter[tuple[str, str, str, str]] = Counter()

    def next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def keep(self, entry: Entry) -> None:
        self._entries.append(entry)

    def close(self, entry: Entry) -> None:
        """Counts a finished request in the summary, which outlives the entries."""
        key = (entry.provider, entry.client_id, entry.method, entry.kind)
        self._summary[key] += 1
        self._units[key] += entry.units

    def entries(self, wish: Mapping[str, str]) -> list[dict[str, Json]]:
        since, most = int(wish.get("since", 0)), int(wish.get("limit", ENTRIES_MAX))
        exact = {name: wish[name] for name in ("provider", "organisation", "client_id", "method", "kind") if name in wish}
        chosen = (
            entry
            for entry in self._entries
            if entry.sequence > since and all(getattr(entry, name) == value for name, value in exact.items())
        )
        return [asdict(entry) for entry in chosen][:most]

    def summary(self) -> dict[str, Json]:
        """Calls by provider and client, and in each by kind of path (`POST Invoices`), with the objects they carried."""
        tree: dict[str, Json] = {}
        for (provider, client_id, method, kind), calls in sorted(self._summary.items()):
            client = tree.setdefault(provider, {"calls": 0, "clients": {}})
            client["calls"] += calls
            own = client["clients"].setdefault(client_id, {"calls": 0, "kinds": {}})
            own["calls"] += calls
            own["kinds"][f"{method} {kind}"] = {"calls": calls, "units": self._units[provider, client_id, method, kind]}
        return tree

    def clear(self) -> None:
        self._entries.clear()
        self._summary.clear()
        self._units.clear()
