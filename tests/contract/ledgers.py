"""A ledger of the sandbox, signed in to, and what the contract tests of the connectors write to it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tieout.accounting.accounts import Account, AccountType, TaxRate, TaxSide
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Allocation, Document, Line, Payment
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import (
    Access,
    Action,
    Connector,
    Operation,
    Outcome,
    Page,
    ReferenceData,
    Seen,
    Tokens,
)

REDIRECT_URI = "http://localhost:9300/oauth/callback"
VERIFIER = "v" * 64


@dataclass
class RecordingGate:
    """Lets everything through and remembers it."""

    taken: list[tuple[str, ...]] = field(default_factory=list)
    corrections: list[tuple[str, int | None, float | None]] = field(default_factory=list)

    @contextmanager
    def call(self, *scopes: str) -> Iterator[None]:
        self.taken.append(scopes)
        yield

    def correct(self, *, scope: str, remaining: int | None = None, retry_after: float | None = None) -> None:
        self.corrections.append((scope, remaining, retry_after))


@dataclass
class Ledger:
    """One organisation, signed in to. With `own` begins whatever a test names there: "" in books that are its alone. `keep` is told
    each new pair of tokens."""

    sandbox: "Control"
    connector: Connector
    organisation_id: str
    tokens: Tokens
    gate: RecordingGate = field(default_factory=RecordingGate)
    renewals: int = 0
    own: str = ""
    keep: Callable[[Tokens], None] = lambda _tokens: None

    @property
    def contact_kind(self) -> EntityKind:
        return self.connector.manifest.customer_kind

    @property
    def access(self) -> Access:
        return Access(organisation_id=self.organisation_id, token=self._token, renew=self._renew, gate=self.gate)

    def _token(self) -> str:
        return self.tokens.access_token

    def _renew(self, stale: str) -> str:
        assert stale == self.tokens.access_token
        self.renewals += 1
        self.refresh()
        return self.tokens.access_token

    def refresh(self) -> None:
        self.tokens = self.connector.refresh(self.tokens)
        self.keep(self.tokens)

    def named(self, text: str) -> str:
        return f"{self.own}{text}"

    def write(self, *operations: Operation) -> tuple[Outcome, ...]:
        """In as many calls as the provider's batches need."""
        size, outcomes = self._batch_size(operations), list[Outcome]()
        for start in range(0, len(operations), size):
            outcomes += self.connector.write(self.access, operations[start : start + size])
        return tuple(outcomes)

    def at_once(self, operations: Sequence[Operation]) -> list[Operation]:
        """As many of these as one call takes."""
        return list(operations[: self._batch_size(operations)])

    def _batch_size(self, operations: Sequence[Operation]) -> int:
        return self.connector.manifest.batch_sizes[operations[0].kind]

    def read(self, *kinds: EntityKind, since: datetime | None = None) -> list[Page]:
        return list(self.connector.read(self.access, kinds=kinds, since=since))

    def ids(self, *kinds: EntityKind) -> set[str]:
        return {seen.external_id for page in self.read(*kinds) for seen in page.seen if not seen.deleted}

    def reference(self) -> ReferenceData:
        return self.connector.read_reference(self.access)


@dataclass
class Control:
    """The sandbox's control desk."""

    url: str
    provider: str

    def post(self, path: str, wish: Mapping[str, object]) -> Any:
        # A full seed takes seconds on a busy machine.
        answer = httpx.post(f"{self.url}/_control/{path}", json=wish, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, kind: str, *, times: int = 1, method: str = "", path: str = "") -> None:
        self.post("faults", {"kind": kind, "provider": self.provider, "times": times, "method": method, "path": path})

    def organisation_id(self, name: str) -> str:
        found = httpx.get(f"{self.url}/_control/organisations").json()[self.provider]
        return next(str(one["id"]) for one in found if one["name"] == name)


