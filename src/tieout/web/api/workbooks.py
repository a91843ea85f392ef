"""Workbooks that are written row by row, in constant memory: records with their lines, and templates for imports."""

from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tieout.mapping.places import NUMBER_KINDS, compared_kind
from tieout.mapping.values import choices_of, columns_of, stages_of
from tieout.store.collections import Field
from tieout.store.records import Record
from tieout.web.api.record_cells import cell_text, number_of

# A spreadsheet keeps fifteen digits of a number; what has more is written as text, so that none is lost.
DIGITS_MAX = 15
CELL_CHARACTERS_MAX = 32_767
SHEET_ROWS_MAX = 1_048_575
TEMPLATE_ROWS = 1_000
LIST_CHARACTERS_MAX = 255
SHEET_NAME_MAX = 31
RECORDS_SHEET = "Records"
# Excel keeps this name for itself.
RESERVED_SHEET = "history"
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
File = SpooledTemporaryFile[bytes]


def write_records(into: File, fields: Sequence[Field], *, rows: Iterable[Record], lines_apart: bool) -> None:
    """The records on the first sheet; with `lines_apart` each field of line items on a sheet of its own, by the record's key."""
    apart = [field for field in fields if lines_apart and field.type == "line_items"]
    with xlsxwriter.Workbook(into, {"constant_memory": True, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(RECORDS_SHEET)
        shown = [field for field in fields if field not in apart]
        kinds = [compared_kind(field.type, field.options) for field in shown]
        _head(sheet, ["Key", *(field.name for field in shown), "Changed"], bold=bold)
        names = _sheet_names(apart)
        lines = {field.key: _Lines(book.add_worksheet(names[field.key]), field, bold=bold) for field in apart}
        for number, row in enumerate(rows, start=1):
            if number > SHEET_ROWS_MAX:
                break
            _write(sheet, (number, 0), value=row.key, kind="text")
            for place, (field, kind) in enumerate(zip(shown, kinds, strict=True), start=1):
                _write(sheet, (number, place), value=row.values.get(field.key), kind=kind)
            _write(sheet, (number, len(shown) + 1), value=f"{row.updated_at:%Y-%m-%dT%H:%M:%SZ}", kind="text")
            for own in lines.values():
                own.add(row)


def write_template(into: File, fields: Sequence[Field]) -> None:
    wanted = [field for field in fields if field.type not in ("formula", "attachment") and not field.options.get("from_ledger")]
    with xlsxwriter.Workbook(into) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(RECORDS_SHEET)
        _head(sheet, ["Key", *(field.name for field in wanted)], bold=bold)
        for place, field in enumerate(wanted, start=1):
            offered = list(stages_of(field).values()) if field.type == "stage" else choices_of(field)
            if field.type == "checkbox":
                offered = ["yes", "no"]
            if offered and field.type != "multi_choice" and len(",".join(offered)) <= LIST_CHARACTERS_MAX:
                sheet.data_validation(1, place, TEMPLATE_ROWS, place, {"validate": "list", "source": offered})


def _sheet_names(fields: Sequence[Field]) -> dict[str, str]:
    """By the field's key; cut to what a sheet's name may be, and told from others by a number, for which case is no difference."""
    taken = {RECORDS_SHEET.lower(), RESERVED_SHEET}
    names: dict[str, str] = {}
    for field in fields:
        wanted = field.name.translate(_FORBIDDEN).strip() or field.key
        name, number = wanted[:SHEET_NAME_MAX], 1
        while name.lower() in taken:
            number += 1
            name = f"{wanted[: SHEET_NAME_MAX - len(f' {number}')]} {number}"
        taken.add(name.lower())
        names[field.key] = name
    return names


class _Lines:
    """The sheet of one field of line items."""

    def __init__(self, sheet: Worksheet, field: Field, *, bold: Format) -> None:
        self.sheet, self.field = sheet, field
        self.columns = columns_of(field)
        self.kinds = [compared_kind(column.type, column.options) for column in self.columns]
        self.number = 0
        _head(self.sheet, ["Key", "Line", *(column.name for column in self.columns)], bold=bold)

    def add(self, row: Record) -> None:
        lines = row.values.get(self.field.key)
        for place, line in enumerate(lines if isinstance(lines, list) else [], start=1):
            if self.number >= SHEET_ROWS_MAX or not isinstance(line, dict):
                return
            self.number += 1
            _write(self.sheet, (self.number, 0), value=row.key, kind="text")
            self.sheet.write_number(self.number, 1, place)
            for column_place, (column, kind) in enumerate(zip(self.columns, self.kinds, strict=True), start=2):
                _write(self.sheet, (self.number, column_place), value=line.get(column.key), kind=kind)


def _head(sheet: Worksheet, names: Sequence[str], *, bold: Format) -> None:
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, bold)
    sheet.freeze_panes(1, 0)


def _write(sheet: Worksheet, at: tuple[int, int], *, value: object, kind: str) -> None:
    """Texts are written as texts: nothing in them can be a formula."""
    if value in (None, ""):
        return
    number = number_of(value) if kind in NUMBER_KINDS else None
    if number is not None and len(number.as_tuple().digits) <= DIGITS_MAX:
        sheet.write_number(*at, number)
    else:
        text = str(value) if isinstance(value, str) else cell_text(value, kind)
        sheet.write_string(*at, text[:CELL_CHARACTERS_MAX])
