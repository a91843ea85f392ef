"""Signing in at Sage: the country step, codes with a country in front, five-minute tokens, scopes and revocation."""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from html import escape
from urllib.parse import parse_qs

from tieout.sandbox.call import Call, Json, Reply, answer
from tieout.sandbox.ground import Ground, Organisation
from tieout.sandbox.oauth import Grant, OAuth, OAuthRules, TokenSet, client_of, oauth_error
from tieout.sandbox.page import page
from tieout.sandbox.sage.errors import refuse

TITLE = "Sage Accounting"
FULL, READ_ONLY = "full_access", "readonly"
_SHELF = "sage:"
_COUNTRIES = {"CA": "Canada", "GB": "United Kingdom", "IE": "Ireland", "US": "United States"}


def rules(ground: Ground) -> OAuthRules:
    return OAuthRules(
        provider="sage",
        title=TITLE,
        access_seconds=300,
        refresh_seconds=2_678_400,
        rotate_after_seconds=0,
        grace_seconds=0,
        several_organisations=True,
        token_body=_token_body,
        code_seconds=60,
        scope_error=_scope_error,
        callback_query=lambda ids: {"country": _country(ground, ids)},
        code_prefix=lambda ids: f"{_country(ground, ids)}/",
        new_access_token=_jwt,
    )


def _country(ground: Ground, ids: Sequence[str]) -> str:
    business = ground.books.get(f"sage:{ids[0]}", "businesses", id=ids[0])
    return "" if business is None else str(business["country_id"])


def _scope_error(scopes: Sequence[str]) -> str | None:
    return None if all(scope in (FULL, READ_ONLY) for scope in scopes) else "invalid_scope"


def _token_body(tokens: TokenSet) -> dict[str, Json]:
    return {
        "access_token": tokens.access_token,
        "expires_in": tokens.access_seconds,
        "token_type": "bearer",
        "refresh_token": tokens.refresh_token,
        "refresh_token_expires_in": tokens.refresh_seconds,
        "scope": tokens.grant.scope or FULL,
        "requested_by_id": tokens.grant.id,
    }


def _jwt(grant: Grant, expires_at: datetime) -> str:
    """Three parts as in a JWT; the signature is random, for nobody but the sandbox checks the token."""
    head = {"alg": "RS256", "typ": "JWT"}
    claims = {"sub": grant.user, "azp": grant.client_id, "exp": int(expires_at.timestamp()), "scope": grant.scope or FULL}
    return ".".join([*(_encoded(json.dumps(part).encode()) for part in (head, claims)), secrets.token_urlsafe(48)])


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def authorise(oauth: OAuth, call: Call, *, organisations: Sequence[Organisation]) -> Reply:
    """Without a country the browser is asked for one first; an account belongs to one country."""
    country = call.query.get("country", "").upper()
    if call.method == "GET" and not country:
        return _countries_page(call)
    return oauth.authorise(call, [one for one in organisations if country in ("", one.country)])


def _countries_page(call: Call) -> Reply:
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in call.query.items()
        if name != "country"
    )
    choices = "".join(f'<button name="country" value="{code.lower()}">{name}</button> ' for code, name in _COUNTRIES.items())
    body = f'<h1>{TITLE}: choose your country</h1><form method="get">{kept}{choices}</form>'
    return page(f"{TITLE}: country", body, narrow=True)


def revoke(ground: Ground, oauth: OAuth, *, call: Call) -> Reply:
    """The refresh token is worth nothing from now on; access tokens run out by themselves."""
    form = parse_qs(call.body.decode(errors="replace"))
    client_id, _ = client_of(call)
    token = form.get("token", [""])[0]
    if not client_id or not token:
        raise oauth_error("invalid_request", "client_id and token are needed")
    grant = oauth.grant_of(token)
    if grant is not None and grant.client_id != client_id:
        raise oauth_error("invalid_client")
    if grant is not None:
        for value, _ in ground.books.named(_SHELF, "oauth_refresh", index="grant", key=grant.id):
            ground.books.remove(_SHELF, "oauth_refresh", id=value)
    return answer({"success": "ok"})


def authenticated(ground: Ground, oauth: OAuth, *, call: Call) -> Grant:
    """The grant of the call, which may do what its method does."""
    grant, reason = oauth.bearer(call)
    if grant is None:
        value = call.headers.get("authorization", "").partition(" ")[2].strip()
        if reason == "unknown" and ground.books.get(_SHELF, "oauth_access", id=value) is not None:
            # The token is one of ours, so its consent has ended: refused on every call.
            raise refuse(403, "AccessDenied", message="The user has withdrawn the consent")
        raise refuse(401, "AuthorizationFailure", message="The access token is missing, unknown or expired")
    if call.method != "GET" and READ_ONLY in grant.scope.split():
        raise refuse(403, "AccessDenied", message="The token was issued for the scope readonly")  # assumed: the status
    return grant
