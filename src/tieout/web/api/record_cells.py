"""Values of a record as cells of a file that a spreadsheet opens."""

import json

_NUMBERS = frozenset({"number", "money"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell_text(value: object, type_: str) -> str:
    """A value as a cell of a CSV file; a text that a spreadsheet would take for a formula is marked as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = str(value)
    return f"'{text}" if type_ not in _NUMBERS and text.startswith(_FORMULA) else text
