"""What a step knows of the ledger that it writes to: its accounts and tax codes, and what it can do, without asking it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from tieout.accounting.accounts import Account, AccountType, TaxRate
from tieout.accounting.banking import BankTransaction, Direction
from tieout.accounting.documents import Document
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Written
from tieout.accounting.totals import Totals, UnknownTaxCodeError, totals
from tieout.connectors.contract import Action, Manifest
from tieout.engine import access
from tieout.engine.document_ground import reference_of
from tieout.engine.sights import row_of
from tieout.engine.steps.ledger import chosen_ledger
from tieout.store import mirror
from tieout.store.connections import Connection
from tieout.store.mirror import MirrorEntity
from tieout.store.named import named

NO_LEDGER = "No ledger is connected. Connect one under Settings, Integrations, then try again."


class Unfit(ValueError):
    """What stands there cannot be used in this ledger; the message says why and what to do."""


@dataclass(frozen=True)
class Books:
    """One ledger as the mirror has it, for the steps of one transaction."""

    ledger: Connection

    @cached_property
    def manifest(self) -> Manifest:
        return access.connector(self.ledger.provider).manifest

    @property
    def name(self) -> str:
        return self.ledger.organisation_name

    @cached_property
    def _reference(self) -> tuple[dict[str, Account], dict[str, TaxRate]]:
        return reference_of(self.ledger)

    @property
    def accounts(self) -> Mapping[str, Account]:
        return self._reference[0]

    @property
    def taxes(self) -> Mapping[str, TaxRate]:
        return self._reference[1]

    def account(self, text: str, *, of_money: bool = False) -> str:
        """The key by which the ledger knows an account that is named by its key, code or name; raises Unfit."""
        found = chosen({key: (one.code, one.name) for key, one in self.accounts.items()}, text)
        if found is None:
            raise Unfit(f"There is no account {text} in {self.name}. Choose one that is there.")
        one = self.accounts[found]
        if not one.is_active:
            raise Unfit(f"Account {one.code or one.key} {one.name} is archived in {self.name}. Choose an active one.")
        if of_money and one.type is not AccountType.BANK and not one.takes_payments:
            raise Unfit(f"Account {one.code or one.key} {one.name} in {self.name} holds no money. Choose a bank account.")
        return found

    def tax_code(self, text: str) -> str:
        found = chosen({key: (one.name,) for key, one in self.taxes.items()}, text)
        if found is None:
            raise Unfit(f"There is no tax code {text} in {self.name}. Choose one that is there.")
        if not self.taxes[found].is_active:
            raise Unfit(f"Tax code {self.taxes[found].name} is archived in {self.name}. Choose an active one.")
        return found

    def entity(self, text: str, *, kinds: Sequence[EntityKind], with_deleted: bool = False) -> MirrorEntity:
        """The one entity that is named by its id, number or name; raises Unfit where there is none, or more than one."""
        wanted = [kind.value for kind in kinds]
        coming = _coming(self.ledger, text)
        if coming is not None and coming.kind in wanted:
            return coming
        found = named(self.ledger.workspace_id, self.ledger.id, kinds=wanted, text=text, with_deleted=with_deleted)
        word, many = spoken(kinds[0]), len(found)
        if not found:
            raise Unfit(
                f"There is no {word} {text} in {self.name}, as far as it was read. Correct the value, or read the ledger anew."
            )
        if many > 1:
            raise Unfit(f"{many} in {self.name} are called {text}. Name the {word} by its id; a Find step gives it.")
        if found[0].status == "archived":
            raise Unfit(f"{spoken(kinds[0]).capitalize()} {found[0].name or found[0].number} is archived in {self.name}.")
        return found[0]

    def standing(self, kind: EntityKind, external_id: str) -> MirrorEntity | None:
        """What stands there under this id, or would by the plan that is made."""
        found = _coming(self.ledger, external_id)
        return found or mirror.entity(self.ledger.workspace_id, self.ledger.id, kind=kind.value, external_id=external_id)

    def expect(self, kind: EntityKind, entity: Written, *, title: str, gross: Decimal | None = None) -> str:
        """What a plan calls an entity that is to be created, so that the steps that follow can name it; "" outside of a plan."""
        plan = _at_hand.get()
        if plan is None:
            return ""
        if isinstance(entity, Document) and gross is not None:
            entity = replace(entity, gross=gross, due=gross)
        row, name = row_of(kind, entity), f"{title} (new)"
        row.workspace_id, row.connection, row.external_id = self.ledger.workspace_id, self.ledger, name
        plan.coming[self.ledger.id, name] = row
        return name

    def item(self, text: str) -> str:
        """By what the lines of this ledger name an item."""
        row = self.entity(text, kinds=(EntityKind.ITEM,))
        return row.number if self.manifest.item_reference == "code" else row.external_id

    def unread(self, kind: EntityKind) -> str:
        """What to think of where a kind was never read: what is there already cannot be known, "" otherwise."""
        if self.ledger.has_read(kind.value):
            return ""
        return f"The {spoken(kind)}s of {self.name} have not been read yet: one that is there already may not be recognised."

    def refusal(self, kind: EntityKind, action: Action) -> str:
        """Why the ledger does not take this from outside at all, "" where it does."""
        if action in self.manifest.can.get(kind, frozenset()):
            return ""
        return f"{self.manifest.name} does not let a {spoken(kind)} be {_DONE[action]} from outside."

    def totals(self, entity: Document | BankTransaction) -> Totals | None:
        """As the provider will compute them, of a bank transaction as those of a document with the same lines; None where a tax
        code's rate is not known."""
        document = _like_document(entity) if isinstance(entity, BankTransaction) else entity
        try:
            return totals(document, {key: one.percent for key, one in self.taxes.items()}, rule=self.manifest.rounding)
        except UnknownTaxCodeError:
            return None


