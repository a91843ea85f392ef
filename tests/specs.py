"""Holds the sandbox's answers against the providers' published descriptions, for `./dev check --specs FOLDER`."""

import json
import re
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from tieout.sandbox.server import Sandbox

XERO = "xero_accounting.yaml"
PATHS = ("Organisation", "Accounts", "TaxRates", "TrackingCategories", "Contacts", "Items", "Invoices", "CreditNotes", "Payments")
# What Xero really sends and its description does not have, or has otherwise: place in the description, reason.
DEVIATIONS = {
    "Invoice.DateString": "companion of Date in every answer, without a zone",
    "Invoice.DueDateString": "companion of DueDate",
    "CreditNote.DateString": "companion of Date",
    "CreditNote.DueDateString": "companion of DueDate",
    "CreditNote.ID": "how a credit note is named inside an invoice's list of credits",
    "LineItem.ValidationErrors": "nested objects have a list of their own, empty when nothing is wrong",
}
# Every answer carries these four; only some of the described ones do.
ENVELOPE = {"Id", "Status", "ProviderName", "DateTimeUTC"}
NAMES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}

Schema = Mapping[str, object]


def main(folder: Path) -> int:
    description = yaml.safe_load((folder / XERO).read_text("utf-8"))
    found = {place: message for place, message in xero_faults(description) if place not in DEVIATIONS}
    print(
        "\n".join(f"{place}: {message}" for place, message in sorted(found.items())) or f"{len(PATHS)} answers agree with {XERO}."
    )
    return 1 if found else 0


def xero_faults(description: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Reads every collection of every organisation in the demo's books and judges each answer."""
    with Sandbox.start(limits="off") as sandbox:
        grant = _read(f"{sandbox.url}/_control/token", body={"provider": "xero"})
        assert isinstance(grant, dict)
        for organisation in grant["organisations"]:
            headers = {
                "Authorization": f"Bearer {grant['access_token']}",
                "Xero-tenant-id": organisation["id"],
                "Accept": "application/json",
            }
            for path in PATHS:
                answer = _read(f"{sandbox.url}/xero/api.xro/2.0/{path}?page=1", headers=headers)
                assert isinstance(answer, dict)
                yield from faults(answer, _answer_of(description, path), description=description, place="Envelope")


def faults(value: object, schema: Schema, *, description: Mapping[str, object], place: str) -> Iterator[tuple[str, str]]:
    """Where a value is not as described: unknown properties, wrong types, words that are not in a list of words."""
    place, schema = _followed(schema, description, place=place)
    kind = str(schema.get("type", "object" if "properties" in schema else ""))
    if value is None:
        yield place, "null, which Xero leaves out"
    elif kind in NAMES and not _is(value, kind):
        yield place, f"{value!r} is no {kind}"
    elif isinstance(value, dict):
        properties = schema.get("properties")
        assert isinstance(properties, dict), place
        for name, inner in value.items():
            if place == "Envelope" and name in ENVELOPE:
                continue
            if name not in properties:
                yield f"{place}.{name}", "is not in the description"
            else:
                yield from faults(inner, properties[name], description=description, place=f"{place}.{name}")
    elif isinstance(value, list):
        items = schema.get("items")
        assert isinstance(items, dict), place
        for inner in value:
            yield from faults(inner, items, description=description, place=place)
    elif isinstance(words := schema.get("enum"), list) and value not in words:
        yield place, f"{value!r} is none of the words of the description"


def _followed(schema: Schema, description: Mapping[str, object], *, place: str) -> tuple[str, Schema]:
    """The schema behind a reference; its name becomes the place."""
    while "$ref" in schema:
        place = str(schema["$ref"]).rsplit("/", 1)[1]
        schema = _at(description, "components", "schemas", place)
    return ("Envelope" if "x-objectArrayKey" in schema else place), schema


def _answer_of(description: Mapping[str, object], path: str) -> Schema:
    return _at(description, "paths", f"/{path}", "get", "responses", "200", "content", "application/json", "schema")


def _at(document: Mapping[str, object], *names: str) -> Schema:
    found: object = document
    for name in names:
        assert isinstance(found, dict), names
        found = found[name]
    assert isinstance(found, dict), names
    return found


def _is(value: object, kind: str) -> bool:
    # In JSON, truth is no number.
    return isinstance(value, NAMES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _read(url: str, *, body: object = None, headers: Mapping[str, str] | None = None) -> object:
    content = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data=content, headers={"Content-Type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(re.sub(r"^\ufeff", "", answer.read().decode()))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
