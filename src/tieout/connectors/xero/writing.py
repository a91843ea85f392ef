"""Operations sent to Xero: in batches where it takes them, one by one where it does not, and what each answer means."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tieout.accounting.documents import Settlement
from tieout.accounting.kinds import PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Access, Action, Operation, Outcome, Receipt, Seen
from tieout.connectors.errors import OutcomeUnknown, Problem, ProviderError
from tieout.connectors.http import Json, Response
from tieout.connectors.xero import errors, translate
from tieout.connectors.xero.client import Client
from tieout.connectors.xero.manifest import MANIFEST
from tieout.connectors.xero.standing import Standing
from tieout.connectors.xero.translate import Known, finding
from tieout.connectors.xero.translate.payments import settlement_answer, settlement_bodies
from tieout.connectors.xero.wire import Body

_NO_ID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, kw_only=True)
class Sendable:
    operation: Operation
    endpoint: str
    body: Json


def check(operations: Sequence[Operation]) -> None:
    if len({(operation.kind, operation.action) for operation in operations}) != 1:
        raise ValueError("a write is of one kind and one action")
    if len(operations) > MANIFEST.batch_sizes.get(operations[0].kind, 0):
        raise ValueError(f"a write is of at most {MANIFEST.batch_sizes.get(operations[0].kind, 0)} {operations[0].kind.value}s")


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes to one organisation; raises Transient or Throttled when nothing was written, OutcomeUnknown when nobody can tell."""

    client: Client
    access: Access
    standing: Standing

    def write(self, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        outcomes: dict[str, Outcome] = {}
        known = self.standing.of_kinds(self.access, operations[0].kind)
        sendable: list[Sendable] = []
        for operation in operations:
            try:
                body = translate.written(operation, known=known)
                sendable.append(Sendable(operation=operation, endpoint=translate.endpoint(operation), body=body))
            except translate.Untranslatable as error:
                outcomes[operation.key] = Outcome(key=operation.key, problems=(errors.problem(str(error)),))
        # Payments and money on account go to different places.
        for endpoint in dict.fromkeys(each.endpoint for each in sendable):
            group = [each for each in sendable if each.endpoint == endpoint]
            try:
                sent = self._singly(group) if _is_single(group[0].operation) else self._batch(group, known=known)
                outcomes |= {outcome.key: outcome for outcome in sent}
            except ProviderError as trouble:
                raise _after(trouble, written=any(outcome.receipt for outcome in outcomes.values())) from trouble
        return tuple(outcomes[operation.key] for operation in operations)

    def _singly(self, sendable: Sequence[Sendable]) -> Iterator[Outcome]:
        for position, each in enumerate(sendable):
            operation, external_id = each.operation, each.operation.external_id or ""
            try:
                if operation.kind in PAYMENT_KINDS:
                    answer = self.client.delete_payment(self.access, id=external_id)
                else:
                    answer = self.client.delete(self.access, each.endpoint, id=external_id)
            except ProviderError as trouble:
                raise _after(trouble, written=position > 0) from trouble
            if not answer.ok:
                yield Outcome(key=operation.key, problems=_refusal(answer))
            elif operation.kind in PAYMENT_KINDS:
                yield from _outcomes(answer, each.endpoint, operations=[operation], known=translate.NOTHING)
            else:
                seen = Seen(kind=operation.kind, external_id=external_id, body={}, deleted=True)
                yield Outcome(key=operation.key, receipt=Receipt(seen=seen))

    def _batch(self, sendable: Sequence[Sendable], *, known: Known) -> tuple[Outcome, ...]:
        operations, elements = [each.operation for each in sendable], [each.body for each in sendable]
        endpoint = sendable[0].endpoint
        save = self.client.create if operations[0].action is Action.CREATE else self.client.update
        answer = save(self.access, endpoint, elements=elements, idempotency_key=_idempotency_key(operations))
        if answer.ok:
            answer = self._with_ids(sendable[0], answer)
            return _outcomes(answer, endpoint, operations=operations, known=known)
        told = answer.body.get("Elements") if isinstance(answer.body, dict) else None
        if len(operations) == 1:
            return (Outcome(key=operations[0].key, problems=_refusal(answer)),)
        if told:
            # Only the refused ones are told; the others may have been saved.
            raise OutcomeUnknown("Xero refused a batch and does not tell what it has saved of it")
        # The call as a whole was not understood and nothing was saved. One element must be to blame: the good ones still go in.
        half = len(sendable) // 2
        first = self._batch(sendable[:half], known=known)
        try:
            return first + self._batch(sendable[half:], known=known)
        except ProviderError as trouble:
            raise _after(trouble, written=any(outcome.receipt for outcome in first)) from trouble

    def _with_ids(self, one: Sendable, answer: Response) -> Response:
        """Xero's own samples answer a new allocation without its id: then it is read from what it is taken from."""
        if not isinstance(one.operation.entity, Settlement):
            return answer
        elements = answer.body.get("Allocations") if isinstance(answer.body, dict) else None
        if not isinstance(elements, list) or len(elements) != 1 or not isinstance(elements[0], dict):
            raise OutcomeUnknown("Xero's answer does not tell of one allocation")
        element = settlement_answer(one.operation.entity, elements[0])
        if not (element.get("AllocationID") or errors.problems(element) or element.get("StatusAttributeString") == "ERROR"):
            element |= {"AllocationID": self._allocation_id(one)}
        return Response(status=answer.status, headers=answer.headers, body={"Allocations": [element]})

    def _allocation_id(self, one: Sendable) -> str:
        try:
            bodies = allocations(self.client, self.access, operation=one.operation)
        except ProviderError as trouble:
            raise OutcomeUnknown(f"the allocation was made before this: {trouble}") from trouble
        ids = [str(body.get("AllocationID") or "") for body in bodies if finding.is_that_allocation(one.operation, body)]
        if not ids:
            raise OutcomeUnknown("Xero took an allocation and does not show it")
        return ids[-1]


def allocations(client: Client, access: Access, *, operation: Operation) -> tuple[Body, ...]:
    """All that is taken from what this operation takes from."""
    endpoint, own_id = translate.endpoint(operation).split("/")[:2]
    return tuple(one for body in client.one(access, endpoint, key=own_id) for one in settlement_bodies(endpoint, body))


def _is_single(operation: Operation) -> bool:
    ends = operation.action in (Action.VOID, Action.DELETE)
    return ends and (operation.kind in (EntityKind.ITEM, EntityKind.ALLOCATION) or operation.kind in PAYMENT_KINDS)


def _idempotency_key(operations: Sequence[Operation]) -> str:
    """The same for the same operations in the same attempt, in at most 128 characters."""
    said = "\n".join(f"{operation.key} {operation.attempt}" for operation in operations)
    return f"tieout-{hashlib.sha256(said.encode()).hexdigest()}"


def _after(trouble: ProviderError, *, written: bool) -> ProviderError:
    """Trouble in the middle of several calls: what went before it stands at Xero, so nobody may take this for "nothing written"."""
    return OutcomeUnknown(f"a part was written before this: {trouble}") if written else trouble


def _outcomes(answer: Response, endpoint: str, *, operations: Sequence[Operation], known: Known) -> tuple[Outcome, ...]:
    plural = endpoint.rpartition("/")[2]
    elements = answer.body.get(plural) if isinstance(answer.body, dict) else None
    if not isinstance(elements, list) or len(elements) != len(operations):
        raise OutcomeUnknown(f"Xero's answer does not tell of {len(operations)} {plural}")
    return tuple(_outcome(operation, element, known=known) for operation, element in zip(operations, elements, strict=True))


def _outcome(operation: Operation, element: Json, *, known: Known) -> Outcome:
    if not isinstance(element, dict):
        raise OutcomeUnknown("Xero's answer has an element that is none")
    status = element.get("StatusAttributeString")
    found = errors.problems(element)
    if status == "ERROR" or (status is None and (element.get("HasErrors") or element.get("HasValidationErrors") or found)):
        return Outcome(key=operation.key, problems=found or (errors.problem("Xero refused this without a reason"),))
    receipt = translate.receipt(operation.kind, element, known=known)
    if receipt.seen.external_id in ("", _NO_ID):
        raise OutcomeUnknown("Xero's answer has an element without an id")
    return Outcome(key=operation.key, receipt=receipt)


def _refusal(answer: Response) -> tuple[Problem, ...]:
    """What a 4xx says about a call with one element: about that element, or about the call as a whole."""
    body = answer.body if isinstance(answer.body, dict) else {}
    return errors.problems(body) or (errors.call_problem(answer),)
