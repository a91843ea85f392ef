"""Everything of a kind, or what has changed: the fewest calls that bring it, page by page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Access, Page, Seen
from tieout.connectors.errors import Transient
from tieout.connectors.quickbooks import translate
from tieout.connectors.quickbooks.client import Client, readable, select
from tieout.connectors.quickbooks.manifest import CHANGES_DAYS, PAGE_SIZE
from tieout.connectors.quickbooks.standing import Standing
from tieout.connectors.quickbooks.wire import EVEN_HIDDEN, NAME_LISTS, OBJECTS, Body, changed, moment, queried

# So near its most of a thousand objects, a list of changes may have been cut off.
CHANGES_FULL = 990
PAGES_MAX = 10_000


@dataclass(frozen=True, kw_only=True)
class Reader:
    client: Client
    standing: Standing
    now: Callable[[], datetime]

    def read(self, access: Access, kinds: Sequence[EntityKind], *, since: datetime | None) -> Iterator[Page]:
        if since is not None and self.now() - since < timedelta(days=CHANGES_DAYS):
            yield from self._changed(access, kinds, since=since)
        else:
            yield from self.listed(access, kinds, since=since)

    def _changed(self, access: Access, kinds: Sequence[EntityKind], *, since: datetime) -> Iterator[Page]:
        """One call for all kinds; where its answer is full, one for each; where that is full too, by query."""
        names = list(dict.fromkeys(name for kind in kinds for name in OBJECTS[kind]))
        answer = self.client.changes(access, names, since=since)
        with readable():
            rows, answered_at = changed(answer), moment(answer, "time")
        if sum(map(len, rows.values())) < CHANGES_FULL:
            for kind in kinds:
                found = [each for name in OBJECTS[kind] for each in self._news(access, kind, name=name, rows=rows.get(name, ()))]
                yield Page(kind=kind, seen=tuple(found), complete=True, watermark=answered_at)
        elif len(kinds) > 1:
            for kind in kinds:
                yield from self._changed(access, [kind], since=since)
        else:
            (kind,) = kinds
            # What was deleted is told by the list of changes only.
            news = [each for name in OBJECTS[kind] for each in self._news(access, kind, name=name, rows=rows.get(name, ()))]
            yield Page(kind=kind, seen=tuple(each for each in news if each.deleted), complete=False)
            yield from self.listed(access, kinds, since=since)

    def _news(self, access: Access, kind: EntityKind, *, name: str, rows: Sequence[Body]) -> list[Seen]:
        """The changed rows. One that is now of the other kind which shares the object is gone from this one, if it ever was."""
        known = self.standing.of_rows(access, kind, rows=rows)
        return [translate.sight(kind, row, name=name, known=known) or translate.gone(kind, row, name=name) for row in rows]

    def listed(self, access: Access, kinds: Sequence[EntityKind], *, since: datetime | None) -> Iterator[Page]:
        """By query, each list once, whichever kinds share it."""
        left = {kind: set(OBJECTS[kind]) for kind in kinds}
        watermarks: dict[EntityKind, datetime | None] = {}
        for name in dict.fromkeys(name for kind in kinds for name in OBJECTS[kind]):
            sharing = [kind for kind in kinds if name in left[kind]]
            conditions = [EVEN_HIDDEN] if any(kind in NAME_LISTS for kind in sharing) else []
            if since is not None:
                conditions.append(f"MetaData.LastUpdatedTime >= '{since.astimezone(UTC).isoformat(timespec='milliseconds')}'")
            for answered_at, rows in self.pages(access, name, conditions=conditions):
                is_last = len(rows) < PAGE_SIZE
                for kind in sharing:
                    # What changes while the pages are read is to be seen next time: the first page's instant counts.
                    watermark = watermarks[kind] = watermarks.get(kind) or answered_at
                    complete = is_last and left[kind] == {name}
                    seen = self._seen(access, kind, name=name, rows=rows)
                    yield Page(kind=kind, seen=seen, complete=complete, watermark=watermark if complete else None)
            for kind in sharing:
                left[kind].discard(name)

    def _seen(self, access: Access, kind: EntityKind, *, name: str, rows: Sequence[Body]) -> tuple[Seen, ...]:
        known = self.standing.of_rows(access, kind, rows=rows)
        found = (translate.sight(kind, row, name=name, known=known) for row in rows)
        return tuple(each for each in found if each is not None)

    def pages(self, access: Access, name: str, *, conditions: Sequence[str]) -> Iterator[tuple[datetime | None, tuple[Body, ...]]]:
        """The rows of a query with the instants of their answers."""
        for number in range(PAGES_MAX):
            answer = self.client.query(access, select(name, *conditions, start=number * PAGE_SIZE + 1))
            with readable():
                rows, answered_at = queried(answer, name), moment(answer, "time")
            yield answered_at, rows
            if len(rows) < PAGE_SIZE:
                return
        raise Transient(f"QuickBooks gives more than {PAGES_MAX} pages of one kind")
