"""Values of a record as cells of a file that a spreadsheet opens."""

import json
from decimal import Decimal

from tieout.accounting.money import MoneyError, parse_amount
from tieout.mapping.cell_marks import marked
from tieout.mapping.places import NUMBER_KINDS


def cell_text(value: object, kind: str) -> str:
    """A value as a cell of a CSV file, of the kind that `compared_kind` says; a text that a spreadsheet would take for a formula is
    marked as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = str(value)
    return text if kind in NUMBER_KINDS and number_of(text) is not None else marked(text)


def number_of(value: object) -> Decimal | None:
    """None for what is no number, whatever its field is."""
    try:
        return parse_amount(str(value))
    except MoneyError:
        return None
