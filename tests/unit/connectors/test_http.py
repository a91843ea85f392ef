"""The HTTP client: what each kind of trouble means for a read and for a write."""

import logging
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.connectors.errors import AuthorisationLost, NotPermitted, OutcomeUnknown, ProviderError, Throttled, Transient
from tieout.connectors.http import Dialect, Http, Request, Response, dump, parse, redact
from unit.connectors.scripted import Answer, Holder, Scripted, answer

READ = Request(method="GET", url="https://provider.example/things", scopes=("minute", "day"))
WRITE = Request(
    method="PUT", url="https://provider.example/things", scopes=("minute",), json={"amount": Decimal("1.10")}, writes=True
)
BROKEN: dict[str, Answer] = {
    "read timeout": httpx.ReadTimeout("late"),
    "connection dropped": httpx.RemoteProtocolError("Server disconnected without sending a response."),
    "write error": httpx.WriteError("broken pipe"),
    "internal error": answer(500, text="<html>oops</html>"),
    "bad gateway": answer(502),
    "truncated": answer(200, text='{"things": [{"id": 1'),
    "redirect": answer(302, headers={"location": "https://elsewhere.example"}),
}


@pytest.mark.parametrize("trouble", BROKEN)
def test_a_write_that_may_have_been_received_is_unknown_and_never_repeated(trouble: str) -> None:
    script = Scripted([BROKEN[trouble], answer(200, {})])
    with pytest.raises(OutcomeUnknown):
        script.http().send(Holder().access, WRITE)
    assert len(script.requests) == 1


@pytest.mark.parametrize("trouble", BROKEN)
def test_a_read_is_tried_three_times_and_then_may_be_tried_later(trouble: str) -> None:
    script, holder = Scripted([BROKEN[trouble]]), Holder()
    with pytest.raises(Transient):
        script.http().send(holder.access, READ)
    assert (len(script.requests), script.pauses) == (3, [0.3, 1.5])
    assert holder.gate.taken == [("minute", "day")] * 3


@pytest.mark.parametrize("trouble", BROKEN)
def test_a_read_that_succeeds_in_the_end_has_succeeded(trouble: str) -> None:
    script = Scripted([BROKEN[trouble], BROKEN[trouble], answer(200, {"things": []})])
    assert script.http().send(Holder().access, READ).body == {"things": []}


@pytest.mark.parametrize("trouble", [httpx.ConnectError("refused"), httpx.ConnectTimeout("late"), httpx.PoolTimeout("full")])
def test_a_write_that_never_left_may_be_tried_again_by_the_caller(trouble: Exception) -> None:
    script = Scripted([trouble])
    with pytest.raises(Transient):
        script.http().send(Holder().access, WRITE)
    assert len(script.requests) == 1


@pytest.mark.parametrize("url", ["provider.example/things", "ftp://provider.example/things"])
def test_an_address_that_is_none_is_no_unknown_outcome(url: str) -> None:
    with pytest.raises(Transient):
        Http(Dialect(provider="test")).send(Holder().access, replace(WRITE, url=url))


def test_no_cookie_is_carried_from_one_call_to_the_next() -> None:
    script = Scripted([answer(200, {}, headers={"set-cookie": "organisation=1; path=/"})])
    http = script.http()
    for _ in range(2):
        http.send(Holder().access, READ)
    assert "cookie" not in script.requests[1].headers


def test_a_token_that_ran_out_is_renewed_once_and_the_call_repeated() -> None:
    script, holder = Scripted([answer(401, {}), answer(200, {"ok": True})]), Holder()
    assert script.http().send(holder.access, WRITE).ok
    assert [request.headers["authorization"] for request in script.requests] == ["Bearer token-1", "Bearer token-2"]
    assert holder.renewed == ["token-1"]
    assert holder.gate.taken == [("minute",), ("minute",)]


def test_a_token_that_is_refused_again_is_lost() -> None:
    script, holder = Scripted([answer(401, {})]), Holder(renewals_left=9)
    with pytest.raises(AuthorisationLost):
        script.http().send(holder.access, READ)
    assert len(script.requests) == 2


def test_a_token_that_cannot_be_renewed_is_lost() -> None:
    with pytest.raises(AuthorisationLost):
        Scripted([answer(401, {})]).http().send(Holder(renewals_left=0).access, READ)


def test_a_missing_permission_does_not_renew_the_token() -> None:
    def trouble(response: Response) -> ProviderError | None:
        return NotPermitted("scope") if response.status == 401 else None

    holder = Holder()
    with pytest.raises(NotPermitted):
        Scripted([answer(401, {})]).http(Dialect(provider="test", trouble=trouble)).send(holder.access, READ)
    assert holder.renewed == []


