"""HTTP requests of steps: values mapped in and out, secrets kept, pages put together, and nothing sent twice by itself."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.db import connection
from pydantic import JsonValue, ValidationError

from integration.engine.at_step import at, do, field, fixed, formula, shown, text
from integration.engine.outside_desk import KEY, acted, secret, told
from integration.engine.stage import Shop
from stub_host import Asked, Said, StubHost, stub_host
from tieout.connectors.errors import Transient
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.contract import Acts
from tieout.engine.steps.http_request import HttpRequest
from tieout.store import workspaces

PASSWORD = "correct-horse-battery"


@pytest.fixture(scope="module")
def host() -> Iterator[StubHost]:
    with stub_host() as started:
        yield started


@pytest.fixture
def shop(db: None) -> Shop:
    """A workspace with nothing in it: what is tested here needs no records, and no provider."""
    return Shop(url="", workspace_id=workspaces.create_workspace("Shop").id, user_id=0)


@pytest.fixture(autouse=True)
def _this_machine_is_allowed() -> Iterator[None]:
    with told(outside_allow="127.0.0.1"):
        yield


def test_it_sends_mapped_values_and_takes_the_chosen_ones(shop: Shop, host: StubHost) -> None:
    host.says("/orders/A%2F1", Said(201, b'{"order": {"id": 12345678901234567890, "total": 10.10, "paid": false, "lines": [1]}}'))
    settings: dict[str, JsonValue] = {
        "method": "POST",
        "url": text(f"{host.url}/orders/", {"path": "number"}),
        "query": {"for": fixed("a & b"), "none": field("missing")},
        "headers": {"X-Shop": field("name")},
        "body_kind": "json",
        "body": {
            "customer.name": field("name"),
            "total": formula("total * 2"),
            "lines": field("lines"),
            "ok": formula("total > 1"),
        },
        "outputs": [
            {"name": "order_id", "path": "order.id", "type": "text"},
            {"name": "total", "path": "order.total", "type": "number"},
            {"name": "paid", "path": "order.paid", "type": "checkbox"},
            {"name": "lines", "path": "order.lines", "type": "list"},
        ],
    }
    scope = {"number": "A/1", "name": "Müller", "total": "5.05", "lines": [{"quantity": "2"}]}
    result = acted(shop, "http_request", settings={**settings, "headers": {"X-Shop": fixed("Mueller")}}, scope=scope)
    assert (result.status, result.outcome) == ("done", "answered 201")
    assert result.output == {"status": 201, "order_id": "12345678901234567890", "total": "10.10", "paid": False, "lines": [1]}
    asked = host.asked[-1]
    assert parse_qsl(urlsplit(asked.path).query) == [("for", "a & b")]
    assert json.loads(asked.body) == {"customer": {"name": "Müller"}, "total": 10.1, "lines": [{"quantity": "2"}], "ok": True}
    assert asked.headers["idempotency-key"] == KEY
    assert asked.headers["content-type"] == "application/json"


def test_a_pill_in_an_address_stays_where_it_stands(shop: Shop, host: StubHost) -> None:
    for bad in ("../admin", "x?y=1#z", "@evil.example/", "a\r\nX: y"):
        one = at(shop, {"url": text(f"{host.url}/orders/", {"path": "it"}, "/lines")}, scope={"it": bad})
        prepared = do(shop, "http_request", one)[0].prepared
        path = str(prepared["url"]).removeprefix(f"{host.url}/orders/")
        assert path.endswith("/lines")
        assert not set(path.removesuffix("/lines")) & set("/?#@\r\n")


def test_a_form_and_a_text_go_as_such(shop: Shop, host: StubHost) -> None:
    host.says("/", Said(200, b"thanks"))
    acted(
        shop,
        "http_request",
        settings={"method": "POST", "url": fixed(host.url), "body_kind": "form", "body": {"a": fixed("1 & 2")}},
    )
    assert parse_qs(host.asked[-1].body.decode()) == {"a": ["1 & 2"]}
    result = acted(
        shop, "http_request", settings={"method": "PUT", "url": fixed(host.url), "body_kind": "text", "text": fixed("<x/>")}
    )
    assert host.asked[-1].body == b"<x/>"
    assert result.output == {"status": 200, "body": "thanks"}


@pytest.mark.parametrize("kind", ["basic", "bearer", "header"])
def test_a_secret_proves_the_call_and_is_seen_nowhere(shop: Shop, host: StubHost, kind: str) -> None:
    parts: dict[str, dict[str, str]] = {
        "basic": {"username": "shop", "password": PASSWORD},
        "bearer": {"token": PASSWORD},
        "header": {"header": "X-Api-Key", "value": PASSWORD},
    }
    pair = base64.b64encode(f"shop:{PASSWORD}".encode()).decode()
    sent = {"basic": f"Basic {pair}", "bearer": f"Bearer {PASSWORD}", "header": PASSWORD}[kind]

    def echo(asked: Asked) -> Said:
        return Said(200, json.dumps({"headers": dict(asked.headers), "also": PASSWORD}).encode(), {"X-Echo": sent})

    host.says("/echo", echo)
    chosen = secret(shop, kind, **parts[kind])
    settings: dict[str, JsonValue] = {"url": fixed(f"{host.url}/echo"), "secret": str(chosen)}
    one = at(shop, settings)
    prepared = do(shop, "http_request", one)[0].prepared
    result = HttpRequest().act(shop.workspace_id, prepared, key=KEY)  # type: ignore[arg-type]
    assert sent in host.asked[-1].headers.values()
    assert result.status == "done"
    for shown_to in (prepared, result.output, result.outcome):
        assert PASSWORD not in json.dumps(shown_to)
        assert pair not in json.dumps(shown_to)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed, parts FROM step_secret WHERE name = %s", [f"{kind} 0"])
        assert all(PASSWORD not in str(row) for row in cursor.fetchall())


def test_a_secret_goes_to_its_own_hosts_only(shop: Shop, host: StubHost) -> None:
    elsewhere = secret(shop, "bearer", host="api.example", token=PASSWORD)
    before = len(host.asked)
    assert "not to 127.0.0.1" in shown(shop, "http_request", one=at(shop, {"url": fixed(host.url), "secret": str(elsewhere)})).text
    result = acted(shop, "http_request", settings={"url": fixed(host.url), "secret": str(elsewhere)})
    assert result.status == "failed"
    assert "may go to api.example, not to 127.0.0.1" in result.outcome
    with told(outside_allow=""):
        result = acted(shop, "http_request", settings={"url": fixed("http://api.example/"), "secret": str(elsewhere)})
    assert "not sent without encryption" in result.outcome
    result = acted(shop, "http_request", settings={"url": fixed(host.url), "secret": "00000000-0000-0000-0000-000000000000"})
    assert "not there any more" in result.outcome
    assert len(host.asked) == before


def test_client_credentials_are_changed_into_a_token_that_is_used_again_and_renewed(shop: Shop, host: StubHost) -> None:
    tokens = iter(["first-token-of-this", "second-token-of-this"])

    def token(asked: Asked) -> Said:
        return Said(200, json.dumps({"access_token": next(tokens), "expires_in": 3600}).encode())

    host.says("/token", token)
    good = {"now": "first-token-of-this"}

    def api(asked: Asked) -> Said:
        return Said(200, b"{}") if asked.headers["authorization"] == f"Bearer {good['now']}" else Said(401)

    host.says("/api", api)
    chosen = secret(shop, "oauth", token_url=f"{host.url}/token", client_id="me", client_secret=PASSWORD, scope="read")
    call: dict[str, JsonValue] = {"url": fixed(f"{host.url}/api"), "secret": str(chosen)}
    host.asked.clear()
    assert [acted(shop, "http_request", settings=call).status for _ in range(2)] == ["done", "done"]
    asked = [one for one in host.asked if one.path == "/token"]
    assert len(asked) == 1
    assert parse_qs(asked[0].body.decode()) == {"grant_type": ["client_credentials"], "scope": ["read"]}
    assert asked[0].headers["authorization"] == "Basic " + base64.b64encode(f"me:{PASSWORD}".encode()).decode()
    good["now"] = "second-token-of-this"
    assert acted(shop, "http_request", settings=call).status == "done"
    assert len([one for one in host.asked if one.path == "/token"]) == 2


def test_a_token_that_is_refused_says_what_to_check(shop: Shop, host: StubHost) -> None:
    host.says("/token", Said(400, json.dumps({"error": PASSWORD}).encode()))
    chosen = secret(shop, "oauth", token_url=f"{host.url}/token", client_id="me", client_secret=PASSWORD)
    result = acted(shop, "http_request", settings={"url": fixed(host.url), "secret": str(chosen)})
    assert (result.status, PASSWORD in result.outcome) == ("failed", False)
    assert "Check the client id" in result.outcome


@pytest.mark.parametrize(("header", "name"), [("Authorization", "keep it as a secret"), ("Host", "is set by Tieout")])
def test_headers_that_prove_or_belong_to_the_connection_are_refused_in_a_definition(header: str, name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        HttpRequest.settings.model_validate({"url": fixed("https://a.example"), "headers": {header: fixed("x")}})


def _items(*numbers: int) -> list[dict[str, int]]:
    return [{"id": number} for number in numbers]


def test_pages_by_number_end_with_an_empty_one(shop: Shop, host: StubHost) -> None:
    pages = {"1": _items(1, 2), "2": _items(3), "3": []}

    def page(asked: Asked) -> Said:
        number = parse_qs(urlsplit(asked.path).query).get("page", ["1"])[0]
        return Said(200, json.dumps({"rows": pages[number]}).encode())

    host.says("/list", page)
    result = acted(shop, "http_request", settings={"url": fixed(f"{host.url}/list?q=x"), "paging": "page", "paging_items": "rows"})
    assert (result.output["count"], result.output["items"]) == (3, _items(1, 2, 3))
    assert parse_qs(urlsplit(host.asked[-1].path).query) == {"q": ["x"], "page": ["3"]}


def test_pages_by_cursor_and_by_link_end_where_none_follows(shop: Shop, host: StubHost) -> None:
    host.says("/c", Said(200, b'{"rows": [1], "next": "abc"}'), Said(200, b'{"rows": [2], "next": null}'))
    settings: dict[str, JsonValue] = {"paging_items": "rows", "paging_next": "next", "paging_parameter": "cursor"}
    result = acted(shop, "http_request", settings={**settings, "url": fixed(f"{host.url}/c"), "paging": "cursor"})
    assert result.output["items"] == [1, 2]
    assert host.asked[-1].path == "/c?cursor=abc"
    following = f'<{host.url}/l?p=1>; rel="prev", </l?p=3>; rel="next"'
    host.says("/l", Said(200, b"[1]", {"Link": following}), Said(200, b"[2]"))
    result = acted(shop, "http_request", settings={"url": fixed(f"{host.url}/l"), "paging": "link"})
    assert (result.output["items"], host.asked[-1].path) == ([1, 2], "/l?p=3")


def test_a_next_page_elsewhere_is_checked_and_gets_no_secret(shop: Shop, host: StubHost) -> None:
    host.says("/l", Said(200, b'{"rows": [1], "next": "http://10.0.0.1/more"}'))
    settings: dict[str, JsonValue] = {
        "url": fixed(f"{host.url}/l"),
        "paging": "link",
        "paging_items": "rows",
        "paging_next": "next",
    }
    assert "no public address" in acted(shop, "http_request", settings=settings).outcome
    chosen = secret(shop, "bearer", token=PASSWORD)
    assert "may go to 127.0.0.1" in acted(shop, "http_request", settings={**settings, "secret": str(chosen)}).outcome


def test_a_next_page_at_another_host_is_read_without_what_was_written_for_the_first(shop: Shop, host: StubHost) -> None:
    other = f"http://localhost:{host.port}/more"
    host.says("/l", Said(200, json.dumps({"rows": [1], "next": other}).encode()))
    host.says("/more", Said(200, b'{"rows": [2]}'))
    settings: dict[str, JsonValue] = {
        "method": "POST",
        "url": fixed(f"{host.url}/l"),
        "headers": {"X-Api-Key": fixed(PASSWORD)},
        "body_kind": "json",
        "body": {"account": fixed(PASSWORD)},
        "paging": "link",
        "paging_items": "rows",
        "paging_next": "next",
    }
    with told(outside_allow="127.0.0.1, localhost"):
        result = acted(shop, "http_request", settings=settings)
    assert result.output["items"] == [1, 2]
    first, second = host.asked[-2:]
    assert PASSWORD in str(first)
    assert (second.method, second.path, PASSWORD in str(second)) == ("GET", "/more", False)


def test_pages_without_end_stop_at_their_bound(shop: Shop, host: StubHost) -> None:
    host.says("/l", Said(200, b'{"rows": [1]}'))
    before = len(host.asked)
    settings: dict[str, JsonValue] = {"url": fixed(f"{host.url}/l"), "paging": "page", "paging_items": "rows", "pages_max": 3}
    result = acted(shop, "http_request", settings=settings)
    assert (result.status, len(host.asked) - before) == ("failed", 3)
    assert "more than 3 pages" in result.outcome


@pytest.mark.parametrize("status", [408, 425, 429, 503])
def test_what_was_not_taken_is_tried_again_as_late_as_was_said(shop: Shop, host: StubHost, status: int) -> None:
    host.says("/busy", Said(status, headers={"Retry-After": "17"}))
    with pytest.raises(Transient) as raised:
        acted(shop, "http_request", settings={"method": "POST", "url": fixed(f"{host.url}/busy")})
    assert raised.value.retry_after == 17


@pytest.mark.parametrize("said", [Said(500), Said(504), Said(dropped=True)])
def test_what_may_have_been_done_is_tried_again_only_where_twice_does_no_harm(shop: Shop, host: StubHost, said: Said) -> None:
    host.says("/broken", said)
    url = fixed(f"{host.url}/broken")
    ways: list[dict[str, JsonValue]] = [{"method": "GET"}, {"method": "PUT"}, {"method": "POST", "repeat_safe": True}]
    for harmless in ways:
        with pytest.raises(Transient):
            acted(shop, "http_request", settings={"url": url, **harmless})
    before = len(host.asked)
    result = acted(shop, "http_request", settings={"method": "POST", "url": url})
    assert (result.status, len(host.asked) - before) == ("failed", 1)
    assert "nobody knows whether it was done" in result.outcome


def test_a_kind_says_honestly_what_may_be_repeated(shop: Shop, host: StubHost) -> None:
    step = STEP_KINDS["http_request"]
    assert isinstance(step, Acts)
    told_of: dict[str, bool] = {}
    for method in ("GET", "PUT", "DELETE", "POST", "PATCH"):
        prepared = do(shop, "http_request", at(shop, {"method": method, "url": fixed(host.url)}))[0].prepared
        told_of[method] = step.repeatable(prepared)  # type: ignore[arg-type]
    assert told_of == {"GET": True, "PUT": True, "DELETE": True, "POST": False, "PATCH": False}


def test_a_refusal_is_a_failure_with_its_words_or_an_outcome_to_go_on_with(shop: Shop, host: StubHost) -> None:
    host.says("/no", Said(422, b'{"error": "The total is wrong."}'))
    url = fixed(f"{host.url}/no")
    result = acted(shop, "http_request", settings={"url": url})
    assert (result.status, result.outcome) == ("failed", 'It answered 422: {"error": "The total is wrong."}')
    result = acted(shop, "http_request", settings={"url": url, "take_refusals": True})
    assert (result.status, result.output) == ("done", {"status": 422, "body": {"error": "The total is wrong."}})


def test_an_answer_of_another_type_is_said(shop: Shop, host: StubHost) -> None:
    host.says("/", Said(200, b'{"total": "ten", "list": [1]}'))
    for output, said in (
        ({"path": "total", "type": "number"}, "which is no number"),
        ({"path": "list"}, "Choose the type list or JSON"),
    ):
        result = acted(shop, "http_request", settings={"url": fixed(host.url), "outputs": [{"name": "it", **output}]})
        assert result.status == "failed"
        assert said in result.outcome


def test_a_preview_shows_the_call_and_calls_nobody(shop: Shop, host: StubHost) -> None:
    before = len(host.asked)
    settings: dict[str, JsonValue] = {
        "method": "POST",
        "url": fixed(f"{host.url}/x"),
        "body_kind": "json",
        "body": {"a": field("name")},
    }
    preview = shown(shop, "http_request", one=at(shop, settings, scope={"name": "Cup"}))
    assert (preview.text, preview.writes) == (f"Would send POST to {host.url}/x.", True)
    assert [(one.label, one.value, one.source) for one in preview.fields] == [("a", "Cup", "name")]
    assert shown(shop, "http_request", one=at(shop, {"url": fixed("ftp://x")})).status == "failed"
    assert len(host.asked) == before
