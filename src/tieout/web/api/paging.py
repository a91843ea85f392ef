"""Lists that are short by nature, a page at a time with the same cursor as the long ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import Field

from tieout.store.listings import LIMIT_MAX, BadCursor, read_cursor, write_cursor
from tieout.web.api.values import PageQuery

_Item = TypeVar("_Item")


class ListQuery(PageQuery):
    """For lists that are short by nature: without a limit as much as the API gives at once."""

    limit: int = Field(default=LIMIT_MAX, ge=1, le=LIMIT_MAX)


@dataclass(frozen=True, kw_only=True)
class Part(Generic[_Item]):
    """As much of a list as was asked for; `total` is said with the first page only."""

    rows: list[_Item]
    next_cursor: str | None
    total: int | None


def whole(items: Sequence[_Item], query: PageQuery) -> Part[_Item]:
    """The page that `query` asks of a list that was read as a whole; raises BadCursor."""
    begin = _place(query.cursor)
    end = begin + query.limit
    return Part(
        rows=list(items[begin:end]),
        next_cursor=write_cursor([end]) if end < len(items) else None,
        total=None if query.cursor else len(items),
    )


def _place(cursor: str) -> int:
    if not cursor:
        return 0
    (place,) = read_cursor(cursor, 1)
    if not isinstance(place, int) or isinstance(place, bool) or place < 0:
        raise BadCursor(cursor)
    return place
