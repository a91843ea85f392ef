"""An entity of the source as the target is to have it: in its keys, with placeholders, or what stands in the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Line, Payment, TaxMode
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.reconciliation.sync_terms import Refused, SourceEntity, SyncMaps, Written

MAP_REMEDY = "Choose its counterpart in the sync's settings, then run the sync again."
PURCHASES = frozenset({EntityKind.BILL, EntityKind.SUPPLIER_CREDIT, EntityKind.SUPPLIER_PAYMENT})


def placeholder(source_id: str) -> str:
    """What stands for an entity until its id at the target is known; the form is that of `mapping.references`."""
    return f"@entity/{source_id}"


@dataclass(frozen=True, slots=True)
class Sources:
    """The source's contacts, items and documents by what its own entities call them."""

    contacts: dict[tuple[EntityKind, str], SourceEntity] = field(default_factory=dict)
    items: dict[str, SourceEntity] = field(default_factory=dict)
    documents: dict[tuple[EntityKind, str], SourceEntity] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Sequence[SourceEntity], *, maps: SyncMaps) -> "Sources":
        sources = cls()
        for one in source:
            if isinstance(one.entity, Contact):
                sources.contacts[(one.entity.kind, one.external_id)] = one
            elif isinstance(one.entity, Item):
                sources.items[one.entity.code if maps.item_reference == "code" else one.external_id] = one
            elif isinstance(one.entity, Document):
                sources.documents[(one.entity.kind, one.external_id)] = one
        return sources

    def contact_of(self, entity: Document | Payment) -> SourceEntity | None:
        own = EntityKind.SUPPLIER if entity.kind in PURCHASES else EntityKind.CUSTOMER
        return self.contacts.get((EntityKind.CONTACT, entity.contact)) or self.contacts.get((own, entity.contact))

    def document_of(self, allocation: Allocation) -> SourceEntity | None:
        return self.documents.get((allocation.kind, allocation.document))


