"""The way through the browser: consent, code, tokens, rotation, grace, revocation."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tieout.sandbox.server import Sandbox

BACK = "http://localhost:8000/back"
VERIFIER = "v" * 43
SCOPE = "openid offline_access accounting.contacts"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed="empty") as running:
        yield running


@pytest.fixture
def web(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url) as client:
        client.post("/_control/reset")
        yield client


def organisations(web: httpx.Client) -> list[str]:
    return [one["id"] for one in web.get("/_control/organisations").json()["xero"]]


def consent(web: httpx.Client, *, form: dict[str, Any], **more: str) -> dict[str, str]:
    """What comes back to the client's redirect address after a button was pressed."""
    query = {"response_type": "code", "client_id": "app", "redirect_uri": BACK, "scope": SCOPE, "state": "s", **more}
    page = web.get("/xero/identity/connect/authorize", params=query)
    assert page.headers["x-frame-options"] == "DENY"
    for name in ('name="user"', 'name="organisation"', 'name="decision"', 'method="post"'):
        assert name in page.text
    reply = web.post("/xero/identity/connect/authorize", params=query, data=form)
    assert reply.status_code == 302, reply.text
    assert reply.headers["location"].startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["location"]).query).items()}


def exchange(web: httpx.Client, code: str, **more: str) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "client_id": "app",
        "client_secret": "x",
        **more,
    }
    return web.post("/xero/connect/token", data=form)


def refresh(web: httpx.Client, token: str) -> httpx.Response:
    return web.post("/xero/connect/token", data={"grant_type": "refresh_token", "refresh_token": token}, auth=("app", "x"))


def granted(web: httpx.Client, **more: str) -> dict[str, Any]:
    back = consent(web, form={"user": "full", "organisation": organisations(web)[:2], "decision": "allow"}, **more)
    body: dict[str, Any] = exchange(web, back["code"]).raise_for_status().json()
    return body


def tenants(web: httpx.Client, token: str) -> list[str]:
    reply = web.get("/xero/Connections", headers={"authorization": f"Bearer {token}"})
    return [one["tenantId"] for one in reply.raise_for_status().json()]


def test_a_consent_brings_tokens_for_every_ticked_organisation(web: httpx.Client) -> None:
    body = granted(web)
    assert sorted(body) == ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]
    assert (body["expires_in"], body["token_type"], body["scope"]) == (1800, "Bearer", SCOPE)
    assert tenants(web, body["access_token"]) == organisations(web)[:2]


@pytest.mark.parametrize("form", [{"decision": "deny"}, {"decision": "allow", "user": "read_only"}, {}])
def test_denial_and_a_read_only_user_come_back_as_access_denied(web: httpx.Client, form: dict[str, Any]) -> None:
    back = consent(web, form={"organisation": organisations(web)[0], **form})
    assert (back["error"], back["state"]) == ("access_denied", "s")


def test_a_consent_without_an_organisation_shows_the_page_again(web: httpx.Client) -> None:
    query = {"response_type": "code", "client_id": "app", "redirect_uri": BACK, "scope": SCOPE}
    reply = web.post("/xero/identity/connect/authorize", params=query, data={"decision": "allow"})
    assert (reply.status_code, "Choose an organisation." in reply.text) == (200, True)


@pytest.mark.parametrize("redirect", ["https://example.com/back", "javascript:alert(1)", ""])
def test_a_browser_is_sent_back_to_this_machine_only(web: httpx.Client, redirect: str) -> None:
    query = {"response_type": "code", "client_id": "app", "redirect_uri": redirect, "scope": SCOPE}
    assert web.get("/xero/identity/connect/authorize", params=query).status_code == 400


def test_an_unknown_scope_is_refused(web: httpx.Client) -> None:
    query = {"response_type": "code", "client_id": "app", "redirect_uri": BACK, "scope": "openid everything"}
    assert "error=invalid_scope" in web.get("/xero/identity/connect/authorize", params=query).headers["location"]


