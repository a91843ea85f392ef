"""Xero as the sandbox's server sees it: OAuth, connections, limits, repeated calls, and the accounting API."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply, answer
from tieout.sandbox.ground import Caller, Ground, Organisation, ProviderError
from tieout.sandbox.limits import Limit, Verdict
from tieout.sandbox.oauth import Grant, OAuth, client_of, new_guid, oauth_error
from tieout.sandbox.provider import Overview
from tieout.sandbox.xero import access, backdoor, seed
from tieout.sandbox.xero.errors import not_found, problem, refuse
from tieout.sandbox.xero.pages import show_page
from tieout.sandbox.xero.routes import respond
from tieout.sandbox.xero.scopes import FULL_SCOPE, check_scope
from tieout.sandbox.xero.state import INDEXES, Stamps, State

__all__ = ["INDEXES", "Xero"]

API = "/api.xro/2.0"
MINUTE, DAY = Limit("minute", 60, 60), Limit("day", 5_000, 86_400)
APP_MINUTE = Limit("appminute", 10_000, 60)
CONCURRENT = 5
IDEMPOTENCY_SECONDS, IDEMPOTENCY_KEY_MAX = 360, 128


class Xero:
    name = "xero"
    title = "Xero"

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._stamps = Stamps({})
        self._replies: dict[tuple[str, str], tuple[datetime, object, Reply]] = {}
        self.oauth = OAuth(ground, access.rules(ground))

    def answer(self, call: Call) -> Reply:
        path = call.path.rstrip("/")
        match (call.method, path.lower()):
            case ("GET" | "POST", "/identity/connect/authorize"):
                return self.oauth.authorise(call, self.organisations())
            case ("POST", "/connect/token"):
                return self.oauth.token(call)
            case ("POST", "/connect/revocation"):
                return self._revoke(call)
        segments = [segment for segment in path.split("/") if segment]
        if segments and segments[0].lower() == "connections" and len(segments) <= 2:
            return self._connections(call, segments[1:])
        if path.lower().startswith(f"{API}/"):
            return self._accounting(call, segments[2:])
        if (found := show_page(self._ground, call)) is not None:
            return found
        raise not_found()

    def _revoke(self, call: Call) -> Reply:
        form = parse_qs(call.body.decode(errors="replace"))
        client_id, _ = client_of(call)
        grant = self.oauth.grant_of(form.get("token", [""])[0])
        if grant is not None:
            if grant.client_id != client_id:
                raise oauth_error("unauthorized_client")
            for one in self.oauth.owned(grant):
                self.oauth.end(one)
        return Reply(200)

    def _connections(self, call: Call, segments: list[str]) -> Reply:
        grant = access.authenticated(self.oauth, call)
        if call.method == "DELETE" and segments:
            if not access.remove_connection(self._ground, grant, id=segments[0].lower()):
                raise not_found()
            return Reply(204)
        if call.method != "GET" or segments:
            raise not_found()
        names = {one.id: one.name for one in self.organisations()}
        event = call.query.get("authEventId")
        shown = [access.show_connection(one, names[one["tenantId"]]) for one in access.connections(self._ground, grant)]
        return answer([one for one in shown if event in (None, one["authEventId"])])

    def _accounting(self, call: Call, segments: list[str]) -> Reply:
        grant = access.authenticated(self.oauth, call)
        tenant = access.tenant_of(self._ground, grant, call=call)
        verdict = self._limited(tenant)
        headers = {"Xero-Correlation-Id": new_guid(), **_remaining(verdict)}
        if verdict.refused is not None:
            return _too_many(verdict.refused, verdict.wait_seconds, headers=headers)
        try:
            reply = self._once(call, grant, state=State(self._ground, tenant, self._stamps), segments=segments)
        except ProviderError as refused:
            raise ProviderError(replace(refused.reply, headers={**refused.reply.headers, **headers})) from None
        return replace(reply, headers={**reply.headers, **headers})

    def _limited(self, tenant: str) -> Verdict:
        limits = self._ground.limits
        if limits.crowded(self.name, tenant, most=CONCURRENT):
            return Verdict("concurrent", 0, {})
        verdict = limits.take(self.name, tenant, limits=(MINUTE, DAY))
        app = limits.take(self.name, "", limits=(APP_MINUTE,)) if verdict.refused is None else verdict
        remaining = {**verdict.remaining, **app.remaining}
        return Verdict(verdict.refused or app.refused, verdict.wait_seconds or app.wait_seconds, remaining)

    def _once(self, call: Call, grant: Grant, *, state: State, segments: list[str]) -> Reply:
        """A write with an idempotency key is answered once in six minutes; errors are remembered like successes."""
        key = call.headers.get("idempotency-key", "")
        if not key or call.method not in ("POST", "PUT", "PATCH"):
            return self._respond(call, grant, state=state, segments=segments)
        if len(key) > IDEMPOTENCY_KEY_MAX:
            raise refuse(
                400, "Bad Request", detail=f"Idempotency Key is longer than {IDEMPOTENCY_KEY_MAX} characters"
            )  # assumed words
        asked = (call.method, call.path.lower(), sorted(call.query.items()), call.body, state.organisation_id)
        self._forget_replies(call.at)
        if (known := self._replies.get((grant.client_id, key))) is not None:
            if known[1] != asked:
                raise refuse(400, "Bad Request", detail=f"Idempotency Key: {key} is used with a different request.")
            return known[2]
        ends_at = call.at + timedelta(seconds=IDEMPOTENCY_SECONDS)
        try:
            reply = self._respond(call, grant, state=state, segments=segments)
        except ProviderError as refused:
            self._replies[grant.client_id, key] = (ends_at, asked, refused.reply)
            raise
        self._replies[grant.client_id, key] = (ends_at, asked, reply)
        return reply

    def _respond(self, call: Call, grant: Grant, *, state: State, segments: list[str]) -> Reply:
        check_scope(grant.scope, segments, method=call.method)
        return respond(state, call, segments=segments)

    def _forget_replies(self, now: datetime) -> None:
        """Oldest first, so the search ends at the first that still counts."""
        while self._replies and self._replies[first := next(iter(self._replies))][0] <= now:
            del self._replies[first]

    def identify(self, call: Call) -> Caller:
        segments = [segment for segment in call.path.split("/") if segment]
        if [segment.lower() for segment in segments[:2]] == ["api.xro", "2.0"]:
            below = segments[2:]
            kind = "/".join(below[:1] + below[2:3])
            grant, _ = self.oauth.bearer(call)
            return Caller(call.headers.get("xero-tenant-id", "").lower(), grant.client_id if grant else "", kind)
        kind = segments[-1].lower() if segments else ""
        if kind in ("token", "revocation"):
            return Caller("", client_of(call)[0], kind)
        grant, _ = self.oauth.bearer(call)
        kind = "connections" if segments and segments[0].lower() == "connections" else kind
        return Caller("", grant.client_id if grant else call.query.get("client_id", ""), kind)

    def fault(self, kind: str, _call: Call) -> Reply:
        headers = {"Xero-Correlation-Id": new_guid()}
        if kind.startswith("429"):
            limit = {"429_minute": MINUTE, "429_day": DAY, "429_appminute": APP_MINUTE}.get(kind)
            return _too_many(limit.name if limit else "concurrent", limit.seconds if limit else 0, headers=headers)
        if kind == "503":
            return Reply(503, b"The Organisation is offline", headers, "text/plain; charset=utf-8")
        if kind == "forbidden":
            return problem(403, "Forbidden", detail="AuthenticationUnsuccessful", headers=headers)
        if kind == "clash":
            return problem(409, "Conflict", detail="The resource is being changed by another request", headers=headers)  # assumed
        return problem(500, "Internal Server Error", detail="An error occurred in Xero", headers=headers)

    def seed(self, name: str) -> None:
        seed.fill(self._ground, self._stamps, name=name)

    def forget(self) -> None:
        self._replies.clear()
        self._stamps.last.clear()

    def organisations(self) -> list[Organisation]:
        return [
            Organisation(one["OrganisationID"], one["Name"], one["CountryCode"], one["BaseCurrency"])
            for own_id in seed.organisation_ids()
            for one in self._ground.books.all(f"{self.name}:{own_id}", "Organisation")
        ]

    def token(self, organisations: Sequence[Organisation], client_id: str) -> dict[str, Json]:
        number = self._ground.books.next(f"{self.name}:", "control_token")
        ids = [organisation.id for organisation in organisations]
        tokens = self.oauth.issue(client_id=client_id, user=f"control-{number}", organisations=ids, scope=FULL_SCOPE)
        return self.oauth.rules.token_body(tokens)

    def edit(self, *, organisation: str, kind: str, id: str, change: Body) -> Body:
        return backdoor.edit(State(self._ground, organisation, self._stamps), kind=kind, id=id, change=change)

    def pay(self, organisation: str, wish: Mapping[str, Json]) -> dict[str, Json]:
        return backdoor.pay(State(self._ground, organisation, self._stamps), wish)

    def overview(self, organisation: str) -> Overview:
        return backdoor.overview(State(self._ground, organisation, self._stamps))


def _remaining(verdict: Verdict) -> dict[str, str]:
    names = {"minute": "X-MinLimit-Remaining", "day": "X-DayLimit-Remaining", "appminute": "X-AppMinLimit-Remaining"}
    return {names[name]: str(left) for name, left in verdict.remaining.items()}


def _too_many(which: str, wait_seconds: int, *, headers: Mapping[str, str]) -> Reply:
    extra = {"X-Rate-Limit-Problem": which}
    if which != "concurrent":
        extra["Retry-After"] = str(wait_seconds)
    return problem(429, "Rate limit exceeded", detail=f"The {which} limit is used up", headers={**headers, **extra})
