"""What a contact of a ledger still owes and is still owed, by its open documents in the mirror."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.accounting.money import round_half_up
from tieout.store.mirror import MirrorEntity

_CREDITS = (EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT)
_PURCHASES = (EntityKind.BILL, EntityKind.SUPPLIER_CREDIT)


@dataclass(frozen=True, kw_only=True)
class Balance:
    """In one currency: what is receivable from the contact and payable to it, credits taken off, and what of each is overdue."""

    currency: str
    receivable: Decimal
    payable: Decimal
    receivable_overdue: Decimal
    payable_overdue: Decimal


def of_contact(workspace_id: UUID, connection_id: UUID, *, contact_id: str, on: date) -> list[Balance]:
    """By currency, in one query; nothing for a contact without open documents."""
    rows = MirrorEntity.objects.filter(
        workspace_id=workspace_id,
        connection_id=connection_id,
        contact_id=contact_id,
        kind__in=(EntityKind.INVOICE, EntityKind.BILL, *_CREDITS),
        deleted=False,
        due__gt=0,
        status="open",
    ).annotate(due_on=Cast(KeyTextTransform("due_on", "entity"), TextField()))
    overdue = Q(due_on__lt=on.isoformat()) & ~Q(kind__in=_CREDITS)  # ISO dates sort as text.
    summed = rows.values_list("currency", "kind").annotate(open=Sum("due"), late=Sum("due", filter=overdue)).order_by("currency")
    found: dict[str, dict[str, Decimal]] = {}
    for currency, kind, amount, late in summed:
        sums = found.setdefault(currency, {})
        side = "payable" if kind in _PURCHASES else "receivable"
        sums[side] = sums.get(side, Decimal(0)) + (-amount if kind in _CREDITS else amount)
        sums[f"{side}_overdue"] = sums.get(f"{side}_overdue", Decimal(0)) + (late or Decimal(0))
    return [_balance(currency, sums) for currency, sums in found.items()]


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """What is overdue of a contact's open documents in one currency; `name` is the contact's, "" for one that is not mirrored."""

    contact_id: str
    name: str
    currency: str
    amount: Decimal
    documents: int


def overdue(workspace_id: UUID, connection_id: UUID, *, payable: bool, on: date) -> list[Overdue]:
    """The largest first. Credits are not taken off: which document they will settle is not known."""
    rows = MirrorEntity.objects.filter(
        workspace_id=workspace_id,
        connection_id=connection_id,
        kind=EntityKind.BILL if payable else EntityKind.INVOICE,
        deleted=False,
        due__gt=0,
        status="open",
    ).annotate(due_on=Cast(KeyTextTransform("due_on", "entity"), TextField()))
    summed = rows.filter(due_on__lt=on.isoformat()).values_list("contact_id", "currency")
    found = list(summed.annotate(late=Sum("due"), documents=Count("id")).order_by("-late", "contact_id"))
    contacts = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind__in=CONTACT_KINDS)
    names = dict(contacts.filter(external_id__in={row[0] for row in found}).values_list("external_id", "name"))
    return [
        Overdue(
            contact_id=contact_id,
            name=names.get(contact_id, ""),
            currency=currency,
            amount=round_half_up(late or Decimal(0), places=4),
            documents=documents,
        )
        for contact_id, currency, late, documents in found
    ]


def _balance(currency: str, sums: dict[str, Decimal]) -> Balance:
    def of(name: str) -> Decimal:
        return round_half_up(sums.get(name, Decimal(0)), places=4)

    return Balance(
        currency=currency,
        receivable=of("receivable"),
        payable=of("payable"),
        receivable_overdue=of("receivable_overdue"),
        payable_overdue=of("payable_overdue"),
    )
