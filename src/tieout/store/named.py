"""Mirrored entities by what people call them: the ledger's id, else their number, else their name."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from tieout.store.mirror import MirrorEntity

# More than one is too many already; these are enough to name them.
SHOWN_MAX = 5


def named(
    workspace_id: UUID, connection_id: UUID, *, kinds: Iterable[str], text: str, with_deleted: bool = False
) -> list[MirrorEntity]:
    """Those of the first of the three ways that finds any; what is deleted in the ledger is found where it is asked for."""
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind__in=list(kinds))
    rows = (rows if with_deleted else rows.filter(deleted=False)).defer("body").order_by("deleted", "id")
    for way in ({"external_id": text}, {"number": text}, {"name__iexact": text}):
        if found := list(rows.filter(**way)[:SHOWN_MAX]):
            return found
    return []


def alike(
    workspace_id: UUID, connection_id: UUID, *, kind: str, day_and_amount: tuple[date, Decimal], contact_id: str = ""
) -> list[MirrorEntity]:
    """Those of a kind of the same day and amount, of one contact where it is named."""
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind=kind, deleted=False)
    rows = rows.filter(issued_on=day_and_amount[0], gross=day_and_amount[1])
    rows = rows.filter(contact_id=contact_id) if contact_id else rows
    return list(rows.defer("body").order_by("id")[:SHOWN_MAX])
