"""The accounting card of a record: what the ledger has of it, and linking, creating, syncing and unlinking it."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from ninja import Router, Schema, Status

from tieout.engine import actions, agreement, card
from tieout.engine.card import Card
from tieout.engine.identity import Candidate
from tieout.mapping.entity_fields import CONTACT_FIELDS, ITEM_FIELDS
from tieout.store import records
from tieout.store.balances import Balance
from tieout.store.connections import Connection
from tieout.store.mirror import MirrorEntity
from tieout.web.api.accounting import DirectionName, LedgerBrief, ledger_brief
from tieout.web.api.entities import Link, LinkIn, links_shown
from tieout.web.api.exceptions import ExceptionRow, rows_shown
from tieout.web.api.runs import Posting, posting_shown
from tieout.web.api.values import Amount, Created, EntityKindName, WorkspaceId, amount_text
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import not_found

router = Router(tags=["accounting"], auth=may("read"))


class FieldPair(Schema):
    """A field of a record and of its entity; `direction` is which way it goes."""

    key: str
    label: str
    direction: DirectionName
    record: str
    ledger: str


class CardLink(Schema):
    """`known` is false where the mirror does not have the entity; `synced_at` is when the ledger last told what it has."""

    kind: EntityKindName
    external_id: str
    name: str
    number: str
    detail: str
    status: str
    known: bool
    deleted: bool
    url: str
    linked_at: datetime
    synced_at: datetime | None


class BalanceOut(Schema):
    """By the open documents of the contact: what it owes and is owed, and what of each is overdue; credits are taken off."""

    currency: str
    receivable: Amount
    payable: Amount
    receivable_overdue: Amount
    payable_overdue: Amount


class Prices(Schema):
    currency: str
    sale_price: Amount | None
    purchase_price: Amount | None


class AccountingCard(Schema):
    """`search_kind` is what to ask suggestions for; `former` are links to ledgers that are not the records' any more, kept with
    what was last known. `refusal` says why the record cannot be created now. `updates` tells whether linking overwrites the data in
    the ledger with the record's."""

    shown: bool
    ledger: LedgerBrief | None
    search_kind: Literal["contact", "item", "invoice", "bill", ""]
    link: CardLink | None
    former: list[Link]
    posting: Posting | None
    exceptions: list[ExceptionRow]
    fields: list[FieldPair]
    balances: list[BalanceOut] | None
    prices: Prices | None
    updates: bool
    refusal: str


class CandidateOut(Schema):
    """A mirrored entity that the record may be, with its fields beside the record's."""

    kind: EntityKindName
    external_id: str
    name: str
    detail: str
    score: float
    reasons: list[str]
    already_linked: bool
    url: str
    fields: list[FieldPair]


class Candidates(Schema):
    certainty: Literal["certain", "doubtful", "new"]
    candidates: list[CandidateOut]


class CreateIn(Schema):
    """`anyway` says that the record is none of those that look like it, which is remembered."""

    anyway: bool = False


class CreateOut(Schema):
    """`linked` to what was there already, `asked` where that is doubtful, `creating` what is new, `refused` what cannot be."""

    outcome: Literal["linked", "asked", "creating", "refused"]
    message: str
    card: AccountingCard


class ConflictIn(Schema):
    choice: Literal["record", "ledger"]


PATH = "/collections/{key}/records/{record_id}/accounting"


@router.get(PATH, response=AccountingCard, operation_id="get_accounting_card")
def get_accounting_card(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID) -> AccountingCard:
    """Not `shown` for a record of a collection that is not linked to accounting."""
    return _card(workspace_id, _record(workspace_id, key, record_id=record_id))


@router.get(f"{PATH}/candidates", response=Candidates, operation_id="get_candidates")
def get_candidates(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID) -> Candidates:
    """What the record may be in the ledger, best first; asks no provider."""
    record = _record(workspace_id, key, record_id=record_id)
    judged, rows = card.candidates(workspace_id, record)
    ledger = card.shown(workspace_id, record)
    said = agreement.said_by_record(record)
    found = [_candidate(one, rows.get(one.external_id), said=said, ledger=ledger) for one in judged.candidates]
    return Candidates.model_validate({"certainty": judged.certainty, "candidates": found})


@router.post(f"{PATH}/link", response=AccountingCard, auth=may("link"), operation_id="link_record")
def link_record(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, body: LinkIn) -> AccountingCard:
    """Links to what the ledger has; nothing new is created."""
    record = _record(workspace_id, key, record_id=record_id)
    card.link(workspace_id, record, kind=body.kind, external_id=body.external_id, actor=actor_of(request))
    return _card(workspace_id, _record(workspace_id, key, record_id=record_id))


@router.delete(f"{PATH}/link", response=AccountingCard, auth=may("link"), operation_id="unlink_record")
def unlink_record(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID) -> AccountingCard:
    """Takes only the link away; what it was linked to is untouched in the ledger."""
    record = _record(workspace_id, key, record_id=record_id)
    card.unlink(workspace_id, record, actor=actor_of(request))
    return _card(workspace_id, record)


