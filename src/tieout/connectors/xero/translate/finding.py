"""By what an operation of ours is found again at Xero: filters to ask with, and what fits; pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, DocumentStatus, Payment, PaymentStatus
from tieout.accounting.items import Item
from tieout.connectors.contract import Operation
from tieout.connectors.xero.manifest import FILTER_CHARACTERS_MAX, FILTER_VALUES_MAX, MANIFEST
from tieout.connectors.xero.translate.incoming import seen
from tieout.connectors.xero.translate.outgoing import number as number_of
from tieout.connectors.xero.translate.outgoing import payment_reference
from tieout.connectors.xero.wire import Body

Text = Callable[[Operation], str]
Fits = Callable[[Operation, Body], bool]
FIRST_PAGE: Mapping[str, str] = {"page": "1", "pageSize": str(MANIFEST.page_size)}


def filters(endpoint: str, word: str, *, texts: Sequence[str]) -> Iterator[dict[str, str]]:
    paged = {} if endpoint == "Items" else dict(FIRST_PAGE)
    if endpoint == "Contacts":
        paged["includeArchived"] = "true"
    for chunk in _chunks(texts):
        if word == "InvoiceNumber":
            yield paged | {"InvoiceNumbers": ",".join(chunk)}
        else:
            yield paged | {"where": " OR ".join(f'{word}=="{each}"' for each in chunk)}


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for text in texts:
        # 24 for the word, the quotes and the "or" around each.
        if chunk and (len(chunk) == FILTER_VALUES_MAX or sum(len(each) + 24 for each in [*chunk, text]) > FILTER_CHARACTERS_MAX):
            yield chunk
            chunk = []
        chunk.append(text)
    if chunk:
        yield chunk


def is_awkward(text: str) -> bool:
    """No filter has a way to write a double quote, and a list of numbers none to write a comma."""
    return '"' in text or "," in text


def fitting(operations: Sequence[Operation], bodies: Sequence[Body], *, fits: Fits) -> Iterator[tuple[Operation, Body]]:
    """Each body goes to one operation at most; what still counts goes before what was voided or archived."""
    left = sorted(bodies, key=lambda body: body.get("Status") == "VOIDED" or body.get("ContactStatus") == "ARCHIVED")
    for operation in operations:
        for position, body in enumerate(left):
            if fits(operation, body):
                yield operation, left.pop(position)
                break


def name(operation: Operation) -> str:
    return operation.entity.name if isinstance(operation.entity, Contact) else ""


def code(operation: Operation) -> str:
    return operation.entity.code if isinstance(operation.entity, Item) else ""


def reference(operation: Operation) -> str:
    return payment_reference(operation.entity) if isinstance(operation.entity, Payment) else ""


def is_marked(operation: Operation) -> bool:
    """Whether a filter can ask for this payment's reference."""
    said = reference(operation)
    return bool(said) and '"' not in said


def is_numbered(operation: Operation, body: Body) -> bool:
    return body.get("ContactNumber") == number_of(operation)


def is_named(operation: Operation, body: Body) -> bool:
    """An active contact of that name, unless it has another account number: names are unique among the active."""
    own = operation.entity.account_number if isinstance(operation.entity, Contact) else ""
    there = body.get("AccountNumber") or body.get("ContactNumber") or ""
    same = str(body.get("Name", "")).casefold() == name(operation).casefold()
    return same and body.get("ContactStatus") == "ACTIVE" and there in ("", own)


def is_coded(operation: Operation, body: Body) -> bool:
    return body.get("Code") == code(operation)


def is_that_document(operation: Operation, body: Body) -> bool:
    """A number alone may be somebody else's: kind, contact and date must be right too."""
    wanted, found = operation.entity, seen(operation.kind, body).entity
    if not isinstance(wanted, Document) or not isinstance(found, Document) or found.status is DocumentStatus.DELETED:
        return False
    number = body.get("InvoiceNumber") or body.get("CreditNoteNumber")
    right = (wanted.kind, wanted.contact, wanted.issued_on) == (found.kind, found.contact, found.issued_on)
    return right and number == number_of(operation)


def is_that_payment(operation: Operation, body: Body) -> bool:
    wanted, found = operation.entity, seen(operation.kind, body).entity
    if not isinstance(wanted, Payment) or not isinstance(found, Payment) or found.status is PaymentStatus.DELETED:
        return False
    right = (wanted.kind, wanted.paid_on, wanted.allocations) == (found.kind, found.paid_on, found.allocations)
    return right and payment_reference(wanted) == payment_reference(found)
