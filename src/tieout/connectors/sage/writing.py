"""One operation at a time, as Sage wants it: sent, answered, and what the answer means."""

from dataclasses import dataclass, replace

from tieout.accounting.documents import Document
from tieout.accounting.kinds import DOCUMENT_KINDS
from tieout.connectors.contract import Access, Action, Operation, Outcome, Receipt, Seen
from tieout.connectors.errors import OutcomeUnknown, ProviderError, Rejected
from tieout.connectors.http import Response
from tieout.connectors.sage import errors, translate
from tieout.connectors.sage.client import Client
from tieout.connectors.sage.manifest import LISTS, MANIFEST
from tieout.connectors.sage.standing import Standing
from tieout.connectors.sage.translate.banks import Known
from tieout.connectors.sage.translate.documents import DRAFTS
from tieout.connectors.sage.translate.marks import idempotency_id
from tieout.connectors.sage.translate.parts import refusal
from tieout.connectors.sage.wire import Body

_DRAFT_STATUSES = frozenset({"DRAFT", "PRO_FORMA"})


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes to one business. Raises Transient or Throttled when nothing was written, OutcomeUnknown when that cannot be told."""

    client: Client
    access: Access
    standing: Standing

    def write(self, operation: Operation) -> Outcome:
        try:
            if operation.action not in MANIFEST.can[operation.kind]:
                raise refusal("not_editable", f"Sage cannot {operation.action} a {operation.kind.value}")
            if operation.action in (Action.VOID, Action.DELETE):
                return self._end(operation, known=self.standing.of_kind(self.access, operation.kind))
            known = self.standing.of_operation(self.access, operation)
            operation = replace(operation, entity=self.standing.with_accounts(self.access, operation.entity))
            send = self._create if operation.action is Action.CREATE else self._update
            return send(operation, known=known)
        except Rejected as refused:
            return Outcome(key=operation.key, problems=refused.problems)

    def _create(self, operation: Operation, *, known: Known) -> Outcome:
        name, _ = translate.name_of(operation, known=known)
        answer = self.client.create(
            self.access,
            LISTS[operation.kind][name],
            name=name,
            body=translate.written(operation, name, known=known),
            idempotency_id=idempotency_id(operation.key, operation.attempt),
        )
        return _outcome(operation, name=name, answer=answer, known=known)

    def _update(self, operation: Operation, *, known: Known) -> Outcome:
        name, own_id = translate.name_of(operation, known=known)
        plural = LISTS[operation.kind][name]
        body = translate.written(operation, name, known=known)
        released = operation.kind in DOCUMENT_KINDS and self._is_released(operation, plural=plural)
        answer = self.client.update(self.access, plural, id=own_id, name=name, body=body)
        if answer.ok and released:
            try:
                answer = self.client.release(self.access, plural, id=own_id)
            except ProviderError as trouble:
                raise OutcomeUnknown(f"the draft was changed before this: {trouble}") from trouble
        return _outcome(operation, name=name, answer=answer, known=known)

    def _is_released(self, operation: Operation, *, plural: str) -> bool:
        """Whether the change turns a draft into a posted document. Raises Rejected where it cannot be made."""
        current = self.client.one(self.access, plural, id=operation.external_id or "")
        if current is None:
            raise refusal("not_found", f"{operation.external_id} is not in Sage any more")
        # Sage takes any change, whatever was changed meanwhile: what we saw last is compared here.
        if operation.version and translate.seen(operation.kind, current).version != operation.version:
            raise refusal("stale_version", "it was changed in Sage since it was read")
        is_draft = _status(current) in _DRAFT_STATUSES
        wants_draft = isinstance(operation.entity, Document) and operation.entity.status in DRAFTS
        if wants_draft and not is_draft:
            raise refusal("not_editable", "a posted document cannot become a draft again", field="status")
        return is_draft and not wants_draft

    def _end(self, operation: Operation, *, known: Known) -> Outcome:
        name, own_id = translate.name_of(operation, known=known)
        if not own_id:
            raise refusal("not_found", "what is not in Sage yet cannot be taken away there")
        plural, is_document = LISTS[operation.kind][name], operation.kind in DOCUMENT_KINDS
        answer = self.client.delete(self.access, plural, id=own_id, is_document=is_document)
        if not answer.ok or answer.body:
            return _outcome(operation, name=name, answer=answer, known=known)
        gone = Outcome(key=operation.key, receipt=Receipt(seen=_gone(operation)))
        if not is_document:
            return gone
        try:
            # Purchases are answered with nothing, whether they are void now or gone.
            left = self.client.one(self.access, plural, id=own_id)
        except ProviderError as trouble:
            raise OutcomeUnknown(f"it was voided before this: {trouble}") from trouble
        return Outcome(key=operation.key, receipt=translate.receipt(operation.kind, left, name=name)) if left else gone


def _gone(operation: Operation) -> Seen:
    return Seen(kind=operation.kind, external_id=operation.external_id or "", body={}, deleted=True)


def _outcome(operation: Operation, *, name: str, answer: Response, known: Known) -> Outcome:
    if not answer.ok:
        return Outcome(key=operation.key, problems=errors.problems(answer))
    if not isinstance(answer.body, dict) or not answer.body.get("id"):
        raise OutcomeUnknown("Sage's answer has no object with an id")
    return Outcome(key=operation.key, receipt=translate.receipt(operation.kind, answer.body, name=name, known=known))


def _status(body: Body) -> str:
    status = body.get("status")
    return str(status.get("id")) if isinstance(status, dict) else ""