@dataclass
class Shop:
    """A ledger with a customer and an item, ready for documents."""

    ledger: Ledger
    customer: str
    item: str
    account: str
    tax_code: str
    bank: str

    @classmethod
    def open(cls, ledger: Ledger) -> "Shop":
        found = ledger.reference()
        sales = next(each.key for each in accounts(found) if each.type is AccountType.REVENUE and each.is_active)
        bank = next(each.key for each in accounts(found) if each.type is AccountType.BANK and each.is_active)
        tax = next(rate.key for rate in tax_rates(found) if rate.rate == 20 and rate.side is not TaxSide.INPUT and rate.is_active)
        (customer,) = ledger.write(contact_of(ledger, 0))
        (item,) = ledger.write(item_of(ledger.named("MUG"), account=sales))
        assert customer.receipt is not None, customer.problems
        assert item.receipt is not None, item.problems
        by_code = ledger.connector.manifest.item_reference == "code"
        key = ledger.named("MUG") if by_code else item.receipt.seen.external_id
        return cls(ledger, customer.receipt.seen.external_id, key, sales, tax, bank)

    def document(self, number: str, kind: EntityKind) -> Operation:
        line = Line(
            description="Mug, white",
            quantity=Decimal(3),
            unit_price=Decimal("12.50"),
            item=self.item,
            account=self.account,
            tax_code=self.tax_code,
        )
        day = date(2026, 3, 31)
        entity = Document(
            kind=kind,
            contact=self.customer,
            issued_on=day,
            due_on=day + timedelta(days=30) if kind is EntityKind.INVOICE else None,
            currency="GBP",
            number=self.ledger.named(number),
            lines=(line,),
        )
        return Operation(key=self.ledger.named(f"document-{number}"), action=Action.CREATE, kind=kind, entity=entity)

    def written(self, operation: Operation) -> Document:
        (outcome,) = self.ledger.write(operation)
        assert outcome.receipt is not None, outcome.problems
        assert isinstance(outcome.receipt.seen.entity, Document), outcome.receipt.seen.problem
        return outcome.receipt.seen.entity

    def payment(self, invoice: Document, *, amount: str, number: int = 1) -> Operation:
        paid = Decimal(amount)
        entity = Payment(
            kind=EntityKind.PAYMENT,
            contact=self.customer,
            account=self.bank,
            paid_on=date(2026, 4, 2),
            currency="GBP",
            amount=paid,
            allocations=(Allocation(kind=invoice.kind, document=invoice.id or "", amount=paid),),
            marker=self.ledger.named(f"posting-{number}"),
        )
        return Operation(key=self.ledger.named(f"payment-{number}"), action=Action.CREATE, kind=EntityKind.PAYMENT, entity=entity)

    def batch(self, kind: str) -> list[Operation]:
        if kind == "contact":
            return [contact_of(self.ledger, number) for number in (11, 12)]
        if kind == "item":
            return [item_of(code, account=self.account) for code in ("CUP", "TRAY, LARGE")]
        if kind == "payment":
            invoice = self._invoice_to_pay()
            return [self.payment(invoice, amount="10.00", number=number) for number in (1, 2)]
        number = kind[:2].upper()
        return [self.document(f"{number}-{each}", EntityKind(kind)) for each in ("1", "2, B")]

    def ids(self, kind: EntityKind) -> set[str]:
        return self.ledger.ids(kind)

    def _invoice_to_pay(self) -> Document:
        found = [seen.entity for page in self.ledger.read(EntityKind.INVOICE) for seen in page.seen]
        return found[0] if found and isinstance(found[0], Document) else self.written(self.document("PAY", EntityKind.INVOICE))


