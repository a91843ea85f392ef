"""By what an operation of ours is found again at Xero: filters to ask with, and what fits; pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Payment, PaymentStatus, Settlement
from tieout.accounting.items import Item
from tieout.accounting.journal import Journal
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Operation
from tieout.connectors.xero.manifest import FILTER_CHARACTERS_MAX, FILTER_VALUES_MAX, MANIFEST
from tieout.connectors.xero.translate.documents import CREDITS
from tieout.connectors.xero.translate.incoming import seen
from tieout.connectors.xero.translate.outgoing import number as number_of
from tieout.connectors.xero.translate.parts import mark_in, mark_of
from tieout.connectors.xero.translate.payments import ON_ACCOUNT, is_on_account, on_account_type, payment_reference
from tieout.connectors.xero.wire import Body

Text = Callable[[Operation], str]
Fits = Callable[[Operation, Body], bool]
FIRST_PAGE: Mapping[str, str] = {"page": "1", "pageSize": str(MANIFEST.page_size)}


# Where our mark stands in what has no number: at the end of this field.
_MARKED = {EntityKind.BANK_TRANSACTION: "Reference", EntityKind.TRANSFER: "Reference", EntityKind.JOURNAL: "Narration"}


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


def mark(operation: Operation) -> str:
    """What stands in the brackets of what this operation makes."""
    entity = operation.entity
    marker = entity.marker if isinstance(entity, BankTransaction | Transfer | Journal | Payment) else ""
    return mark_of(marker, key=operation.key)


def mark_filters(operations: Sequence[Operation]) -> Iterator[dict[str, str]]:
    """Asks for what ends with the operations' marks; they are of one kind."""
    field = _MARKED[operations[0].kind]
    paged = {} if operations[0].kind is EntityKind.TRANSFER else dict(FIRST_PAGE)
    asked = [f'({field}!=null AND {field}.EndsWith("[tieout {mark(operation)}]"))' for operation in operations]
    for chunk in _chunks(asked):
        yield paged | {"where": " OR ".join(chunk)}


def on_account_filter(operation: Operation) -> dict[str, str]:
    """Asks for the money on account of this contact on this day."""
    entity = operation.entity
    assert isinstance(entity, Payment)
    day = entity.paid_on
    parts = (
        f'Type=="{on_account_type(entity)}"',
        f"Date==DateTime({day.year},{day.month:02},{day.day:02})",
        f'Contact.ContactID==Guid("{entity.contact}")',
    )
    return {**FIRST_PAGE, "where": " AND ".join(parts)}


def payments_filter(allocation: Allocation) -> dict[str, str]:
    """Asks for the payments of a document, or of what was left on account."""
    prefix, _, own_id = allocation.document.partition(":")
    if prefix in ON_ACCOUNT:
        _, part, id_name = ON_ACCOUNT[prefix]
    else:
        part, own_id = "CreditNote" if allocation.kind in CREDITS else "Invoice", allocation.document
        id_name = f"{part}ID"
    return {**FIRST_PAGE, "where": f'{part}.{id_name}==Guid("{own_id}")'}


def is_on_account_of(operation: Operation) -> bool:
    return isinstance(operation.entity, Payment) and not operation.entity.allocations


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


def bears_the_mark(operation: Operation, body: Body) -> bool:
    """What we made and is still there."""
    field = _MARKED[operation.kind]
    return mark_in(str(body.get(field) or "")) == mark(operation) and body.get("Status") not in ("DELETED", "VOIDED")


def is_that_money_on_account(operation: Operation, body: Body) -> bool:
    lines = body.get("LineItems")
    texts = [str(line.get("Description") or "") for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    is_live = is_on_account(body) and body.get("Status") not in ("DELETED", "VOIDED")
    return is_live and mark(operation) in [mark_in(text) for text in texts]


def is_that_allocation(operation: Operation, body: Body) -> bool:
    """There is no reference on an allocation: it is known by what it settles, and with how much."""
    wanted, found = operation.entity, seen(operation.kind, body).entity
    if not isinstance(wanted, Settlement) or not isinstance(found, Settlement) or found.status is PaymentStatus.DELETED:
        return False
    return (wanted.source, wanted.allocation) == (found.source, found.allocation)
