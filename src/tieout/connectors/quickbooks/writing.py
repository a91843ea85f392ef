"""Operations as QuickBooks takes them: one alone, or up to thirty in a batch, and what the answers mean."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tieout.accounting.banking import BankTransaction, Direction
from tieout.accounting.kinds import PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Access, Action, Operation, Outcome, Receipt
from tieout.connectors.errors import OutcomeUnknown, Problem, ProviderError, Rejected
from tieout.connectors.quickbooks import errors, translate
from tieout.connectors.quickbooks.client import Client, Element, readable, select
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.standing import Standing
from tieout.connectors.quickbooks.translate.banking import bank_name, banks_payments
from tieout.connectors.quickbooks.translate.known import Known
from tieout.connectors.quickbooks.wire import (
    EVEN_HIDDEN,
    NAME_LISTS,
    Body,
    WireError,
    one_of,
    queried,
    text,
    their_id,
    written_object,
)

_Answer = Body | tuple[errors.Fault, ...]


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes to one company. Raises Transient or Throttled when nothing was written, OutcomeUnknown when that cannot be told."""

    client: Client
    access: Access
    standing: Standing

    def write(self, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        elements: dict[int, Element] = {}
        problems: dict[int, tuple[Problem, ...]] = {}
        possible = [each for each in operations if each.action in MANIFEST.can[each.kind]]
        known = self.standing.of_operations(self.access, possible) if possible else Known()
        current = self._current(possible)
        for position, operation in enumerate(operations):
            try:
                elements[position] = _element(operation, known=known, current=current.get(operation.external_id or ""))
            except Rejected as refusal:
                problems[position] = refusal.problems
        receipts: dict[int, Receipt] = {}
        for position, answer in zip(elements, sent(self.client, self.access, elements=list(elements.values())), strict=True):
            operation = operations[position]
            if isinstance(answer, tuple):
                problems[position] = errors.problems(answer, kind=operation.kind)
            else:
                receipts[position] = self._written(operation, answer, name=elements[position].name)
        return tuple(
            Outcome(key=operation.key, receipt=receipts.get(position), problems=problems.get(position, ()))
            for position, operation in enumerate(operations)
        )

    def _written(self, operation: Operation, row: Body, *, name: str) -> Receipt:
        try:
            return self.receipt(operation, row, name=name)
        except ProviderError as trouble:
            raise OutcomeUnknown(f"it was written before this: {trouble}") from trouble

    def receipt(self, operation: Operation, row: Body, *, name: str) -> Receipt:
        known = self.standing.of_rows(self.access, operation.kind, rows=[row])
        return translate.receipt(operation.kind, row, name=name, known=known)

    def _current(self, operations: Sequence[Operation]) -> Mapping[str, Body]:
        """The objects that are to be changed, by our id: an update leaves nothing as it was that is not sent."""
        wanted: dict[str, dict[str, str]] = defaultdict(dict)
        for each in operations:
            if _rewrites(each):
                try:
                    name, own_id = their_id(each.kind, each.external_id or "")
                except WireError:
                    continue  # no object has such an id: it is refused as one that is not there
                wanted[name][own_id] = each.external_id or ""
        found: dict[str, Body] = {}
        for name, ids in wanted.items():
            conditions = [one_of("Id", ids.keys())]
            if operations[0].kind in NAME_LISTS:
                conditions.append(EVEN_HIDDEN)
            answer = self.client.query(self.access, select(name, *conditions))
            with readable():
                found |= {ids[text(row, "Id")]: row for row in queried(answer, name) if text(row, "Id") in ids}
        if found:
            # Asked for beforehand: after the write, what is missing to read its answer would leave its outcome unknown.
            self.standing.of_rows(self.access, operations[0].kind, rows=found.values())
        return found


def sent(client: Client, access: Access, *, elements: Sequence[Element]) -> list[_Answer]:
    """What became of each, alone or in a batch."""
    if len(elements) < 2:
        return [client.write(access, element) for element in elements]
    found = client.write_all(access, elements)
    answers: list[_Answer] = []
    for position, element in enumerate(elements):
        said = found.get(str(position))
        faults = errors.faults(said)
        # Of a batch some may stand: an error of QuickBooks' own, or silence, about one is looked up for all.
        if said is None or isinstance(errors.general(faults, writes=True), OutcomeUnknown):
            raise OutcomeUnknown("QuickBooks did not say what became of every element of a batch")
        with readable(writes=True):
            answers.append(faults or written_object(said, element.name))
    return answers


def _rewrites(operation: Operation) -> bool:
    """Whether the object is sent whole again; hiding a name is such a change too."""
    return operation.action is Action.UPDATE or (operation.action is Action.DELETE and operation.kind in NAME_LISTS)


def _element(operation: Operation, *, known: Known, current: Body | None) -> Element:
    """Raises Rejected."""
    kind, action = operation.kind, operation.action

    def element(sent_as: Action, name: str, body: Mapping[str, object]) -> Element:
        return Element(key=operation.key, attempt=operation.attempt, action=sent_as, name=name, body=body)

    if action not in MANIFEST.can[kind] and not (kind is EntityKind.ATTACHMENT and action is Action.CREATE):
        raise _refused(kind, action)
    if action is Action.CREATE:
        return element(action, translate.written_name(operation, known=known), translate.written(operation, known=known))
    try:
        name, own_id = their_id(kind, operation.external_id or "")
    except WireError as error:
        raise Rejected((errors.problem("not_found", message=str(error)),)) from None
    if _rewrites(operation):
        if current is None:
            raise Rejected((errors.problem("not_found", message=f"{name} {own_id} is not in QuickBooks"),))
        if action is Action.DELETE:
            change: Mapping[str, object] = {"Active": False}
        else:
            _check_change(operation, name, current=current, known=known)
            change = translate.written(operation, name=name, known=known, current=current)
        body = translate.rewritten(kind, current, change=change, version=operation.version, name=name)
        return element(Action.UPDATE, name, body)
    ending: dict[str, object] = {"Id": own_id, "SyncToken": operation.version}
    # A payment is voided by an update, which must say that it is not the whole of it.
    if action is Action.VOID and kind in PAYMENT_KINDS:
        ending["sparse"] = True
    return element(action, name, ending)


def _refused(kind: EntityKind, action: Action) -> Rejected:
    if action is Action.VOID:
        message = MANIFEST.cannot["delete_contacts_and_items" if kind in NAME_LISTS else "void"]
    else:
        message = f"QuickBooks does not {action.value} a {kind.value.replace('_', ' ')}"
    return Rejected((errors.problem("not_editable", message=message),))


def _check_change(operation: Operation, name: str, *, current: Body, known: Known) -> None:
    """Raises Rejected for a change that would make another object of it."""
    entity = operation.entity
    if name == "Deposit" and banks_payments(current):
        raise Rejected((errors.problem("not_editable", message=MANIFEST.cannot["deposits_of_payments"]),))
    if isinstance(entity, BankTransaction):
        refund = name == "RefundReceipt" and entity.direction is Direction.SPENT
        if not refund and bank_name(entity, known=known) != name:
            raise Rejected((errors.problem("not_editable", message=MANIFEST.cannot["bank_direction"]),))
