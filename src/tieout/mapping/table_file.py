"""A file of rows, whether text or a workbook, as columns and cells of text."""

import io
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from tieout.mapping import csv_file
from tieout.mapping.csv_file import COLUMNS_MAX, CONTENT_BYTES_MAX, ROWS_MAX, CsvFile, named_columns, read_row
from tieout.mapping.problems import Problem

# A ZIP file (xlsx, xlsb, ods), and the container of the older xls.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_POINT_ZERO = re.compile(r"^(-?\d+)\.0$")
Cell = object


def read(content: bytes) -> CsvFile:
    """Never raises: what cannot be read is a problem of the file or of its row. `encoding` is "workbook" for one."""
    return _workbook(content) if content.startswith(WORKBOOKS) else csv_file.read(content)


def _workbook(content: bytes) -> CsvFile:
    if len(content) > CONTENT_BYTES_MAX:
        return _unread(f"The file is larger than {CONTENT_BYTES_MAX // 1_000_000} MB.", remedy="Divide it into smaller files.")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        named = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
        sheets = [(name, sheet) for name, sheet in named if sheet.height]
        records = list(sheets[0][1].to_python(skip_empty_area=False, nrows=ROWS_MAX + 2)) if sheets else []
    except PasswordError:
        return _unread("The workbook has a password.", remedy="Save it without one and hand it over again.")
    except (CalamineError, OSError, ValueError) as error:
        return _unread(f"The workbook cannot be read: {error}.", remedy="Save it as .xlsx or as CSV and hand it over again.")
    problems: list[Problem] = []
    if len(sheets) > 1:
        message = f"The workbook has {len(sheets)} sheets; only {sheets[0][0]} was read."
        problems.append(Problem(cause="sheets_left", message=message, remedy="Put the sheet that is wanted first."))
    return _rows([[_text(cell) for cell in record] for record in records], problems=problems)


def _rows(records: list[list[str]], *, problems: list[Problem]) -> CsvFile:
    start = next((number for number, record in enumerate(records) if any(cell.strip() for cell in record)), None)
    if start is None:
        return _unread("The file is empty.", remedy="Choose a file with a header line and rows.")
    header = records[start]
    while header and not header[-1].strip():
        header = header[:-1]
    if len(header) > COLUMNS_MAX:
        return _unread(f"The first line has more than {COLUMNS_MAX} columns.", remedy="Check the first line.")
    columns = named_columns(header, problems)
    if len(records) - start - 1 > ROWS_MAX:
        message = f"The file has more than {ROWS_MAX} rows; the rest was not read."
        problems.append(Problem(cause="too_many_rows", message=message, remedy="Divide it into smaller files."))
    rows = tuple(
        read_row(_fitted(record, width=len(columns)), number=number, width=len(columns))
        for number, record in enumerate(records[start + 1 : start + 1 + ROWS_MAX], start=1)
        if any(cell.strip() for cell in record)
    )
    return CsvFile(columns=columns, rows=rows, encoding="workbook", delimiter="", problems=tuple(problems))


def _fitted(record: list[str], *, width: int) -> list[str]:
    """A sheet is a rectangle: what is missing at the right is empty, what is empty beyond the header is nothing."""
    cells = record + [""] * (width - len(record))
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _text(cell: Cell) -> str:
    """A number with the fewest digits that mean it, a day without a time that nobody wrote."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return cell.replace("\0", csv_file.UNREADABLE)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    text = str(cell)
    try:
        return _POINT_ZERO.sub(r"\1", text) if "e" not in text.lower() else f"{Decimal(text):f}"
    except InvalidOperation:
        return text


def _unread(message: str, *, remedy: str) -> CsvFile:
    problem = Problem(cause="file_unreadable", message=message, remedy=remedy)
    return CsvFile(columns=(), rows=(), encoding="", delimiter="", problems=(problem,))
