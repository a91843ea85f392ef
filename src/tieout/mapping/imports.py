"""A CSV file and its mapping become drafts of records, with every row accounted for."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.accounting.money import MoneyError, decimal_places, parse_amount, round_half_up
from tieout.mapping.cells import CellError, value_of
from tieout.mapping.conditions import ConditionError, holds
from tieout.mapping.csv_file import CsvFile, CsvRow
from tieout.mapping.documents import INCOMPLETE_FIELD
from tieout.mapping.import_mapping import ImportMapping, RelatedRecords
from tieout.mapping.problems import Problem
from tieout.mapping.related import picked
from tieout.mapping.rules import evaluate_text
from tieout.mapping.suggestions import suggest

__all__ = ["ImportMapping", "ImportPlan", "RecordDraft", "RowProblem", "content_hash_of", "plan_import", "suggest"]

ROWS_NAMED_MAX = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordDraft:
    """A record to save. With `fill_only`, values that an existing record has already are kept (records that the rows only name)."""

    collection: str
    key: str
    values: Mapping[str, object]
    rows: tuple[int, ...]
    problems: tuple[Problem, ...] = ()
    content_hash: str = ""
    fill_only: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RowProblem:
    """A row that could not be read, with its cells as they stand in the file."""

    number: int
    cells: tuple[str, ...]
    problem: Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportPlan:
    """Drafts in saving order: related records first. `totals` is the sum of each read row's rounded amount, by currency."""

    drafts: tuple[RecordDraft, ...]
    row_problems: tuple[RowProblem, ...]
    totals: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """`key` is "" where it could not be read; `is_misshapen` where cells may stand in wrong columns."""

    number: int
    cells: tuple[str, ...]
    key: str
    values: Mapping[str, str]
    problem: Problem | None
    is_misshapen: bool


def plan_import(file: CsvFile, mapping: ImportMapping) -> ImportPlan:
    """What saving this file would mean. Raises ConditionError for related records that cannot be decided, never for a cell.

    A row that does not parse is in `row_problems`, and the record to which it belongs carries a problem `incomplete_order` and
    says so in its field `incomplete`, so that it is not billed short. A row whose record cannot be told marks its neighbours.
    """
    rows = list(_read_rows(file, mapping))
    if not mapping.group:
        rows = list(_without_repeats(rows))
    good = [row for row in rows if row.problem is None]
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in good:
        groups[row.key].append(row)
    unread = _unread_by_key(rows, groups) if mapping.group else {}
    drafts = [draft for part in mapping.related for draft in _related(part, good, types=_types(mapping))]
    drafts += [_draft(key, members, mapping=mapping, unread=unread.get(key, [])) for key, members in groups.items()]
    problems = tuple(RowProblem(number=row.number, cells=row.cells, problem=row.problem) for row in rows if row.problem)
    return ImportPlan(drafts=tuple(drafts), row_problems=problems, totals=_totals(good, mapping))


