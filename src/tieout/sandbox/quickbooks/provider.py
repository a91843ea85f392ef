"""QuickBooks Online as the sandbox's server sees it: discovery, OAuth, and the companies' API behind its gateway."""

import json
import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tieout.sandbox.books import Body, IndexKey
from tieout.sandbox.call import Call, Json, Reply, answer
from tieout.sandbox.ground import Caller, Ground, Organisation, ProviderError
from tieout.sandbox.limits import Limit
from tieout.sandbox.oauth import Grant, OAuth, OAuthRules, TokenSet, client_of
from tieout.sandbox.provider import Overview
from tieout.sandbox.quickbooks import attachments, control, openid, pdf, state
from tieout.sandbox.quickbooks.companies import COMPANIES
from tieout.sandbox.quickbooks.errors import STALE, FaultError, gateway, refusal, throttled
from tieout.sandbox.quickbooks.moments import stamp
from tieout.sandbox.quickbooks.pages import show_page
from tieout.sandbox.quickbooks.routes import Request, respond
from tieout.sandbox.quickbooks.seed import seed_company
from tieout.sandbox.quickbooks.state import PROVIDER, Company

INDEXES: dict[tuple[str, str], IndexKey] = state.INDEXES

ACCOUNTING = "com.intuit.quickbooks.accounting"
_SCOPES = openid.SCOPES | {ACCOUNTING, "com.intuit.quickbooks.payment"}
_YEARS_MAX = 5
_PER_MINUTE, _PER_SECOND, _BATCHES = Limit("minute", 500, 60), Limit("second", 10, 1), Limit("batch", 40, 60)
_KINDS = {
    "/connect/oauth2": "authorize",
    "/oauth2/v1/tokens/bearer": "token",
    "/v2/oauth2/tokens/revoke": "revoke",
    "/v1/openid_connect/userinfo": "userinfo",
    "/op/v1/jwks": "jwks",
    "/.well-known/openid_sandbox_configuration": "discovery",
    "/.well-known/openid_configuration": "discovery",
}


def _token_body(tokens: TokenSet) -> dict[str, Json]:
    return {
        "token_type": "bearer",
        "access_token": tokens.access_token,
        "expires_in": tokens.access_seconds,
        "refresh_token": tokens.refresh_token,
        "x_refresh_token_expires_in": tokens.refresh_seconds,
    }


def _scope_error(scopes: Sequence[str]) -> str | None:
    return None if scopes and set(scopes) <= _SCOPES else "invalid_scope"


