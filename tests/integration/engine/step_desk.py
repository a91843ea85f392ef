"""Steps that write to a ledger, taken up one by one as the walk does it: what a run is given, and what it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from integration.engine.stage import Shop, wait_until
from tieout.accounting.accounts import AccountClass, AccountType
from tieout.engine import actions
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.contract import Acts, Preview, StepInput, StepResult
from tieout.store import database, postings, runs
from tieout.store.events import Event
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunStep


def fixed(value: str) -> dict[str, Any]:
    return {"kind": "fixed", "value": value}


def pill(path: str) -> dict[str, Any]:
    return {"kind": "field", "path": path}


@dataclass(frozen=True, kw_only=True)
class Codes:
    """What lines name in this ledger: accounts that may be used, at 20 % tax."""

    revenue: str
    expense: str
    bank: str
    second_bank: str
    sale_tax: str
    purchase_tax: str


def codes_of(shop: Shop, provider: str) -> Codes:
    accounts, taxes = actions.reference_data(shop.workspace_id, shop.ledgers[provider])

    def first(wanted: AccountType, class_: AccountClass, *, place: int = 0) -> str:
        found = sorted(
            (one.code, one.name, one.key) for one in accounts if (one.type, one.account_class) == (wanted, class_) and one.is_active
        )
        return found[place][2]

    def tax(not_side: str) -> str:
        return min((one.name, one.key) for one in taxes if one.rate == 20 and one.side != not_side and one.is_active)[1]

    return Codes(
        revenue=first(AccountType.REVENUE, AccountClass.REVENUE),
        expense=first(AccountType.EXPENSE, AccountClass.EXPENSE),
        bank=first(AccountType.BANK, AccountClass.ASSET),
        second_bank=first(AccountType.BANK, AccountClass.ASSET, place=1),
        sale_tax=tax("input"),
        purchase_tax=tax("output"),
    )


@dataclass
class Taken:
    """A run that stands at one step."""

    shop: Shop
    kind: str
    settings: Mapping[str, Any]
    scope: Mapping[str, Any] = field(default_factory=dict)
    subject_id: UUID | None = None
    path: str = "step"
    run: Run = field(init=False)
    earlier: RunStep | None = None

    def __post_init__(self) -> None:
        event = Event.objects.create(
            workspace_id=self.shop.workspace_id, source="tests", key=str(new_id()), kind="manual", occurred_at=datetime.now(UTC)
        )
        key = f"tests:{new_id()}"
        self.run, _ = runs.start_run(
            self.shop.workspace_id,
            kind=runs.RunKind.AUTOMATION,
            key=key,
            event=event,
            # It stands still but for what the test does with it.
            status=runs.RunStatus.SUCCEEDED,
            subject_kind="record" if self.subject_id else "",
            subject_id=self.subject_id,
        )

    def input(self) -> StepInput:
        assert self.run.event is not None
        return StepInput(
            run=self.run,
            event=self.run.event,
            settings=self.settings,
            earlier=self.earlier,
            outputs={},
            path=self.path,
            scope=self.scope,
        )

    def preview(self) -> Preview:
        return STEP_KINDS[self.kind].preview(self.shop.workspace_id, self.input())

    def turn(self) -> StepResult:
        """The step taken up once, as far as it comes by itself."""
        with database.atomic():
            result = STEP_KINDS[self.kind].run_many(self.shop.workspace_id, [self.input()])[self.run.id]
        self.earlier = RunStep(run=self.run, path=self.path, status=result.status, posting_id=result.posting_id)
        return result

    def end(self) -> StepResult:
        """Until the ledger has answered."""
        result = self.turn()
        if result.status == "acting":
            kind = STEP_KINDS[self.kind]
            assert isinstance(kind, Acts)
            return kind.act(self.shop.workspace_id, result.prepared, key="tests")  # type: ignore[arg-type]  # kept as JSON
        while result.status == "waiting":
            sent(self.shop)
            result = self.turn()
        return result


def sent(shop: Shop) -> None:
    """Until nothing waits to be sent."""

    def nothing_waits() -> bool:
        return not any(postings.anything_to_send(shop.workspace_id, one) for one in shop.ledgers.values())

    wait_until(nothing_waits, "everything was sent")


def done(shop: Shop, kind: str, *, settings: Mapping[str, Any], **told: Any) -> dict[str, Any]:
    """The output of a step that must succeed."""
    result = Taken(shop, kind, settings, **told).end()
    assert result.status == "done", result.outcome
    return result.output


def contact(shop: Shop, name: str = "Paper mill", **values: str) -> dict[str, Any]:
    rules = {key: fixed(value) for key, value in values.items() if key != "role"}
    return done(shop, "create_contact", settings={"role": values.get("role", "customer"), "name": fixed(name), **rules})


def document(shop: Shop, codes: Codes, *, kind: str, contact_id: str, number: str, **more: Any) -> dict[str, Any]:
    """Settings for two cups at 3.50, approved."""
    buys = kind in ("bill", "supplier_credit")
    line: dict[str, Any] = {
        "description": fixed("Cup"),
        "quantity": fixed("2"),
        "unit_price": fixed("3.50"),
        "account": fixed(codes.expense if buys else codes.revenue),
        "tax_code": fixed(codes.purchase_tax if buys else codes.sale_tax),
    }
    if not buys and shop.connection(next(iter(shop.ledgers))).provider == "quickbooks":
        line["item"] = fixed("CUP")
    base = {"document": kind, "contact": fixed(contact_id), "number": fixed(number), "status": "approved", "lines": [line]}
    return {**base, **more}


def cup(shop: Shop, codes: Codes) -> dict[str, Any]:
    settings = {
        "code": fixed("CUP"),
        "name": fixed("Cup"),
        "sale_price": fixed("3.50"),
        "sale_account": fixed(codes.revenue),
        "sale_tax": fixed(codes.sale_tax),
    }
    return done(shop, "create_item", settings=settings)