def test_a_code_is_proved_by_its_verifier(web: httpx.Client) -> None:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    form = {"user": "full", "organisation": organisations(web)[0], "decision": "allow"}
    codes = [consent(web, form=form, code_challenge=challenge, code_challenge_method="S256")["code"] for _ in range(2)]
    assert exchange(web, codes[0], code_verifier="w" * 43).json()["error"] == "invalid_grant"
    assert exchange(web, codes[1], code_verifier=VERIFIER).status_code == 200


def test_a_code_works_once_and_its_replay_ends_the_grant(web: httpx.Client) -> None:
    form = {"user": "full", "organisation": organisations(web)[0], "decision": "allow"}
    code = consent(web, form=form)["code"]
    token = exchange(web, code).json()["access_token"]
    assert exchange(web, code).json()["error"] == "invalid_grant"
    assert web.get("/xero/connections", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_a_code_is_short_lived_and_bound_to_its_redirect(web: httpx.Client) -> None:
    form = {"user": "full", "organisation": organisations(web)[0], "decision": "allow"}
    old, other = consent(web, form=form)["code"], consent(web, form=form)["code"]
    assert exchange(web, other, redirect_uri=f"{BACK}/2").json()["error"] == "invalid_grant"
    web.post("/_control/clock", json={"advance_seconds": 301})
    assert exchange(web, old).json()["error"] == "invalid_grant"


def test_a_refresh_rotates_and_the_old_value_has_half_an_hour_of_grace(web: httpx.Client) -> None:
    body = granted(web)
    first = refresh(web, body["refresh_token"]).json()
    assert first["refresh_token"] != body["refresh_token"]
    again = refresh(web, body["refresh_token"]).json()
    assert tenants(web, again["access_token"]) == organisations(web)[:2]
    web.post("/_control/clock", json={"advance_seconds": 1801})
    late = refresh(web, body["refresh_token"])
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")
    assert refresh(web, first["refresh_token"]).status_code == 200


def test_an_unused_refresh_token_lives_sixty_days(web: httpx.Client) -> None:
    body = granted(web)
    web.post("/_control/clock", json={"advance_seconds": 60 * 86_400 - 10})
    kept = refresh(web, body["refresh_token"]).json()["refresh_token"]
    web.post("/_control/clock", json={"advance_seconds": 60 * 86_400 + 10})
    assert refresh(web, kept).json()["error"] == "invalid_grant"


def test_scopes_add_up_over_consents_but_not_in_old_tokens(web: httpx.Client) -> None:
    first = granted(web)
    second = granted(web, scope="offline_access accounting.settings")
    assert set(second["scope"].split()) == {*SCOPE.split(), "accounting.settings"}
    assert refresh(web, first["refresh_token"]).json()["scope"] == SCOPE


def test_revocation_ends_the_tokens_and_all_connections_of_the_user(web: httpx.Client) -> None:
    first, second = granted(web), granted(web)
    reply = web.post("/xero/connect/revocation", data={"token": first["refresh_token"]}, auth=("app", "x"))
    assert (reply.status_code, reply.content) == (200, b"")
    assert refresh(web, second["refresh_token"]).json()["error"] == "invalid_grant"
    fresh = granted(web)
    assert tenants(web, fresh["access_token"]) == organisations(web)[:2]


def test_a_registered_client_must_show_its_secret(web: httpx.Client) -> None:
    web.post("/_control/clients", json={"provider": "xero", "client_id": "app", "secret": "right"})
    form = {"user": "full", "organisation": organisations(web)[0], "decision": "allow"}
    code = consent(web, form=form)["code"]
    assert exchange(web, code, client_secret="wrong").json()["error"] == "invalid_client"
    assert exchange(web, code, client_secret="right").status_code == 200


@pytest.mark.parametrize(("form", "error"), [({}, "invalid_request"), ({"client_id": "a"}, "unsupported_grant_type")])
def test_the_token_endpoint_names_its_errors(web: httpx.Client, form: dict[str, str], error: str) -> None:
    reply = web.post("/xero/connect/token", data=form)
    assert (reply.status_code, reply.json()["error"]) == (400, error)
