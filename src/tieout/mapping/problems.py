"""What stands in the way of an entry, said so that the person who reads it knows what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """`cause` is a word of docs/reference/causes.md, `rows` are numbers of the file or of the line items (1 = the first)."""

    cause: str
    message: str
    remedy: str = ""
    field: str = ""
    rows: tuple[int, ...] = ()
