"""What must be written at the target ledger so that it says what the source ledger says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, DocumentStatus, Payment, PaymentStatus
from tieout.accounting.items import Item
from tieout.accounting.kinds import CONTACT_KINDS, WRITING_ORDER, EntityKind
from tieout.accounting.serial import content_hash
from tieout.reconciliation.candidates import Candidates, Finding, is_archived, kind_of
from tieout.reconciliation.carrying import PURCHASES, Carrier, Sources
from tieout.reconciliation.folding import folded
from tieout.reconciliation.sync_terms import (
    Doubt,
    LeftOut,
    LinkedTarget,
    PlannedAction,
    PlannedOperation,
    Refused,
    SourceEntity,
    SyncMaps,
    SyncPlan,
    TargetState,
    Written,
)

__all__ = [
    "Doubt",
    "LeftOut",
    "LinkedTarget",
    "PlannedAction",
    "PlannedOperation",
    "Refused",
    "SourceEntity",
    "SyncMaps",
    "SyncPlan",
    "TargetState",
    "plan_sync",
]

_GONE = frozenset({DocumentStatus.VOIDED, DocumentStatus.DELETED})
_DRAFTS = frozenset({DocumentStatus.DRAFT, DocumentStatus.SUBMITTED})


def plan_sync(source: Sequence[SourceEntity], *, target: TargetState, maps: SyncMaps) -> SyncPlan:
    """The plan for the source's whole mirror (of the kinds that are synced), in the order in which it must be written.

    Documents find their contacts, items and payments among `source`, so all of them must be given, changed or not. The order of
    `source` does not matter. Entities of operations that create carry the source's totals, so that the receipt can be compared.
    """
    work = _Work(target=target, maps=maps, sources=Sources.of(source, maps=maps))
    work.candidates = Candidates.of(target.unlinked)
    work.names = _names(target)
    used = _used(source, work)
    by_kind: dict[EntityKind, list[SourceEntity]] = {kind: [] for kind in WRITING_ORDER}
    for one in sorted(source, key=lambda one: one.id):
        by_kind[kind_of(one.entity)].append(one)
    for kind in WRITING_ORDER:
        for one in by_kind[kind]:
            for target_kind in _target_kinds(one, maps, used=used):
                _plan_one(one, target_kind, work=work, is_used=(one.id, target_kind) in used)
    place = {kind: index for index, kind in enumerate(WRITING_ORDER)}
    return SyncPlan(
        operations=tuple(sorted(work.operations, key=lambda operation: place[operation.kind])),
        doubtful=tuple(work.doubtful),
        refused=tuple(work.refused),
        left_out=tuple(work.left_out),
    )


Used = set[tuple[str, EntityKind]]


@dataclass(slots=True)
class _Work:
    target: TargetState
    maps: SyncMaps
    sources: Sources
    candidates: Candidates = field(default_factory=Candidates)
    names: dict[str, set[str]] = field(default_factory=dict)
    settled: Used = field(default_factory=set)
    operations: list[PlannedOperation] = field(default_factory=list)
    doubtful: list[Doubt] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def carrier(self) -> Carrier:
        return Carrier(self.maps, self.sources, lambda one, kind: (one.id, kind) in self.settled, self.refused)

    def add(self, action: PlannedAction, one: SourceEntity, *, carried: Written, reason: str, linked: LinkedTarget) -> None:
        self.operations.append(
            PlannedOperation(
                action=action,
                kind=kind_of(carried),
                source_id=one.id,
                entity=carried,
                reason=reason,
                external_id=linked.external_id,
                version=linked.version,
                source_hash=_hash(carried),
            )
        )
        self.settled.add((one.id, kind_of(carried)))


def _plan_one(one: SourceEntity, kind: EntityKind, *, work: _Work, is_used: bool) -> None:
    linked = work.target.linked.get((one.id, kind))
    if _is_gone(one.entity):
        _plan_gone(one, kind, linked=linked, work=work)
        return
    if isinstance(one.entity, Document) and one.entity.status in _DRAFTS:
        work.left_out.append(LeftOut(source_id=one.id, kind=kind, cause="not_posted"))
        return
    if linked is None and is_archived(one.entity) and not is_used:
        work.left_out.append(LeftOut(source_id=one.id, kind=kind, cause="archived"))
        return
    if linked is not None and isinstance(one.entity, Document | Payment):
        _plan_posted(one, one.entity, linked=linked, work=work)
        return
    if linked is not None:
        # It is there already, so what refers to it can be written even where it cannot be carried anew.
        work.settled.add((one.id, kind))
    carried = _carried(one, kind, work=work)
    if carried is None:
        return
    if linked is not None and isinstance(carried, Contact | Item):
        _plan_linked(one, carried, linked=linked, work=work)
        return
    _plan_unlinked(one, carried, work=work)


def _carried(one: SourceEntity, kind: EntityKind, *, work: _Work) -> Written | None:
    carrier = work.carrier()
    if isinstance(one.entity, Contact):
        return carrier.contact(one, one.entity, kind=kind)
    if isinstance(one.entity, Item):
        return carrier.item(one, one.entity)
    if isinstance(one.entity, Document):
        return carrier.document(one, one.entity)
    return carrier.payment(one, one.entity)


def _plan_gone(one: SourceEntity, kind: EntityKind, *, linked: LinkedTarget | None, work: _Work) -> None:
    if linked is None:
        work.left_out.append(LeftOut(source_id=one.id, kind=kind, cause="voided"))
    elif linked.entity is not None and _is_gone(linked.entity):
        work.add(PlannedAction.NOTHING, one, carried=linked.entity, reason="voided on both sides", linked=linked)
    else:
        entity = linked.entity or one.entity
        work.add(
            PlannedAction.VOID,
            one,
            carried=replace(entity, id=linked.external_id),
            reason="voided in the source ledger",
            linked=linked,
        )


def _plan_posted(one: SourceEntity, entity: Document | Payment, *, linked: LinkedTarget, work: _Work) -> None:
    """Posted amounts are never overwritten; what was changed afterwards is for a person."""
    said = _changed(entity, linked.entity)
    if said:
        remedy = "Adjust it at the target by hand (with a credit note or a correction), or undo the change in the source ledger."
        work.refused.append(Refused(source_id=one.id, kind=entity.kind, cause="changed_after_sync", message=said, remedy=remedy))
    work.add(PlannedAction.NOTHING, one, carried=linked.entity or entity, reason="linked", linked=linked)


def _plan_linked(one: SourceEntity, carried: Contact | Item, *, linked: LinkedTarget, work: _Work) -> None:
    if not linked.synced_hash or linked.synced_hash == _hash(carried):
        work.add(PlannedAction.NOTHING, one, carried=carried, reason="linked and unchanged", linked=linked)
        return
    source_hash = _hash(carried)
    kept = replace(_with_name_of(carried, linked.entity), id=linked.external_id)
    work.add(PlannedAction.UPDATE, one, carried=kept, reason="changed in the source ledger", linked=linked)
    work.operations[-1] = replace(work.operations[-1], source_hash=source_hash)


def _plan_unlinked(one: SourceEntity, carried: Written, *, work: _Work) -> None:
    work.candidates.excluded = {external_id for source_id, external_id in work.maps.distinct if source_id == one.id}
    finding = _finding(one, carried, work=work)
    if finding.candidates:
        remedy = "Say which one it is, or that it is another, then run the sync again."
        work.doubtful.append(
            Doubt(
                source_id=one.id,
                kind=kind_of(carried),
                cause=finding.cause,
                message=finding.message,
                remedy=remedy,
                candidates=finding.candidates,
            )
        )
        return
    if finding.external_id:
        work.candidates.claim(carried, finding.external_id)
        linked = LinkedTarget(external_id=finding.external_id)
        work.add(PlannedAction.LINK, one, carried=carried, reason="the same is there already", linked=linked)
        return
    source_hash = _hash(carried)
    named = _with_free_name(one, carried, work=work)
    if named is not None:
        work.add(PlannedAction.CREATE, one, carried=named, reason="not there yet", linked=LinkedTarget(external_id=""))
        work.operations[-1] = replace(work.operations[-1], source_hash=source_hash)


def _finding(one: SourceEntity, carried: Written, *, work: _Work) -> Finding:
    if isinstance(carried, Contact):
        return work.candidates.contact(carried)
    if isinstance(carried, Item):
        return work.candidates.item(carried)
    if isinstance(carried, Document):
        return work.candidates.document(carried)

    def at_target(document: SourceEntity | None, kind: EntityKind) -> str:
        linked = work.target.linked.get((document.id, kind)) if document else None
        return linked.external_id if linked else ""

    payment = one.entity
    if not isinstance(payment, Payment):
        return Finding()
    return work.candidates.payment(payment, documents=lambda part: at_target(work.sources.document_of(part), part.kind))


def _with_free_name(one: SourceEntity, carried: Written, *, work: _Work) -> Written | None:
    """The entity under a name that nobody has at the target; None, with the refusal, where that cannot be."""
    if not isinstance(carried, Contact | Item) or not work.maps.unique_names:
        return carried
    taken = work.names[_name_space(carried)]
    key = carried.code if isinstance(carried, Item) else carried.account_number
    others = [f"{carried.name} (V)"] if kind_of(carried) is EntityKind.SUPPLIER else []
    others += [f"{carried.name} ({key})"] if key else []
    limit = work.maps.item_name_max_length if isinstance(carried, Item) else work.maps.contact_name_max_length
    for name in (carried.name, *others):
        if folded_name(name) not in taken and (not limit or len(name) <= limit):
            taken.add(folded_name(name))
            return replace(carried, name=name)
    remedy = "Rename it in the source ledger or at the target, then run the sync again."
    message = f"The name {carried.name!r} belongs to another there."
    work.refused.append(Refused(source_id=one.id, kind=kind_of(carried), cause="name_taken", message=message, remedy=remedy))
    return None


def folded_name(name: str) -> str:
    """Ledgers compare names without case; marks count."""
    return " ".join(name.casefold().split())


def _names(target: TargetState) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {"item": set(), "contact": set()}
    linked = (one.entity for one in target.linked.values())
    for entity in (*linked, *(entity for _, entity in target.unlinked)):
        if isinstance(entity, Contact | Item):
            names[_name_space(entity)].add(folded_name(entity.name))
    return names


def _name_space(entity: Contact | Item) -> str:
    # Customers and suppliers share one set of names, at QuickBooks and at Xero.
    return "item" if isinstance(entity, Item) else "contact"


def _with_name_of(carried: Contact | Item, at_target: Written | None) -> Contact | Item:
    """An update keeps the longer name under which the entity had to be created."""
    if isinstance(at_target, Contact | Item) and folded(at_target.name).startswith(folded(carried.name) + " "):
        return replace(carried, name=at_target.name)
    return carried


def _is_gone(entity: Written) -> bool:
    if isinstance(entity, Document):
        return entity.status in _GONE
    return isinstance(entity, Payment) and entity.status is PaymentStatus.DELETED


def _changed(source: Written, at_target: Written | None) -> str:
    """What a linked document or payment says otherwise than its counterpart ("": nothing); its balance follows by payments."""
    if isinstance(source, Document) and isinstance(at_target, Document):
        for word, here, there in (
            ("total", source.gross, at_target.gross),
            ("date", source.issued_on, at_target.issued_on),
            ("currency", source.currency, at_target.currency),
        ):
            if here is not None and there is not None and here != there:
                return f"The {word} of {source.number or 'this document'} is {here} in the source ledger and {there} at the target."
    if isinstance(source, Payment) and isinstance(at_target, Payment) and source.amount != at_target.amount:
        return f"The payment is {source.amount} in the source ledger and {at_target.amount} at the target."
    return ""


def _used(source: Sequence[SourceEntity], work: _Work) -> Used:
    """Contacts and items that documents and payments of the source need at the target, by the kind that they are needed as."""
    used: Used = set()
    for one in source:
        entity = one.entity
        if not isinstance(entity, Document | Payment) or _is_gone(entity):
            continue
        contact = work.sources.contact_of(entity)
        if contact is not None:
            used.add((contact.id, work.maps.supplier_kind if entity.kind in PURCHASES else work.maps.customer_kind))
        for line in entity.lines if isinstance(entity, Document) else ():
            item = work.sources.items.get(line.item)
            if item is not None:
                used.add((item.id, EntityKind.ITEM))
    return used


def _target_kinds(one: SourceEntity, maps: SyncMaps, *, used: Used) -> Iterator[EntityKind]:
    """As what a source entity is needed at the target: a contact may be customer and supplier there."""
    kind = kind_of(one.entity)
    if not isinstance(one.entity, Contact) or kind not in CONTACT_KINDS:
        yield kind
        return
    if maps.customer_kind == maps.supplier_kind:
        yield maps.customer_kind
        return
    is_customer = kind is EntityKind.CUSTOMER or one.entity.is_customer or (one.id, maps.customer_kind) in used
    is_supplier = kind is EntityKind.SUPPLIER or one.entity.is_supplier or (one.id, maps.supplier_kind) in used
    if is_customer or not is_supplier:
        yield maps.customer_kind
    if is_supplier:
        yield maps.supplier_kind


def _hash(carried: Written) -> str:
    return content_hash(replace(carried, id=None))
