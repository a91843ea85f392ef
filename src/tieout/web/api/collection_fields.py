"""Fields as the API shows and takes them."""

from collections.abc import Mapping
from typing import Literal

from ninja import Schema
from pydantic import Field as Limit
from pydantic import JsonValue

from tieout.store import collections

FieldTypeName = Literal[
    "text", "long_text", "number", "money", "date", "date_time", "choice", "multi_choice", "stage", "checkbox", "email", "phone",
    "url", "person", "relation", "line_items", "formula", "attachment",
]  # fmt: skip
ResultName = Literal["text", "number", "money", "date", "checkbox"]


class Column(Schema):
    """A field of line items; `collection` is set for a relation, `choices` for a choice. A new one has no `key` yet."""

    key: str = Limit(default="", max_length=60)
    name: str = Limit(max_length=100)
    type: FieldTypeName = "text"
    collection: str = Limit(default="", max_length=60)
    required: bool = False
    choices: list[str] = Limit(default=[], max_length=200)


class Stage(Schema):
    """`is_final` is set where a record that comes here is complete. A new one has no `key` yet."""

    key: str = Limit(default="", max_length=60)
    name: str = Limit(max_length=100)
    is_final: bool = False


class Field(Schema):
    """`options` are a choice's, `collection` is the one whose keys a relation holds, `columns` are those of line items.

    What is `from_ledger` cannot be written by a person. `listed` fields can be filtered, sorted and searched by; a collection has
    room for 30 texts, days and choices and for 15 numbers. A formula has a `source`, and a `result` that says what it gives.
    """

    key: str
    name: str
    type: FieldTypeName
    required: bool
    unique: bool
    default: JsonValue
    hint: str
    options: list[str]
    stages: list[Stage]
    collection: str
    columns: list[Column]
    source: str
    result: ResultName | Literal[""]
    currency: str
    currency_field: str
    decimals: int | None
    from_ledger: bool
    listed: bool


class FieldIn(Schema):
    """What is left out stays as it is; `type` is for a new field only, see `/type` for changing it."""

    name: str | None = Limit(default=None, max_length=200)
    type: FieldTypeName | None = None
    required: bool | None = None
    unique: bool | None = None
    default: JsonValue = None
    hint: str | None = Limit(default=None, max_length=300)
    choices: list[str] | None = Limit(default=None, max_length=500)
    stages: list[Stage] | None = Limit(default=None, max_length=100)
    collection: str | None = Limit(default=None, max_length=60)
    columns: list[Column] | None = Limit(default=None, max_length=100)
    source: str | None = Limit(default=None, max_length=4000)
    result: ResultName | None = None
    currency: str | None = Limit(default=None, max_length=3)
    currency_field: str | None = Limit(default=None, max_length=60)
    decimals: int | None = None


def said_of(body: FieldIn) -> dict[str, JsonValue]:
    """What was said, and nothing of what was left out."""
    found: dict[str, JsonValue] = body.model_dump(mode="json", exclude_unset=True)
    return {name: value for name, value in found.items() if value is not None or name in ("default", "decimals")}


def field_shown(row: collections.Field) -> dict[str, object]:
    options: Mapping[str, object] = row.options
    columns = options.get("columns", [])
    return {
        "key": row.key,
        "name": row.name,
        "type": row.type,
        "required": row.required,
        "unique": row.unique,
        "default": row.default,
        "hint": row.hint,
        "options": options.get("choices", []),
        "stages": options.get("stages", []),
        "collection": options.get("collection", ""),
        "columns": columns if isinstance(columns, list) else [],
        "source": options.get("source", ""),
        "result": (options.get("result") or "text") if row.type == "formula" else "",
        "currency": options.get("currency", ""),
        "currency_field": options.get("currency_field", ""),
        "decimals": options.get("decimals"),
        "from_ledger": bool(options.get("from_ledger")),
        "listed": bool(row.slot),
    }
