"""The id token, the key that proves it, and the user that the scopes let be seen."""

import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest

from tieout.sandbox.call import Call, Reply
from unit.sandbox.quickbooks.desk import GB, Desk, open_desk

_BACK = "http://localhost:9300/back"
_ACCOUNTING = "com.intuit.quickbooks.accounting"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def call(desk: Desk, path: str, *, form: dict[str, str] | None = None, token: str = "", **query: str) -> Reply:
    """A POST where there is a form."""
    method = "GET" if form is None else "POST"
    headers = {"authorization": f"Bearer {token}"} if token else {}
    body = urlencode(form or {}).encode()
    return desk.send(Call(method, path, query, headers, body, desk.ground.clock.now(), "http://127.0.0.1:1"))


def tokens(desk: Desk, scope: str) -> dict[str, Any]:
    query = {"client_id": "shop", "response_type": "code", "scope": scope, "redirect_uri": _BACK, "state": "s"}
    form = {"user": "full", "decision": "allow", "organisation": GB}
    back = call(desk, "/connect/oauth2", form=form, **query).headers["Location"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    wish = {"grant_type": "authorization_code", "code": code, "redirect_uri": _BACK, "client_id": "shop"}
    body: dict[str, Any] = json.loads(call(desk, "/oauth2/v1/tokens/bearer", form=wish).body)
    return body


def refreshed(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    wish = {"grant_type": "refresh_token", "refresh_token": body["refresh_token"], "client_id": "shop"}
    again: dict[str, Any] = json.loads(call(desk, "/oauth2/v1/tokens/bearer", form=wish).body)
    return again


def test_an_id_token_is_signed_by_the_published_key_and_names_company_and_user(desk: Desk) -> None:
    body = tokens(desk, f"openid {_ACCOUNTING}")
    keys = json.loads(call(desk, "/op/v1/jwks").body)
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(body["id_token"])["kid"]]
    claims = jwt.decode(
        body["id_token"], key.key, algorithms=["RS256"], audience="shop", issuer="http://127.0.0.1:1/quickbooks/op/v1"
    )
    assert (claims["aud"], claims["realmid"], claims["exp"] - claims["iat"]) == (["shop"], GB, 3600)
    user = json.loads(call(desk, "/v1/openid_connect/userinfo", token=body["access_token"]).body)
    assert user == {"sub": claims["sub"]}
    # The key stays the same, and so does the user.
    assert json.loads(call(desk, "/op/v1/jwks").body) == keys


def test_no_id_token_comes_unasked_nor_with_a_refresh(desk: Desk) -> None:
    assert "id_token" not in tokens(desk, _ACCOUNTING)
    assert "id_token" not in refreshed(desk, tokens(desk, f"openid {_ACCOUNTING}"))


@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ("email", {"email", "emailVerified"}),
        ("profile", {"givenName", "familyName"}),
        ("phone", {"phoneNumber", "phoneNumberVerified"}),
        ("address", {"address"}),
    ],
)
def test_each_scope_shows_its_own_claims(desk: Desk, scope: str, claims: set[str]) -> None:
    token = tokens(desk, f"openid {scope}")["access_token"]
    assert json.loads(call(desk, "/v1/openid_connect/userinfo", token=token).body).keys() == {"sub"} | claims


def test_the_user_is_shown_to_nobody_else(desk: Desk) -> None:
    assert call(desk, "/v1/openid_connect/userinfo").status == 401
    assert call(desk, "/v1/openid_connect/userinfo", token=tokens(desk, _ACCOUNTING)["access_token"]).status == 401


def test_a_token_for_signing_in_alone_opens_no_books(desk: Desk) -> None:
    token = tokens(desk, "openid email")["access_token"]
    assert desk.call("GET", "/companyinfo/1", token=token)["fault"]["error"][0]["code"] == "3100"
