"""The providers' published descriptions, and where an answer is not as they say."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import orjson
import yaml

Schema = Mapping[str, object]
Fault = tuple[str, str]  # the place in the description, and what is wrong there
Check = Callable[[object, list[Fault]], None]
Inside = Callable[[dict[str, object] | list[object], list[Fault]], None]

PATHS_KEPT = 50_000
NAMES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}
_FORMS = {
    "uuid": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    "date": re.compile(r"\d{4}-\d\d-\d\d|"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"),
    "msdate": re.compile(r"/Date\(-?\d+([+-]\d{4})?\)/"),
    "decimal": re.compile(r"-?\d+\.\d+"),
}


@dataclass(frozen=True)
class Dialect:
    """How a provider's answers go about its description; neither describes which fields are always there."""

    nulls: bool = False  # any field may be null
    decimals_are_text: bool = False
    lists_in_envelopes: bool = False
    echoes: bool = False  # a refused element comes back as it was sent
    always: frozenset[str] = frozenset()  # what every envelope carries, described or not


# Every answer of Xero carries these four; only some of the described ones do.
XERO = Dialect(echoes=True, always=frozenset({"Id", "Status", "ProviderName", "DateTimeUTC"}))
# Sage's sheet, "types on the wire": decimals are texts, an empty date is "", and lists come in an envelope.
SAGE = Dialect(nulls=True, decimals_are_text=True, lists_in_envelopes=True)
_BARE_ENVELOPES = frozenset({"ReportWithRows", "ImportSummaryObject", "Actions"})  # of one thing, described as if it were the thing
_ENVELOPE_OF_LISTS = frozenset({"$total", "$page", "$next", "$back", "$itemsPerPage", "$items"})


@dataclass(frozen=True)
class Description:
    document: Mapping[str, object]
    dialect: Dialect
    base: str = ""

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], Schema]]:
        paths = self.document["paths"]
        assert isinstance(paths, dict)
        # What has fewer open places is the closer match: /businesses/lead before /businesses/{key}.
        ordered = sorted(paths.items(), key=lambda entry: str(entry[0]).count("{"))
        return [(_pattern(self.base + name), item) for name, item in ordered]

    def knows(self, method: str, path: str) -> bool:
        return self._operation(method, path) is not None

    def describes(self, method: str, path: str, *, status: int) -> bool:
        """Whether there is something to hold such an answer against."""
        operation = self._operation(method, path)
        return operation is not None and self._schema(operation, status) is not None

    def judge(self, method: str, path: str, *, status: int, body: bytes) -> list[Fault]:
        """Where one answer is not as described; an answer whose status is not described is passed over."""
        if (operation := self._operation(method, path)) is None:
            shown = f"{method} {_FORMS['uuid'].sub('{id}', path)}"
            return [(shown, "answered, and not in the description")] if status < 300 else []
        schema = self._schema(operation, status)
        return [] if schema is None else self._body(orjson.loads(body), schema)

    def _operation(self, method: str, path: str) -> Schema | None:
        if len(self._known) >= PATHS_KEPT:
            self._known.clear()
        if (method, path) not in self._known:
            self._known[method, path] = self._sought(method, path)
        return self._known[method, path]

    @cached_property
    def _known(self) -> dict[tuple[str, str], Schema | None]:
        return {}

    def _sought(self, method: str, path: str) -> Schema | None:
        for pattern, item in self._paths:
            if pattern.fullmatch(path) and isinstance(operation := item.get(method.lower()), dict):
                return operation
        return None

    def _schema(self, operation: Mapping[str, object], status: int) -> Schema | None:
        response = at(operation, "responses").get(str(status))
        while isinstance(response, dict) and "$ref" in response:
            response = at(self.document, *str(response["$ref"]).removeprefix("#/").split("/"))
        if not isinstance(response, dict):
            return None
        content = response.get("content")
        described = content.get("application/json", {}) if isinstance(content, dict) else response
        schema = described.get("schema")
        return schema if isinstance(schema, dict) else None

    @cached_property
    def _judge(self) -> "Judge":
        return Judge(self.document, self.dialect)

    def _body(self, value: object, schema: Schema) -> list[Fault]:
        found: list[Fault] = []
        if self.dialect.lists_in_envelopes and schema.get("type") == "array" and isinstance(value, dict):
            found += [(f"Envelope.{name}", "is in no envelope") for name in value.keys() - _ENVELOPE_OF_LISTS]
            value = value.get("$items")
        self._judge.check(schema, place="Envelope")(value, found)
        return found


def xero(folder: Path) -> Description:
    text = (folder / "xero_accounting.yaml").read_text("utf-8")
    return Description(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), XERO, "/api.xro/2.0")  # noqa: S506


