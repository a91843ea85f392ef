"""What the server asks of a provider, and what it lends to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.ground import Caller, Organisation
from tieout.sandbox.oauth import OAuth


@dataclass(frozen=True)
class Latest:
    """A document on the sandbox's page."""

    kind: str
    number: str
    contact: str
    on: str
    status: str
    total: Decimal
    due: Decimal


@dataclass(frozen=True)
class Overview:
    counts: Mapping[str, int]
    balances: Mapping[str, Decimal] = field(default_factory=dict)
    latest: Sequence[Latest] = ()


class Provider(Protocol):
    """Every method runs in the server's one thread and, but for `identify` and `fault`, inside `books.unit()`."""

    name: str
    title: str
    oauth: OAuth

    def answer(self, call: Call) -> Reply: ...

    def identify(self, call: Call) -> Caller: ...

    def fault(self, kind: str, call: Call) -> Reply:
        """The reply of this provider for `429_minute`, `429_day`, `429_concurrent`, `500` or `503`."""
        ...

    def seed(self, name: str) -> None:
        """Fills empty books with the seed `demo` or `empty`."""
        ...

    def forget(self) -> None:
        """Drops what is kept outside the books (replies for repeated calls, time stamps)."""
        ...

    def organisations(self) -> list[Organisation]: ...

    def token(self, organisations: Sequence[Organisation], client_id: str) -> dict[str, Json]:
        """A new grant's token body, as the token endpoint would answer it."""
        ...

    def edit(self, *, organisation: str, kind: str, id: str, change: Body) -> Body:
        """Changes an object behind the client's back and returns it as the provider shows it; KeyError when there is none."""
        ...

    def pay(self, organisation: str, wish: Mapping[str, Json]) -> dict[str, Json]:
        """Pays open sales invoices as the bookkeeper would; NotImplementedError when the provider's half does not offer it."""
        ...

    def overview(self, organisation: str) -> Overview: ...