@router.post(f"{PATH}/create", response={202: CreateOut}, auth=may("post"), operation_id="create_in_ledger")
def create_in_ledger(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, body: CreateIn) -> Status[CreateOut]:
    """Looks first whether it is there already: certain is linked, doubtful is asked, new is posted in the background."""
    record = _record(workspace_id, key, record_id=record_id)
    made = card.create(workspace_id, record, anyway=body.anyway, actor=actor_of(request))
    return Status(202, CreateOut(outcome=made.outcome, message=made.message, card=_card(workspace_id, record)))


@router.post(f"{PATH}/sync", response={202: Created}, auth=may("link"), operation_id="sync_record")
def sync_record(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID) -> Status[Created]:
    """Reads what the ledger has now; gives the run that does it."""
    record = _record(workspace_id, key, record_id=record_id)
    return Status(202, Created(id=card.sync(workspace_id, record, actor=actor_of(request))))


@router.post(f"{PATH}/conflict", response=AccountingCard, auth=may("link"), operation_id="resolve_conflict")
def resolve_conflict(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, body: ConflictIn) -> AccountingCard:
    """What record and ledger both changed becomes what the chosen side says."""
    record = _record(workspace_id, key, record_id=record_id)
    card.resolve(workspace_id, record, choice=body.choice, actor=actor_of(request))
    return _card(workspace_id, _record(workspace_id, key, record_id=record_id))


def _record(workspace_id: UUID, key: str, *, record_id: UUID) -> records.Record:
    row = records.record_by_id(workspace_id, record_id)
    if row is None or row.collection.key != key:
        raise not_found("This record")
    return row


def _card(workspace_id: UUID, record: records.Record) -> AccountingCard:
    found = card.shown(workspace_id, record)
    if found is None:
        return AccountingCard.model_validate(_NOTHING)
    return AccountingCard.model_validate(
        {
            "shown": True,
            "ledger": ledger_brief(found.ledger) if found.ledger else None,
            "search_kind": found.kind,
            "link": _link(found),
            "former": links_shown(list(found.former)),
            "posting": posting_shown(found.posting) if found.posting else None,
            "exceptions": rows_shown(workspace_id, list(found.troubles)),
            "fields": [_pair(one.key, one.label, direction=one.direction, both=(one.record, one.ledger)) for one in found.fields],
            "balances": None if found.balances is None else [_balance(one) for one in found.balances],
            "prices": _prices(found),
            "updates": found.updates,
            "refusal": found.refusal,
        }
    )


_NOTHING: dict[str, object] = {
    "shown": False,
    "ledger": None,
    "search_kind": "",
    "link": None,
    "former": [],
    "posting": None,
    "exceptions": [],
    "fields": [],
    "balances": None,
    "prices": None,
    "updates": False,
    "refusal": "",
}


def _link(found: Card) -> dict[str, object] | None:
    link, row, ledger = found.link, found.row, found.ledger
    if link is None or ledger is None:
        return None
    return {
        "kind": link.kind,
        "external_id": link.external_id,
        "name": row.name if row else "",
        "number": row.number if row else "",
        "detail": card.detail_of(row) if row else "",
        "status": "deleted" if row and row.deleted else row.status if row else "",
        "known": row is not None,
        "deleted": bool(row and row.deleted),
        "url": actions.entity_url(ledger, kind=link.kind, external_id=link.external_id, told=row.url if row else ""),
        "linked_at": link.created_at,
        "synced_at": found.synced_at,
    }


def _pair(key: str, label: str, *, direction: str, both: tuple[str, str]) -> dict[str, object]:
    return {"key": key, "label": label, "direction": direction, "record": both[0], "ledger": both[1]}


def _balance(one: Balance) -> dict[str, object]:
    names = ("receivable", "payable", "receivable_overdue", "payable_overdue")
    return {"currency": one.currency, **{name: amount_text(getattr(one, name), one.currency) for name in names}}


def _prices(found: Card) -> dict[str, object] | None:
    item, ledger = found.item, found.ledger
    if item is None or ledger is None:
        return None

    def text(amount: Decimal | None) -> str | None:
        return None if amount is None else amount_text(amount, ledger.currency)

    return {"currency": ledger.currency, "sale_price": text(item.sale_price), "purchase_price": text(item.purchase_price)}


def _candidate(one: Candidate, row: MirrorEntity | None, *, said: dict[str, str], ledger: Card | None) -> dict[str, object]:
    there = agreement.said_by_ledger(row)
    known = ITEM_FIELDS if one.kind == "item" else CONTACT_FIELDS
    connection: Connection | None = ledger.ledger if ledger else None
    told = row.url if row else ""
    return {
        "kind": one.kind,
        "external_id": one.external_id,
        "name": one.name,
        "detail": one.detail,
        "score": one.score,
        "reasons": list(one.reasons),
        "already_linked": one.already_linked,
        "url": actions.entity_url(connection, kind=one.kind, external_id=one.external_id, told=told) if connection else "",
        "fields": [
            _pair(field.key, field.label, direction="none", both=(said.get(field.key, ""), there.get(field.key, "")))
            for field in known
            if said.get(field.key) or there.get(field.key)
        ],
    }
