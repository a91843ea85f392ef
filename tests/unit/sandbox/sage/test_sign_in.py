"""Signing in at Sage: countries, codes, five-minute tokens, rotation, revocation and scopes."""

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlencode, urlsplit

from tieout.sandbox.call import Call, Reply
from unit.sandbox.sage.business import Desk, Json, open_business

REDIRECT = "http://localhost:9000/callback"
VERIFIER = "v" * 64


def ask(desk: Desk, **query: str) -> dict[str, str]:
    return {"client_id": "tests", "response_type": "code", "redirect_uri": REDIRECT, "state": "xyz", "filter": "apiv3.1", **query}


def browse(desk: Desk, method: str, *, query: dict[str, str], form: dict[str, str] | None = None) -> Reply:
    body = urlencode(form or {}).encode()
    return desk.send(Call(method, "/oauth2/auth/central", query, {}, body, desk.ground.clock.now(), "http://127.0.0.1:1"))


def consent(desk: Desk, *, decision: str = "allow", **query: str) -> dict[str, str]:
    """What the browser brings back to the client."""
    sent = ask(desk, **{"country": "gb", **query})
    reply = browse(desk, "POST", query=sent, form={"organisation": desk.business, "decision": decision})
    assert reply.status == 302, reply
    return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["Location"]).query).items()}


def post(desk: Desk, path: str, **form: str) -> tuple[int, Json]:
    sent = urlencode({"client_id": "tests", **form}).encode()
    reply = desk.send(Call("POST", path, {}, {}, sent, desk.ground.clock.now(), "http://127.0.0.1:1"))
    return reply.status, json.loads(reply.body)


def exchange(desk: Desk, code: str, **more: str) -> tuple[int, Json]:
    return post(desk, "/token", grant_type="authorization_code", code=code, redirect_uri=REDIRECT, **more)


def refresh(desk: Desk, token: str) -> tuple[int, Json]:
    return post(desk, "/token", grant_type="refresh_token", refresh_token=token)


def test_it_asks_for_a_country_before_the_consent() -> None:
    desk = open_business()
    assert b'name="country"' in browse(desk, "GET", query=ask(desk)).body
    page = browse(desk, "GET", query=ask(desk, country="gb")).body
    assert desk.business.encode() in page
    assert b"Demo Business (Ireland)" not in page


def test_it_brings_back_a_code_with_the_country_in_front_and_the_state() -> None:
    desk = open_business()
    brought = consent(desk)
    assert brought["code"].startswith("GB/")
    assert brought["country"] == "GB"
    assert brought["state"] == "xyz"


def test_it_percent_encodes_the_slash_of_the_code() -> None:
    desk = open_business()
    reply = browse(desk, "POST", query=ask(desk, country="gb"), form={"organisation": desk.business, "decision": "allow"})
    assert "code=GB%2F" in reply.headers["Location"]


def test_it_gives_tokens_of_five_minutes_that_look_like_jwts() -> None:
    desk = open_business()
    status, tokens = exchange(desk, consent(desk)["code"])
    assert status == 200
    assert (tokens["expires_in"], tokens["refresh_token_expires_in"], tokens["token_type"]) == (300, 2_678_400, "bearer")
    assert tokens["scope"] == "full_access"
    assert tokens["requested_by_id"]
    claims = tokens["access_token"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["azp"] == "tests"
    desk.token = tokens["access_token"]
    assert desk.get("businesses")["$total"] == 1
    desk.ground.clock.advance(300)
    assert desk.refusal("GET", "contacts", status=401)[0][1] == "AuthorizationFailure"


def test_it_takes_a_code_once_and_within_a_minute() -> None:
    desk = open_business()
    code = consent(desk)["code"]
    assert exchange(desk, code)[0] == 200
    assert exchange(desk, code) == (400, {"error": "invalid_grant", "error_description": "the code was used before"})
    late = consent(desk)["code"]
    desk.ground.clock.advance(60)
    assert exchange(desk, late)[1]["error"] == "invalid_grant"


def test_it_does_not_know_a_code_without_its_country() -> None:
    desk = open_business()
    assert exchange(desk, consent(desk)["code"].partition("/")[2])[1]["error"] == "invalid_grant"


def test_it_verifies_pkce() -> None:
    desk = open_business()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}
    assert exchange(desk, consent(desk, **pkce)["code"], code_verifier="w" * 64)[1]["error"] == "invalid_grant"
    assert exchange(desk, consent(desk, **pkce)["code"], code_verifier=VERIFIER)[0] == 200


def test_it_replaces_the_refresh_token_and_refuses_the_old_one_at_once() -> None:
    desk = open_business()
    first = exchange(desk, consent(desk)["code"])[1]
    status, second = refresh(desk, first["refresh_token"])
    assert status == 200
    assert second["refresh_token"] != first["refresh_token"]
    assert refresh(desk, first["refresh_token"])[0] == 400
    assert refresh(desk, second["refresh_token"])[0] == 200


def test_it_forgets_a_refresh_token_after_31_days() -> None:
    desk = open_business()
    tokens = exchange(desk, consent(desk)["code"])[1]
    desk.ground.clock.advance(2_678_399)
    tokens = refresh(desk, tokens["refresh_token"])[1]
    desk.ground.clock.advance(2_678_400)
    assert refresh(desk, tokens["refresh_token"])[1]["error"] == "invalid_grant"


def test_it_revokes_the_refresh_token_and_lets_the_access_token_run_out() -> None:
    desk = open_business()
    tokens = exchange(desk, consent(desk)["code"])[1]
    assert post(desk, "/revoke", token=tokens["refresh_token"]) == (200, {"success": "ok"})
    assert refresh(desk, tokens["refresh_token"])[0] == 400
    desk.token = tokens["access_token"]
    desk.get("contacts")


def test_it_refuses_to_revoke_for_another_client() -> None:
    desk = open_business()
    tokens = exchange(desk, consent(desk)["code"])[1]
    assert post(desk, "/revoke", token=tokens["refresh_token"], client_id="other")[1]["error"] == "invalid_client"


def test_it_answers_403_to_everything_once_the_consent_is_gone() -> None:
    desk = open_business()
    grant = desk.provider.oauth.grant_of(desk.token)
    assert grant is not None
    with desk.ground.books.unit():
        desk.provider.oauth.end(grant)
    assert desk.refusal("GET", "contacts", status=403) == [("", "AccessDenied")]


def test_it_answers_401_to_a_token_that_it_never_gave() -> None:
    desk = open_business()
    desk.token = "made-up"
    assert desk.refusal("GET", "contacts", status=401) == [("", "AuthorizationFailure")]


def test_it_lets_a_readonly_scope_read_and_not_write() -> None:
    desk = open_business(scope="readonly")
    desk.get("contacts")
    assert desk.refusal("POST", "contacts", {"contact": {}}, status=403) == [("", "AccessDenied")]


def test_it_sends_the_browser_back_with_errors() -> None:
    desk = open_business()
    assert consent(desk, decision="deny")["error"] == "access_denied"
    assert consent(desk, scope="everything")["error"] == "invalid_scope"
    assert consent(desk, response_type="token")["error"] == "unsupported_response_type"


def test_it_names_a_grant_type_that_it_does_not_support() -> None:
    desk = open_business()
    assert post(desk, "/token", grant_type="password")[1]["error"] == "unsupported_grant_type"
