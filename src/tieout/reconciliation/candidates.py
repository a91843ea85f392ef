"""What at the target, not linked yet, may be the same as an entity of the source."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tieout.accounting.contacts import Contact, ContactStatus
from tieout.accounting.documents import POSTED_STATUSES, Allocation, Document, Payment, PaymentStatus
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.reconciliation.folding import folded, folded_key
from tieout.reconciliation.sync_terms import Written

Paid = tuple[EntityKind, tuple[tuple[EntityKind, str, Decimal], ...]]


@dataclass(frozen=True, slots=True)
class Finding:
    """`external_id` of the one that is certainly the same; or `candidates`, with the cause and a sentence why it is not certain."""

    external_id: str = ""
    candidates: tuple[str, ...] = ()
    cause: str = ""
    message: str = ""


@dataclass(slots=True)
class Candidates:
    """Indexes over the target's unlinked entities; each can be claimed once. `excluded` are not the one that is asked for now."""

    contacts_by_email: dict[tuple[EntityKind, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    contacts_by_name: dict[tuple[EntityKind, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    items_by_code: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    items_by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    documents: dict[tuple[EntityKind, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    payments: dict[Paid, list[str]] = field(default_factory=lambda: defaultdict(list))
    entities: dict[tuple[EntityKind, str], Written] = field(default_factory=dict)
    claimed: set[tuple[EntityKind, str]] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, unlinked: Iterable[tuple[str, Written]]) -> "Candidates":
        candidates = cls()
        for external_id, entity in unlinked:
            candidates.entities[(kind_of(entity), external_id)] = entity
            candidates._add(external_id, entity)
        return candidates

    def _add(self, external_id: str, entity: Written) -> None:
        if isinstance(entity, Contact):
            if entity.email:
                self.contacts_by_email[(entity.kind, folded_key(entity.email))].append(external_id)
            self.contacts_by_name[(entity.kind, folded(entity.name))].append(external_id)
        elif isinstance(entity, Item):
            if entity.code:
                self.items_by_code[folded_key(entity.code)].append(external_id)
            self.items_by_name[folded(entity.name)].append(external_id)
        elif isinstance(entity, Document):
            if entity.number and entity.status in POSTED_STATUSES:
                self.documents[(entity.kind, folded_key(entity.number))].append(external_id)
        elif entity.status is PaymentStatus.POSTED:
            self.payments[paid(entity)].append(external_id)

    def contact(self, contact: Contact) -> Finding:
        """By e-mail, then by name; several, or a name whose e-mail or account number is another, are left to a person."""
        by_email = self._free(
            contact, self.contacts_by_email.get((contact.kind, folded_key(contact.email)), ()) if contact.email else ()
        )
        by_name = self._free(contact, self.contacts_by_name.get((contact.kind, folded(contact.name)), ()))
        if by_email:
            both = [one for one in by_email if one in by_name] or by_email
            if len(both) == 1 and (both[0] in by_name or not by_name):
                return Finding(external_id=both[0])
            found = tuple(dict.fromkeys([*by_email, *by_name]))
            return Finding(candidates=found, cause="several_matches", message=f"{len(found)} contacts may be {contact.name}.")
        if len(by_name) > 1:
            return Finding(
                candidates=by_name, cause="several_matches", message=f"{len(by_name)} contacts are called {contact.name}."
            )
        for one in by_name:
            other = self._entity(contact, one)
            if isinstance(other, Contact) and _differ(contact.email, other.email):
                said = f"{contact.name} is there with another e-mail address ({other.email}, not {contact.email})."
                return Finding(candidates=by_name, cause="email_differs", message=said)
            if isinstance(other, Contact) and _differ(contact.account_number, other.account_number):
                said = (
                    f"{contact.name} is there with another account number ({other.account_number}, not {contact.account_number})."
                )
                return Finding(candidates=by_name, cause="account_number_differs", message=said)
            return Finding(external_id=one)
        return Finding()

    def item(self, item: Item) -> Finding:
        """By code, then by name where not both have a code."""
        by_code = self._free(item, self.items_by_code.get(folded_key(item.code), ()) if item.code else ())
        if len(by_code) == 1:
            return Finding(external_id=by_code[0])
        if by_code:
            return Finding(candidates=by_code, cause="several_matches", message=f"{len(by_code)} items have the code {item.code}.")
        by_name = self._free(item, self.items_by_name.get(folded(item.name), ()))
        if len(by_name) > 1:
            return Finding(candidates=by_name, cause="several_matches", message=f"{len(by_name)} items are called {item.name}.")
        for one in by_name:
            other = self._entity(item, one)
            if isinstance(other, Item) and _differ(item.code, other.code):
                said = f"{item.name} is there with another code ({other.code}, not {item.code})."
                return Finding(candidates=by_name, cause="code_differs", message=said)
            return Finding(external_id=one)
        return Finding()

    def document(self, document: Document) -> Finding:
        """By kind and number; currency, gross and date must be equal too."""
        if not document.number:
            return Finding()
        found = self._free(document, self.documents.get((document.kind, folded_key(document.number)), ()))
        exact = tuple(one for one in found if _says_the_same(document, self._entity(document, one)))
        if len(exact) == 1:
            return Finding(external_id=exact[0])
        if exact:
            return Finding(
                candidates=exact, cause="several_matches", message=f"{len(exact)} documents have the number {document.number}."
            )
        if found:
            said = f"Number {document.number} is there with another {_what_differs(document, self._entity(document, found[0]))}."
            return Finding(candidates=found, cause="document_differs", message=said)
        return Finding()

    def payment(self, payment: Payment, *, documents: Callable[[Allocation], str]) -> Finding:
        """By the documents that it settles, the amounts and the day; `documents` gives the target's id for an allocation."""
        parts = tuple(sorted((part.kind, documents(part), part.amount) for part in payment.allocations))
        if not parts or any(not document for _, document, _ in parts):
            return Finding()
        found = self._free(payment, self.payments.get((payment.kind, parts), ()))
        exact = tuple(one for one in found if _paid_on(self._entity(payment, one)) == payment.paid_on)
        if len(exact) == 1:
            return Finding(external_id=exact[0])
        if exact:
            return Finding(candidates=exact, cause="several_matches", message="Several equal payments are there.")
        if found:
            return Finding(candidates=found, cause="date_differs", message="A payment of this amount is there on another day.")
        return Finding()

    def claim(self, entity: Written, external_id: str) -> None:
        """So that no second source is taken for the same."""
        self.claimed.add((kind_of(entity), external_id))

    def _free(self, entity: Written, found: Sequence[str]) -> tuple[str, ...]:
        kind = kind_of(entity)
        return tuple(one for one in found if (kind, one) not in self.claimed and one not in self.excluded)

    def _entity(self, like: Written, external_id: str) -> Written:
        return self.entities[(kind_of(like), external_id)]


def paid(payment: Payment) -> Paid:
    """What a payment settles, without its day."""
    return payment.kind, tuple(sorted((part.kind, part.document, part.amount) for part in payment.allocations))


def is_archived(entity: Written) -> bool:
    if isinstance(entity, Contact):
        return entity.status is ContactStatus.ARCHIVED
    return isinstance(entity, Item) and not entity.is_active


def kind_of(entity: Written) -> EntityKind:
    # Ids are unique within a kind only: at QuickBooks customer 5 and vendor 5 are two contacts.
    return EntityKind.ITEM if isinstance(entity, Item) else entity.kind


def _differ(one: str, other: str) -> bool:
    return bool(one) and bool(other) and folded_key(one) != folded_key(other)


def _says_the_same(document: Document, other: Written) -> bool:
    return isinstance(other, Document) and not _what_differs(document, other)


def _what_differs(document: Document, other: Written) -> str:
    if not isinstance(other, Document):
        return "kind"
    if document.currency != other.currency:
        return f"currency ({other.currency})"
    if document.gross != other.gross:
        return f"total ({other.gross}, not {document.gross})"
    return "" if document.issued_on == other.issued_on else f"date ({other.issued_on}, not {document.issued_on})"


def _paid_on(payment: Written) -> date | None:
    return payment.paid_on if isinstance(payment, Payment) else None