class QuickBooks:
    name = PROVIDER
    title = "QuickBooks Online"

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        rules = OAuthRules(
            provider=PROVIDER,
            title=self.title,
            access_seconds=3600,
            refresh_seconds=8_726_400,  # 101 days, as the token endpoint says; the documents say 100
            rotate_after_seconds=86_400,
            grace_seconds=0,
            several_organisations=False,
            token_body=_token_body,
            scope_error=_scope_error,
            callback_query=lambda realms: {"realmId": realms[0]},
        )
        self.oauth = OAuth(ground, rules)

    # The server's questions.

    def answer(self, call: Call) -> Reply:
        try:
            return _signed(self._route(call))
        except FaultError as refused:
            raise ProviderError(_signed(refusal(refused, at=call.at))) from None
        except ProviderError as refused:
            raise ProviderError(_signed(refused.reply)) from None

    def identify(self, call: Call) -> Caller:
        kind, parts = _KINDS.get(_path(call), ""), call.path.strip("/").split("/")
        if kind:
            client_id = call.query.get("client_id", "") or client_of(call)[0]
            return Caller("", client_id, kind)
        grant, _ = self.oauth.bearer(call)
        client_id = grant.client_id if grant else ""
        if len(parts) > 2 and [part.lower() for part in parts[:2]] == ["v3", "company"]:
            return Caller(parts[2], client_id, parts[3].lower() if len(parts) > 3 else "")
        return Caller("", client_id, parts[0].lower())

    def fault(self, kind: str, call: Call) -> Reply:
        """`429_concurrent` comes as XML, which QuickBooks has been seen to send whatever was asked for; the others as JSON."""
        if kind.startswith("429"):
            return _signed(throttled(at=call.at, as_xml=kind == "429_concurrent"))
        if kind == "forbidden":
            return _signed(gateway(status=403, code=3100, name="ApplicationAuthorizationFailed", at=call.at))
        if kind == "clash":
            return _signed(refusal(FaultError(STALE, "Stale Object Error : You and another user were working on this"), at=call.at))
        code = "10000" if kind == "500" else "150"
        message = (
            "An application error has occurred while processing your request" if kind == "500" else "The service is unavailable"
        )
        fault = {"Error": [{"Message": message, "Detail": f"System Failure Error: {message}", "code": code}], "type": "SystemFault"}
        return _signed(answer({"Fault": fault, "time": stamp(call.at)}, status=int(kind)))

    # Requests.

    def _route(self, call: Call) -> Reply:
        match _KINDS.get(_path(call)):
            case "discovery":
                return answer(_discovery(f"{call.base_url}/{PROVIDER}"))
            case "authorize":
                return self.oauth.authorise(call, self.organisations())
            case "token":
                return self._token(call)
            case "revoke":
                return self._revoke(call)
            case "jwks":
                return answer(openid.key_set(self._ground.books))
            case "userinfo":
                grant, _ = self.oauth.bearer(call)
                known = grant is not None and "openid" in grant.scope.split()
                return answer(openid.user_info(grant)) if grant and known else Reply(status=401)  # assumed for a missing scope
        parts = [part for part in call.path.split("/") if part]
        if len(parts) == 3 and parts[0] == "files" and parts[1] in COMPANIES:
            return attachments.fetch(self._company(parts[1]), parts[2], query=call.query)
        if len(parts) == 3 and parts[0] == "invoices" and parts[1] in COMPANIES:
            return pdf.printed(self._company(parts[1]), "Invoice", id=parts[2])
        if (found := show_page(self._ground.books, call)) is not None:
            return found
        if len(parts) < 4 or [part.lower() for part in parts[:2]] != ["v3", "company"]:
            return answer({"error": "not_found"}, status=404)
        return self._company_call(call, parts[2], rest=parts[3:])

    def _company_call(self, call: Call, realm: str, *, rest: Sequence[str]) -> Reply:
        """The gateway: who asks, for which company, and how often; then the company itself."""
        grant, _ = self.oauth.bearer(call)
        if grant is None:
            return gateway(status=401, code=3200, name="AuthenticationFailed", at=call.at)
        if realm not in grant.organisations or ACCOUNTING not in grant.scope.split() or realm not in COMPANIES:
            return gateway(status=403, code=3100, name="ApplicationAuthorizationFailed", at=call.at)
        company = Company(self._ground.books, realm, at=call.at, base_url=call.base_url)
        parts = (rest[0].lower(), *rest[1:]) if rest[0].lower() != "taxservice" else tuple(part.lower() for part in rest)
        if self._too_many(grant, realm, batch=parts[0] == "batch"):
            return throttled(at=call.at, as_xml=bool(company.profile.get("throttles_in_xml")))
        return respond(Request(company, call, parts))

    def _too_many(self, grant: Grant, realm: str, *, batch: bool) -> bool:
        limits = self._ground.limits
        own = [_PER_SECOND, _BATCHES] if batch else [_PER_SECOND]
        if limits.take(PROVIDER, f"{realm}/{grant.client_id}", limits=own).refused:
            return True
        return limits.take(PROVIDER, realm, limits=[_PER_MINUTE]).refused is not None

    def _token(self, call: Call) -> Reply:
        reply = self.oauth.token(call)
        if reply.status != 200:
            return reply
        body = json.loads(reply.body)
        grant = self.oauth.grant_of(body["access_token"])
        if grant is None:
            return reply
        if call.headers.get("x-include-refresh-token-hard-expires-in", "").lower() == "true":
            ends_at = grant.began_at + timedelta(days=365 * _YEARS_MAX)
            body["x_refresh_token_hard_expires_in"] = int((ends_at - call.at).total_seconds())
        if "openid" in grant.scope.split() and b"grant_type=authorization_code" in call.body:
            # With the first tokens only (assumed): a refresh proves nothing new about the user.
            issuer = f"{call.base_url}/{PROVIDER}/op/v1"
            body["id_token"] = openid.id_token(self._ground.books, grant, call=call, issuer=issuer)
        return answer(body)

    def _revoke(self, call: Call) -> Reply:
        try:
            token = call.json()["token"]
        except (ValueError, KeyError, TypeError):
            return answer({"error": "invalid_request"}, status=400)
        if self.oauth.revoke(str(token)) is None:
            return answer({"error": "invalid_request", "error_description": "Unknown or revoked token"}, status=400)  # assumed
        return Reply(status=200)

    # What the sandbox itself asks.

    def seed(self, name: str) -> None:
        for realm in COMPANIES:
            seed_company(self._company(realm), name)

    def forget(self) -> None:
        """Everything is in the books."""

    def organisations(self) -> list[Organisation]:
        return [Organisation(realm, company.name, company.country, company.currency) for realm, company in COMPANIES.items()]

    def token(self, organisations: Sequence[Organisation], client_id: str) -> dict[str, Json]:
        """One token set for all of them, which no consent page would give: a short cut for scripts."""
        realms = [organisation.id for organisation in organisations]
        user = f"control-{secrets.token_hex(4)}"
        return _token_body(self.oauth.issue(client_id=client_id, user=user, organisations=realms, scope=ACCOUNTING))

    def edit(self, *, organisation: str, kind: str, id: str, change: Body) -> Body:
        """`kind` "Company" changes a switch of the sandbox's own, such as `throttles_in_xml`; refusals raise ValueError."""
        return control.edit(self._company(organisation), kind, id=id, change=_exact(change))

    def pay(self, organisation: str, wish: Mapping[str, Json]) -> dict[str, Json]:
        share, seed, on = Decimal(str(wish.get("share", "1"))), int(wish.get("seed", 0)), wish.get("on")
        return control.pay(self._company(organisation), share, chance=random.Random(seed), on=None if on is None else str(on))

    def overview(self, organisation: str) -> Overview:
        return control.overview(self._company(organisation))

    def _company(self, realm: str) -> Company:
        return Company(self._ground.books, realm, at=self._ground.clock.now())


def _exact(change: Body) -> Body:
    """The control calls come with floats where the client wrote a fraction; here all amounts are exact."""
    document: Body = json.loads(json.dumps(change, default=str), parse_float=Decimal)
    return document


def _path(call: Call) -> str:
    return call.path.rstrip("/").lower()


def _signed(reply: Reply) -> Reply:
    """Every answer carries the id that Intuit's support asks for."""
    trace = f"1-{secrets.token_hex(4)}-{secrets.token_hex(12)}"
    return replace(reply, headers={**reply.headers, "intuit_tid": trace, "QBO-Version": "1950.100"})


def _discovery(base: str) -> Body:
    return {
        "issuer": f"{base}/op/v1",
        "authorization_endpoint": f"{base}/connect/oauth2",
        "token_endpoint": f"{base}/oauth2/v1/tokens/bearer",
        "userinfo_endpoint": f"{base}/v1/openid_connect/userinfo",
        "revocation_endpoint": f"{base}/v2/oauth2/tokens/revoke",
        "jwks_uri": f"{base}/op/v1/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": sorted(_SCOPES),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "auth_time", "exp", "iat", "iss", "realmid", "sub"],
    }
