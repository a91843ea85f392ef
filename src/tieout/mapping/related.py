"""Which of many rows' values a related record takes."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from tieout.accounting.money import MoneyError, parse_amount

# What people write into the description of a row that is no sale; never the name of a product.
REMARKS = frozenset(
    {
        "adjust", "adjusted", "adjustment", "amazon", "broken", "check", "checked", "counted", "cracked", "crushed", "damage",
        "damaged", "damages", "dotcom", "ebay", "faulty", "found", "lost", "missing", "mixed", "mouldy", "test", "thrown",
        "unsaleable", "wet", "wrong",
    }
)  # fmt: skip


def picked(pick: str, values: Iterable[str]) -> str:
    """The first filled value; the most frequent one but zero (of equals the larger); or the first that looks like a name.

    >>> picked("most_frequent", ["2.55", "2.95", "2.55", "0.00"])
    '2.55'
    """
    filled = (value for value in values if value)
    if pick == "name":
        return next((value for value in filled if looks_like_a_name(value)), "")
    if pick == "most_frequent":
        counted = Counter(value for value in filled if _worth(value) != 0)
        return max(counted, key=lambda value: (counted[value], _worth(value) or Decimal(0), value), default="")
    return next(filled, "")


def looks_like_a_name(text: str) -> bool:
    """Whether a description names a product: letters enough, and no remark of the stock room.

    >>> [looks_like_a_name(text) for text in ("WHITE METAL LANTERN", "damages", "?", "thrown away")]
    [True, False, False, False]
    """
    words = text.casefold().replace("?", " ").split()
    if sum(character.isalpha() for character in text) < 3 or not words:
        return False
    return text != text.lower() or words[0] not in REMARKS


def _worth(value: str) -> Decimal | None:
    try:
        return parse_amount(value)
    except MoneyError:
        return None
