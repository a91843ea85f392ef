"""Sage as the sandbox's server sees it: OAuth, businesses, limits, and the accounting API."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from email.utils import format_datetime

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.ground import Caller, Ground, Organisation, ProviderError
from tieout.sandbox.limits import Limit
from tieout.sandbox.oauth import Grant, OAuth, client_of
from tieout.sandbox.provider import Overview
from tieout.sandbox.sage import access, backdoor, businesses, seed
from tieout.sandbox.sage.errors import NO_RECORD, NOT_FOUND, Problem, not_found, problems_reply, refuse
from tieout.sandbox.sage.links import show_page
from tieout.sandbox.sage.routes import respond
from tieout.sandbox.sage.state import INDEXES, State

__all__ = ["INDEXES", "Sage"]

VERSION = "v3.1"
DAY = Limit("day", 1_296_000, 86_400)  # by app, not by business
CONCURRENT = 150
_FAULTS = {
    "500": (500, Problem("", "An unexpected error occurred.", "UnexpectedError")),
    "503": (503, Problem("", "The service is unavailable.", "UnexpectedError")),
    "forbidden": (403, Problem("", "You do not have access to this area.", "MultiUserAccessDenied")),
    # Assumed: how parallel writes to one business clash is told nowhere but that they do.
    "clash": (409, Problem("", "The record was changed by another request.", "Conflict")),
}


class Sage:
    name = "sage"
    title = access.TITLE

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.oauth = OAuth(ground, access.rules(ground))

    def answer(self, call: Call) -> Reply:
        path = call.path.rstrip("/")
        match (call.method, path.lower()):
            case ("GET" | "POST", "/oauth2/auth/central"):
                return access.authorise(self.oauth, call, organisations=self.organisations())
            case ("POST", "/token"):
                return self.oauth.token(call)
            case ("POST", "/revoke"):
                return access.revoke(self._ground, self.oauth, call=call)
        segments = [segment for segment in path.split("/") if segment]
        if (found := show_page(self._ground, call, segments=segments)) is not None:
            return found
        headers = {"x_request_id": secrets.token_hex(16), "Date": format_datetime(call.at.replace(microsecond=0), usegmt=True)}
        try:
            if len(segments) < 2 or segments[0] != VERSION:
                raise not_found()
            reply = self._api(call, segments[1:])
        except ProviderError as refused:
            raise ProviderError(replace(refused.reply, headers={**refused.reply.headers, **headers})) from None
        return replace(reply, headers={**reply.headers, **headers})

    def _api(self, call: Call, segments: list[str]) -> Reply:
        grant = access.authenticated(self._ground, self.oauth, call=call)
        self._limit(grant)
        if call.body and call.method in ("POST", "PUT") and "json" not in call.headers.get("content-type", "json"):
            raise refuse(415, "UnsupportedMediaType", message="The content type must be application/json")
        if segments[0] in ("businesses", "user"):
            return businesses.respond(self._ground, grant, call=call, segments=segments)
        business = call.headers.get("x-business") or businesses.lead(self._ground, grant)
        if business not in grant.organisations or businesses.business_of(self._ground, business) is None:
            raise refuse(404, NOT_FOUND, message=NO_RECORD, source="X-Business")
        echo = {"X-Business": business}
        try:
            reply = respond(State(self._ground, business, base_url=call.base_url), call, segments=segments)
        except ProviderError as refused:
            raise ProviderError(replace(refused.reply, headers={**refused.reply.headers, **echo})) from None
        return replace(reply, headers={**reply.headers, **echo})

    def _limit(self, grant: Grant) -> None:
        limits = self._ground.limits
        if limits.crowded(self.name, grant.client_id, most=CONCURRENT):
            raise ProviderError(_too_many(None))
        verdict = limits.take(self.name, grant.client_id, limits=(DAY,))
        if verdict.refused is not None:
            raise ProviderError(_too_many(verdict.wait_seconds))

    def identify(self, call: Call) -> Caller:
        segments = [segment for segment in call.path.split("/") if segment]
        if segments[:1] == [VERSION]:
            grant, _ = self.oauth.bearer(call)
            kind = "/".join(segments[1:2] + segments[3:4])
            if grant is None:
                return Caller(call.headers.get("x-business", ""), "", kind)
            business = call.headers.get("x-business") or businesses.lead(self._ground, grant)
            return Caller("" if kind in ("businesses", "user") else business, grant.client_id, kind)
        kind = segments[-1].lower() if segments else ""
        return Caller("", client_of(call)[0] or call.query.get("client_id", ""), kind)

    def fault(self, kind: str, call: Call) -> Reply:
        """Over the day's limit Sage says how long to wait; over the concurrent one it does not."""
        headers = {"x_request_id": secrets.token_hex(16), "Date": format_datetime(call.at.replace(microsecond=0), usegmt=True)}
        if kind.startswith("429"):
            reply = _too_many({"429_minute": 60, "429_day": DAY.seconds}.get(kind))
        else:
            status, problem = _FAULTS[kind]
            reply = problems_reply(status, [problem])
        return replace(reply, headers={**reply.headers, **headers})

    def seed(self, name: str) -> None:
        seed.fill(self._ground, name)

    def forget(self) -> None:
        """Nothing is kept outside the books."""

    def organisations(self) -> list[Organisation]:
        found = [businesses.business_of(self._ground, own_id) for own_id in seed.business_ids()]
        return [Organisation(one["id"], one["name"], one["country_id"], one["currency"]) for one in found if one is not None]

    def token(self, organisations: Sequence[Organisation], client_id: str) -> dict[str, Json]:
        number = self._ground.books.next(f"{self.name}:", "control_token")
        ids = [organisation.id for organisation in organisations]
        tokens = self.oauth.issue(client_id=client_id, user=f"control-{number}", organisations=ids, scope=access.FULL)
        return self.oauth.rules.token_body(tokens)

    def edit(self, *, organisation: str, kind: str, id: str, change: Body) -> Body:
        return backdoor.edit(State(self._ground, organisation), kind=kind, id=id, change=change)

    def pay(self, organisation: str, wish: Mapping[str, Json]) -> dict[str, Json]:
        return backdoor.pay(State(self._ground, organisation), wish)

    def overview(self, organisation: str) -> Overview:
        return backdoor.overview(State(self._ground, organisation))


def _too_many(wait_seconds: int | None) -> Reply:
    """Without a number of seconds there is no Retry-After."""
    headers = {} if wait_seconds is None else {"Retry-After": str(wait_seconds)}
    return problems_reply(429, [Problem("", "Too many requests", "TooManyRequests")], headers=headers)
