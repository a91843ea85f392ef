"""OAuth 2 as both providers need it: codes, PKCE, grants, rotating tokens and revocation, by the sandbox's clock."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from tieout.sandbox.books import Body, IndexKey
from tieout.sandbox.call import Call, Json, Reply, answer
from tieout.sandbox.consent import consent_page, refusal_page
from tieout.sandbox.ground import Ground, Organisation, ProviderError
from tieout.sandbox.oauth_rules import Grant, OAuthRules, TokenSet

INDEXES: dict[tuple[str, str], IndexKey] = {
    ("oauth_access", "grant"): lambda token: token["grant"],
    ("oauth_refresh", "grant"): lambda token: token["grant"],
    ("oauth_grant", "owner"): lambda grant: (grant["client_id"], grant["user"]),
}
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


__all__ = ["INDEXES", "Grant", "OAuth", "OAuthRules", "TokenSet", "client_of", "new_guid", "oauth_error"]


class OAuth:
    def __init__(self, ground: Ground, rules: OAuthRules) -> None:
        self._ground, self.rules = ground, rules
        self._shelf = f"{rules.provider}:"

    # The browser's side.

    def authorise(self, call: Call, organisations: Sequence[Organisation]) -> Reply:
        """GET shows the consent page, POST takes its form and sends the browser back to the client."""
        query = call.query
        if problem := self._unusable(query):
            return refusal_page(self.rules.title, problem)
        scopes = query.get("scope", "").split()
        if query.get("response_type") != "code":
            return _redirect(query, {"error": "unsupported_response_type"})
        if error := self.rules.scope_error(scopes):
            return _redirect(query, {"error": error})
        if call.method == "GET":
            return consent_page(self.rules.title, query, organisations=organisations, several=self.rules.several_organisations)
        form = parse_qs(call.body.decode(errors="replace"), keep_blank_values=True)
        chosen = [one.id for one in organisations if one.id in form.get("organisation", [])]
        user = form.get("user", ["full"])[0]
        if form.get("decision", ["deny"])[0] != "allow":
            return _redirect(query, {"error": "access_denied", "error_description": "The user refused the connection"})
        if user == "read_only":
            # The page has said so already; whoever presses Allow all the same gets the provider's refusal.
            return _redirect(query, {"error": "access_denied", "error_description": "A read-only user cannot connect an app"})
        if not chosen or (len(chosen) > 1 and not self.rules.several_organisations):
            return consent_page(
                self.rules.title,
                query,
                organisations=organisations,
                several=self.rules.several_organisations,
                problem="Choose an organisation.",
            )
        code = self._new_code(query, user=user, organisations=chosen)
        return _redirect(query, {"code": code, **self.rules.callback_query(chosen)})

    def _unusable(self, query: Mapping[str, str]) -> str | None:
        """Why the browser cannot even be sent back, or None."""
        if not query.get("client_id"):
            return "invalid_request: the client_id is missing"
        redirect = query.get("redirect_uri", "")
        parts = urlsplit(redirect)
        if parts.scheme not in ("http", "https") or parts.hostname not in _LOCAL_HOSTS:
            return "invalid_request: the redirect_uri must be on localhost or 127.0.0.1"
        client = self._client(query["client_id"])
        if client and client["redirect_uris"] and redirect not in client["redirect_uris"]:
            return "unauthorized_client: the redirect_uri is not registered for this client"
        return None

    def _new_code(self, query: Mapping[str, str], *, user: str, organisations: Sequence[str]) -> str:
        code = self.rules.code_prefix(organisations) + secrets.token_urlsafe(32)
        body = {
            "client_id": query["client_id"],
            "redirect_uri": query["redirect_uri"],
            "scope": query.get("scope", ""),
            "challenge": query.get("code_challenge"),
            "method": query.get("code_challenge_method", "plain"),
            "user": user,
            "organisations": list(organisations),
            "expires_at": self._in(self.rules.code_seconds),
            "grant": None,
        }
        self._ground.books.put(self._shelf, "oauth_code", id=code, body=body)
        return code

    # The token endpoint.

    def token(self, call: Call) -> Reply:
        form = {name: values[0] for name, values in parse_qs(call.body.decode(errors="replace"), keep_blank_values=True).items()}
        client_id, secret = client_of(call)
        if not client_id:
            raise oauth_error("invalid_request", "the client_id is missing")
        client = self._client(client_id)
        if client and client["secret"] is not None and client["secret"] != secret and not (client["public"] and secret is None):
            raise oauth_error("invalid_client")
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchange(form, client_id)
            case "refresh_token":
                return answer(self.rules.token_body(self._refresh(form.get("refresh_token", ""), client_id)))
            case "client_credentials":
                return self._machine(client_id, client, scope=form.get("scope", ""))
        raise oauth_error("unsupported_grant_type")

    def _exchange(self, form: Mapping[str, str], client_id: str) -> Reply:
        books, code = self._ground.books, form.get("code", "")
        kept = books.get(self._shelf, "oauth_code", id=code)
        if kept is None:
            raise oauth_error("invalid_grant", "the code is unknown")
        if kept["grant"] is not None:
            # A code that comes twice was stolen once: what it brought is revoked, so this refusal is committed.
            self._end(kept["grant"])
            return _error_reply("invalid_grant", "the code was used before")
        if kept["client_id"] != client_id or kept["redirect_uri"] != form.get("redirect_uri"):
            raise oauth_error("invalid_grant", "the code belongs to another client or redirect_uri")
        if self._past(kept["expires_at"]):
            raise oauth_error("invalid_grant", "the code is too old")
        if kept["challenge"] is not None and not _verified(kept, form.get("code_verifier", "")):
            raise oauth_error("invalid_grant", "the code_verifier does not match")
        tokens = self.issue(client_id=client_id, user=kept["user"], organisations=kept["organisations"], scope=kept["scope"])
        books.put(self._shelf, "oauth_code", id=code, body={**kept, "grant": tokens.grant.id})
        return answer(self.rules.token_body(tokens))

    def _machine(self, client_id: str, client: Body | None, *, scope: str) -> Reply:
        """A custom connection: one registered client, one organisation, no refresh token."""
        if client is None or not client["organisation"]:
            raise oauth_error("unauthorized_client", "no custom connection is registered for this client")
        grant = self._new_grant(
            client_id, f"machine-{client_id}", organisations=[client["organisation"]], scope=scope or client["scope"]
        )
        self.rules.granted(grant)
        return answer(self.rules.token_body(TokenSet(grant, self._new_access(grant), self.rules.access_seconds, None, 0)))

    def _refresh(self, value: str, client_id: str) -> TokenSet:
        books = self._ground.books
        kept = books.get(self._shelf, "oauth_refresh", id=value)
        grant = self._grant(kept["grant"]) if kept else None
        if kept is None or grant is None or grant.client_id != client_id or self._past(kept["expires_at"]):
            raise oauth_error("invalid_grant", "Incorrect or invalid refresh token")
        replaced_at = kept["replaced_at"]
        if replaced_at is not None and self._older(replaced_at, self.rules.grace_seconds):
            raise oauth_error("invalid_grant", "Incorrect or invalid refresh token")
        if replaced_at is None and not self._older(kept["issued_at"], self.rules.rotate_after_seconds):
            books.put(self._shelf, "oauth_refresh", id=value, body={**kept, "expires_at": self._in(self.rules.refresh_seconds)})
            return self._set(grant, value)
        if replaced_at is None:
            books.put(self._shelf, "oauth_refresh", id=value, body={**kept, "replaced_at": self._ground.clock.now().isoformat()})
        self._forget_old(grant.id)
        return self._set(grant, self._new_refresh(grant))

    # What the rest of the provider asks.

    def issue(self, *, client_id: str, user: str, organisations: Sequence[str], scope: str) -> TokenSet:
        """A grant and its first tokens, as after a consent."""
        if self.rules.scopes_add_up:
            earlier = [word for grant in self._owned(client_id, user) for word in grant.scope.split()]
            scope = " ".join(dict.fromkeys([*scope.split(), *earlier]))
        grant = self._new_grant(client_id, user, organisations=organisations, scope=scope)
        self.rules.granted(grant)
        return self._set(grant, self._new_refresh(grant) if self.rules.offline(scope.split()) else None)

    def bearer(self, call: Call) -> tuple[Grant | None, str]:
        """The live grant behind a call's access token, or None and the reason: `missing`, `unknown`, `expired <instant>`."""
        scheme, _, value = call.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not value:
            return None, "missing"
        kept = self._ground.books.get(self._shelf, "oauth_access", id=value.strip())
        grant = self._grant(kept["grant"]) if kept else None
        if kept is None or grant is None:
            return None, "unknown"
        if self._past(kept["expires_at"]):
            return None, f"expired {kept['expires_at']}"
        return grant, ""

    def grant_of(self, token: str) -> Grant | None:
        """The live grant behind an access or refresh token, however old the token is."""
        books = self._ground.books
        kept = books.get(self._shelf, "oauth_refresh", id=token) or books.get(self._shelf, "oauth_access", id=token)
        return self._grant(kept["grant"]) if kept else None

    def revoke(self, token: str) -> Grant | None:
        """Ends the grant behind an access or refresh token; None when there is none."""
        grant = self.grant_of(token)
        if grant is not None:
            self._end(grant.id)
        return grant

    def end(self, grant: Grant) -> None:
        self._end(grant.id)

    def revoke_call(self, call: Call) -> None:
        """Ends the grant that this call uses: by its bearer token, or by the refresh token in its form."""
        form = parse_qs(call.body.decode(errors="replace"))
        bearer = call.headers.get("authorization", "").partition(" ")[2].strip()
        for token in [*form.get("refresh_token", []), *form.get("token", []), bearer]:
            if self.revoke(token) is not None:
                return

    def expire_call(self, call: Call) -> None:
        """The access token of this call has run out by now; its refresh token has not."""
        value = call.headers.get("authorization", "").partition(" ")[2].strip()
        if (kept := self._ground.books.get(self._shelf, "oauth_access", id=value)) is not None:
            self._ground.books.put(self._shelf, "oauth_access", id=value, body={**kept, "expires_at": self._in(0)})

    def leave(self, call: Call, organisation: str) -> None:
        """The organisation is taken from the grant that this call uses."""
        grant, _ = self.bearer(call)
        if grant is None or organisation not in grant.organisations:
            return
        body = self._ground.books.get(self._shelf, "oauth_grant", id=grant.id)
        assert body is not None
        left = [one for one in grant.organisations if one != organisation]
        self._ground.books.put(self._shelf, "oauth_grant", id=grant.id, body={**body, "organisations": left})
        self.rules.left(grant, organisation)

    def owned(self, grant: Grant) -> list[Grant]:
        """All live grants of the same user and app."""
        return self._owned(grant.client_id, grant.user)

    def _owned(self, client_id: str, user: str) -> list[Grant]:
        kept = self._ground.books.find(self._shelf, "oauth_grant", index="owner", key=(client_id, user))
        return [live for body in kept if (live := self._grant(body["id"])) is not None]

    def register(self, client_id: str, wish: Mapping[str, Json]) -> None:
        """From now on this client's secret, redirect URIs and (for a custom connection) organisation are checked."""
        body = {
            "secret": wish.get("secret"),
            "public": bool(wish.get("public", False)),
            "redirect_uris": list(wish.get("redirect_uris", [])),
            "organisation": str(wish.get("organisation", "")),
            "scope": str(wish.get("scope", "")),
        }
        self._ground.books.put(self._shelf, "oauth_client", id=client_id, body=body)

    # Records.

    def _client(self, client_id: str) -> Body | None:
        return self._ground.books.get(self._shelf, "oauth_client", id=client_id)

    def _new_grant(self, client_id: str, user: str, *, organisations: Sequence[str], scope: str) -> Grant:
        grant = Grant(new_guid(), client_id, user, tuple(organisations), scope, self._ground.clock.now())
        body = {
            "id": grant.id,
            "client_id": client_id,
            "user": user,
            "organisations": list(organisations),
            "scope": scope,
            "began_at": grant.began_at.isoformat(),
            "ended": False,
        }
        self._ground.books.put(self._shelf, "oauth_grant", id=grant.id, body=body)
        return grant

    def _grant(self, id: str) -> Grant | None:
        body = self._ground.books.get(self._shelf, "oauth_grant", id=id)
        if body is None or body["ended"]:
            return None
        began_at = datetime.fromisoformat(body["began_at"])
        return Grant(body["id"], body["client_id"], body["user"], tuple(body["organisations"]), body["scope"], began_at)

    def _end(self, id: str) -> None:
        body, grant = self._ground.books.get(self._shelf, "oauth_grant", id=id), self._grant(id)
        if body is not None and grant is not None:
            self._ground.books.put(self._shelf, "oauth_grant", id=id, body={**body, "ended": True})
            self.rules.revoked(grant)

    def _set(self, grant: Grant, refresh_token: str | None) -> TokenSet:
        return TokenSet(grant, self._new_access(grant), self.rules.access_seconds, refresh_token, self.rules.refresh_seconds)

    def _new_access(self, grant: Grant) -> str:
        expires_at = self._ground.clock.now() + timedelta(seconds=self.rules.access_seconds)
        value = self.rules.new_access_token(grant, expires_at)
        self._ground.books.put(
            self._shelf, "oauth_access", id=value, body={"grant": grant.id, "expires_at": expires_at.isoformat()}
        )
        return value

    def _new_refresh(self, grant: Grant) -> str:
        value = secrets.token_urlsafe(32)
        body = {
            "grant": grant.id,
            "issued_at": self._ground.clock.now().isoformat(),
            "expires_at": self._in(self.rules.refresh_seconds),
            "replaced_at": None,
        }
        self._ground.books.put(self._shelf, "oauth_refresh", id=value, body=body)
        return value

    def _forget_old(self, grant_id: str) -> None:
        """Tokens that are a day past use are dropped, so that a long run does not pile them up."""
        books, day = self._ground.books, 86_400
        for kind in ("oauth_access", "oauth_refresh"):
            entries = [(value, body) for value, body in books.named(self._shelf, kind, index="grant", key=grant_id)]
            for value, body in entries:
                ended_at = body["expires_at"] if kind == "oauth_access" else body["replaced_at"]
                if ended_at is not None and self._older(ended_at, day):
                    books.remove(self._shelf, kind, id=value)

    def _in(self, seconds: int) -> str:
        return (self._ground.clock.now() + timedelta(seconds=seconds)).isoformat()

    def _past(self, instant: str) -> bool:
        return self._ground.clock.now() >= datetime.fromisoformat(instant)

    def _older(self, instant: str, seconds: int) -> bool:
        return self._ground.clock.now() - datetime.fromisoformat(instant) >= timedelta(seconds=seconds)


def client_of(call: Call) -> tuple[str, str | None]:
    """Client id and secret of a token call: from the Basic header, or from the form."""
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(value).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", None
        return client_id, secret
    form = parse_qs(call.body.decode(errors="replace"))
    return form.get("client_id", [""])[0], form.get("client_secret", [None])[0]


def new_guid() -> str:
    raw = secrets.token_hex(16)
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"


def oauth_error(error: str, description: str | None = None, *, status: int = 400) -> ProviderError:
    return ProviderError(_error_reply(error, description, status=status))


def _error_reply(error: str, description: str | None = None, *, status: int = 400) -> Reply:
    return answer({"error": error} if description is None else {"error": error, "error_description": description}, status=status)


def _verified(code: Body, verifier: str) -> bool:
    if code["method"] == "plain":
        return bool(verifier == code["challenge"])
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return 43 <= len(verifier) <= 128 and digest == code["challenge"]


def _redirect(query: Mapping[str, str], extra: Mapping[str, str]) -> Reply:
    target, state = query["redirect_uri"], {"state": query["state"]} if "state" in query else {}
    joint = "&" if urlsplit(target).query else "?"
    return Reply(status=302, headers={"Location": target + joint + urlencode({**extra, **state})}, media_type="text/plain")
