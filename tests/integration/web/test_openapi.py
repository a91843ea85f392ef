"""The description of the API, from which the page's types are made."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from integration.web.test_permissions import IN_PERSON
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


# What answers with a few things at most, and no list that could grow: GET only.
SHORT = {
    "suggest_entities": "at most eight suggestions",
    "list_record_groups": "the groups of one field, bounded by the view",
}


def each_operation() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in json.loads(description())["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_list_is_read_by_the_same_cursor() -> None:
    schemas = json.loads(description())["components"]["schemas"]
    lists = 0
    for _, method, operation in each_operation():
        if method != "get" or operation["operationId"] in SHORT:
            continue
        body = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        assert body.get("type") != "array", f"{operation['operationId']} answers with a bare list"
        shape = schemas.get(body.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
        if "items" in shape:
            lists += 1
            asked = {one["name"] for one in operation["parameters"]}
            assert {"cursor", "limit"} <= asked, operation["operationId"]
            assert "next_cursor" in shape, operation["operationId"]
    assert lists > 15


@pytest.mark.feature("T-12")
def test_every_operation_says_what_it_does_who_may_and_how_it_fails() -> None:
    document = json.loads(description())
    assert document["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"
    open_to_all = {"get_health", "get_sign_in_ways", "begin_single_sign_on", "open_invitation", "accept_invitation"}
    of_the_person = {"change_me", "draw_second_step"} | IN_PERSON
    for path, _, operation in each_operation():
        name = operation["operationId"]
        assert operation["summary"], name
        assert operation.get("description", "").strip(), f"{name} has no description: write a docstring"
        ways = [way for each in operation["security"] for way in each]
        assert ways == ([] if name in open_to_all else ["Session"] if name in of_the_person else ["Session", "Token"]), name
        assert ("x-permission" in operation) == ("{workspace_id}" in path and name != "stream_events"), name
        assert "422" in operation["responses"], name
        assert name in open_to_all or {"401", "403"} <= operation["responses"].keys(), name


@pytest.mark.feature("T-12")
def test_the_page_asks_nothing_that_is_not_described() -> None:
    known = {re.sub(r"\{[^}]+\}", "{}", path) for path in json.loads(description())["paths"]}
    source = FILE.parents[1]
    texts = [
        file.read_text(encoding="utf-8")
        for file in source.rglob("*.ts*")
        if file.name != "schema.d.ts" and "testing" not in file.parts
    ]
    asked = {re.sub(r"\$?\{[^}]+\}", "{}", path) for text in texts for path in re.findall(r"[\"`](/api/v1/[^\"`?]*)", text)}
    # What is put together of a constant and a rest begins with what is known.
    begun = {path.partition("{}{}")[0].partition(".{}")[0].partition("${")[0] for path in asked - known}
    left = {path for path in begun if not any(one.startswith(path) for one in known)}
    assert left == set()
    assert len(asked) > 40


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "/api/v1/nowhere", None, 404),
        ("post", "/api/v1/nowhere", "{}", 404),
        ("put", "/api/v1/health", "{}", 405),
        ("get", "/api/v1/me", None, 401),
        ("get", "/api/v1/workspaces/none/home", None, 401),
    ],
)
def test_every_refusal_is_a_problem(db: None, method: str, path: str, body: str | None, status: int) -> None:
    sent = {"data": body, "content_type": "application/json"} if body else {}
    answer = getattr(Client(), method)(path, **sent)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]


def test_a_body_that_is_no_json_or_too_large_is_refused_in_words(finance: Client, base: str, settings: Settings) -> None:
    address = f"{base}/tie-outs"
    form = finance.post(address, "a=1", content_type="application/x-www-form-urlencoded")
    assert (form.status_code, form["Content-Type"]) == (415, "application/problem+json")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    large = finance.post(address, json.dumps({"connection_ids": ["x" * 200]}), content_type="application/json")
    assert (large.status_code, large["Content-Type"]) == (413, "application/problem+json")


def test_it_names_no_host_and_no_float() -> None:
    document = json.loads(description())
    assert "servers" not in document
    floats = {
        f"{name}.{field}"
        for name, shape in document["components"]["schemas"].items()
        for field, said in shape.get("properties", {}).items()
        if '"type": "number"' in json.dumps(said)
    }
    # How alike two names are is no amount.
    assert floats == {"CandidateOut.score", "MassCandidate.score"}, "amounts leave as text"
    assert json.dumps(document).count('"type": "number"') == len(floats), "one stands outside the shapes"
