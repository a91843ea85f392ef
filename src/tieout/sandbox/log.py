"""The request log: what was asked, by whom, and how it ended; kept in memory, newest hundred thousand entries."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from tieout.sandbox.call import Call, Json, Reply

ENTRIES_MAX = 100_000
BODY_BYTES_MAX = 64 * 1024 * 1024
BINARY = "\ufdd0latin-1:"  # a mark that no text holds
_OMITTED = frozenset({"authorization", "cookie", "host", "content-length", "connection", "accept-encoding", "user-agent"})


@dataclass(slots=True)
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
    # Kept on order only: what it takes to ask the same again, and what came back.
    headers: Mapping[str, str] | None = None
    body: str | None = None
    reply: str | None = None


class Log:
    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=ENTRIES_MAX)
        self._sequence = 0
        self._summary: Counter[tuple[str, str, str, str]] = Counter()
        self._units: Counter[tuple[str, str, str, str]] = Counter()
        self.bodies = False
        self._body_bytes = 0

    def next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def keep(self, entry: Entry) -> None:
        self._entries.append(entry)

    def keep_bodies(self, entry: Entry, *, call: Call, reply: Reply) -> None:
        """Without what authorises the call, and of calls on an organisation only: the others ask for tokens. Past the limit,
        entries come without bodies."""
        size = len(call.body) + len(reply.body)
        if not entry.organisation or self._body_bytes + size > BODY_BYTES_MAX:
            return
        self._body_bytes += size
        entry.headers = {name: value for name, value in call.headers.items() if name not in _OMITTED}
        entry.body, entry.reply = _text(call.body), _text(reply.body)

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
        return [_described(entry, bodies=wish.get("bodies") in ("1", "true")) for entry in islice(chosen, most)]

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
        self._body_bytes = 0


def _described(entry: Entry, *, bodies: bool) -> dict[str, Json]:
    shown = asdict(entry)
    return shown if bodies else {name: value for name, value in shown.items() if name not in ("headers", "body", "reply")}


def _text(body: bytes) -> str:
    """Any bytes as text and back, one character each where they are no UTF-8: `bytes_of` is its other half."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return BINARY + body.decode("latin-1")


def bytes_of(text: str) -> bytes:
    return text[len(BINARY) :].encode("latin-1") if text.startswith(BINARY) else text.encode()
