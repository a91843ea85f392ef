"""Xero."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from tieout.accounting.documents import Payment
from tieout.accounting.kinds import DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import (
    Access,
    Action,
    Operation,
    Organisation,
    Outcome,
    Page,
    ProviderSettings,
    Receipt,
    ReferenceData,
    Seen,
    Tokens,
)
from tieout.connectors.errors import OutcomeUnknown, Problem, ProviderError, Transient
from tieout.connectors.http import Http, Json, Response
from tieout.connectors.xero import auth, errors, translate
from tieout.connectors.xero.client import Client
from tieout.connectors.xero.manifest import APP_URL, MANIFEST, PAGES
from tieout.connectors.xero.translate import finding
from tieout.connectors.xero.wire import Body

__all__ = ["MANIFEST", "XeroConnector", "connector"]

# How often a list is read in all when it is changed under our hands.
PASSES_MAX = 3
_NO_ID = "00000000-0000-0000-0000-000000000000"

# The lists, what is in each, and by which filter one kind of it is asked for.
_LISTS: Mapping[str, Mapping[EntityKind, str]] = {
    "Contacts": {EntityKind.CONTACT: ""},
    "Items": {EntityKind.ITEM: ""},
    "Invoices": {EntityKind.INVOICE: 'Type=="ACCREC"', EntityKind.BILL: 'Type=="ACCPAY"'},
    "CreditNotes": {EntityKind.CREDIT_NOTE: 'Type=="ACCRECCREDIT"', EntityKind.SUPPLIER_CREDIT: 'Type=="ACCPAYCREDIT"'},
    # Refunds come under both kinds, so a single one is picked out of all.
    "Payments": {EntityKind.PAYMENT: "", EntityKind.SUPPLIER_PAYMENT: ""},
}
_ENDPOINTS = {kind: endpoint for endpoint, kinds in _LISTS.items() for kind in kinds}


def connector(settings: ProviderSettings, *, http: Http | None = None) -> "XeroConnector":
    return XeroConnector(settings, http or Http(errors.DIALECT, timeout_seconds=settings.timeout_seconds))


class XeroConnector:
    """The provider Xero, as `connectors.contract.Connector` describes it; safe to share between threads."""

    def __init__(self, settings: ProviderSettings, http: Http) -> None:
        self.manifest = MANIFEST
        self._settings = settings
        self._http = http
        self._oauth = auth.oauth(settings, http)
        self._client = Client(http, auth.urls(settings)["api"])

    def authorise_url(self, *, redirect_uri: str, state: str, code_verifier: str) -> str:
        return self._oauth.authorise_url(redirect_uri=redirect_uri, state=state, code_verifier=code_verifier)

    def exchange(self, *, callback: Mapping[str, str], redirect_uri: str, code_verifier: str) -> Tokens:
        return self._oauth.exchange(callback=callback, redirect_uri=redirect_uri, code_verifier=code_verifier)

    def organisations(self, tokens: Tokens, *, callback: Mapping[str, str]) -> tuple[Organisation, ...]:
        del callback  # Xero's callback does not say which organisations were chosen
        return auth.organisations(self._settings, self._http, tokens=tokens)

    def refresh(self, tokens: Tokens) -> Tokens:
        return self._oauth.refresh(tokens)

    def revoke(self, tokens: Tokens) -> None:
        """Ends all connections of this grant's user, to every organisation."""
        self._oauth.revoke(tokens)

    def read_reference(self, access: Access) -> ReferenceData:
        try:
            organisation = translate.organisation(self._client.organisation(access), id=access.organisation_id)
        except translate.Untranslatable as error:
            raise Transient(f"Xero's organisation cannot be understood: {error}") from None

        def listed(endpoint: str, kind: EntityKind) -> tuple[Seen, ...]:
            return tuple(translate.seen(kind, body) for body in self._client.find(access, endpoint, params={}))

        return ReferenceData(
            organisation=organisation,
            accounts=listed("Accounts", EntityKind.ACCOUNT),
            tax_rates=listed("TaxRates", EntityKind.TAX_RATE),
            tracking_categories=listed("TrackingCategories", EntityKind.TRACKING_CATEGORY),
        )

    def read(self, access: Access, *, kinds: Sequence[EntityKind], since: datetime | None) -> Iterator[Page]:
        if unknown := set(kinds) - set(MANIFEST.kinds):
            raise ValueError(f"Xero has no {', '.join(sorted(unknown))}")
        for endpoint, listed in _LISTS.items():
            wanted = tuple(kind for kind in listed if kind in kinds)
            if wanted == (EntityKind.ITEM,):
                yield self._items(access, since=since)
            elif wanted:
                yield from self._pages(access, endpoint, wanted=wanted, since=since)

    def write(self, access: Access, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        """A call for each operation where Xero takes them one by one only: deleting items and payments."""
        _check(operations)
        outcomes: dict[str, Outcome] = {}
        sendable: list[tuple[Operation, Json]] = []
        for operation in operations:
            try:
                sendable.append((operation, translate.written(operation)))
            except translate.Untranslatable as error:
                outcomes[operation.key] = Outcome(key=operation.key, problems=(errors.problem(str(error)),))
        if sendable:
            sent = self._singly(access, sendable) if _is_single(operations[0]) else self._batch(access, sendable)
            outcomes |= {outcome.key: outcome for outcome in sent}
        return tuple(outcomes[operation.key] for operation in operations)

    def look_up(self, access: Access, operations: Sequence[Operation]) -> Mapping[str, Receipt]:
        creates = [operation for operation in operations if operation.action is Action.CREATE]
        found: dict[str, Receipt] = {}
        for kind in MANIFEST.kinds:
            asked = [operation for operation in creates if operation.kind is kind]
            for operation, body in self._found(access, asked) if asked else ():
                found.setdefault(operation.key, translate.receipt(kind, body))
        return found

    def link_url(self, *, kind: EntityKind, external_id: str, organisation: Organisation) -> str:
        page = PAGES.get(kind, "")
        return APP_URL + page.format(short_code=organisation.short_code, id=external_id) if page and organisation.short_code else ""

    # ---- Reading

    def _items(self, access: Access, *, since: datetime | None) -> Page:
        seen = tuple(translate.seen(EntityKind.ITEM, body) for body in self._client.items(access, since=since))
        return Page(kind=EntityKind.ITEM, seen=seen, complete=True, watermark=_newest(seen, since))

    def _pages(self, access: Access, endpoint: str, *, wanted: tuple[EntityKind, ...], since: datetime | None) -> Iterator[Page]:
        """All pages of a list for the wanted kinds in one go.

        Xero moves what is changed to the end. When that happens between two pages, something else slips over the border unseen,
        and what was changed is met twice. So a list in which something was met twice is read once more.
        """
        where = _LISTS[endpoint][wanted[0]] if len(wanted) == 1 else ""
        newest, passes, number, met, moved = since, 1, 1, set[str](), False
        while True:
            listing = self._client.page(access, endpoint, number=number, since=since, where=where)
            seen = tuple(translate.seen(wanted[0], body) for body in listing.elements)
            newest = _newest(seen, newest)
            ids = {one.external_id for one in seen}
            moved = moved or bool(met & ids)
            met |= ids
            done = listing.last and (not moved or passes == PASSES_MAX)
            # A list that never stands still is taken as it is, but counts as not read: the next reading starts where this one did.
            watermark = (since if moved else newest) if done else None
            for kind in wanted:
                yield Page(kind=kind, seen=tuple(one for one in seen if one.kind is kind), complete=done, watermark=watermark)
            if done:
                return
            number += 1
            if listing.last:
                passes, number, met, moved = passes + 1, 1, set(), False

    # ---- Writing

    def _singly(self, access: Access, sendable: Sequence[tuple[Operation, Json]]) -> Iterator[Outcome]:
        for position, (operation, _) in enumerate(sendable):
            external_id = operation.external_id or ""
            try:
                if operation.kind is EntityKind.ITEM:
                    answer = self._client.delete_item(access, id=external_id)
                else:
                    answer = self._client.delete_payment(access, id=external_id)
            except ProviderError as trouble:
                raise _after(trouble, written=position > 0) from trouble
            if not answer.ok:
                yield Outcome(key=operation.key, problems=_refusal(answer))
            elif operation.kind is EntityKind.ITEM:
                seen = Seen(kind=operation.kind, external_id=external_id, body={}, deleted=True)
                yield Outcome(key=operation.key, receipt=Receipt(seen=seen))
            else:
                yield from _outcomes(answer, _ENDPOINTS[operation.kind], operations=[operation])

    def _batch(self, access: Access, sendable: Sequence[tuple[Operation, Json]]) -> tuple[Outcome, ...]:
        operations, elements = [each for each, _ in sendable], [body for _, body in sendable]
        endpoint = _ENDPOINTS[operations[0].kind]
        save = self._client.create if operations[0].action is Action.CREATE else self._client.update
        answer = save(access, endpoint, elements=elements, idempotency_key=_idempotency_key(operations))
        if answer.ok:
            return _outcomes(answer, endpoint, operations=operations)
        told = answer.body.get("Elements") if isinstance(answer.body, dict) else None
        if len(operations) == 1:
            return (Outcome(key=operations[0].key, problems=_refusal(answer)),)
        if told:
            # Only the refused ones are told; the others may have been saved.
            raise OutcomeUnknown("Xero refused a batch and does not tell what it has saved of it")
        # The call as a whole was not understood and nothing was saved. One element must be to blame: the good ones still go in.
        half = len(sendable) // 2
        first = self._batch(access, sendable[:half])
        try:
            return first + self._batch(access, sendable[half:])
        except ProviderError as trouble:
            raise _after(trouble, written=any(outcome.receipt for outcome in first)) from trouble

    # ---- Looking up

    def _found(self, access: Access, operations: Sequence[Operation]) -> Iterator[tuple[Operation, Body]]:
        kind = operations[0].kind
        if kind is EntityKind.CONTACT:
            found = list(self._matched(access, operations, word="ContactNumber", text=translate.number, fits=finding.is_numbered))
            yield from found
            keys = {operation.key for operation, _ in found}
            left = [operation for operation in operations if operation.key not in keys]
            yield from self._matched(access, left, word="Name", text=finding.name, fits=finding.is_named)
        elif kind is EntityKind.ITEM:
            yield from self._matched(access, operations, word="Code", text=finding.code, fits=finding.is_coded)
        elif kind in DOCUMENT_KINDS:
            word = "InvoiceNumber" if _ENDPOINTS[kind] == "Invoices" else "CreditNoteNumber"
            yield from self._matched(access, operations, word=word, text=translate.number, fits=finding.is_that_document)
        else:
            marked = [operation for operation in operations if finding.is_marked(operation)]
            yield from self._matched(access, marked, word="Reference", text=finding.reference, fits=finding.is_that_payment)
            for operation in operations:
                if operation not in marked:
                    yield from finding.fitting([operation], self._payments_of(access, operation), fits=finding.is_that_payment)

    def _matched(
        self, access: Access, operations: Sequence[Operation], *, word: str, text: finding.Text, fits: finding.Fits
    ) -> Iterator[tuple[Operation, Body]]:
        """Asks for the operations' texts in as few calls as filters allow, and pairs each operation with what fits it."""
        if not operations:
            return
        endpoint = _ENDPOINTS[operations[0].kind]
        texts = list(dict.fromkeys(text(operation) for operation in operations))
        bodies: list[Body] = []
        for params in finding.filters(endpoint, word, texts=[each for each in texts if not finding.is_awkward(each)]):
            bodies += self._client.find(access, endpoint, params=params)
        for awkward in filter(finding.is_awkward, texts):
            # What no filter can say stands in the path, where Xero takes numbers and codes, but no names.
            bodies += self._client.one(access, endpoint, key=awkward) if word != "Name" else ()
        yield from finding.fitting(operations, bodies, fits=fits)

    def _payments_of(self, access: Access, operation: Operation) -> tuple[Body, ...]:
        allocations = operation.entity.allocations if isinstance(operation.entity, Payment) else ()
        params = [{**finding.FIRST_PAGE, "where": f'Invoice.InvoiceID==Guid("{each.document}")'} for each in allocations]
        return tuple(body for one in params for body in self._client.find(access, "Payments", params=one))


def _check(operations: Sequence[Operation]) -> None:
    if len({(operation.kind, operation.action) for operation in operations}) != 1:
        raise ValueError("a write is of one kind and one action")
    if len(operations) > MANIFEST.batch_sizes[operations[0].kind]:
        raise ValueError(f"a write is of at most {MANIFEST.batch_sizes[operations[0].kind]} operations")


def _is_single(operation: Operation) -> bool:
    ends = operation.action in (Action.VOID, Action.DELETE)
    return ends and (operation.kind is EntityKind.ITEM or operation.kind in PAYMENT_KINDS)


def _idempotency_key(operations: Sequence[Operation]) -> str:
    """The same for the same operations in the same attempt, in at most 128 characters."""
    said = "\n".join(f"{operation.key} {operation.attempt}" for operation in operations)
    return f"tieout-{hashlib.sha256(said.encode()).hexdigest()}"


def _after(trouble: ProviderError, *, written: bool) -> ProviderError:
    """Trouble in the middle of several calls: what went before it stands at Xero, so nobody may take this for "nothing written"."""
    return OutcomeUnknown(f"a part was written before this: {trouble}") if written else trouble


def _outcomes(answer: Response, endpoint: str, *, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
    elements = answer.body.get(endpoint) if isinstance(answer.body, dict) else None
    if not isinstance(elements, list) or len(elements) != len(operations):
        raise OutcomeUnknown(f"Xero's answer does not tell of {len(operations)} {endpoint}")
    return tuple(_outcome(operation, element) for operation, element in zip(operations, elements, strict=True))


def _outcome(operation: Operation, element: Json) -> Outcome:
    if not isinstance(element, dict):
        raise OutcomeUnknown("Xero's answer has an element that is none")
    status = element.get("StatusAttributeString")
    found = errors.problems(element)
    if status == "ERROR" or (status is None and (element.get("HasErrors") or element.get("HasValidationErrors") or found)):
        return Outcome(key=operation.key, problems=found or (errors.problem("Xero refused this without a reason"),))
    receipt = translate.receipt(operation.kind, element)
    if receipt.seen.external_id in ("", _NO_ID):
        raise OutcomeUnknown("Xero's answer has an element without an id")
    return Outcome(key=operation.key, receipt=receipt)


def _refusal(answer: Response) -> tuple[Problem, ...]:
    """What a 4xx says about a call with one element."""
    told = errors.problems(answer.body) if isinstance(answer.body, dict) else ()
    return told or (errors.call_problem(answer),)


def _newest(seen: Sequence[Seen], since: datetime | None) -> datetime | None:
    return max((instant for instant in (since, *(one.updated_at for one in seen)) if instant is not None), default=None)
