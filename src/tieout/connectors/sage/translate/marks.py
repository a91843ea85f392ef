"""What we put into Sage's few free texts: our reference of a posting, and numbers that Sage would not take elsewhere."""

import hashlib
import re

from tieout.connectors.sage.manifest import NUMBERED, REFERENCE_MAX

# How the number begins that we give a document which has none of its own, so that it can be found again.
OUR_NUMBER = "tieout-"
BESIDE = " · "
_REFERENCE = "Reference: "
_MARKED = re.compile(r"(?:(?P<reference>.*) )?\[(?P<marker>[^\[\]]+)\]", re.DOTALL)
_SHORT = 10


def idempotency_id(key: str, attempt: int) -> str:
    """32 hexadecimal digits; another attempt of the same posting has others.

    >>> idempotency_id("run:1", 1) == idempotency_id("run:1", 1) != idempotency_id("run:1", 2)
    True
    """
    return hashlib.sha256(f"{key} {attempt}".encode()).hexdigest()[:32]


def our_number(key: str) -> str:
    """The number of a document without one, as long as a reference may be."""
    return OUR_NUMBER + hashlib.sha256(key.encode()).hexdigest()[: REFERENCE_MAX - len(OUR_NUMBER)]


def own(number: str) -> str:
    """A number as people know it: one of ours is none."""
    return "" if number.startswith(OUR_NUMBER) else number


def marked(reference: str, *, marker: str, longest: int = REFERENCE_MAX) -> str:
    """The marker behind the reference, which gives way to it; a long marker stands shortened.

    >>> marked("BACS 118", marker="posting-1"), marked("A very long reference of the bank", marker="posting-1")
    ('BACS 118 [posting-1]', 'A very long r [posting-1]')
    """
    mark = f"[{short(marker, longest=longest)}]" if marker else ""
    room = longest - len(mark) - (1 if mark else 0)
    return " ".join(part for part in (reference[:room].strip(), mark) if part)


def short(marker: str, *, longest: int = REFERENCE_MAX) -> str:
    """The marker as it comes back: itself where it fits and can be read again, else a digest of it."""
    fits = len(marker) <= longest - 2 and not set(marker) & set("[]")
    return marker if fits else hashlib.sha256(marker.encode()).hexdigest()[:_SHORT]


def parse_marked(text: str) -> tuple[str, str]:
    """The reference and the marker.

    >>> parse_marked("BACS 118 [posting-1]"), parse_marked("BACS 118")
    (('BACS 118', 'posting-1'), ('BACS 118', ''))
    """
    found = _MARKED.fullmatch(text)
    return (found["reference"] or "", found["marker"]) if found else (text, "")


def numbered(number: str, *, reference: str) -> tuple[str, str]:
    """The reference of a sales document, and what has no room in it and goes into the notes.

    >>> numbered("INV-1", reference="PO 17"), numbered("INV-1", reference="A long order number 17")
    (('No. INV-1 · PO 17', ''), ('No. INV-1', 'Reference: A long order number 17'))
    """
    said = NUMBERED + number
    if not reference:
        return said, ""
    beside = said + BESIDE + reference
    return (beside, "") if len(beside) <= REFERENCE_MAX else (said, _REFERENCE + reference)


def parse_numbered(text: str) -> tuple[str, str] | None:
    """Number and reference of what `numbered` made; None for any other reference.

    >>> parse_numbered("No. INV-1 · PO 17"), parse_numbered("PO 17")
    (('INV-1', 'PO 17'), None)
    """
    if not text.startswith(NUMBERED):
        return None
    number, _, reference = text.removeprefix(NUMBERED).partition(BESIDE)
    return number, reference


def with_reference(notes: str, rest: str) -> str:
    return "\n".join(part for part in (notes, rest) if part)


def parse_notes(notes: str) -> tuple[str, str]:
    """Notes, and the reference that stands in their last line.

    >>> parse_notes("Thank you\\nReference: PO 17")
    ('Thank you', 'PO 17')
    """
    before, _, last = notes.rpartition("\n")
    return (before, last.removeprefix(_REFERENCE)) if last.startswith(_REFERENCE) else (notes, "")