@dataclass
class Supply:
    """A ledger with a supplier, ready for bills."""

    ledger: Ledger
    supplier: str
    account: str
    tax_code: str
    bank: str

    @classmethod
    def open(cls, ledger: Ledger) -> "Supply":
        found, kind = ledger.reference(), ledger.connector.manifest.supplier_kind
        costs = next(each.key for each in accounts(found) if each.type is AccountType.EXPENSE and each.is_active)
        bank = next(each.key for each in accounts(found) if each.type is AccountType.BANK and each.is_active)
        tax = next(rate.key for rate in tax_rates(found) if rate.rate == 20 and rate.side is not TaxSide.OUTPUT and rate.is_active)
        entity = Contact(kind=kind, name=ledger.named("Supplier 1"), account_number=ledger.named("S1"))
        (supplier,) = ledger.write(Operation(key=ledger.named("supplier-1"), action=Action.CREATE, kind=kind, entity=entity))
        assert supplier.receipt is not None, supplier.problems
        return cls(ledger, supplier.receipt.seen.external_id, costs, tax, bank)

    def written(self, kind: EntityKind, number: str) -> Document:
        line = Line(
            description="Cartons", quantity=Decimal(40), unit_price=Decimal(2), account=self.account, tax_code=self.tax_code
        )
        day = date(2026, 3, 31)
        due_on = day + timedelta(days=30) if kind is EntityKind.BILL else None
        entity = Document(
            kind=kind,
            contact=self.supplier,
            issued_on=day,
            due_on=due_on,
            currency="GBP",
            number=self.ledger.named(number),
            lines=(line,),
        )
        (outcome,) = self.ledger.write(
            Operation(key=self.ledger.named(f"bill-{number}"), action=Action.CREATE, kind=kind, entity=entity)
        )
        assert outcome.receipt is not None, outcome.problems
        assert isinstance(outcome.receipt.seen.entity, Document), outcome.receipt.seen.problem
        return outcome.receipt.seen.entity

    def payment(self, bill: Document, *, amount: str) -> Operation:
        paid, kind = Decimal(amount), EntityKind.SUPPLIER_PAYMENT
        entity = Payment(
            kind=kind,
            contact=self.supplier,
            account=self.bank,
            paid_on=date(2026, 4, 2),
            currency="GBP",
            amount=paid,
            allocations=(Allocation(kind=bill.kind, document=bill.id or "", amount=paid),),
            marker=self.ledger.named("posting-9"),
        )
        return Operation(key=self.ledger.named("payment-9"), action=Action.CREATE, kind=kind, entity=entity)


def contact_of(ledger: Ledger, number: int, *, name: str = "") -> Operation:
    kind = ledger.contact_kind
    entity = Contact(
        kind=kind,
        name=ledger.named(name or f"Customer {number}"),
        account_number=ledger.named(f"A{number}"),
        email=f"customer{number}@example.com",
    )
    return Operation(key=ledger.named(f"contact-{number}"), action=Action.CREATE, kind=kind, entity=entity)


def item_of(code: str, *, account: str) -> Operation:
    entity = Item(code=code, name=f"Item {code}", sale_price=Decimal("12.50"), sale_account=account)
    return Operation(key=f"item-{code}", action=Action.CREATE, kind=EntityKind.ITEM, entity=entity)


def consent(connector: Connector, *, organisation: str, decision: str = "allow") -> dict[str, str]:
    """Presses the buttons of the consent page, and gives what comes back to us."""
    url = connector.authorise_url(redirect_uri=REDIRECT_URI, state="state-1", code_verifier=VERIFIER)
    assert httpx.get(url).status_code == 200
    answer = httpx.post(url, data={"user": "full", "organisation": organisation, "decision": decision})
    assert answer.status_code in (302, 303), answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def accounts(found: ReferenceData) -> list[Account]:
    return [seen.entity for seen in found.accounts if isinstance(seen.entity, Account)]


def tax_rates(found: ReferenceData) -> list[TaxRate]:
    return [seen.entity for seen in found.tax_rates if isinstance(seen.entity, TaxRate)]


def found_ids(ledger: Ledger, kind: EntityKind) -> dict[str, str]:
    """The contacts that the test made there, by the names that it gave them."""
    everything: list[Seen] = [seen for page in ledger.read(kind) for seen in page.seen]
    named = {seen.entity.name: seen.external_id for seen in everything if isinstance(seen.entity, Contact)}
    return {name.removeprefix(ledger.own): one for name, one in named.items() if name.startswith(ledger.own)}


def ids(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [outcome.receipt.seen.external_id if outcome.receipt else "" for outcome in outcomes]