def sage(folder: Path) -> list[Description]:
    names = ("sage-accounting-v3.1.user-businesses.swagger.json", "sage-accounting-v3.1.swagger.json")
    return [Description(json.loads((folder / name).read_text("utf-8")), SAGE, "/v3.1") for name in names]


class Judge:
    """Holds values against one description. What a schema asks for is worked out once, when it is first met: a hundred thousand
    answers are judged whole in the time in which the tests run anyway."""

    def __init__(self, document: Mapping[str, object], dialect: Dialect) -> None:
        self._document, self._dialect = document, dialect
        self._checks: dict[tuple[str, int], Check] = {}

    def check(self, schema: Schema, *, place: str) -> Check:
        """What appends to a list where a value is not as described: unknown properties, wrong types and forms, words that are none
        of a list of words."""
        place, schema = _followed(schema, self._document, place=place)
        # A schema lives as long as its document does, so its id is its own.
        key = (place, id(schema))
        if key not in self._checks:
            self._checks[key] = self._made(schema, place)
        return self._checks[key]

    def _made(self, schema: Schema, place: str) -> Check:
        kind = str(schema.get("type", "object" if "properties" in schema else ""))
        wrong, inside = _scalar(schema, kind=kind, dialect=self._dialect), self._inside(schema, place)
        nulls = self._dialect.nulls

        def check(value: object, found: list[Fault]) -> None:
            if value is None:
                if not nulls:
                    found.append((place, "null, which Xero leaves out"))
            elif (message := wrong(value)) is not None:
                found.append((place, message))
            elif isinstance(value, dict | list):
                inside(value, found)

        return check

    def _inside(self, schema: Schema, place: str) -> Inside:
        properties, items = schema.get("properties"), schema.get("items")
        checks: dict[str, Check] = {}
        passed = self._dialect.always if place == "Envelope" else frozenset()
        echoes = self._dialect.echoes

        def inside(value: dict[str, object] | list[object], found: list[Fault]) -> None:
            if isinstance(value, list):
                if isinstance(items, dict):
                    check = self.check(items, place=place)
                    for inner in value:
                        check(inner, found)
                return
            # A refused element comes back as it was sent, however wrong; and of some objects nothing is said.
            if not isinstance(properties, dict) or (echoes and value.get("StatusAttributeString") == "ERROR"):
                return
            for name, inner in value.items():
                if name not in checks:
                    if name in passed:
                        continue
                    if name not in properties:
                        found.append((f"{place}.{name}", "is not in the description"))
                        continue
                    checks[name] = self.check(properties[name], place=f"{place}.{name}")
                checks[name](inner, found)

        return inside


def faults(value: object, schema: Schema, *, description: Mapping[str, object], place: str, dialect: Dialect = XERO) -> list[Fault]:
    """Where one value is not as described."""
    found: list[Fault] = []
    Judge(description, dialect).check(schema, place=place)(value, found)
    return found


def _scalar(schema: Schema, *, kind: str, dialect: Dialect) -> Callable[[object], str | None]:
    """What says why a value is not of its type, form or words; None where it is."""
    form, words = str(schema.get("format", "")), schema.get("enum")
    if kind == "number" and dialect.decimals_are_text:
        kind, form = "string", "decimal"
    if schema.get("x-is-msdate") or schema.get("x-is-msdate-time"):
        form = "msdate"
    types, pattern, is_boolean = NAMES.get(kind), _FORMS.get(form), kind == "boolean"
    integers_are_no_text = kind == "integer" and dialect.decimals_are_text

    def wrong(value: object) -> str | None:
        if integers_are_no_text and isinstance(value, str):
            return f"{value!r} is no integer"
        # In JSON, truth is no number.
        if types is not None and (not isinstance(value, types) or (isinstance(value, bool) and not is_boolean)):
            return f"{value!r} is no {kind}"
        if isinstance(value, str) and pattern is not None and not pattern.fullmatch(value):
            return f"{value!r} has not the form of {form}"
        if isinstance(words, list) and not isinstance(value, dict | list) and value not in words:
            return f"{value!r} is none of the words of the description"
        return None

    return wrong


def _followed(schema: Schema, description: Mapping[str, object], *, place: str) -> tuple[str, Schema]:
    """The schema behind a reference; its name becomes the place."""
    while "$ref" in schema:
        names = str(schema["$ref"]).removeprefix("#/").split("/")
        place, schema = names[-1], at(description, *names)
    return ("Envelope" if "x-objectArrayKey" in schema or place in _BARE_ENVELOPES else place), schema


def at(document: Mapping[str, object], *names: str) -> Schema:
    found: object = document
    for name in names:
        assert isinstance(found, dict), names
        found = found[name]
    assert isinstance(found, dict), names
    return found


def _pattern(template: str) -> re.Pattern[str]:
    parts: Sequence[str] = re.split(r"\{\w+\}", template)
    return re.compile(r"[^/]+".join(re.escape(part) for part in parts), re.IGNORECASE)
