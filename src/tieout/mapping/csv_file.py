"""Reads a CSV file of unknown encoding and dialect, row by row, and loses none."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tieout.mapping.problems import Problem

CONTENT_BYTES_MAX = 100_000_000
ROWS_MAX = 1_000_000
COLUMNS_MAX = 200
CELL_CHARACTERS_MAX = 32_000
SNIFFED_CHARACTERS = 100_000
DELIMITERS = (",", ";", "\t", "|")
QUOTES = ('"', "'")
UNREADABLE = "\ufffd"


@dataclass(frozen=True, kw_only=True, slots=True)
class CsvRow:
    """`number` is 1 for the first row after the header; empty lines count, so a spreadsheet shows it one further down."""

    number: int
    cells: tuple[str, ...]
    problem: Problem | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CsvFile:
    """`problems` are of the file as a whole; a file with no columns cannot be imported."""

    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    encoding: str
    delimiter: str
    problems: tuple[Problem, ...] = ()


def read(content: bytes) -> CsvFile:
    """Never raises: what cannot be read is a problem of the file or of its row. Bounds are the constants above."""
    if len(content) > CONTENT_BYTES_MAX:
        return _unread(
            "file_unreadable",
            f"The file is larger than {CONTENT_BYTES_MAX // 1_000_000} MB.",
            remedy="Divide it into smaller files.",
        )
    text, encoding = decoded(content)
    # No database keeps a NUL in a text; where one stands, something is broken.
    text = text.replace("\0", UNREADABLE)
    if not text.strip():
        return _unread("file_unreadable", "The file is empty.", remedy="Choose a file with a header line and rows.")
    delimiter, quote = _dialect(text)
    problems: list[Problem] = []
    records = _records(text, delimiter=delimiter, quote=quote, problems=problems)
    header = next((record for record in records if any(cell.strip() for cell in record)), None)
    if header is None or len(header) > COLUMNS_MAX:
        return _unread(
            "file_unreadable", f"No header line with at most {COLUMNS_MAX} columns was found.", remedy="Check the first line."
        )
    columns = named_columns(header, problems)
    start = records.index(header) + 1
    rows = tuple(
        read_row(record, number=number, width=len(columns))
        for number, record in enumerate(records[start:], start=1)
        if any(cell.strip() for cell in record)
    )
    return CsvFile(columns=columns, rows=rows, encoding=encoding, delimiter=delimiter, problems=tuple(problems))


def samples(file: CsvFile, *, count: int = 5) -> dict[str, list[str]]:
    """The first different non-empty cells of each column."""
    found: dict[str, dict[str, None]] = {column: {} for column in file.columns}
    for row in file.rows[:200]:
        for column, cell in zip(file.columns, row.cells, strict=False):
            if cell.strip() and len(found[column]) < count:
                found[column][cell.strip()] = None
    return {column: list(cells) for column, cells in found.items()}


def cells_of(file: CsvFile, column: str) -> Iterator[str]:
    """All cells of a column, in the order of the rows."""
    place = file.columns.index(column)
    return (row.cells[place] for row in file.rows if place < len(row.cells))


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; what fits none holds U+FFFD where it could not be read."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", errors="replace"), "utf-8-sig"
    zeros = Counter(place % 2 for place, byte in enumerate(content[:2000]) if byte == 0)
    if sum(zeros.values()) > len(content[:2000]) // 4:
        encoding = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
        return content.decode(encoding, errors="replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="replace")
    # A few broken bytes in a file that has many good UTF-8 characters are damage; otherwise it is the Windows code page.
    unreadable = text.count(UNREADABLE)
    if sum(1 for character in text if character > "\x7f") - unreadable > unreadable:
        return text, "utf-8"
    return content.decode("cp1252", errors="replace"), "cp1252"


def _unread(cause: str, message: str, *, remedy: str) -> CsvFile:
    problem = Problem(cause=cause, message=message, remedy=remedy)
    return CsvFile(columns=(), rows=(), encoding="", delimiter="", problems=(problem,))


def _dialect(text: str) -> tuple[str, str]:
    """The delimiter and the quote with which most of the first lines have as many cells as the header."""
    lines = text[:SNIFFED_CHARACTERS].splitlines()[:50]
    best, score = (",", '"'), (0.0, 0)
    for delimiter in DELIMITERS:
        for quote in QUOTES:
            widths = [len(record) for record in _split("\n".join(lines), delimiter=delimiter, quote=quote) if record]
            if not widths or widths[0] < 2:
                continue
            same = sum(1 for width in widths if width == widths[0]) / len(widths)
            if (same, widths[0]) > score:
                best, score = (delimiter, quote), (same, widths[0])
    return best


def _split(text: str, *, delimiter: str, quote: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote))
    except csv.Error:
        return []


def _records(text: str, *, delimiter: str, quote: str, problems: list[Problem]) -> list[list[str]]:
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return records
        except csv.Error as error:
            message = f"Reading stopped at line {reader.line_num}: {error}."
            problems.append(Problem(cause="file_unreadable", message=message, remedy="Look for a quote that is not closed."))
            return records
        if len(records) > ROWS_MAX:
            message = f"The file has more than {ROWS_MAX} rows; the rest was not read."
            problems.append(Problem(cause="too_many_rows", message=message, remedy="Divide it into smaller files."))
            return records
        records.append(record)


def named_columns(header: Sequence[str], problems: list[Problem]) -> tuple[str, ...]:
    """Every column has a name of its own; what had to be renamed is told in `problems`."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = cell.strip().lstrip("\ufeff") or f"Column {place}"
        if name in names:
            again = f"{name} ({place})"
            message = f"Two columns are called {name}; the second is shown as {again}."
            problems.append(
                Problem(cause="column_twice", message=message, remedy="Give each column a name of its own.", field=again)
            )
            name = again
        names.append(name)
    return tuple(names)


def read_row(record: Sequence[str], *, number: int, width: int) -> CsvRow:
    """A row with the problem that it has as such: cells missing, too many, too long, or unreadable."""
    cells = tuple(record)
    problem: Problem | None = None
    if len(cells) != width:
        problem = Problem(
            cause="cells_missing" if len(cells) < width else "cells_too_many",
            message=f"Row {number} has {len(cells)} cells, the header has {width}.",
            remedy="Look for a missing or an unquoted delimiter, or a line break inside a cell.",
            rows=(number,),
        )
    elif any(UNREADABLE in cell for cell in cells):
        problem = Problem(
            cause="characters_unreadable",
            message=f"Row {number} has characters that could not be read.",
            remedy="Save the file as UTF-8 and import it again.",
            rows=(number,),
        )
    elif any(len(cell) > CELL_CHARACTERS_MAX for cell in cells):
        problem = Problem(
            cause="cell_too_long",
            message=f"Row {number} has a cell of more than {CELL_CHARACTERS_MAX} characters.",
            remedy="Look for a quote that is not closed.",
            rows=(number,),
        )
    return CsvRow(number=number, cells=cells, problem=problem)
