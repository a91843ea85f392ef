"""OAuth 2 with PKCE towards the providers: consent, code for tokens, refresh, revocation; Authlib's grammar over our own HTTP."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7009 import prepare_revoke_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from tieout.connectors.contract import ProviderSettings, Tokens
from tieout.connectors.errors import AuthorisationLost, NotPermitted, Throttled, Transient
from tieout.connectors.http import THROTTLED_SECONDS, Http, Request, Response, dump, redact

DISCOVERY_SECONDS = 24 * 3600
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    authorize: str
    token: str
    revoke: str


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class OAuth:
    """One provider's sign-in. `endpoints` is asked at each use, so that it may come from a discovery document; `secret_in_form`
    is for a provider that takes the app's id and secret in the body instead of a header."""

    http: Http
    settings: ProviderSettings
    scopes: tuple[str, ...]
    endpoints: Callable[[], Endpoints]
    now: Callable[[], datetime] = _utc_now
    secret_in_form: bool = False

    def authorise_url(self, *, redirect_uri: str, state: str, code_verifier: str) -> str:
        url: str = prepare_grant_uri(
            self.endpoints().authorize,
            client_id=self.settings.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=" ".join(self.scopes),
            state=state,
            code_challenge=create_s256_code_challenge(code_verifier),
            code_challenge_method="S256",
        )
        return url

    def exchange(self, *, callback: Mapping[str, str], redirect_uri: str, code_verifier: str) -> Tokens:
        """Raises AuthorisationLost when the person refused or the code is dead, Transient, Throttled, NotPermitted."""
        if callback.get("error"):
            raise AuthorisationLost(f"the consent was not given ({redact(callback['error'])})")
        if not callback.get("code"):
            raise AuthorisationLost("the provider sent no code back; connect again")
        body = prepare_token_request(
            "authorization_code", "", code=callback["code"], redirect_uri=redirect_uri, code_verifier=code_verifier
        )
        return self._tokens(self._post(self.endpoints().token, body), before=None)

    def refresh(self, tokens: Tokens) -> Tokens:
        """Raises AuthorisationLost on `invalid_grant`; Transient where the same refresh token may be tried again."""
        body = prepare_token_request("refresh_token", "", refresh_token=tokens.refresh_token)
        return self._tokens(self._post(self.endpoints().token, body), before=tokens)

    def revoke(self, tokens: Tokens, *, as_json: bool = False) -> None:
        """Ends the grant; one that has ended already is as good. `as_json` is QuickBooks' way of saying the token."""
        url = self.endpoints().revoke
        if as_json:
            answer = self._post(url, dump({"token": tokens.refresh_token}).decode(), media_type="application/json")
        else:
            body, _ = prepare_revoke_token_request(tokens.refresh_token, "refresh_token", "", {})
            answer = self._post(url, body)
        # A 400 says that this token is none (any more).
        if not answer.ok and answer.status != 400:
            raise self._trouble(answer)

    def _post(self, url: str, body: str, *, media_type: str = _FORM["Content-Type"]) -> Response:
        headers = {"Content-Type": media_type}
        method = "client_secret_post" if self.secret_in_form else "client_secret_basic"
        client = ClientAuth(self.settings.client_id, self.settings.client_secret, auth_method=method)
        _, headers, body = client.prepare("POST", url, headers, body)
        return self.http.attempt(Request(method="POST", url=url, headers=headers, content=body.encode()))

    def _tokens(self, answer: Response, *, before: Tokens | None) -> Tokens:
        if not answer.ok:
            raise self._trouble(answer)
        said = answer.body if isinstance(answer.body, dict) else {}
        access, seconds = said.get("access_token"), said.get("expires_in")
        refresh = said.get("refresh_token") or (before.refresh_token if before else "")
        if not isinstance(access, str) or not isinstance(refresh, str) or not refresh:
            raise Transient("the provider's answer has no tokens in it")
        scope = said.get("scope")
        scopes = tuple(scope.split()) if isinstance(scope, str) else before.scopes if before else self.scopes
        lifetime = timedelta(seconds=int(seconds) if isinstance(seconds, int | str) and str(seconds).isdecimal() else 0)
        return Tokens(access_token=access, refresh_token=refresh, expires_at=self.now() + lifetime, scopes=scopes)

    def _trouble(self, answer: Response) -> AuthorisationLost | NotPermitted | Transient:
        if answer.status == 429:
            return Throttled("too many sign-in calls", retry_after=answer.retry_after or THROTTLED_SECONDS)
        if answer.status >= 500 or not 400 <= answer.status < 500:
            return Transient(f"the sign-in of the provider answered {answer.status}", retry_after=answer.retry_after)
        said = answer.body if isinstance(answer.body, dict) else {}
        word = redact(str(said.get("error", "")))
        if word == "invalid_grant":
            return AuthorisationLost("the provider no longer accepts this authorisation (invalid_grant); connect again")
        reason = word or "without a reason"
        return NotPermitted(f"the provider's sign-in answered {answer.status} {reason}; check the client id, secret and scopes")


@dataclass(kw_only=True)
class Discovery:
    """The endpoints as a provider's discovery document says them, read again after a day."""

    http: Http
    url: str
    clock: Callable[[], float] = time.monotonic
    _known: tuple[float, Endpoints] | None = field(default=None, init=False, repr=False)

    def endpoints(self) -> Endpoints:
        """Raises Transient when the document cannot be had."""
        if self._known is None or self.clock() - self._known[0] >= DISCOVERY_SECONDS:
            self._known = (self.clock(), self._fetched())
        return self._known[1]

    def _fetched(self) -> Endpoints:
        answer = self.http.call(Request(method="GET", url=self.url))
        said = answer.body if isinstance(answer.body, dict) else {}
        found = [said.get(f"{name}_endpoint") for name in ("authorization", "token", "revocation")]
        if not answer.ok or not all(isinstance(url, str) for url in found):
            raise Transient("the provider's discovery document cannot be read")
        return Endpoints(authorize=str(found[0]), token=str(found[1]), revoke=str(found[2]))
