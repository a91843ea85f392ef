"""What steps look for in the mirror: documents by number, contact, status and dates; contacts that are being created."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet

from tieout.store.mirror import MirrorEntity
from tieout.store.postings import OPEN_STATES, Posting


@dataclass(frozen=True, kw_only=True)
class DocumentWish:
    """What must be so of a document; what is empty is not asked. `contact` is the ledger's id of it; both days are included."""

    kinds: tuple[str, ...]
    number: str = ""
    contact: str = ""
    statuses: tuple[str, ...] = ()
    currency: str = ""
    since: date | None = None
    until: date | None = None
    newest_first: bool = True


def documents(workspace_id: UUID, connection_id: UUID, *, wish: DocumentWish) -> QuerySet[MirrorEntity]:
    """In their order, to be read as far as is wanted; what is deleted in the ledger is not among them."""
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind__in=wish.kinds, deleted=False)
    if wish.number:
        exact = rows.filter(number=wish.number)
        rows = exact if exact.exists() else rows.filter(number__iexact=wish.number)
    if wish.contact:
        rows = rows.filter(contact_id=wish.contact)
    if wish.statuses:
        rows = rows.filter(status__in=wish.statuses)
    if wish.currency:
        rows = rows.filter(currency=wish.currency)
    if wish.since is not None:
        rows = rows.filter(issued_on__gte=wish.since)
    if wish.until is not None:
        rows = rows.filter(issued_on__lte=wish.until)
    order = F("issued_on").desc(nulls_last=True) if wish.newest_first else F("issued_on").asc(nulls_last=True)
    return rows.defer("body").order_by(order, "-id" if wish.newest_first else "id")


def listed(workspace_id: UUID, connection_id: UUID, *, kinds: Sequence[str]) -> QuerySet[MirrorEntity]:
    """All that can be used of these kinds, by name and number."""
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind__in=kinds, deleted=False)
    return rows.filter(archived=False).exclude(status="archived").defer("body").order_by("name", "number", "id")


def being_created(workspace_id: UUID, connection_id: UUID, *, kinds: Iterable[str]) -> list[Posting]:
    """What is on its way into the ledger, and not in the mirror yet."""
    rows = Posting.objects.filter(
        workspace_id=workspace_id, connection_id=connection_id, state__in=OPEN_STATES, kind__in=list(kinds)
    )
    return list(rows.filter(action="create").order_by("id"))