def test_a_403_is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        Scripted([answer(403, {})]).http().send(Holder().access, READ)


@pytest.mark.parametrize("request_", [READ, WRITE])
def test_a_limit_is_told_to_the_gate_and_to_the_caller(request_: Request) -> None:
    script, holder = Scripted([answer(429, {}, headers={"Retry-After": "17"})]), Holder()
    with pytest.raises(Throttled) as caught:
        script.http().send(holder.access, request_)
    assert (caught.value.scope, caught.value.retry_after) == ("minute", 17.0)
    assert holder.gate.corrections == [("minute", None, 17.0)]
    assert len(script.requests) == 1


def test_a_read_is_not_hurried_when_the_provider_says_how_long_to_wait() -> None:
    script = Scripted([answer(503, {}, headers={"retry-after": "300"})])
    with pytest.raises(Transient) as caught:
        script.http().send(Holder().access, READ)
    assert (caught.value.retry_after, len(script.requests)) == (300.0, 1)


def test_what_is_wrong_with_the_request_itself_comes_back() -> None:
    found = Scripted([answer(400, {"Message": "no"})]).http().send(Holder().access, WRITE)
    assert (found.status, found.ok, found.body) == (400, False, {"Message": "no"})


def test_an_answer_that_is_no_json_is_kept_as_text() -> None:
    found = Scripted([answer(404, text="The resource cannot be found")]).http().send(Holder().access, READ)
    assert (found.readable, found.text, found.body) == (False, "The resource cannot be found", None)


def test_amounts_arrive_and_leave_digit_by_digit() -> None:
    script = Scripted([answer(200, text='{"amount": 0.10, "rate": 1.1625000000, "count": 3}')])
    found = script.http().send(Holder().access, WRITE)
    assert found.body == {"amount": Decimal("0.10"), "rate": Decimal("1.1625"), "count": 3}
    assert str(found.body["amount"]) == "0.10"
    assert script.requests[0].content == b'{"amount":1.10}'


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_any_amount_survives_the_way_there_and_back(amount: Decimal) -> None:
    assert parse(dump({"amount": amount}))["amount"] == amount


def test_a_float_has_no_place_in_a_body() -> None:
    for body in ({"amount": 0.1}, {"lines": [{"amount": 0.1}]}, {"amount": Decimal("NaN")}):
        with pytest.raises(TypeError):
            dump(body)


def test_a_number_that_is_none_makes_an_answer_unreadable() -> None:
    with pytest.raises(Transient):
        Scripted([answer(200, text='{"amount": NaN}')]).http().send(Holder().access, READ)


def test_a_query_of_the_address_stays() -> None:
    script = Scripted([answer(200, {})])
    script.http().call(Request(method="GET", url="https://provider.example/things?a=1"))
    assert str(script.requests[0].url) == "https://provider.example/things?a=1"


def test_a_call_is_logged_with_its_fields_and_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    script = Scripted([answer(401, {}), answer(200, {"name": "Secret Name"})])
    with caplog.at_level(logging.DEBUG):
        script.http().send(
            Holder().access, Request(method="GET", url="https://provider.example/things?code=abc", params={"q": "Secret"})
        )
    told = [vars(record) for record in caplog.records if record.name == "tieout.connectors.http"]
    wanted = {"provider": "test", "organisation": "org-1", "method": "GET", "path": "/things"}
    assert [(fields | wanted == fields, fields["status"]) for fields in told] == [(True, 401), (True, 200)]
    said = str([vars(record) for record in caplog.records])
    assert not any(secret in said for secret in ("token-1", "token-2", "Secret", "abc"))


def test_a_call_without_an_answer_is_logged_too(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), pytest.raises(OutcomeUnknown):
        Scripted([httpx.ReadTimeout("late")]).http().send(Holder().access, WRITE)
    assert [vars(record)["status"] for record in caplog.records] == [0]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Authorization: Bearer abc.def-1", "Authorization: Bearer …"),
        ("refresh_token=xyz&a=1", "refresh_token=…&a=1"),
        ('{"access_token": "xyz", "a": 1}', '{"access_token": "…", "a": 1}'),
        ("token expired at 01/23/2020", "token expired at 01/23/2020"),
        ("see eyJhbGciOi.eyJzdWIi.sig", "see …"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_it_redacts(text: str, clean: str) -> None:
    assert redact(text) == clean
