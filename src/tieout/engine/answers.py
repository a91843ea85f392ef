"""Answers of hosts outside as what later steps can use: paths into their JSON, types, pages put together, sizes bounded."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import orjson
from pydantic import JsonValue

from tieout.connectors.http import parse
from tieout.connectors.outside import Answer
from tieout.mapping.conditions import cast_value

# What a run keeps of one step.
OUTPUT_BYTES_MAX = 200_000
ITEMS_MAX = 10_000
Type = Literal["text", "number", "date", "checkbox", "list", "json"]
Paging = Literal["none", "link", "page", "cursor"]
_LINK = re.compile(r"<([^>]*)>([^<]*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))", re.IGNORECASE)


class Unusable(ValueError):
    """An answer that does not hold what was asked of it; a sentence for who wrote the step."""


@dataclass(frozen=True, kw_only=True)
class Pages:
    """`items` is the path of the list in each page; `next_path` that of the next page's address or cursor, "" for the header
    Link. `parameter` carries the number or the cursor."""

    kind: Paging = "none"
    items: str = ""
    next_path: str = ""
    parameter: str = "page"
    first: int = 1


def document_of(answer: Answer) -> JsonValue:
    """The JSON of an answer with fractions as exact text, its text where it is no JSON, None where it is empty."""
    if not answer.content.strip():
        return None
    try:
        return exact(parse(answer.content))
    except (ValueError, RecursionError):
        return answer.content.decode("utf-8", errors="replace").replace("\0", "\ufffd")


def exact(value: object) -> JsonValue:
    """JSON that every database keeps: a fraction as text with all its digits, and no NUL, which PostgreSQL takes nowhere."""
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < 1000 else str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < 2**63 else str(value)
    if isinstance(value, Mapping):
        return {str(name).replace("\0", "\ufffd"): exact(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [exact(one) for one in value]
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", errors="replace").decode()
    return value if value is None or isinstance(value, bool) else str(value)


def at(document: JsonValue, path: str) -> JsonValue:
    """What stands at `orders.0.total`; the whole for "", None where a part is missing.

    >>> at({"orders": [{"total": "9.50"}]}, "orders.0.total")
    '9.50'
    """
    have = document
    for part in filter(None, path.split(".")):
        if isinstance(have, dict):
            have = have.get(part)
        elif isinstance(have, list) and part.isdecimal() and int(part) < len(have):
            have = have[int(part)]
        else:
            return None
    return have


def typed(value: JsonValue, type_: Type, *, name: str) -> JsonValue:
    """The value as that type is kept; raises Unusable for one that is not of it."""
    if type_ == "json" or value is None or (type_ == "list" and isinstance(value, list)):
        return value
    if type_ == "list":
        raise Unusable(f"{name} is no list in the answer.")
    if isinstance(value, dict | list):
        raise Unusable(f"{name} is a list or a group in the answer, not a {type_}. Choose the type list or JSON, or a deeper path.")
    if type_ == "text":
        return value if isinstance(value, str) else _text(value)
    if type_ == "checkbox" and isinstance(value, bool):
        return value
    try:
        found = cast_value(_text(value), kind=type_)
    except ValueError:
        raise Unusable(f"{name} is {_text(value)[:60]!r} in the answer, which is no {type_}.") from None
    if isinstance(found, bool):
        return found
    return format(found, "f") if isinstance(found, Decimal) else str(found)


def items_of(document: JsonValue, pages: Pages) -> list[JsonValue]:
    """Of one page; raises Unusable where no list is there."""
    found = at(document, pages.items)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Unusable(f"The answer has no list at {pages.items or 'its top'}. Write the path of the list.")
    return found


def next_url(answer: Answer, document: JsonValue, *, pages: Pages, number: int) -> str:
    """Where the next page is, "" after the last; `number` counts the pages read, `answer.url` is where this one came from."""
    if pages.kind == "page":
        return with_parameter(answer.url, pages.parameter, value=str(pages.first + number)) if items_of(document, pages) else ""
    if pages.kind == "link":
        found = at(document, pages.next_path) if pages.next_path else _link(answer.headers.get("link", ""))
        return urljoin(answer.url, found) if isinstance(found, str) and found else ""
    if pages.kind == "cursor":
        cursor = at(document, pages.next_path)
        if cursor is None or isinstance(cursor, bool | dict | list) or cursor == "":
            return ""
        return with_parameter(answer.url, pages.parameter, value=_text(cursor))
    return ""


def with_parameter(url: str, name: str, *, value: str) -> str:
    """The same address with this parameter, once.

    >>> with_parameter("https://a.example/x?page=1&q=b", "page", value="2")
    'https://a.example/x?q=b&page=2'
    """
    parts = urlsplit(url)
    others = [(key, kept) for key, kept in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return parts._replace(query=urlencode([*others, (name, value)])).geturl()


def check_size(output: Mapping[str, object]) -> None:
    """Raises Unusable for more than a run keeps."""
    if len(orjson.dumps(output)) > OUTPUT_BYTES_MAX:
        raise Unusable(
            f"The answer is larger than {OUTPUT_BYTES_MAX // 1000} kB, which a run keeps. Choose the paths that are needed."
        )


def gathered(pages: Sequence[list[JsonValue]]) -> list[JsonValue]:
    found = [item for page in pages for item in page]
    if len(found) > ITEMS_MAX:
        raise Unusable(f"The answer has more than {ITEMS_MAX} items. Ask for less at once.")
    return found


def _link(header: str) -> str:
    """The next page as RFC 8288 writes it: a link may be of several relations."""
    for found in _LINK.finditer(header):
        relation = _RELATION.search(found[2])
        if relation and "next" in (relation[1] or relation[2] or "").lower().split():
            return found[1]
    return ""


def _text(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
