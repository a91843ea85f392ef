"""What all translations share: words, rates, accounts, and the marks by which what we made is found again."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import TypeVar

from tieout.accounting.money import round_half_up
from tieout.connectors.http import Json

Found = TypeVar("Found")
Written = dict[str, Json]

MONEY_PLACES = 2
RATE_PLACES = 6
# Enough digits that a rate with six places comes back the same after two inversions.
RATES = Context(prec=24)
# How the number begins that we give a contact or document which has none of its own, so that it can be found again.
OUR_NUMBER = "tieout-"
# And how the mark of a posting begins that was given none.
OUR_MARK = "key-"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MARKED = re.compile(r"(?:(?P<text>.*) )?\[tieout (?P<mark>[^\[\]]+)\]", re.DOTALL)
_NOT_IN_MARKS = frozenset('[]"')


class Untranslatable(ValueError):
    """What Xero has and our words cannot say, or what we would say and Xero cannot take; `cause` is the word for why, "" where the
    message itself says it."""

    def __init__(self, message: str, *, cause: str = "") -> None:
        super().__init__(message)
        self.cause = cause


@dataclass(frozen=True, kw_only=True, slots=True)
class Bank:
    """`key` is what lines and payments name the bank account by."""

    key: str
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a body does not say itself: the organisation's base currency, and its bank accounts by id and by code."""

    base_currency: str = ""
    banks: Mapping[str, Bank] = field(default_factory=dict)


NOTHING = Known()


def known_word(words: Mapping[str, Found], said: str, *, what: str) -> Found:
    if said not in words:
        raise Untranslatable(f"{said!r} is a {what} that is not known here")
    return words[said]


def inverse(rate: Decimal | None) -> Decimal | None:
    """Xero says foreign units for one of the base currency, we the other way round; the other way back is the same."""
    return RATES.divide(Decimal(1), rate).normalize(RATES) if rate else None


def rate_out(rate: Decimal | None) -> Decimal | None:
    found = inverse(rate)
    return round_half_up(found, places=RATE_PLACES) if found is not None else None


def account_out(key: str) -> Written:
    return {"AccountID" if GUID.fullmatch(key) else "Code": key}


def tracking_out(tracking: tuple[tuple[str, str], ...]) -> list[Written]:
    # Replies may name an option by its name only.
    return [
        {"TrackingCategoryID": category, ("TrackingOptionID" if GUID.fullmatch(option) else "Option"): option}
        for category, option in tracking
    ]


def filled(body: Mapping[str, Json]) -> Written:
    """Without what is empty; False and 0 are said."""
    return {name: value for name, value in body.items() if value is not None and value != "" and value != [] and value != {}}


def fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def own_number(said: str) -> str:
    """A number of theirs, not one that we made up."""
    return "" if said.startswith(OUR_NUMBER) else said


def mark_of(marker: str, *, key: str) -> str:
    """What stands in the brackets: the marker, or one made of the posting's key where there is none that brackets can hold.

    Without a key nothing is made up: what is only changed was found already.
    """
    if marker and not _NOT_IN_MARKS.intersection(marker):
        return marker
    return OUR_MARK + fingerprint(key) if key else ""


def marked(text: str, mark: str) -> str:
    """Xero keeps one text: the mark stands behind it in square brackets.

    >>> marked("Stripe payout", "p-8d1f")
    'Stripe payout [tieout p-8d1f]'
    """
    return " ".join(part for part in (text, f"[tieout {mark}]" if mark else "") if part)


def unmarked(said: str) -> tuple[str, str]:
    """The text and the marker that were put together; a mark that we made up is no marker."""
    found = _MARKED.fullmatch(said)
    if not found:
        return said, ""
    mark = found["mark"]
    return found["text"] or "", "" if mark.startswith(OUR_MARK) else mark


def mark_in(said: str) -> str:
    """What stands in the brackets, made up or not; "" where there are none."""
    found = _MARKED.fullmatch(said)
    return found["mark"] if found else ""
