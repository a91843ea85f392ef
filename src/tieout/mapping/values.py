"""Values of a record as people write them: read by the type of their field, or refused with the reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

import phonenumbers
from babel import Locale
from email_validator import EmailNotValidError, validate_email
from pydantic import JsonValue

from tieout.accounting.money import MoneyError, parse_amount

TEXT_CHARACTERS_MAX = 10_000
LINES_MAX = 2_000
CHOICES_MAX = 100
FILES_MAX = 50
NUMBERS = frozenset({"number", "money"})
EMPTY: tuple[object, ...] = (None, "", [])


class FieldShape(Protocol):
    """A field of a collection, as far as its values are concerned."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def default(self) -> object: ...
    @property
    def options(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of line items; it is a field like any other, without a default."""

    key: str
    name: str
    type: str = "text"
    required: bool = False
    default: object = None
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What values may refer to: the ids of members by what they are called (id, e-mail, name), the keys of each collection by
    what was written (a key, or a title that only one record has), the ids of the record's files."""

    members: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: Collection[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """The values beside the one that is read (a telephone number asks for their country), and what may be referred to."""

    known: Known
    values: Mapping[str, object]


class ValueRefused(ValueError):
    """A value that its field does not take, with the end of a sentence that begins with the field's name.

    `parts` names what is wrong inside of it, by place: `2.quantity` for the quantity of the second line.
    """

    def __init__(self, message: str, *, parts: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.parts = dict(parts or {})


def checked(
    fields: Sequence[FieldShape], values: Mapping[str, JsonValue], *, known: Known, whole: bool
) -> tuple[dict[str, object], dict[str, str]]:
    """The values to keep, and by field what is wrong, all of it at once.

    With `whole` the values are those of a new record: defaults are filled in, and required fields must be there. A wrong cell of
    a line is named `lines.2.quantity`.
    """
    by_key = {one.key: one for one in fields}
    good: dict[str, object] = {}
    wrong: dict[str, str] = {}
    given = {**_defaults(fields, values), **values} if whole else dict(values)
    for key, value in given.items():
        shape = by_key.get(key)
        if shape is None:
            wrong[key] = "is no field of this collection"
            continue
        try:
            good[key] = read(shape, value, context=Context(known=known, values=given))
        except ValueRefused as error:
            wrong |= {f"{key}.{place}": said for place, said in error.parts.items()} or {key: str(error)}
    for shape in fields:
        asked = shape.key in good or (whole and shape.type != "formula" and not shape.options.get("from_ledger"))
        if shape.required and asked and shape.key not in wrong and good.get(shape.key) in EMPTY:
            wrong[shape.key] = "is needed"
    return good, wrong


def read(shape: FieldShape, value: JsonValue, *, context: Context) -> object:
    """The value as it is kept; raises ValueRefused. Empty values of every type but a checkbox are kept as they come."""
    if shape.options.get("from_ledger"):
        raise ValueRefused("is filled in by the ledger")
    if shape.type == "formula":
        raise ValueRefused("is computed from other fields")
    if value is None or value == "":
        return value
    if shape.type in NUMBERS:
        return _number(value)
    if shape.type == "checkbox":
        if not isinstance(value, bool):
            raise ValueRefused("is yes or no")
        return value
    if shape.type == "line_items":
        return _lines(shape, value, context=context)
    if shape.type in ("multi_choice", "attachment"):
        return _several(shape, value, context=context)
    if not isinstance(value, str):
        raise ValueRefused("is a text")
    if len(value) > TEXT_CHARACTERS_MAX:
        raise ValueRefused(f"is longer than {TEXT_CHARACTERS_MAX} characters")
    return _text(shape, value, context=context)


def columns_of(shape: FieldShape) -> list[Column]:
    """The columns of line items; none where lines are free."""
    columns = shape.options.get("columns", [])
    return [
        Column(
            key=str(one["key"]),
            name=str(one.get("name") or one["key"]),
            type=str(one.get("type") or "text"),
            required=bool(one.get("required")),
            options={"collection": one.get("collection", ""), "choices": one.get("choices", []), **(one.get("options") or {})},
        )
        for one in (columns if isinstance(columns, list) else [])
        if isinstance(one, dict)
    ]


def choices_of(shape: FieldShape) -> list[str]:
    """What a choice may be; the keys of the stages for a stage."""
    if shape.type == "stage":
        return list(stages_of(shape))
    choices = shape.options.get("choices", [])
    return [str(one) for one in choices] if isinstance(choices, list) else []


def stages_of(shape: FieldShape) -> dict[str, str]:
    """Key to name, in their order."""
    stages = shape.options.get("stages", [])
    named = [one for one in (stages if isinstance(stages, list) else []) if isinstance(one, dict)]
    return {str(one["key"]): str(one.get("name") or one["key"]) for one in named}


def title_of(fields: Sequence[FieldShape], *, key: str, values: Mapping[str, object]) -> str:
    """What a record is called: its name or title, or else its key."""
    named = next((one.key for one in fields if one.key in ("name", "title")), "")
    said = values.get(named)
    return said.strip() if isinstance(said, str) and said.strip() else key


def country_code(text: str) -> str:
    """The two letters of a country that is written so or by its English name; "" for none.

    >>> country_code("gb"), country_code("United Kingdom"), country_code("Nowhere")
    ('GB', 'GB', '')
    """
    said = text.strip()
    return said.upper() if said.upper() in _territories().values() else _territories().get(said.casefold(), "")


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    names = Locale("en").territories
    return {str(name).casefold(): code for code, name in names.items() if len(code) == 2 and code.isalpha()}


def _defaults(fields: Sequence[FieldShape], values: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for one in fields:
        if one.key not in values and one.type != "formula" and isinstance(one.default, str | bool | list) and one.default != "":
            found[one.key] = one.default
    return found


def _number(value: JsonValue) -> str:
    # What a program wrote as 0.1 may have arrived as something else.
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueRefused('is a number in text, like "12.50"')
    text = str(value).strip()
    try:
        parse_amount(text)
    except MoneyError:
        raise ValueRefused("is no number; write it like 1234.50") from None
    return text


def _text(shape: FieldShape, value: str, *, context: Context) -> str:
    text = value if shape.type in ("text", "long_text") else value.strip()
    if text == "":
        return ""
    if shape.type == "date":
        return _moment(text, whole_day=True)
    if shape.type == "date_time":
        return _moment(text, whole_day=False)
    if shape.type in ("choice", "stage"):
        return _chosen(shape, text)
    if shape.type == "email":
        return _email(text)
    if shape.type == "phone":
        return _phone(shape, text, values=context.values)
    if shape.type == "url":
        return _address(text)
    if shape.type == "person":
        if text not in context.known.members.values():
            raise ValueRefused("is no member of this workspace")
        return text
    if shape.type == "relation":
        return _related(shape, text, known=context.known)
    return text


def _moment(text: str, *, whole_day: bool) -> str:
    try:
        return date.fromisoformat(text).isoformat() if whole_day else datetime.fromisoformat(text).isoformat()
    except ValueError:
        example = "2026-01-31" if whole_day else "2026-01-31T09:30"
        raise ValueRefused(f"is no date; write it like {example}") from None


def _chosen(shape: FieldShape, text: str) -> str:
    choices = choices_of(shape)
    if choices and text not in choices:
        raise ValueRefused(f"is none of {', '.join(choices)}")
    return text


def _email(text: str) -> str:
    try:
        # Whether anybody reads it there is not asked: that would need the network.
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError as error:
        raise ValueRefused(f"is no e-mail address: {_uncapitalised(str(error))}") from None


def _phone(shape: FieldShape, text: str, *, values: Mapping[str, object]) -> str:
    """In the international form. A number without + is one of the field's country, or of the record's."""
    named = shape.options.get("country_field") or "country"
    region = country_code(str(values.get(str(named)) or "")) or country_code(str(shape.options.get("country") or ""))
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE and not text.startswith("+"):
            raise ValueRefused("needs the code of its country; write it like +44 20 7946 0958") from None
        raise ValueRefused("is no telephone number; write it like +44 20 7946 0958") from None
    if not phonenumbers.is_possible_number(number):
        raise ValueRefused("is no telephone number: it has too few or too many digits")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _address(text: str) -> str:
    full = text if "://" in text or ":" in text.split("/", 1)[0] else f"https://{text}"
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https"):
        raise ValueRefused("is no web address; it begins with https:// or http://")
    if not host or any(character.isspace() for character in full):
        raise ValueRefused("is no web address; write it like https://www.example.com")
    return full


def _related(shape: FieldShape, text: str, *, known: Known) -> str:
    collection = str(shape.options.get("collection") or "")
    if not collection:
        return text
    key = known.keys.get(collection, {}).get(text)
    if key is None:
        raise ValueRefused(f"names {text}, which is no record of {collection}")
    return key


def _several(shape: FieldShape, value: JsonValue, *, context: Context) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueRefused("is a list of texts")
    texts = list(dict.fromkeys(str(one).strip() for one in value if str(one).strip()))
    limit = CHOICES_MAX if shape.type == "multi_choice" else FILES_MAX
    if len(texts) > limit:
        raise ValueRefused(f"has more than {limit} parts")
    if shape.type == "attachment":
        strange = [one for one in texts if one not in context.known.files]
        if strange:
            raise ValueRefused("names a file that this record does not have; upload it first")
        return texts
    choices = choices_of(shape)
    wrong = [one for one in texts if choices and one not in choices]
    if wrong:
        raise ValueRefused(f"has {', '.join(wrong)}, which is none of {', '.join(choices)}")
    return texts


def _lines(shape: FieldShape, value: JsonValue, *, context: Context) -> list[dict[str, object]]:
    if not isinstance(value, list) or not all(isinstance(line, dict) for line in value):
        raise ValueRefused("is a list of lines")
    if len(value) > LINES_MAX:
        raise ValueRefused(f"has more than {LINES_MAX} lines")
    columns = {column.key: column for column in columns_of(shape)}
    kept: list[dict[str, object]] = []
    wrong: dict[str, str] = {}
    for number, line in enumerate(value, start=1):
        cells = line if isinstance(line, dict) else {}
        good: dict[str, object] = {}
        for key, cell in cells.items():
            column = columns.get(key) or (None if columns else Column(key=key, name=key))
            if column is None:
                wrong[f"{number}.{key}"] = "is no field of a line"
                continue
            if column.type == "formula":
                continue  # computed anew, whatever was sent back
            try:
                good[key] = read(column, cell, context=Context(known=context.known, values={**context.values, **cells}))
            except ValueRefused as error:
                wrong[f"{number}.{key}"] = str(error)
        for column in columns.values():
            if column.required and f"{number}.{column.key}" not in wrong and good.get(column.key) in EMPTY:
                wrong[f"{number}.{column.key}"] = "is needed"
        kept.append(good)
    if wrong:
        first = next(iter(wrong.items()))
        raise ValueRefused(f"is wrong in line {first[0].split('.')[0]}: {first[1]}", parts=wrong)
    return kept


def _uncapitalised(sentence: str) -> str:
    """As the end of another sentence, without its last full stop."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")
