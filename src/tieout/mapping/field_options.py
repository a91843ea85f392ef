"""What a person says of a field, checked as a whole: its name, and by its type its choices, stages, columns or formula."""

import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anyascii import anyascii
from babel.numbers import is_currency
from pydantic import JsonValue

from tieout.mapping import computing, formula
from tieout.mapping.values import Context, FieldShape, Known, ValueRefused, read

CHOICES_MAX, STAGES_MAX, COLUMNS_MAX = 200, 30, 30
NAME_CHARACTERS_MAX = 100
KEY_CHARACTERS_MAX = 40
TYPES = (
    "text", "long_text", "number", "money", "date", "date_time", "choice", "multi_choice", "stage", "checkbox", "email", "phone",
    "url", "person", "relation", "line_items", "formula", "attachment",
)  # fmt: skip
COLUMN_TYPES = ("text", "number", "money", "date", "choice", "checkbox", "relation")
# One value of these can be the key of one record only.
UNIQUE_TYPES = frozenset({"text", "number", "date", "email", "phone", "url", "relation", "person"})
# Written by nobody, or by a form of its own.
WITHOUT_DEFAULT = frozenset({"formula", "attachment", "line_items", "relation", "person"})
# The record's own, which conditions and formulas already know.
RESERVED = frozenset({"key", "id", "new", "previous", "record", "ledger"})
_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A field as a person describes it; `options` as `clean_options` gave them."""

    key: str
    name: str
    type: str
    required: bool = False
    unique: bool = False
    default: JsonValue = None
    hint: str = ""
    options: Mapping[str, object] = field(default_factory=dict)


def key_for(name: str, taken: Sequence[str] | frozenset[str] | set[str]) -> str:
    """A key that formulas can use as a name: from the words of the field's name, told from others by a number.

    >>> key_for("Überweisung am", set()), key_for("Total", {"total"}), key_for("2nd line", set())
    ('uberweisung_am', 'total_2', 'field_2nd_line')
    """
    plain = _KEY.sub("_", anyascii(name).lower()).strip("_")[:KEY_CHARACTERS_MAX].strip("_") or "field"
    if not plain[0].isalpha() or keyword.iskeyword(plain) or plain in RESERVED:
        plain = f"field_{plain}"
    key, number = plain, 2
    while key in taken:
        key, number = f"{plain}_{number}", number + 1
    return key


def clean_options(type_: str, said: Mapping[str, JsonValue], *, before: Mapping[str, object]) -> dict[str, object]:
    """The options that a field of this type has, out of all that was said; what the ledger fills in stays marked as such.

    Stages and columns without a key get one from their name.
    """
    kept: dict[str, object] = {name: before[name] for name in ("from_ledger", "country_field", "country") if before.get(name)}
    if type_ in ("choice", "multi_choice"):
        kept["choices"] = [str(one).strip() for one in _list(said.get("choices")) if str(one).strip()]
    elif type_ == "stage":
        kept["stages"] = _stages(_list(said.get("stages")))
    elif type_ == "relation":
        kept["collection"] = str(said.get("collection") or "")
    elif type_ == "line_items":
        kept["columns"] = _columns(_list(said.get("columns")))
    elif type_ == "formula":
        kept["source"] = str(said.get("source") or "").strip()
        kept["result"] = str(said.get("result") or "text")
    money = type_ == "money" or (type_ == "formula" and kept["result"] == "money")
    if money:
        kept |= {name: str(said.get(name) or "") for name in ("currency", "currency_field") if said.get(name)}
    if type_ == "formula" and isinstance(said.get("decimals"), int):
        kept["decimals"] = said["decimals"]
    return kept


def problems(wanted: Wanted, *, others: Sequence[FieldShape], collections: Sequence[str]) -> dict[str, str]:
    """What stands in the way of a field, by the part of it; `others` are the fields beside it, without itself."""
    found = {name: said for name, said in _plain_problems(wanted, others).items() if said}
    options = wanted.options
    if wanted.type in ("choice", "multi_choice"):
        found |= _choice_problems(_texts(options.get("choices")))
    elif wanted.type == "stage":
        found |= _stage_problems(_rows(options.get("stages")), others)
    elif wanted.type == "relation" and options.get("collection") not in collections:
        found["collection"] = "Choose the collection whose records are meant."
    elif wanted.type == "line_items":
        found |= _column_problems(_rows(options.get("columns")), collections)
    elif wanted.type == "formula":
        found |= _formula_problems(wanted, others)
    code = str(options.get("currency") or "")
    if code and not is_currency(code):
        found["currency"] = f"{code} is no currency; write its three letters, like GBP."
    named = str(options.get("currency_field") or "")
    if named and named not in {one.key for one in others}:
        found["currency_field"] = f"There is no field {named}."
    return found


def _plain_problems(wanted: Wanted, others: Sequence[FieldShape]) -> dict[str, str]:
    found: dict[str, str] = {}
    if not wanted.name.strip():
        found["name"] = "Give the field a name."
    elif len(wanted.name) > NAME_CHARACTERS_MAX:
        found["name"] = f"A name has at most {NAME_CHARACTERS_MAX} characters."
    elif wanted.name.strip().casefold() in {one.name.casefold() for one in others}:
        found["name"] = "Another field of this collection has this name."
    if wanted.type not in TYPES:
        found["type"] = "Choose a type."
    if wanted.unique and wanted.type not in UNIQUE_TYPES:
        found["unique"] = "Values of this type cannot be unique."
    if wanted.required and wanted.type == "formula":
        found["required"] = "A formula is computed; it cannot be required."
    if wanted.default not in (None, "", [], False):
        found["default"] = _default_problem(wanted)
    return found


def _default_problem(wanted: Wanted) -> str:
    if wanted.type in WITHOUT_DEFAULT:
        return "A field of this type has no default."
    if wanted.unique:
        return "A unique field has no default: two records would have the same."
    try:
        read(_Shape(wanted), wanted.default, context=Context(known=Known(), values={}))
    except ValueRefused as error:
        return f"The default {error}."
    return ""


@dataclass(frozen=True)
class _Shape:
    """A wanted field where a field is asked for."""

    wanted: Wanted
    required: bool = False
    default: object = None

    @property
    def key(self) -> str:
        return self.wanted.key

    @property
    def name(self) -> str:
        return self.wanted.name

    @property
    def type(self) -> str:
        return self.wanted.type

    @property
    def options(self) -> Mapping[str, object]:
        return self.wanted.options


def _choice_problems(choices: Sequence[str]) -> dict[str, str]:
    if not choices:
        return {"choices": "Write at least one choice."}
    if len(choices) > CHOICES_MAX:
        return {"choices": f"A field has at most {CHOICES_MAX} choices."}
    twice = _twice(choices)
    return {"choices": f"{twice} is there twice."} if twice else {}


def _stage_problems(stages: Sequence[Mapping[str, object]], others: Sequence[FieldShape]) -> dict[str, str]:
    if any(one.type == "stage" for one in others):
        return {"type": "A collection has one field of stages at most."}
    if len(stages) < 2:
        return {"stages": "Write at least two stages."}
    if len(stages) > STAGES_MAX:
        return {"stages": f"A field has at most {STAGES_MAX} stages."}
    twice = _twice([str(one["name"]) for one in stages])
    return {"stages": f"{twice} is there twice."} if twice else {}


def _column_problems(columns: Sequence[Mapping[str, object]], collections: Sequence[str]) -> dict[str, str]:
    if not columns:
        return {"columns": "Line items have at least one column."}
    if len(columns) > COLUMNS_MAX:
        return {"columns": f"Line items have at most {COLUMNS_MAX} columns."}
    twice = _twice([str(one["name"]) for one in columns])
    if twice:
        return {"columns": f"{twice} is there twice."}
    for one in columns:
        if one["type"] not in COLUMN_TYPES:
            return {"columns": f"{one['name']}: choose a type."}
        if one["type"] == "relation" and one.get("collection") not in collections:
            return {"columns": f"{one['name']}: choose the collection whose records are meant."}
    return {}


def _formula_problems(wanted: Wanted, others: Sequence[FieldShape]) -> dict[str, str]:
    columns = {str(one.get("key")) for shape in others for one in _rows(shape.options.get("columns"))}
    known = frozenset({*(one.key for one in others), *columns})
    found: dict[str, str] = {}
    if wanted.options.get("result") not in computing.RESULTS:
        found["result"] = "Choose what the formula gives."
    wrong = formula.problem(str(wanted.options.get("source") or ""), known=known)
    if wrong is not None:
        found["source"] = wrong.message
    elif wanted.key in computing.circle([*others, _Shape(wanted)]):
        found["source"] = "This formula reads itself by way of other formulas."
    decimals = wanted.options.get("decimals")
    if isinstance(decimals, int) and not 0 <= decimals <= computing.DECIMALS_MAX:
        found["decimals"] = f"Between 0 and {computing.DECIMALS_MAX} places."
    return found


def _stages(said: Sequence[JsonValue]) -> list[dict[str, object]]:
    kept: list[dict[str, object]] = []
    for one in said:
        if isinstance(one, dict) and str(one.get("name") or "").strip():
            taken = {str(other["key"]) for other in kept}
            name = str(one["name"]).strip()
            key = str(one.get("key") or "")
            kept.append({"key": key if key and key not in taken else key_for(name, taken), "name": name,
                         "is_final": bool(one.get("is_final"))})  # fmt: skip
    return kept


def _columns(said: Sequence[JsonValue]) -> list[dict[str, object]]:
    kept: list[dict[str, object]] = []
    for one in said:
        if not isinstance(one, dict) or not str(one.get("name") or "").strip():
            continue
        taken = {str(other["key"]) for other in kept}
        name, key, type_ = str(one["name"]).strip(), str(one.get("key") or ""), str(one.get("type") or "text")
        column: dict[str, object] = {"key": key if key and key not in taken else key_for(name, taken), "name": name, "type": type_}
        if type_ == "relation":
            column["collection"] = str(one.get("collection") or "")
        if type_ == "choice":
            column["choices"] = [str(choice) for choice in _list(one.get("choices"))]
        if one.get("required"):
            column["required"] = True
        kept.append(column)
    return kept


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _rows(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _twice(texts: Sequence[str]) -> str:
    seen: set[str] = set()
    for text in texts:
        if text.casefold() in seen:
            return text
        seen.add(text.casefold())
    return ""
