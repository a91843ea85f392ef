"""How the columns of a CSV file become the fields of records: what a user sets, stored as JSON."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.mapping.rules import ValueRule

Clean = Literal["strip", "upper", "lower", "drop_point_zero", "single_spaces"]
ColumnType = Literal["text", "number", "money", "date", "date_time"]
DateFormat = Literal["iso", "day_first", "month_first"]


class Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnMapping(Stored):
    """One column and the field it fills: of the record, of its line items, or (`row`) of the rules only. "" is not imported."""

    column: str
    field: str
    type: ColumnType = "text"
    on: Literal["record", "line", "row"] = "record"
    formats: list[DateFormat] = ["iso"]
    clean: list[Clean] = ["strip"]
    default: str = ""
    required: bool = False


class RelatedValue(Stored):
    """A field of a related record, from the rows in which it is named; `pick` says which row's value it takes."""

    rule: ValueRule
    pick: Literal["first", "most_frequent", "name"] = "first"


class RelatedRecords(Stored):
    """Records of another collection that the rows name. What an existing record says is kept; only its empty fields are filled."""

    collection: str
    key: ValueRule
    values: dict[str, RelatedValue]
    when: dict[str, JsonValue] | None = None


class Amounts(Stored):
    """Which fields make a row's amount, for control totals."""

    quantity: str
    unit_price: str
    currency: str


class ImportMapping(Stored):
    """`record` and `line` are values computed from a row's fields; `key` too. With `group`, rows of one key are one record.

    `mode` says whether records may be made, changed, or both. `match_by` names a unique field by which records that are there are
    recognised; "" takes the key. With `numbered`, new records get the collection's next numbers, whatever `key` says.
    """

    collection: str
    key: ValueRule
    mode: Literal["both", "create", "update"] = "both"
    match_by: str = ""
    numbered: bool = False
    group: bool = False
    lines_field: str = "lines"
    row_field: str = ""
    columns: list[ColumnMapping] = Field(max_length=200)
    record: dict[str, ValueRule] = {}
    line: dict[str, ValueRule] = {}
    related: list[RelatedRecords] = []
    amounts: Amounts | None = None
