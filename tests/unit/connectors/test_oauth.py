"""Signing in: what is asked, what is understood, and what each refusal means."""

from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tieout.connectors.contract import ProviderSettings, Tokens
from tieout.connectors.errors import AuthorisationLost, NotPermitted, ProviderError, Throttled, Transient
from tieout.connectors.oauth import DISCOVERY_SECONDS, Discovery, Endpoints, OAuth
from unit.connectors.scripted import Answer, Scripted, answer

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
VERIFIER = "v" * 64
SETTINGS = ProviderSettings(client_id="our id", client_secret="our-secret", urls={})
ENDPOINTS = Endpoints(
    authorize="https://login.example/authorize", token="https://id.example/token", revoke="https://id.example/revoke"
)
TOKENS = Tokens(access_token="access-1", refresh_token="refresh-1", expires_at=NOW, scopes=("a", "b"))
FRESH = {"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 1800, "token_type": "Bearer", "scope": "a b c"}


def oauth(script: Scripted) -> OAuth:
    return OAuth(http=script.http(), settings=SETTINGS, scopes=("a", "b"), endpoints=lambda: ENDPOINTS, now=lambda: NOW)


def form(request: httpx.Request) -> dict[str, list[str]]:
    return parse_qs(request.content.decode())


def test_it_asks_for_consent_with_state_and_a_hashed_verifier() -> None:
    url = oauth(Scripted([])).authorise_url(redirect_uri="http://localhost:9300/back", state="s-1", code_verifier=VERIFIER)
    challenge = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    assert url.startswith("https://login.example/authorize?")
    assert parse_qs(urlsplit(url).query) == {
        "response_type": ["code"],
        "client_id": ["our id"],
        "redirect_uri": ["http://localhost:9300/back"],
        "scope": ["a b"],
        "state": ["s-1"],
        "code_challenge": [challenge],
        "code_challenge_method": ["S256"],
    }


def test_it_exchanges_a_code() -> None:
    script = Scripted([answer(200, FRESH)])
    tokens = oauth(script).exchange(callback={"code": "c/1+"}, redirect_uri="http://localhost:9300/back", code_verifier=VERIFIER)
    assert (tokens.access_token, tokens.refresh_token, tokens.scopes) == ("access-2", "refresh-2", ("a", "b", "c"))
    assert tokens.expires_at == NOW + timedelta(minutes=30)
    (request,) = script.requests
    assert request.headers["authorization"] == f"Basic {b64encode(b'our id:our-secret').decode()}"
    assert form(request) == {
        "grant_type": ["authorization_code"],
        "code": ["c/1+"],
        "redirect_uri": ["http://localhost:9300/back"],
        "code_verifier": [VERIFIER],
    }


@pytest.mark.parametrize("callback", [{"error": "access_denied", "state": "s"}, {"state": "s"}])
def test_a_refusal_needs_no_call(callback: dict[str, str]) -> None:
    script = Scripted([answer(200, FRESH)])
    with pytest.raises(AuthorisationLost):
        oauth(script).exchange(callback=callback, redirect_uri="http://localhost:9300/back", code_verifier=VERIFIER)
    assert script.requests == []


def test_it_refreshes() -> None:
    script = Scripted([answer(200, FRESH)])
    assert oauth(script).refresh(TOKENS).refresh_token == "refresh-2"
    assert form(script.requests[0]) == {"grant_type": ["refresh_token"], "refresh_token": ["refresh-1"]}


def test_a_refresh_token_that_is_not_replaced_is_kept() -> None:
    tokens = oauth(Scripted([answer(200, {"access_token": "access-2", "expires_in": 3600})])).refresh(TOKENS)
    assert (tokens.refresh_token, tokens.scopes) == ("refresh-1", ("a", "b"))


@pytest.mark.parametrize(
    ("told", "error"),
    [
        (answer(400, {"error": "invalid_grant"}), AuthorisationLost),
        (answer(400, {"error": "invalid_client"}), NotPermitted),
        (answer(401, {"error": "invalid_client"}), NotPermitted),
        (answer(400, text="<html>"), NotPermitted),
        (answer(500), Transient),
        (answer(503, text="down"), Transient),
        (answer(302), Transient),
        (answer(200, text='{"access_tok'), Transient),
        (answer(200, {"token_type": "Bearer"}), Transient),
        (answer(429, headers={"retry-after": "9"}), Throttled),
        (httpx.ReadTimeout("late"), Transient),
        (httpx.ConnectError("refused"), Transient),
    ],
)
def test_a_refused_refresh_says_what_to_do(told: Answer, error: type[ProviderError]) -> None:
    script = Scripted([told])
    with pytest.raises(error) as caught:
        oauth(script).refresh(TOKENS)
    assert type(caught.value) is error
    assert len(script.requests) == 1
    assert "refresh-1" not in str(caught.value)


def test_it_revokes_and_an_ended_grant_is_as_good() -> None:
    for status in (200, 400):
        script = Scripted([answer(status)])
        oauth(script).revoke(TOKENS)
        assert form(script.requests[0])["token"] == ["refresh-1"]
    with pytest.raises(Transient):
        oauth(Scripted([answer(500)])).revoke(TOKENS)


def test_it_revokes_in_json_where_the_provider_wants_it() -> None:
    script = Scripted([answer(200)])
    oauth(script).revoke(TOKENS, as_json=True)
    assert (script.requests[0].headers["content-type"], script.requests[0].content) == (
        "application/json",
        b'{"token":"refresh-1"}',
    )


def test_a_discovery_document_is_read_again_after_a_day() -> None:
    seconds = [0.0]
    document = {
        "authorization_endpoint": "https://login.example/authorize",
        "token_endpoint": "https://id.example/token",
        "revocation_endpoint": "https://id.example/revoke",
    }
    script = Scripted([answer(200, document)])
    discovery = Discovery(http=script.http(), url="https://id.example/discovery", clock=lambda: seconds[0])
    assert [discovery.endpoints(), discovery.endpoints()] == [ENDPOINTS, ENDPOINTS]
    assert len(script.requests) == 1
    seconds[0] = DISCOVERY_SECONDS
    discovery.endpoints()
    assert len(script.requests) == 2


def test_a_discovery_document_without_its_endpoints_may_be_tried_later() -> None:
    with pytest.raises(Transient):
        Discovery(http=Scripted([answer(200, {"token_endpoint": "x"})]).http(), url="https://id.example/discovery").endpoints()


def test_tokens_do_not_show_their_secrets() -> None:
    assert "access-1" not in repr(TOKENS)
    assert "refresh-1" not in repr(TOKENS)
