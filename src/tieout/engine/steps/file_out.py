"""File out: a list of records or rows as a CSV file or a workbook, kept with the run."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import orjson
import xlsxwriter
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.accounting.money import MoneyError, parse_amount
from tieout.engine.steps.contract import Group, Preview, PreviewField, StepInput, StepResult, field_as
from tieout.mapping.cell_marks import marked
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import FieldRule, FixedRule, ValueRule, evaluate, evaluate_text
from tieout.store import run_files
from tieout.store.run_files import MadeFile

ROWS_MAX = 10_000
COLUMNS_MAX = 100
# A spreadsheet keeps fifteen digits of a number; what has more is written as text, so that none is lost.
DIGITS_MAX = 15
CELL_CHARACTERS_MAX = 32_767
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_UNSAFE = re.compile(r"[^\w .()-]+")
Cell = str | Decimal


class Column(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Annotated[str, Field(min_length=1, max_length=200, title="Heading")]
    value: Annotated[ValueRule, Field(title="Value", json_schema_extra=field_as("rule", of="rows"))]
    type: Annotated[Literal["text", "number"], Field(title="Type")] = "text"


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["csv", "xlsx"] = Field(default="csv", title="Kind of file", json_schema_extra=field_as("choice"))
    name: ValueRule = Field(default=FixedRule(value="rows"), title="Name of the file", json_schema_extra=field_as("rule"))
    rows: ValueRule = Field(
        default=FieldRule(path=""),
        title="Rows",
        description="A list: the records that an earlier step found, or line items.",
        json_schema_extra=field_as("rule", list=True),
    )
    columns: list[Column] = Field(
        default=[],
        max_length=COLUMNS_MAX,
        title="Columns",
        description="None: every field of the rows, in their order.",
        json_schema_extra=field_as("lines"),
    )


@dataclass(frozen=True)
class _Table:
    head: list[str]
    rows: list[list[Cell]]


class FileOut:
    kind = "file_out"
    name = "Make a file"
    group: Group = "others"
    about = "Writes a list of records or rows into a CSV file or a workbook."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"file_id": "text", "name": "text", "rows": "number"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        del workspace_id
        own = Settings.model_validate(dict(one.settings))
        try:
            table, name = _table(own, one), _name(own, one)
        except ConditionError as error:
            return Preview(text=str(error), status="failed", problems=(str(error),))
        first = table.rows[0] if table.rows else [""] * len(table.head)
        fields = tuple(PreviewField(name=head, label=head, value=str(cell)) for head, cell in zip(table.head, first, strict=True))
        return Preview(text=f"Would write {len(table.rows)} rows into {name}.", fields=fields)

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        results: dict[UUID, StepResult] = {}
        for one in inputs:
            own = Settings.model_validate(dict(one.settings))
            try:
                table, name = _table(own, one), _name(own, one)
            except ConditionError as error:
                results[one.run.id] = StepResult(status="failed", outcome=str(error))
                continue
            content = _csv(table) if own.format == "csv" else _workbook(table)
            made = MadeFile(run_id=one.run.id, path=one.path, name=name, content_type=TYPES[own.format], content=content)
            row = run_files.keep(workspace_id, made)
            output: dict[str, object] = {"file_id": str(row.id), "name": row.name, "rows": len(table.rows)}
            results[one.run.id] = StepResult(status="done", outcome=f"{row.name}: {len(table.rows)} rows", output=output)
        return results


def _name(own: Settings, one: StepInput) -> str:
    name = _UNSAFE.sub(" ", evaluate_text(own.name, one.scope, types=one.types)).strip(" .")[:150]
    return f"{(name or 'rows').removesuffix(f'.{own.format}')}.{own.format}"


def _table(own: Settings, one: StepInput) -> _Table:
    """Raises ConditionError where there is no list, or a rule cannot be worked out."""
    if own.rows == FieldRule(path=""):
        raise ConditionError("No rows are chosen. Choose the records that an earlier step found, or a field of line items.")
    found = evaluate(own.rows, one.scope, types=one.types)
    if found is None:
        found = []
    if not isinstance(found, list | tuple):
        raise ConditionError("The rows are no list. Choose the records that an earlier step found, or a field of line items.")
    if len(found) > ROWS_MAX:
        raise ConditionError(f"There are more than {ROWS_MAX} rows. Find fewer at once.")
    rows = [_fields(item) for item in found]
    if not own.columns:
        heads = list(dict.fromkeys(name for row in rows for name in row if not isinstance(row[name], Mapping)))[:COLUMNS_MAX]
        return _Table(heads, [[_text(row.get(name)) for name in heads] for row in rows])
    cells = [[_cell(column, row, one=one) for column in own.columns] for row in rows]
    return _Table([column.title for column in own.columns], cells)


def _fields(item: object) -> dict[str, object]:
    """A record has its fields beside its key or one below, as `values`; anything else is a row of one value."""
    if not isinstance(item, Mapping):
        return {"value": item}
    inner = item.get("values")
    own = {str(name): value for name, value in item.items()}
    return {**own, **{str(name): value for name, value in inner.items()}} if isinstance(inner, Mapping) else own


def _cell(column: Column, row: Mapping[str, object], *, one: StepInput) -> Cell:
    types = {**one.types, **{name: "number" for name, value in row.items() if isinstance(value, int | Decimal)}}
    value = evaluate(column.value, {**one.scope, **row, "row": row}, types=types)
    if column.type == "number" and value is not None:
        try:
            return parse_amount(str(value))
        except MoneyError:
            raise ConditionError(f"{column.title}: {str(value)[:60]!r} is no number.") from None
    return _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | Mapping):
        return orjson.dumps(value, default=str).decode()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _csv(table: _Table) -> bytes:
    """With the byte order mark, by which Excel reads the file as UTF-8; what would be a formula is marked as text."""
    into = io.StringIO()
    writer = csv.writer(into)
    writer.writerow([marked(head) for head in table.head])
    for row in table.rows:
        writer.writerow([format(cell, "f") if isinstance(cell, Decimal) else marked(cell) for cell in row])
    return "\ufeff".encode() + into.getvalue().encode()


def _workbook(table: _Table) -> bytes:
    """Texts are written as texts: nothing in them can be a formula or a link."""
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"constant_memory": True, "strings_to_urls": False, "in_memory": False}) as book:
        sheet, bold = book.add_worksheet("Rows"), book.add_format({"bold": True})
        for place, head in enumerate(table.head):
            sheet.write_string(0, place, head[:CELL_CHARACTERS_MAX], bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= DIGITS_MAX:
                    sheet.write_number(number, place, cell)
                elif cell != "":
                    sheet.write_string(number, place, str(cell)[:CELL_CHARACTERS_MAX])
    return into.getvalue()