@dataclass(frozen=True, slots=True)
class Carrier:
    """Carries entities over. `settled` says whether a source entity is, or will be, at the target as the kind that is needed."""

    maps: SyncMaps
    sources: Sources
    settled: Callable[[SourceEntity, EntityKind], bool]
    refused: list[Refused]

    def contact(self, one: SourceEntity, contact: Contact, *, kind: EntityKind) -> Contact | None:
        limit = self.maps.contact_name_max_length
        if limit and len(contact.name) > limit:
            self._refuse_long(one, kind, what=f"The name {contact.name!r}", limit=limit)
            return None
        return replace(
            contact,
            id=None,
            kind=kind,
            is_customer=kind is not EntityKind.SUPPLIER and (contact.is_customer or kind is EntityKind.CUSTOMER),
            is_supplier=kind is not EntityKind.CUSTOMER and (contact.is_supplier or kind is EntityKind.SUPPLIER),
        )

    def item(self, one: SourceEntity, item: Item) -> Item | None:
        before = len(self.refused)
        for said, text, limit in (
            ("The code", item.code, self.maps.item_code_max_length),
            ("The name", item.name, self.maps.item_name_max_length),
        ):
            if limit and len(text) > limit:
                self._refuse_long(one, EntityKind.ITEM, what=f"{said} {text!r}", limit=limit)
        carried = replace(
            item,
            id=None,
            sale_account=self._account(one, EntityKind.ITEM, key=item.sale_account),
            purchase_account=self._account(one, EntityKind.ITEM, key=item.purchase_account),
            sale_tax=self._tax(one, EntityKind.ITEM, key=item.sale_tax),
            purchase_tax=self._tax(one, EntityKind.ITEM, key=item.purchase_tax),
        )
        return carried if len(self.refused) == before else None

    def document(self, one: SourceEntity, document: Document) -> Document | None:
        before = len(self.refused)
        self._check_currency(one, document)
        limit = self.maps.number_max_length
        if limit and len(document.number) > limit:
            self._refuse_long(one, document.kind, what=f"The number {document.number!r}", limit=limit)
        contact = self._contact(one, document)
        lines = tuple(self._line(one, document, line=line) for line in document.lines)
        if len(self.refused) > before:
            return None
        # A paid document is written as open; its payments follow and make it paid.
        return replace(document, id=None, contact=contact, lines=lines, status=DocumentStatus.OPEN, due=None)

    def payment(self, one: SourceEntity, payment: Payment) -> Payment | None:
        before = len(self.refused)
        if payment.is_refund:
            said = "Money paid back is not carried over."
            remedy = "Enter the refund at the target by hand, then dismiss this exception."
            self._refuse(one, payment.kind, why=("refund_not_carried", said, remedy))
            return None
        self._check_currency(one, payment)
        contact = self._contact(one, payment)
        account = self.maps.bank_accounts.get(payment.account, "")
        if not account:
            said = f"The bank account {payment.account or '(none)'} has no counterpart."
            self._refuse(one, payment.kind, why=("bank_account_not_mapped", said, MAP_REMEDY))
        allocations = tuple(self._allocation(one, payment, part=part) for part in payment.allocations)
        if not allocations:
            said = "The payment settles no document."
            self._refuse(
                one, payment.kind, why=("payment_unallocated", said, "Allocate it in the source ledger, then run the sync again.")
            )
        if len(self.refused) > before:
            return None
        return replace(payment, id=None, contact=contact, account=account, allocations=allocations, marker="")

    def _line(self, one: SourceEntity, document: Document, *, line: Line) -> Line:
        account = self._account(one, document.kind, key=line.account)
        tax_code = self._tax(one, document.kind, key=line.tax_code)
        if not line.tax_code and document.tax_mode is not TaxMode.NONE:
            said = f"The line {line.description!r} has no tax code."
            self._refuse(
                one, document.kind, why=("tax_code_missing", said, "Set it in the source ledger, then run the sync again.")
            )
        return replace(
            line, id="", account=account, tax_code=tax_code, item=self._item(one, document, line=line, account=account), tracking=()
        )

    def _item(self, one: SourceEntity, document: Document, *, line: Line, account: str) -> str:
        if line.item:
            source = self.sources.items.get(line.item)
            if source is not None and self.settled(source, EntityKind.ITEM):
                return placeholder(source.id)
            self._refuse_reference(one, document.kind, what=f"item {line.item}")
            return ""
        if not self.maps.items_required or document.kind in PURCHASES:
            return ""
        item = self.maps.default_items.get(account, "")
        if not item and account:
            said = f"A line without item needs the default item of account {account}, and there is none."
            self._refuse(
                one, document.kind, why=("default_item_missing", said, "Create one there or choose one in the sync's settings.")
            )
        elif not item:
            said = f"The line {line.description!r} has neither item nor account."
            self._refuse(
                one, document.kind, why=("account_missing", said, "Set one in the source ledger, then run the sync again.")
            )
        return item

    def _contact(self, one: SourceEntity, entity: Document | Payment) -> str:
        source = self.sources.contact_of(entity)
        kind = self.maps.supplier_kind if entity.kind in PURCHASES else self.maps.customer_kind
        if source is not None and self.settled(source, kind):
            return placeholder(source.id)
        self._refuse_reference(one, entity.kind, what="contact")
        return ""

    def _allocation(self, one: SourceEntity, payment: Payment, *, part: Allocation) -> Allocation:
        source = self.sources.document_of(part)
        if source is not None and self.settled(source, part.kind):
            return replace(part, document=placeholder(source.id))
        self._refuse_reference(one, payment.kind, what=part.kind.value.replace("_", " "))
        return part

    def _account(self, one: SourceEntity, kind: EntityKind, *, key: str) -> str:
        if key and not self.maps.accounts.get(key):
            self._refuse(one, kind, why=("account_not_mapped", f"The account {key} has no counterpart.", MAP_REMEDY))
        return self.maps.accounts.get(key, "")

    def _tax(self, one: SourceEntity, kind: EntityKind, *, key: str) -> str:
        if key and not self.maps.taxes.get(key):
            self._refuse(one, kind, why=("tax_code_not_mapped", f"The tax code {key} has no counterpart.", MAP_REMEDY))
        return self.maps.taxes.get(key, "")

    def _check_currency(self, one: SourceEntity, entity: Document | Payment) -> None:
        if self.maps.currencies and entity.currency not in self.maps.currencies:
            said = f"The target does not keep books in {entity.currency}."
            self._refuse(
                one, entity.kind, why=("currency_not_supported", said, "Switch the currency on there, then run the sync again.")
            )

    def _refuse_reference(self, one: SourceEntity, kind: EntityKind, *, what: str) -> None:
        said = f"Its {what} is not at the target: it is missing from the source, refused or waits for a decision."
        self._refuse(one, kind, why=("reference_missing", said, f"Settle the {what} first; then run the sync again."))

    def _refuse_long(self, one: SourceEntity, kind: EntityKind, *, what: str, limit: int) -> None:
        said = f"{what} is longer than the {limit} characters that the target takes."
        self._refuse(one, kind, why=("text_too_long", said, "Shorten it in the source ledger, then run the sync again."))

    def _refuse(self, one: SourceEntity, kind: EntityKind, *, why: tuple[str, str, str]) -> None:
        cause, message, remedy = why
        found = Refused(source_id=one.id, kind=kind, cause=cause, message=message, remedy=remedy)
        # Fifty lines with one unmapped code are one problem.
        if found not in self.refused[-200:]:
            self.refused.append(found)


def is_carried(entity: Written) -> bool:
    """Whether the entity counts at the source: posted, paid, or a contact or item."""
    return not isinstance(entity, Document) or entity.status in (DocumentStatus.OPEN, DocumentStatus.PAID)
