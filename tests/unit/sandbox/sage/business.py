"""A Sage business without a server: calls go straight to the provider, as the server would make them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tieout.sandbox import oauth
from tieout.sandbox.books import Books
from tieout.sandbox.call import Call, Reply, dump
from tieout.sandbox.clock import Clock
from tieout.sandbox.ground import Ground, ProviderError
from tieout.sandbox.limits import Limits
from tieout.sandbox.sage.provider import INDEXES, Sage
from tieout.sandbox.sage.state import State

Json = Any
Query = Mapping[str, str] | None
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@dataclass
class Desk:
    """One business at Sage and an app that may do everything in it."""

    provider: Sage
    ground: Ground
    business: str
    token: str = ""
    last: Reply = field(default_factory=Reply)

    @property
    def state(self) -> State:
        return State(self.ground, self.business)

    def call(self, method: str, path: str, *, body: Json = None, headers: Query = None, query: Query = None) -> Json:
        """The answer's JSON; `last` holds the whole reply."""
        sent = {
            "authorization": f"Bearer {self.token}",
            "x-business": self.business,
            "content-type": "application/json",
            **(headers or {}),
        }
        raw = body if isinstance(body, bytes) else b"" if body is None else dump(body)
        self.last = self.send(Call(method, f"/v3.1/{path}", query or {}, sent, raw, self.ground.clock.now(), "http://127.0.0.1:1"))
        return json.loads(self.last.body, parse_float=Decimal) if self.last.body and "json" in self.last.media_type else None

    def send(self, call: Call) -> Reply:
        try:
            with self.ground.books.unit():
                return self.provider.answer(call)
        except ProviderError as refused:
            return refused.reply

    def renew(self) -> None:
        """Another access token for everything, as after a refresh."""
        with self.ground.books.unit():
            self.token = str(self.provider.token(self.provider.organisations(), "tests")["access_token"])

    def get(self, path: str, **query: str) -> Json:
        found = self.call("GET", path, query=query)
        assert self.last.status == 200, (self.last.status, found)
        return found

    def items(self, path: str, **query: str) -> list[Json]:
        """Every object of a list, with all its attributes."""
        query = {"attributes": "all", "items_per_page": "200", **query}
        page = self.get(path, **query)
        found: list[Json] = list(page["$items"])
        for number in range(2, -(-page["$total"] // 200) + 1):
            found += self.get(path, **query, page=str(number))["$items"]
        return found

    def make(self, path: str, name: str, /, **body: Json) -> Json:
        made = self.call("POST", path, body={name: body})
        assert self.last.status == 201, (self.last.status, made)
        return made

    def change(self, path: str, name: str, /, **body: Json) -> Json:
        changed = self.call("PUT", path, body={name: body})
        assert self.last.status == 200, (self.last.status, changed)
        return changed

    def refusal(self, method: str, path: str, *body: Json, status: int = 422) -> list[tuple[str, str]]:
        """Source and code of every problem of a call that must be refused."""
        told = self.call(method, path, body=body[0] if body else None)
        assert self.last.status == status, (self.last.status, told)
        return [(one["$source"], one["$dataCode"]) for one in told]

    def edit(self, kind: str, id: str, **change: Json) -> None:
        with self.ground.books.unit():
            self.provider.edit(organisation=self.business, kind=kind, id=id, change=change)

    def account(self, nominal_code: int) -> str:
        (found,) = self.state.find("ledger_accounts", "nominal", key=nominal_code)
        return str(found["id"])

    def contact(self, name: str = "Thornfield School", *kinds: str, **more: Json) -> Json:
        return self.make("contacts", "contact", name=name, contact_type_ids=list(kinds or ("CUSTOMER",)), **more)


def open_business(*, name: str = "Demo Business (UK)", seed: str = "empty", limits: str = "off", scope: str | None = None) -> Desk:
    """In memory, at a frozen noon."""
    clock = Clock()
    clock.freeze(frozen=True)
    clock.set(NOON)
    ground = Ground(Books(None, indexes={**oauth.INDEXES, **INDEXES}), clock, Limits(clock))
    ground.limits.set(limits)
    provider = Sage(ground)
    with ground.books.unit():
        provider.seed(seed)
    (chosen,) = (one for one in provider.organisations() if one.name == name)
    desk = Desk(provider, ground, chosen.id)
    if scope is None:
        desk.renew()
        return desk
    with ground.books.unit():
        tokens = provider.oauth.issue(client_id="tests", user="narrow", organisations=[chosen.id], scope=scope)
        desk.token = tokens.access_token
    return desk
