"""Find documents: invoices, bills and credit notes of the ledger by number, contact, status and dates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Literal

from pydantic import Field, JsonValue

from tieout.accounting.kinds import DOCUMENT_KINDS, EntityKind
from tieout.automations.entity_shapes import entity_types
from tieout.engine.steps.contract import field_as
from tieout.engine.steps.found import Find, FindSettings, ListSettings, Looked, counted, list_types, listed
from tieout.mapping.rules import ValueRule
from tieout.mapping.typed_cells import day_text
from tieout.mapping.values import ValueRefused
from tieout.store import finding
from tieout.store.connections import Connection
from tieout.store.finding import DocumentWish
from tieout.store.mirror import MirrorEntity

DocumentKind = Literal["invoice", "bill", "credit_note", "supplier_credit"]
Standing = Literal["any", "draft", "submitted", "open", "overdue", "paid", "voided"]
KIND_NAMES = ["Invoice", "Bill", "Credit note", "Supplier credit"]
STANDING_NAMES = ["Any", "Draft", "Waiting for approval", "Open", "Overdue", "Paid", "Voided"]
# What the ledger calls them; an overdue one is open still.
STATUSES: Mapping[Standing, tuple[str, ...]] = {
    "any": (),
    "draft": ("draft",),
    "submitted": ("submitted",),
    "open": ("open",),
    "overdue": ("open",),
    "paid": ("paid",),
    "voided": ("voided",),
}
DAYS = ("issued_since", "issued_until", "due_until")
CRITERIA = ("number", "contact", *DAYS, "currency")
# Of documents that are asked for by what the database does not keep apart, so many are looked at.
LOOKED_AT_MAX = 20_000


class Settings(ListSettings):
    """Every rule that gives a value must be met; one that gives none finds nothing."""

    document: DocumentKind = Field(
        default="invoice", title="Kind", json_schema_extra=field_as("choice", names=list[JsonValue](KIND_NAMES))
    )
    number: ValueRule | None = Field(default=None, title="Number", json_schema_extra=field_as("rule"))
    contact: ValueRule | None = Field(
        default=None, title="Contact", description="The ledger's id, as Find contact gives it.", json_schema_extra=field_as("rule")
    )
    standing: Standing = Field(
        default="any", title="Status", json_schema_extra=field_as("choice", names=list[JsonValue](STANDING_NAMES))
    )
    issued_since: ValueRule | None = Field(default=None, title="Issued on or after", json_schema_extra=field_as("rule"))
    issued_until: ValueRule | None = Field(default=None, title="Issued on or before", json_schema_extra=field_as("rule"))
    due_until: ValueRule | None = Field(default=None, title="Due on or before", json_schema_extra=field_as("rule"))
    currency: ValueRule | None = Field(default=None, title="Currency", json_schema_extra=field_as("rule"))
    order: Literal["newest", "oldest"] = Field(
        default="newest", title="Order", json_schema_extra=field_as("choice", names=["Newest first", "Oldest first"])
    )


class FindDocuments(Find):
    kind = "find_documents"
    name = "Find invoices, bills or credit notes"
    about = "Looks for documents in the accounting system by number, contact, status and dates; gives one, or a list."
    settings = Settings
    labels = {name: str(Settings.model_fields[name].title) for name in CRITERIA}

    def rules(self, settings: FindSettings) -> Mapping[str, ValueRule | None]:
        return {name: getattr(settings, name) for name in CRITERIA}

    def kinds(self, ledger: Connection, settings: FindSettings) -> Sequence[str]:
        del ledger
        assert isinstance(settings, Settings)
        return [settings.document]

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        kind = str(settings.get("document") or EntityKind.INVOICE.value)
        known = kind if kind in {one.value for one in DOCUMENT_KINDS} else EntityKind.INVOICE.value
        return list_types("documents", {**entity_types(known), "external_id": "text"})

    def look(self, ledger: Connection, settings: FindSettings, *, asked: Mapping[str, str]) -> Looked:
        assert isinstance(settings, Settings)
        limit = settings.limit
        nothing = listed("documents", ledger, rows=[], limit=limit)
        empty = [name for name, rule in self.rules(settings).items() if rule is not None and not asked[name]]
        if empty:
            said = f"{self.labels[empty[0]].lower()} is empty, so nothing was looked for"
            return Looked(found=False, outcome=said, output=nothing)
        days: dict[str, date] = {}
        for name in DAYS:
            if asked[name]:
                try:
                    days[name] = date.fromisoformat(day_text(asked[name], whole_day=True, order=None))
                except (ValueError, ValueRefused):
                    problem = f"{self.labels[name]}: {asked[name]!r} is no date; write it like 2026-01-31."
                    return Looked(found=False, outcome="", problem=problem)
        wish = DocumentWish(
            kinds=(settings.document,),
            number=asked["number"],
            contact=asked["contact"],
            statuses=STATUSES[settings.standing],
            currency=asked["currency"].upper(),
            since=days.get("issued_since"),
            until=days.get("issued_until"),
            newest_first=settings.order == "newest",
        )
        every = finding.documents(ledger.workspace_id, ledger.id, wish=wish)[:LOOKED_AT_MAX]
        meant = _standing(every.iterator(chunk_size=500), settings.standing, due_until=days.get("due_until"))
        rows = list(islice(meant, limit + 1))
        word = settings.document.replace("_", " ")
        outcome = counted(word, rows, limit=limit, one=f"{word} {rows[0].number}") if rows else f"there is no such {word}"
        return Looked(found=bool(rows), outcome=outcome, output=listed("documents", ledger, rows=rows, limit=limit))


def _standing(rows: Iterable[MirrorEntity], standing: Standing, *, due_until: date | None) -> Iterator[MirrorEntity]:
    """Those of what the database gave that are due in time; one that is paid in full is not open."""
    today = datetime.now(UTC).date()
    for row in rows:
        due_on = _due_on(row)
        if standing in ("open", "overdue") and row.due is not None and row.due == Decimal(0):
            continue
        if standing == "overdue" and (due_on is None or due_on >= today):
            continue
        if due_until is not None and (due_on is None or due_on > due_until):
            continue
        yield row


def _due_on(row: MirrorEntity) -> date | None:
    said = (row.entity or {}).get("due_on")
    return date.fromisoformat(said) if isinstance(said, str) and said else None
