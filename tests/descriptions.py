"""The providers' published descriptions, and where an answer is not as they say."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

Schema = Mapping[str, object]
Fault = tuple[str, str]  # the place in the description, and what is wrong there

ELEMENTS_MAX = 30  # of a list are looked at: the rest come from the same lines of the sandbox
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

    def judge(self, method: str, path: str, *, status: int, body: bytes) -> list[Fault]:
        """Where one answer is not as described; an answer whose status is not described is passed over."""
        if (operation := self._operation(method, path)) is None:
            shown = f"{method} {_FORMS['uuid'].sub('{id}', path)}"
            return [(shown, "answered, and not in the description")] if status < 300 else []
        schema = self._schema(operation, status)
        return [] if schema is None else list(self._body(json.loads(body), schema))

    def _operation(self, method: str, path: str) -> Schema | None:
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

    def _body(self, value: object, schema: Schema) -> Iterator[Fault]:
        if self.dialect.lists_in_envelopes and schema.get("type") == "array" and isinstance(value, dict):
            for name in value.keys() - _ENVELOPE_OF_LISTS:
                yield f"Envelope.{name}", "is in no envelope"
            value = value.get("$items")
        yield from faults(value, schema, description=self.document, place="Envelope", dialect=self.dialect)


def xero(folder: Path) -> Description:
    text = (folder / "xero_accounting.yaml").read_text("utf-8")
    return Description(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), XERO, "/api.xro/2.0")  # noqa: S506


def sage(folder: Path) -> list[Description]:
    names = ("sage-accounting-v3.1.user-businesses.swagger.json", "sage-accounting-v3.1.swagger.json")
    return [Description(json.loads((folder / name).read_text("utf-8")), SAGE, "/v3.1") for name in names]


def faults(
    value: object, schema: Schema, *, description: Mapping[str, object], place: str, dialect: Dialect = XERO
) -> Iterator[Fault]:
    """Where a value is not as described: unknown properties, wrong types and forms, words that are not in a list of words."""
    place, schema = _followed(schema, description, place=place)
    kind = str(schema.get("type", "object" if "properties" in schema else ""))
    if value is None:
        if not dialect.nulls:
            yield place, "null, which Xero leaves out"
    elif (wrong := _wrong(value, schema, kind=kind, dialect=dialect)) is not None:
        yield place, wrong
    elif isinstance(value, dict):
        if dialect.echoes and value.get("StatusAttributeString") == "ERROR":
            return  # what was sent, however wrong
        properties = schema.get("properties")
        if not isinstance(properties, dict):
            return  # an object of which nothing is said
        for name, inner in value.items():
            if place == "Envelope" and name in dialect.always:
                continue
            if name not in properties:
                yield f"{place}.{name}", "is not in the description"
            else:
                yield from faults(inner, properties[name], description=description, place=f"{place}.{name}", dialect=dialect)
    elif isinstance(value, list):
        items = schema.get("items")
        if not isinstance(items, dict):
            return  # a list of which nothing is said
        for inner in value[:ELEMENTS_MAX]:
            yield from faults(inner, items, description=description, place=place, dialect=dialect)
    elif isinstance(words := schema.get("enum"), list) and value not in words:
        yield place, f"{value!r} is none of the words of the description"


def _wrong(value: object, schema: Schema, *, kind: str, dialect: Dialect) -> str | None:
    form = str(schema.get("format", ""))
    if kind == "number" and dialect.decimals_are_text:
        kind, form = "string", "decimal"
    if kind == "integer" and dialect.decimals_are_text and isinstance(value, str):
        return f"{value!r} is no integer"
    if kind in NAMES and not _is(value, kind):
        return f"{value!r} is no {kind}"
    if schema.get("x-is-msdate") or schema.get("x-is-msdate-time"):
        form = "msdate"
    if isinstance(value, str) and form in _FORMS and not _FORMS[form].fullmatch(value):
        return f"{value!r} has not the form of {form}"
    return None


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


def _is(value: object, kind: str) -> bool:
    # In JSON, truth is no number.
    return isinstance(value, NAMES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _pattern(template: str) -> re.Pattern[str]:
    parts: Sequence[str] = re.split(r"\{\w+\}", template)
    return re.compile(r"[^/]+".join(re.escape(part) for part in parts), re.IGNORECASE)