@dataclass(frozen=True)
class _Plan:
    """What is at hand while a plan is made: the ledgers that were read, and what would be in them."""

    books: dict[tuple[UUID, str], Books | None] = field(default_factory=dict)
    coming: dict[tuple[UUID, str], MirrorEntity] = field(default_factory=dict)


_at_hand: ContextVar[_Plan | None] = ContextVar("books_at_hand", default=None)


@contextmanager
def planned() -> Iterator[None]:
    """Within it each ledger with its accounts and tax codes is read once, however many steps look at it, and what a step would
    create is there for those that follow."""
    token = _at_hand.set(_Plan())
    try:
        yield
    finally:
        _at_hand.reset(token)


def chosen_books(workspace_id: UUID, wanted: str) -> Books | None:
    """Those of `chosen_ledger`."""
    plan = _at_hand.get()
    if plan is not None and (workspace_id, wanted) in plan.books:
        return plan.books[workspace_id, wanted]
    ledger = chosen_ledger(workspace_id, wanted)
    books = Books(ledger) if ledger is not None else None
    if plan is not None:
        plan.books[workspace_id, wanted] = books
    return books


def _coming(ledger: Connection, name: str) -> MirrorEntity | None:
    plan = _at_hand.get()
    return plan.coming.get((ledger.id, name)) if plan is not None else None


def _like_document(entity: BankTransaction) -> Document:
    return Document(
        kind=EntityKind.INVOICE if entity.direction is Direction.RECEIVED else EntityKind.BILL,
        contact=entity.contact,
        issued_on=entity.happened_on,
        currency=entity.currency,
        lines=entity.lines,
        tax_mode=entity.tax_mode,
    )


def spoken(kind: EntityKind) -> str:
    return kind.value.replace("_", " ")


_DONE = {Action.CREATE: "made", Action.UPDATE: "changed", Action.VOID: "voided", Action.DELETE: "deleted"}


def chosen(codes: Mapping[str, Sequence[str]], text: str) -> str | None:
    """The key of what a text names: by its key, else its code or name where exactly one has it. Raises Unfit for the key of one
    that is the code of another."""
    wanted = text.casefold()
    if text in codes:
        others = [words for key, words in codes.items() if key != text and words[0].casefold() == wanted and len(words) > 1]
        if others:
            said = f"{text} is what the ledger calls {codes[text][-1]} inside, and the code of {others[0][-1]}."
            raise Unfit(f"{said} Name it by its name.")
        return text
    for place in range(max(map(len, codes.values()), default=0)):
        found = [key for key, words in codes.items() if words[place].casefold() == wanted]
        if len(found) == 1:
            return found[0]
    return None
