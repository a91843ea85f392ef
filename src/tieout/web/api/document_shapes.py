"""How the documents of records stand in the API's description."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, Field, WithJsonSchema

from tieout.web.api.values import Amount, PageOut, ProviderName


def _text_only(value: object) -> object:
    """Raises ValueError for a JSON number: its digits may be gone before anybody looks."""
    if isinstance(value, str | Decimal):
        return value
    raise ValueError('write the quantity as text, as in "2.5"')


DocumentKindName = Literal["invoice", "bill", "credit_note", "supplier_credit"]
DocumentStateName = Literal[
    "waiting_approval", "declined", "withdrawn", "sending", "refused", "posted", "ending", "voided", "deleted"
]
PaymentStatusName = Literal["", "draft", "open", "overdue", "part_paid", "paid", "credited", "voided"]
# What a person may ask for: enough for a part of a unit, short of what a ledger could not keep. It comes as text, as amounts do.
Quantity = Annotated[
    Decimal,
    Field(max_digits=20, decimal_places=8),
    BeforeValidator(_text_only),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["2.5"]}),
]


class DocumentProblem(Schema):
    """`rows` are line numbers of the record; `field` is the box of the dialog that it is about."""

    cause: str
    message: str
    remedy: str
    field: str
    rows: list[int]


class DocumentPart(Schema):
    """So much of a line of the record stands on the document."""

    number: int
    quantity: str


class DocumentFile(Schema):
    """`message` says why a file was refused."""

    id: UUID
    name: str
    state: Literal["waiting", "attached", "refused"]
    message: str


class RecordDocument(Schema):
    """`is_whole`: made of the whole record by an automation, or linked. `credits` is the document that it credits.

    `void_means` says what ending it would do; where it cannot be ended, `void_refusal` says why. `is_elsewhere`: in a ledger that
    is not the records' any more; it covers its lines all the same.
    """

    id: UUID
    provider_name: str
    organisation_name: str
    is_elsewhere: bool
    kind: DocumentKindName
    state: DocumentStateName
    payment_status: PaymentStatusName
    number: str
    reference: str
    currency: str
    net: Amount | None
    tax: Amount | None
    gross: Amount | None
    due: Amount | None
    issued_on: date | None
    due_on: date | None
    external_id: str
    url: str
    asked_by: str
    asked_at: datetime | None
    decided_by: str
    reason: str
    problems: list[DocumentProblem]
    parts: list[DocumentPart]
    is_whole: bool
    credits: UUID | None
    files: list[DocumentFile]
    can_withdraw: bool
    can_credit: bool
    has_pdf: bool
    void_action: Literal["void", "delete", ""]
    void_means: str
    void_refusal: str


class LineDocument(Schema):
    document_id: UUID
    number: str
    quantity: str


class CoverageLine(Schema):
    """`is_over`: more stands on documents than was ordered."""

    number: int
    description: str
    quantity: str
    covered: str
    open: str
    is_over: bool
    documents: list[LineDocument]


class RecordDocuments(Schema):
    """`kind` is what can be asked for on this collection, empty where nothing can; `refusal` says why not now.

    `ordered` and `covered` are the sums of the lines' quantities, for the coverage bar.
    """

    kind: Literal["invoice", "bill", ""]
    provider: ProviderName | None
    provider_name: str
    organisation_name: str
    refusal: str
    ordered: str
    covered: str
    lines: list[CoverageLine]
    documents: list[RecordDocument]


class Contact(Schema):
    """The record that is billed. `is_creating`: it is on its way into the ledger."""

    record_id: UUID | None
    collection: str
    title: str
    kind: Literal["contact", "customer", "supplier"]
    is_linked: bool
    is_creating: bool


class StatusChoice(Schema):
    value: Literal["draft", "open"]
    label: str
    about: str


class TaxChoice(Schema):
    key: str
    name: str
    rate: str


class AccountChoice(Schema):
    key: str
    code: str
    name: str
    account_class: str


class DraftLine(Schema):
    """`open` is the most that can be asked for; `refusal` says why the line cannot be ticked. `item_linked` is null without an
    item; an unlinked one is created first, or left off where `items_optional` says that this can be. `identity` is sent back with
    the line, and tells it from others that have come to its number."""

    number: int
    identity: str
    description: str
    quantity: str
    open: str
    unit_price: str
    item: str
    item_linked: bool | None
    tax_code: str
    account: str
    is_locked: bool
    refusal: str
    documents: list[LineDocument]


class DraftFile(Schema):
    id: UUID
    name: str
    bytes_count: int
    refusal: str


class DocumentDraft(Schema):
    """All that the dialog shows before anything is chosen; only active tax and ledger codes are offered."""

    kind: DocumentKindName
    credits: UUID | None
    provider: ProviderName
    provider_name: str
    organisation_name: str
    currency: str
    tax_mode: Literal["exclusive", "inclusive", "none"]
    number: str
    number_max_length: int
    reference: str
    issued_on: date
    due_on: date | None
    statuses: list[StatusChoice]
    status: Literal["draft", "open"]
    contact: Contact
    items_optional: bool
    waits_for_approval: bool
    lines: list[DraftLine]
    tax_codes: list[TaxChoice]
    accounts: list[AccountChoice]
    files: list[DraftFile]
    problems: list[DocumentProblem]


class AskedLineIn(Schema):
    """What is null is as the mapping says. A line that has another `identity` by now is refused; "" asks for whatever has the
    number."""

    number: int = Field(ge=1)
    identity: str = Field(default="", max_length=100)
    quantity: Quantity
    tax_code: str | None = Field(default=None, max_length=100)
    account: str | None = Field(default=None, max_length=100)
    without_item: bool = False


class DocumentWish(Schema):
    """`credits` is the id of the document whose goods came back."""

    lines: list[AskedLineIn] = Field(max_length=5000)
    number: str = Field(default="", max_length=300)
    issued_on: date
    due_on: date | None = None
    reference: str = Field(default="", max_length=300)
    status: Literal["draft", "open"] = "draft"
    credits: UUID | None = None


class DocumentOrder(DocumentWish):
    """`key` is made once by whoever asks: the same key again is the same request, however often it is sent."""

    key: str = Field(min_length=8, max_length=60)
    file_ids: list[UUID] = Field(default=[], max_length=10)


class PreviewLine(Schema):
    number: int
    net: Amount
    tax: Amount
    gross: Amount


class DocumentPreview(Schema):
    """As the ledger will work it out, to the cent; totals are null while `problems` leave them open. `undo` says how it could be
    taken back."""

    currency: str
    net: Amount | None
    tax: Amount | None
    gross: Amount | None
    lines: list[PreviewLine]
    problems: list[DocumentProblem]
    warnings: list[DocumentProblem]
    undo: str
    items_to_create: list[str]


class RequestedLine(Schema):
    """As it will stand in the ledger, names instead of keys."""

    description: str
    quantity: str
    unit_price: str
    tax_code: str
    account: str
    net: Amount | None
    tax: Amount | None


class DocumentRequest(Schema):
    """A document that somebody asked for, exactly as it will be posted. `is_own`: the asker looks at it, and cannot approve it.

    `changed`: what is different since it was asked for.
    """

    id: UUID
    kind: DocumentKindName
    state: Literal["waiting_approval", "approved", "declined", "withdrawn"]
    number: str
    reference: str
    currency: str
    net: Amount | None
    tax: Amount | None
    gross: Amount | None
    issued_on: date | None
    due_on: date | None
    status_asked: Literal["draft", "open"]
    provider_name: str
    organisation_name: str
    collection: str
    collection_name: str
    record_id: UUID
    record_key: str
    record_title: str
    contact: str
    lines: list[RequestedLine]
    files: list[DocumentFile]
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str
    is_own: bool
    changed: list[str]


class DocumentRequestPage(PageOut):
    items: list[DocumentRequest]


class DeclineIn(Schema):
    reason: str = Field(min_length=1, max_length=500)
