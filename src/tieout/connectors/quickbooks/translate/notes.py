"""What we put into QuickBooks' free text: names it accepts, and a note that carries our reference and marker."""

import re

HIDDEN = " (deleted)"
_MARKED = "Posting: "
_VOIDED = re.compile(r"^Voided\b(?:\s*-)?\s*")


def legal_name(name: str, *, longest: int) -> str:
    """A name without the signs that QuickBooks refuses, cut to its length.

    >>> legal_name("Smith: North\\tYard", longest=100)
    'Smith North Yard'
    """
    return re.sub(r"\s*[:\t\r\n]+\s*", " ", name).strip()[:longest].rstrip()


def note(reference: str, *, marker: str) -> str:
    """
    >>> note("PO 17", marker="run:1")
    'PO 17\\nPosting: run:1'
    """
    return "\n".join(filter(None, (reference, _MARKED + marker if marker else "")))


def parse_note(text: str) -> tuple[str, str]:
    """The reference and the marker.

    >>> parse_note("PO 17\\nPosting: run:1")
    ('PO 17', 'run:1')
    """
    lines = text.splitlines()
    marker = next((line.removeprefix(_MARKED).strip() for line in lines if line.startswith(_MARKED)), "")
    return "\n".join(line for line in lines if not line.startswith(_MARKED)), marker


def kept_marker(before: str, after: str) -> str:
    """The new note with the marker of the old one, where it has none of its own.

    >>> kept_marker("PO 17\\nPosting: run:1", "PO 18")
    'PO 18\\nPosting: run:1'
    """
    said, marker = parse_note(after)
    return note(said, marker=marker or parse_note(before)[1])


def without_voided(text: str) -> str | None:
    """The note as it was before QuickBooks put its word in front of it; None where it did not.

    A heuristic: QuickBooks has no other sign of a voided transaction than this word and amounts of zero.
    """
    return _VOIDED.sub("", text) if _VOIDED.match(text) else None