def content_hash_of(values: Mapping[str, object]) -> str:
    """SHA-256 of the values as canonical JSON."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _types(mapping: ImportMapping) -> dict[str, str]:
    return {column.field: column.type for column in mapping.columns if column.field}


def _read_rows(file: CsvFile, mapping: ImportMapping) -> Iterator[_Row]:
    places = {name: place for place, name in enumerate(file.columns)}
    types = _types(mapping)
    for row in file.rows:
        values, said = _values(row, places, mapping=mapping)
        # Where records are numbered or known by another field, each row is a record of its own until the engine knows which.
        key = f"row {row.number}" if mapping.numbered and not mapping.group else ""
        try:
            key = key or evaluate_text(mapping.key, values, types=types)
        except ConditionError as error:
            said.append(str(error))
        if not key:
            said.append("It cannot be told to which record the row belongs: its key is empty.")
        yield _Row(
            number=row.number,
            cells=row.cells,
            key=key,
            values=values,
            problem=row.problem or _row_problem(row, said),
            is_misshapen=row.problem is not None,
        )


def _values(row: CsvRow, places: Mapping[str, int], *, mapping: ImportMapping) -> tuple[dict[str, str], list[str]]:
    """What could be read of a row, and a sentence for each cell that could not."""
    values: dict[str, str] = {}
    said: list[str] = []
    for column in mapping.columns:
        if not column.field:
            continue
        place = places.get(column.column)
        if place is None:
            if column.required:
                said.append(f"The file has no column {column.column}.")
            values[column.field] = column.default
            continue
        try:
            values[column.field] = value_of(row.cells[place] if place < len(row.cells) else "", column)
        except CellError as error:
            said.append(str(error))
    return values, said


def _row_problem(row: CsvRow, said: Sequence[str]) -> Problem | None:
    if not said:
        return None
    remedy = "Correct the row in the file, or the type of the column in the mapping, and import again."
    return Problem(cause="row_unreadable", message=" ".join(said), remedy=remedy, rows=(row.number,))


def _without_repeats(rows: Iterable[_Row]) -> Iterator[_Row]:
    """Where each row is a record, a second row of the same key is a problem, not a silent winner."""
    first: dict[str, int] = {}
    for row in rows:
        if row.problem is None and row.key in first:
            problem = Problem(
                cause="key_twice",
                message=f"Row {first[row.key]} has the same key, {row.key}.",
                remedy="Keep one of the rows.",
                rows=(first[row.key], row.number),
            )
            yield _Row(
                number=row.number, cells=row.cells, key=row.key, values=row.values, problem=problem, is_misshapen=row.is_misshapen
            )
            continue
        if row.problem is None:
            first[row.key] = row.number
        yield row


def _unread_by_key(rows: Sequence[_Row], groups: Mapping[str, object]) -> dict[str, list[int]]:
    """For each record the numbers of the rows that it may be short of."""
    unread: dict[str, list[int]] = defaultdict(list)
    before = ""
    waiting: list[int] = []
    for row in rows:
        if row.problem is None:
            if row.key != before:
                unread[row.key] += waiting
            before, waiting = row.key, []
        elif row.key in groups or (row.key and not row.is_misshapen):
            unread[row.key].append(row.number)
        else:
            if before:
                unread[before].append(row.number)
            waiting.append(row.number)
    return {key: numbers for key, numbers in unread.items() if numbers}


def _draft(key: str, rows: Sequence[_Row], *, mapping: ImportMapping, unread: Sequence[int]) -> RecordDraft:
    types = _types(mapping)
    columns = [column for column in mapping.columns if column.field and column.on == "record"]
    values: dict[str, object] = {column.field: rows[0].values.get(column.field, "") for column in columns}
    problems = list(_conflicts(key, rows, fields=[column.field for column in columns]))
    if unread:
        problems.append(_incomplete(unread))
    try:
        values |= {name: evaluate_text(rule, rows[0].values, types=types) for name, rule in mapping.record.items()}
        if mapping.group:
            values[mapping.lines_field] = [_line(row, mapping, types=types) for row in rows]
    except ConditionError as error:
        problems.append(Problem(cause="mapping_unclear", message=str(error), remedy="Correct the import mapping."))
    stated = {name: value for name, value in values.items() if value not in ("", None)}
    if problems:
        stated[INCOMPLETE_FIELD] = " ".join(problem.message for problem in problems)
    return RecordDraft(
        collection=mapping.collection,
        key=key,
        values=stated,
        rows=tuple(row.number for row in rows),
        problems=tuple(problems),
        content_hash=content_hash_of(stated),
    )


def _line(row: _Row, mapping: ImportMapping, *, types: Mapping[str, str]) -> dict[str, str]:
    line = {column.field: row.values.get(column.field, "") for column in mapping.columns if column.field and column.on == "line"}
    line |= {name: evaluate_text(rule, row.values, types=types) for name, rule in mapping.line.items()}
    if mapping.row_field:
        line[mapping.row_field] = str(row.number)
    return {name: value for name, value in line.items() if value}


def _incomplete(unread: Sequence[int]) -> Problem:
    named = ", ".join(map(str, unread[:ROWS_NAMED_MAX])) + (" and more" if len(unread) > ROWS_NAMED_MAX else "")
    return Problem(
        cause="incomplete_order",
        message=f"Rows of the file could not be read: {named}.",
        remedy="Correct these rows in the file and import it again.",
        rows=tuple(unread),
    )


def _conflicts(key: str, rows: Sequence[_Row], *, fields: Sequence[str]) -> Iterator[Problem]:
    for name in fields:
        said = dict.fromkeys(row.values.get(name, "") for row in rows)
        if len(said) > 1:
            yield Problem(
                cause="conflicting_rows",
                message=f"The rows of {key} say different things about {name}: {', '.join(value or 'nothing' for value in said)}.",
                remedy="Make the rows agree in the file and import it again.",
                field=name,
                rows=tuple(row.number for row in rows),
            )


def _related(part: RelatedRecords, rows: Sequence[_Row], *, types: Mapping[str, str]) -> Iterator[RecordDraft]:
    members: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if part.when is None or holds(part.when, row.values, types=types):
            members[evaluate_text(part.key, row.values, types=types)].append(row)
    for key, named in members.items():
        if not key:
            continue
        values: dict[str, object] = {}
        for name, value in part.values.items():
            found = picked(value.pick, (evaluate_text(value.rule, row.values, types=types) for row in named))
            if found:
                values[name] = found
        yield RecordDraft(
            collection=part.collection,
            key=key,
            values=values,
            rows=tuple(row.number for row in named),
            content_hash=content_hash_of(values),
            fill_only=True,
        )


def _totals(rows: Iterable[_Row], mapping: ImportMapping) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    if mapping.amounts is None:
        return {}
    for row in rows:
        currency = row.values.get(mapping.amounts.currency, "")
        try:
            quantity = parse_amount(row.values.get(mapping.amounts.quantity, ""))
            unit_price = parse_amount(row.values.get(mapping.amounts.unit_price, ""))
        except MoneyError:
            continue
        totals[currency] += round_half_up(quantity * unit_price, places=decimal_places(currency))
    return dict(totals)
