"""What a plan comes to: how many writes, how much of which currency, and how much on which account and tax code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from uuid import UUID

from pydantic import ValidationError

from tieout.accounting.documents import Document
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import plain
from tieout.accounting.serial import from_json
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.books import Books
from tieout.engine.steps.contract import Acts, Preview, StepKind
from tieout.store import connections

NOTHING_WRITTEN = frozenset({"failed", "refused", "skipped"})
WITHOUT = "none"
LETTER = "send_email"


@dataclass(frozen=True, kw_only=True)
class PlannedStep:
    position: str
    name: str
    kind: str
    preview: Preview


@dataclass(frozen=True, kw_only=True)
class PlanSum:
    """What would be posted on an account, or as the tax of a code, of one ledger; `name` as people know it there."""

    ledger: str
    name: str
    currency: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class PlanTotals:
    """`amounts` of what would be written, by currency; `irreversible` counts what nothing takes back."""

    steps: int = 0
    writes: int = 0
    problems: int = 0
    irreversible: int = 0
    amounts: Mapping[str, str] = field(default_factory=dict)
    accounts: Sequence[PlanSum] = ()
    taxes: Sequence[PlanSum] = ()


def writing(planned: Iterable[PlannedStep]) -> list[PlannedStep]:
    """Those that would change a ledger or reach somebody outside."""
    return [one for one in planned if one.preview.writes and one.preview.status not in NOTHING_WRITTEN]


def is_irreversible(one: PlannedStep) -> bool:
    """What has left Tieout and no ledger: a letter, a call to another system."""
    return reaches_out(STEP_KINDS[one.kind])


def reaches_out(kind: StepKind) -> bool:
    """Whether it tells somebody outside, or lets a ledger tell them; a letter leaves with Tieout's own post."""
    return isinstance(kind, Acts) or kind.kind == LETTER


def totals_of(workspace_id: UUID, planned: Sequence[PlannedStep]) -> PlanTotals:
    """Accounts and taxes are those of documents whose tax rates are known."""
    wanted = writing(planned)
    amounts: dict[str, Decimal] = {}
    accounts: dict[tuple[str, str, str], Decimal] = {}
    taxes: dict[tuple[str, str, str], Decimal] = {}
    for one in wanted:
        if (found := _amount(one.preview.document)) is not None:
            amounts[found[0]] = amounts.get(found[0], Decimal(0)) + found[1]
        if (books := _books(workspace_id, one.preview)) is not None:
            for document in _documents(one.preview.document):
                _add(document, books, accounts=accounts, taxes=taxes)
    return PlanTotals(
        steps=len(planned),
        writes=len(wanted),
        problems=sum(len(one.preview.problems) for one in planned),
        irreversible=sum(1 for one in wanted if is_irreversible(one)),
        amounts={currency: plain(amount, places=2) for currency, amount in sorted(amounts.items())},
        accounts=_sums(accounts),
        taxes=_sums(taxes),
    )


def _add(
    document: Document,
    books: Books,
    *,
    accounts: dict[tuple[str, str, str], Decimal],
    taxes: dict[tuple[str, str, str], Decimal],
) -> None:
    found = books.totals(document)
    for line, sums in zip(document.lines, found.lines, strict=True) if found is not None else ():
        account, tax = books.accounts.get(line.account), books.taxes.get(line.tax_code)
        named = f"{account.code} {account.name}".strip() if account else line.account or WITHOUT
        on = (books.name, named, document.currency)
        by = (books.name, tax.name if tax else line.tax_code or WITHOUT, document.currency)
        accounts[on] = accounts.get(on, Decimal(0)) + sums.net
        taxes[by] = taxes.get(by, Decimal(0)) + sums.tax


def _sums(found: Mapping[tuple[str, str, str], Decimal]) -> list[PlanSum]:
    return [
        PlanSum(ledger=ledger, name=name, currency=currency, amount=plain(amount, places=2))
        for (ledger, name, currency), amount in sorted(found.items())
    ]


def _books(workspace_id: UUID, preview: Preview) -> Books | None:
    known = {str(row.id): row for row in connections.connections(workspace_id)}
    row = known.get(str(preview.output.get("connection", "")))
    return Books(row) if row is not None else None


def _documents(document: Mapping[str, object]) -> Iterator[Document]:
    operations = document.get("operations")
    entities = [one.get("entity") for one in operations if isinstance(one, Mapping)] if isinstance(operations, list) else []
    for entity in entities or [document.get("entity")]:
        try:
            read = (
                from_json(EntityKind(str(entity["kind"])), entity) if isinstance(entity, Mapping) and entity.get("kind") else None
            )
        except (ValueError, ValidationError):
            continue
        if isinstance(read, Document):
            yield read


def _amount(document: Mapping[str, object]) -> tuple[str, Decimal] | None:
    totals = document.get("totals")
    if not isinstance(totals, Mapping) or not totals.get("currency") or not totals.get("gross"):
        return None
    try:
        return str(totals["currency"]), Decimal(str(totals["gross"]))
    except InvalidOperation:
        return None
