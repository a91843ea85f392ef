"""Guesses which column of a file fills which field of a collection, by their names."""

import re
from collections.abc import Mapping, Sequence

from tieout.mapping.import_mapping import ColumnMapping, ImportMapping
from tieout.mapping.rules import FieldRule
from tieout.mapping.suggestions import is_day_first
from tieout.mapping.values import FieldShape

KEY_NAMES = frozenset({"key", "id", "recordkey", "recordid", "reference"})
KEY_FIELD = "_key"
_TYPED = ("number", "money", "date", "date_time")


def suggest_fields(
    fields: Sequence[FieldShape], columns: Sequence[str], *, collection: str, samples: Mapping[str, Sequence[str]]
) -> ImportMapping:
    """A column called as a field fills it; what is called Key is the records' key, and without it they are numbered."""
    by_name: dict[str, FieldShape] = {}
    for shape in fields:
        if shape.type != "formula" and not shape.options.get("from_ledger"):
            by_name.setdefault(_plain(shape.name), shape)
            by_name.setdefault(_plain(shape.key), shape)
    mapped: list[ColumnMapping] = []
    taken: set[str] = set()
    has_key = False
    for column in columns:
        fitting = by_name.get(_plain(column))
        if fitting is not None and fitting.key not in taken:
            taken.add(fitting.key)
            mapped.append(_column(column, fitting, samples=samples))
        elif _plain(column) in KEY_NAMES and not has_key:
            has_key = True
            mapped.append(ColumnMapping(column=column, field=KEY_FIELD, on="row", required=True))
    return ImportMapping(collection=collection, key=FieldRule(path=KEY_FIELD), numbered=not has_key, columns=mapped)


def _column(column: str, shape: FieldShape, *, samples: Mapping[str, Sequence[str]]) -> ColumnMapping:
    order = "day_first" if is_day_first(samples.get(column, ())) else "month_first"
    slashed = any("/" in cell for cell in samples.get(column, ()))
    is_typed = shape.type in _TYPED
    return ColumnMapping.model_validate(
        {
            "column": column,
            "field": shape.key,
            "type": shape.type if is_typed else "text",
            "formats": ["iso", order] if slashed and shape.type in ("date", "date_time") else ["iso"],
        }
    )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
