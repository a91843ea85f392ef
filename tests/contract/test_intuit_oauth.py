"""Intuit's own OAuth library, unmodified but for its hosts, through the whole life of a token at the sandbox."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from intuitlib.utils import validate_id_token

from contract import coverage
from contract.quickbooks_desk import consent, new_auth, pointed_sandbox
from tieout.sandbox.server import Sandbox

_COMPANY = "Sandbox Company_US_1"
_EVERYTHING = [Scopes.ACCOUNTING, Scopes.OPENID, Scopes.PROFILE, Scopes.EMAIL, Scopes.PHONE, Scopes.ADDRESS]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with pytest.MonkeyPatch.context() as monkeypatch, pointed_sandbox(monkeypatch, seed="empty") as running:
        yield running


def client(sandbox: Sandbox) -> AuthClient:
    """Its calls are noted for the reference; the library's own session calls, which every Session has, are not."""
    auth = new_auth()
    assert auth.issuer_uri == f"{sandbox.url}/quickbooks/op/v1"
    return coverage.watch(
        "intuit-oauth", auth, label=lambda name, _arguments: f"AuthClient.{name}" if name in coverage.INTUIT_CALLS else ""
    )


def signed_in(sandbox: Sandbox, scopes: list[Scopes]) -> AuthClient:
    auth = client(sandbox)
    callback = consent(auth, sandbox, company=_COMPANY, scopes=scopes)
    assert callback["state"] == auth.state_token
    auth.get_bearer_token(callback["code"], realm_id=callback["realmId"])
    return auth


def advance(sandbox: Sandbox, seconds: int) -> None:
    requests.post(f"{sandbox.url}/_control/clock", json={"advance_seconds": seconds}, timeout=10)


def test_it_asks_for_consent_with_what_the_client_says(sandbox: Sandbox) -> None:
    auth = client(sandbox)
    query = parse_qs(urlsplit(auth.get_authorization_url([Scopes.ACCOUNTING, Scopes.OPENID])).query)
    assert query["scope"] == ["com.intuit.quickbooks.accounting openid"]
    assert (query["client_id"], query["state"]) == (["shop"], [auth.state_token])


def test_it_gives_tokens_for_a_code_once_and_takes_them_back_when_it_is_replayed(sandbox: Sandbox) -> None:
    auth = client(sandbox)
    callback = consent(auth, sandbox, company=_COMPANY)
    auth.get_bearer_token(callback["code"], realm_id=callback["realmId"])
    assert (auth.expires_in, auth.x_refresh_token_expires_in, auth.realm_id) == (3600, 8_726_400, callback["realmId"])
    with pytest.raises(AuthClientError, match="invalid_grant"):
        client(sandbox).get_bearer_token(callback["code"], realm_id=callback["realmId"])
    with pytest.raises(AuthClientError, match="invalid_grant"):
        auth.refresh()


def test_it_proves_who_signed_in_when_openid_is_asked(sandbox: Sandbox) -> None:
    auth = signed_in(sandbox, _EVERYTHING)
    # The library keeps an id token only when its signature, issuer, audience and age hold.
    assert auth.id_token is not None
    assert validate_id_token(auth.id_token, "shop", auth.issuer_uri, auth.jwks_uri)
    assert not validate_id_token(auth.id_token, "another", auth.issuer_uri, auth.jwks_uri)
    head, payload, signature = auth.id_token.split(".")
    forged = f"{head}.{payload}.{signature[:-8]}{'A' * 8}"
    assert not validate_id_token(forged, "shop", auth.issuer_uri, auth.jwks_uri)
    user = auth.get_user_info().json()
    assert (user["email"], user["emailVerified"]) == ("full@example.com", True)
    assert {"sub", "givenName", "familyName", "phoneNumber", "address"} <= user.keys()


def test_it_gives_no_id_token_and_no_user_without_openid(sandbox: Sandbox) -> None:
    auth = signed_in(sandbox, [Scopes.ACCOUNTING])
    assert auth.id_token is None
    with pytest.raises(AuthClientError) as refused:
        auth.get_user_info()
    assert refused.value.status_code == 401
    signed = signed_in(sandbox, [Scopes.ACCOUNTING, Scopes.OPENID])
    assert signed.get_user_info().json().keys() == {"sub"}


@pytest.mark.feature("T-01")
def test_it_refreshes_within_a_day_with_the_same_value_and_rotates_after_it(sandbox: Sandbox) -> None:
    auth = signed_in(sandbox, [Scopes.ACCOUNTING])
    first, access = auth.refresh_token, auth.access_token
    auth.refresh()
    assert (auth.refresh_token, auth.access_token == access) == (first, False)
    advance(sandbox, 90_000)
    auth.refresh()
    second = auth.refresh_token
    assert second != first
    with pytest.raises(AuthClientError) as superseded:
        auth.refresh(refresh_token=first)
    assert (superseded.value.status_code, "invalid_grant" in str(superseded.value)) == (400, True)
    assert superseded.value.intuit_tid
    # The refused value took nothing from the grant: the new one still works.
    auth.refresh(refresh_token=second)
    advance(sandbox, 8_726_401)
    with pytest.raises(AuthClientError, match="invalid_grant"):
        auth.refresh()


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_it_ends_the_whole_grant_with_either_token(sandbox: Sandbox, which: str) -> None:
    auth = signed_in(sandbox, [Scopes.ACCOUNTING, Scopes.OPENID])
    assert auth.revoke(token=getattr(auth, which)) is True
    with pytest.raises(AuthClientError):
        auth.get_user_info()
    with pytest.raises(AuthClientError, match="invalid_grant"):
        auth.refresh()
    with pytest.raises(AuthClientError):
        auth.revoke(token=getattr(auth, which))


def test_it_takes_addresses_that_the_client_sets_itself(sandbox: Sandbox) -> None:
    auth = client(sandbox)
    base = f"{sandbox.url}/quickbooks"
    auth.setAuthorizeURLs(
        {
            "auth_endpoint": f"{base}/connect/oauth2",
            "token_endpoint": f"{base}/oauth2/v1/tokens/bearer",
            "revoke_endpoint": f"{base}/v2/oauth2/tokens/revoke",
            "user_info_url": f"{base}/v1/openid_connect/userinfo",
        }
    )
    callback = consent(auth, sandbox, company=_COMPANY, scopes=[Scopes.ACCOUNTING])
    auth.get_bearer_token(callback["code"], realm_id=callback["realmId"])
    assert auth.revoke() is True


def test_it_says_how_long_a_consent_lasts_when_it_is_asked(sandbox: Sandbox) -> None:
    auth = signed_in(sandbox, [Scopes.ACCOUNTING])
    form = {"grant_type": "refresh_token", "refresh_token": auth.refresh_token}
    headers = {"x-include-refresh-token-hard-expires-in": "true"}
    body = requests.post(auth.token_endpoint, data=form, headers=headers, auth=("shop", "secret"), timeout=10).json()
    assert 5 * 365 * 86_400 - 60 <= body["x_refresh_token_hard_expires_in"] <= 5 * 365 * 86_400
