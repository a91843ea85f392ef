"""Who may ask: connections and tokens at Xero."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json
from tieout.sandbox.ground import Ground
from tieout.sandbox.oauth import Grant, OAuth, OAuthRules, TokenSet
from tieout.sandbox.xero.errors import refuse
from tieout.sandbox.xero.scopes import SCOPES
from tieout.sandbox.xero.state import of_text

_SHELF = "xero:"


def rules(ground: Ground) -> OAuthRules:
    return OAuthRules(
        provider="xero",
        title="Xero",
        access_seconds=1800,
        refresh_seconds=60 * 86_400,
        rotate_after_seconds=0,
        grace_seconds=1800,
        several_organisations=True,
        scopes_add_up=True,
        token_body=_token_body,
        scope_error=lambda scopes: None if set(scopes) <= SCOPES else "invalid_scope",
        offline=lambda scopes: "offline_access" in scopes,
        granted=lambda grant: _connect(ground, grant),
        revoked=lambda grant: _disconnect(ground, grant),
        left=lambda grant, tenant: _leave(ground, grant, tenant_id=tenant),
        new_access_token=_access_token,
    )


def _token_body(tokens: TokenSet) -> dict[str, Json]:
    grant, scopes = tokens.grant, tokens.grant.scope.split()
    body: dict[str, Json] = {
        "access_token": tokens.access_token,
        "expires_in": tokens.access_seconds,
        "token_type": "Bearer",
        "scope": grant.scope,
    }
    if "openid" in scopes:
        claims = {"sub": grant.user, "aud": grant.client_id, "iss": "tieout-sandbox", "email": f"{grant.user}@example.com"}
        body["id_token"] = _jwt(claims)
    if tokens.refresh_token is not None:
        body["refresh_token"] = tokens.refresh_token
    return body


def _access_token(grant: Grant, expires_at: datetime) -> str:
    claims = {
        "client_id": grant.client_id,
        "sub": of_text(grant.user),
        "xero_userid": of_text(grant.user),
        "authentication_event_id": grant.id,
        "scope": grant.scope.split(),
        "exp": int(expires_at.timestamp()),
        "jti": base64.b32encode(hashlib.sha256(f"{grant.id}{expires_at}{secrets.token_hex(8)}".encode()).digest()[:16]).decode(),
    }
    return _jwt(claims)


def _jwt(claims: dict[str, Json]) -> str:
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "HS256", "typ": "JWT"}, claims)
    )
    mark = hmac.new(b"tieout-sandbox", head + b"." + body, hashlib.sha256).digest()
    return b".".join((head, body, base64.urlsafe_b64encode(mark).rstrip(b"="))).decode()


def connections(ground: Ground, grant: Grant) -> list[Body]:
    return ground.books.find(_SHELF, "connections", index="owner", key=(grant.client_id, grant.user))


def _connect(ground: Ground, grant: Grant) -> None:
    """A consent adds organisations to the user's connections; one that was there keeps its id and date of creation."""
    now = ground.clock.now().isoformat()
    known = {one["tenantId"]: one for one in connections(ground, grant)}
    for tenant_id in grant.organisations:
        before = known.get(tenant_id)
        own_id = before["id"] if before else of_text("connection", grant.client_id, grant.user, tenant_id)
        body = {
            "id": own_id,
            "tenantId": tenant_id,
            "authEventId": grant.id,
            "client_id": grant.client_id,
            "user": grant.user,
            "created": before["created"] if before else now,
            "updated": now,
        }
        ground.books.put(_SHELF, "connections", id=own_id, body=body)


def _disconnect(ground: Ground, grant: Grant) -> None:
    for one in connections(ground, grant):
        ground.books.remove(_SHELF, "connections", id=one["id"])


def _leave(ground: Ground, grant: Grant, *, tenant_id: str) -> None:
    for one in connections(ground, grant):
        if one["tenantId"] == tenant_id:
            ground.books.remove(_SHELF, "connections", id=one["id"])


def show_connection(connection: Body, name: str) -> Body:
    created, updated = (datetime.fromisoformat(connection[field]) for field in ("created", "updated"))
    return {
        "id": connection["id"],
        "authEventId": connection["authEventId"],
        "tenantId": connection["tenantId"],
        "tenantType": "ORGANISATION",
        "tenantName": name,
        "createdDateUtc": f"{created:%Y-%m-%dT%H:%M:%S.%f}0",
        "updatedDateUtc": f"{updated:%Y-%m-%dT%H:%M:%S.%f}0",
    }


def remove_connection(ground: Ground, grant: Grant, *, id: str) -> bool:
    for one in connections(ground, grant):
        if one["id"] == id:
            ground.books.remove(_SHELF, "connections", id=id)
            return True
    return False


def authenticated(oauth: OAuth, call: Call) -> Grant:
    grant, reason = oauth.bearer(call)
    if grant is not None:
        return grant
    if reason.startswith("expired"):
        ended_at = datetime.fromisoformat(reason.partition(" ")[2])
        raise refuse(401, "Unauthorized", detail=f"TokenExpired: token expired at {ended_at:%m/%d/%Y %H:%M:%S}")
    raise refuse(401, "Unauthorized", detail="AuthenticationUnsuccessful")


def tenant_of(ground: Ground, grant: Grant, *, call: Call) -> str:
    """The organisation that the call is for; a custom connection may leave the header out, for it has only one."""
    reached = [one["tenantId"] for one in connections(ground, grant)]
    wanted = call.headers.get("xero-tenant-id", "").strip().lower()
    if grant.user.startswith("machine-"):
        reached = list(grant.organisations)
        wanted = wanted or reached[0]
    if wanted not in reached:
        raise refuse(403, "Forbidden", detail="AuthenticationUnsuccessful")
    return wanted
