"""The description of the API, from which the page's types are made."""

import json
from pathlib import Path

from tieout.web.openapi import description

FILE = Path(__file__).resolve().parents[3] / "ui" / "src" / "api" / "openapi.json"


def test_it_lies_beside_the_page_as_the_api_is_now() -> None:
    assert FILE.read_text(encoding="utf-8") == description(), "renew it: python -m tieout.web.openapi"


def test_it_names_every_operation_once_and_says_what_comes_back() -> None:
    document = json.loads(description())
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        assert operation["tags"], operation["operationId"]
        good = [said for status, said in operation["responses"].items() if status.startswith("2")]
        assert len(good) == 1, operation["operationId"]
        assert "204" in operation["responses"] or good[0]["content"], operation["operationId"]
        assert operation["responses"]["default"]["content"]["application/problem+json"]


def test_it_names_no_host_and_no_float() -> None:
    text = description()
    assert "servers" not in json.loads(text)
    assert '"type": "number"' not in text, "amounts leave as text"
