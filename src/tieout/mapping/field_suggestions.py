"""Guesses which column of a file fills which field of a collection, by their names."""

import re
from collections.abc import Sequence

from tieout.mapping.import_mapping import ColumnMapping, ImportMapping
from tieout.mapping.rules import FieldRule
from tieout.mapping.suggestions import Cells
from tieout.mapping.typed_cells import DayOrder, day_order
from tieout.mapping.values import FieldShape

KEY_NAMES = frozenset({"key", "id", "recordkey", "recordid", "reference"})
KEY_FIELD = "_key"
_DATES = ("date", "date_time")
_TYPED = ("number", "money", *_DATES)


def suggest_fields(fields: Sequence[FieldShape], columns: Sequence[str], *, collection: str, cells: Cells) -> ImportMapping:
    """A column called as a field fills it; what is called Key is the records' key, and without it they are numbered.

    `cells` gives all cells of a column. One program wrote the file: its slashed dates have the order that all of them together
    prove, and where they prove none, a person chooses.
    """
    by_name: dict[str, FieldShape] = {}
    for shape in fields:
        if shape.type != "formula" and not shape.options.get("from_ledger"):
            by_name.setdefault(_plain(shape.name), shape)
            by_name.setdefault(_plain(shape.key), shape)
    fitted: dict[str, FieldShape] = {}
    for column in columns:
        fitting = by_name.get(_plain(column))
        if fitting is not None and fitting.key not in {one.key for one in fitted.values()}:
            fitted[column] = fitting
    order = day_order(cell for column, shape in fitted.items() if shape.type in _DATES for cell in cells(column))
    mapped: list[ColumnMapping] = []
    has_key = False
    for column in columns:
        if column in fitted:
            mapped.append(_column(column, fitted[column], order=order))
        elif _plain(column) in KEY_NAMES and not has_key:
            has_key = True
            mapped.append(ColumnMapping(column=column, field=KEY_FIELD, on="row", required=True))
    return ImportMapping(collection=collection, key=FieldRule(path=KEY_FIELD), numbered=not has_key, columns=mapped)


def _column(column: str, shape: FieldShape, *, order: DayOrder | None) -> ColumnMapping:
    is_typed = shape.type in _TYPED
    return ColumnMapping.model_validate(
        {
            "column": column,
            "field": shape.key,
            "type": shape.type if is_typed else "text",
            "formats": ["iso", order] if order is not None and shape.type in _DATES else ["iso"],
        }
    )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
