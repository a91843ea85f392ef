"""What a plan comes to: how many writes, how much of which currency, and how much on which account and tax code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from uuid import UUID

from pydantic import ValidationError

from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.documents import Document, Payment
from tieout.accounting.journal import Journal
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import plain
from tieout.accounting.serial import from_json
from tieout.automations.definition import APPROVAL_STEP
from tieout.connectors.contract import Action
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.planning import PlannedStep
from tieout.engine.steps.books import Books
from tieout.engine.steps.consequences import is_final
from tieout.engine.steps.contract import Acts, Preview, StepKind
from tieout.store import connections

NOTHING_WRITTEN = frozenset({"failed", "refused", "skipped"})
WITHOUT = "none"
LETTER = "send_email"
CREDITS = frozenset({EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT})
# By ledger, account or tax code, and currency.
Sums = dict[tuple[str, str, str], Decimal]


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


def reaches_out(kind: StepKind) -> bool:
    """Whether it tells somebody outside, or lets a ledger tell them; a letter leaves with our own post. Nothing takes it back."""
    return isinstance(kind, Acts) or kind.kind == LETTER


def warnings_of(planned: Sequence[PlannedStep]) -> list[str]:
    """What to think of before it is done, step by step; each once."""
    said: list[str] = []
    for one in planned:
        said += [f"{one.name}: {problem}" for problem in one.preview.problems]
        if one.kind == APPROVAL_STEP:
            said.append(f"{one.name}: what follows is done when it is approved.")
    said += [f"{one.name}: this cannot be taken back." for one in writing(planned) if reaches_out(STEP_KINDS[one.kind])]
    return list(dict.fromkeys(said))


def totals_of(workspace_id: UUID, planned: Sequence[PlannedStep]) -> PlanTotals:
    """Of documents and bank transactions the lines as their provider computes them, where the rates of tax codes are known; of
    payments, transfers and journals what moves on which account, what leaves it and credits below zero."""
    wanted, shelf = writing(planned), _Shelf(workspace_id)
    amounts: dict[str, Decimal] = {}
    accounts: Sums = {}
    taxes: Sums = {}
    irreversible = 0
    for one in wanted:
        if (found := _amount(one.preview.document)) is not None:
            amounts[found[0]] = amounts.get(found[0], Decimal(0)) + found[1]
        books, operations = shelf.books(one.preview), _operations(one.preview.document)
        irreversible += reaches_out(STEP_KINDS[one.kind]) or any(_is_final(books, each) for each in operations)
        if books is not None:
            for line in (line for each in operations for line in _moved(_created(each), books)):
                _add(line, books, accounts=accounts, taxes=taxes)
    return PlanTotals(
        steps=len(planned),
        writes=len(wanted),
        problems=sum(len(one.preview.problems) for one in planned),
        irreversible=irreversible,
        amounts={currency: plain(amount, places=2) for currency, amount in sorted(amounts.items())},
        accounts=_sums(accounts),
        taxes=_sums(taxes),
    )


class _Shelf:
    """The books of the workspace's ledgers, each taken down once."""

    def __init__(self, workspace_id: UUID) -> None:
        self._workspace_id = workspace_id
        self._known: dict[str, Books] | None = None

    def books(self, preview: Preview) -> Books | None:
        wanted = str(preview.output.get("connection", ""))
        if wanted and self._known is None:
            self._known = {str(row.id): Books(row) for row in connections.connections(self._workspace_id)}
        return (self._known or {}).get(wanted)


@dataclass(frozen=True, kw_only=True)
class _Moved:
    """`tax` is None where there can be none."""

    account: str
    currency: str
    net: Decimal
    tax: Decimal | None = None
    tax_code: str = ""


def _moved(entity: object, books: Books) -> Iterator[_Moved]:
    if isinstance(entity, Document | BankTransaction):
        yield from _lines(entity, books)
    elif isinstance(entity, Payment):
        received = (entity.kind is EntityKind.PAYMENT) != entity.is_refund
        yield _Moved(account=entity.account, currency=entity.currency, net=entity.amount if received else -entity.amount)
    elif isinstance(entity, Transfer):
        yield _Moved(account=entity.from_account, currency=entity.currency, net=-entity.amount)
        yield _Moved(account=entity.to_account, currency=entity.currency, net=entity.amount)
    elif isinstance(entity, Journal):
        for each in entity.lines:
            yield _Moved(account=each.account, currency=entity.currency, net=each.amount)


def _lines(entity: Document | BankTransaction, books: Books) -> Iterator[_Moved]:
    found = books.totals(entity)
    if found is None:
        return
    if isinstance(entity, BankTransaction):
        received = entity.direction is Direction.RECEIVED
        yield _Moved(account=entity.account, currency=entity.currency, net=found.gross if received else -found.gross)
    sign = -1 if isinstance(entity, Document) and entity.kind in CREDITS else 1
    for line, sums in zip(entity.lines, found.lines, strict=True):
        yield _Moved(
            account=line.account, currency=entity.currency, net=sign * sums.net, tax=sign * sums.tax, tax_code=line.tax_code
        )


def _add(line: _Moved, books: Books, *, accounts: Sums, taxes: Sums) -> None:
    known, tax = books.accounts.get(line.account), books.taxes.get(line.tax_code)
    on = (books.name, f"{known.code} {known.name}".strip() if known else line.account or WITHOUT, line.currency)
    accounts[on] = accounts.get(on, Decimal(0)) + line.net
    if line.tax is not None:
        by = (books.name, tax.name if tax else line.tax_code or WITHOUT, line.currency)
        taxes[by] = taxes.get(by, Decimal(0)) + line.tax


def _sums(found: Sums) -> list[PlanSum]:
    return [
        PlanSum(ledger=ledger, name=name, currency=currency, amount=plain(amount, places=2))
        for (ledger, name, currency), amount in sorted(found.items())
    ]


def _operations(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    """What the document of a preview says would be done: each with its action, kind and entity."""
    listed, entity = document.get("operations"), document.get("entity")
    if isinstance(listed, list):
        return [one for one in listed if isinstance(one, Mapping)]
    if isinstance(entity, Mapping) and entity.get("kind"):
        return [{"action": Action.CREATE.value, "kind": entity["kind"], "entity": entity}]
    return []


def _is_final(books: Books | None, operation: Mapping[str, object]) -> bool:
    kind, action = EntityKind(str(operation["kind"])), Action(str(operation["action"]))
    return books is not None and is_final(books.manifest, kind=kind, action=action)


def _created(operation: Mapping[str, object]) -> object:
    """What would be added to the books; None for what is changed or ended."""
    entity = operation.get("entity")
    if operation["action"] != Action.CREATE.value or not isinstance(entity, Mapping):
        return None
    try:
        return from_json(EntityKind(str(operation["kind"])), entity)
    except (ValueError, ValidationError):
        return None


def _amount(document: Mapping[str, object]) -> tuple[str, Decimal] | None:
    totals = document.get("totals")
    if not isinstance(totals, Mapping) or not totals.get("currency") or not totals.get("gross"):
        return None
    try:
        return str(totals["currency"]), Decimal(str(totals["gross"]))
    except InvalidOperation:
        return None
