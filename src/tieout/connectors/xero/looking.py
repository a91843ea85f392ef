"""What was perhaps written already, found again by our numbers, codes and marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tieout.accounting.documents import Payment
from tieout.accounting.kinds import DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Access, Operation
from tieout.connectors.xero import chart, translate
from tieout.connectors.xero.client import Client
from tieout.connectors.xero.translate import finding
from tieout.connectors.xero.wire import Body
from tieout.connectors.xero.writing import allocations

Pairs = Iterator[tuple[Operation, Body]]


@dataclass(frozen=True, kw_only=True)
class Finder:
    """Looks in one organisation; each thing found is the work of one operation."""

    client: Client
    access: Access

    def found(self, operations: Sequence[Operation]) -> Pairs:
        """`operations` are creates of one kind."""
        kind = operations[0].kind
        if kind in chart.LISTS:
            yield from chart.found(self.client, self.access, operations=operations)
        elif kind is EntityKind.CONTACT:
            yield from self._contacts(operations)
        elif kind is EntityKind.ITEM:
            yield from self._matched(operations, "Items", word="Code", text=finding.code, fits=finding.is_coded)
        elif kind in DOCUMENT_KINDS:
            endpoint = translate.endpoint(operations[0])
            word = "InvoiceNumber" if endpoint == "Invoices" else "CreditNoteNumber"
            yield from self._matched(operations, endpoint, word=word, text=translate.number, fits=finding.is_that_document)
        elif kind in PAYMENT_KINDS:
            yield from self._payments(operations)
        elif kind is EntityKind.ALLOCATION:
            yield from self._allocations(operations)
        else:
            endpoint, bodies = translate.endpoint(operations[0]), list[Body]()
            for params in finding.mark_filters(operations):
                bodies += self.client.find(self.access, endpoint, params=params)
            yield from finding.fitting(operations, bodies, fits=finding.bears_the_mark)

    def _contacts(self, operations: Sequence[Operation]) -> Pairs:
        numbered = self._matched(operations, "Contacts", word="ContactNumber", text=translate.number, fits=finding.is_numbered)
        found = list(numbered)
        yield from found
        keys = {operation.key for operation, _ in found}
        left = [operation for operation in operations if operation.key not in keys]
        yield from self._matched(left, "Contacts", word="Name", text=finding.name, fits=finding.is_named)

    def _payments(self, operations: Sequence[Operation]) -> Pairs:
        on_account = [operation for operation in operations if finding.is_on_account_of(operation)]
        for operation in on_account:
            bodies = self.client.find(self.access, "BankTransactions", params=finding.on_account_filter(operation))
            yield from finding.fitting([operation], bodies, fits=finding.is_that_money_on_account)
        settling = [operation for operation in operations if operation not in on_account]
        marked = [operation for operation in settling if finding.is_marked(operation)]
        yield from self._matched(marked, "Payments", word="Reference", text=finding.reference, fits=finding.is_that_payment)
        for operation in settling:
            if operation not in marked:
                yield from finding.fitting([operation], self._payments_of(operation), fits=finding.is_that_payment)

    def _allocations(self, operations: Sequence[Operation]) -> Pairs:
        by_source: dict[str, list[Operation]] = {}
        for operation in operations:
            try:
                by_source.setdefault(translate.endpoint(operation), []).append(operation)
            except translate.Untranslatable:
                continue  # it was never sent
        for group in by_source.values():
            bodies = allocations(self.client, self.access, operation=group[0])
            yield from finding.fitting(group, bodies, fits=finding.is_that_allocation)

    def _matched(
        self, operations: Sequence[Operation], endpoint: str, *, word: str, text: finding.Text, fits: finding.Fits
    ) -> Pairs:
        """Asks for the operations' texts in as few calls as filters allow, and pairs each operation with what fits it."""
        texts = list(dict.fromkeys(text(operation) for operation in operations))
        bodies: list[Body] = []
        for params in finding.filters(endpoint, word, texts=[each for each in texts if not finding.is_awkward(each)]):
            bodies += self.client.find(self.access, endpoint, params=params)
        for awkward in filter(finding.is_awkward, texts):
            # What no filter can say stands in the path, where Xero takes numbers and codes, but no names.
            bodies += self.client.one(self.access, endpoint, key=awkward) if word != "Name" else ()
        yield from finding.fitting(operations, bodies, fits=fits)

    def _payments_of(self, operation: Operation) -> tuple[Body, ...]:
        settled = operation.entity.allocations if isinstance(operation.entity, Payment) else ()
        params = [finding.payments_filter(each) for each in settled]
        return tuple(body for one in params for body in self.client.find(self.access, "Payments", params=one))
