"""Jobs of which each becomes everything that a step can write to a ledger, while workers elsewhere do it; a report of what came
of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import main_job

PROVIDERS = ("xero", "quickbooks", "sage")
FIELDS: list[dict[str, object]] = [{"key": "name", "name": "Name", "type": "text"}]


def fixed(value: str) -> dict[str, Any]:
    return {"kind": "fixed", "value": value}


def pill(path: str) -> dict[str, Any]:
    return {"kind": "field", "path": path}


def named(end: str) -> dict[str, Any]:
    return {"kind": "text", "parts": [{"path": "key"}, end]}


@dataclass(frozen=True)
class Maker:
    """Steps at one connection."""

    connection: str
    codes: Any

    def step(self, id: str, kind: str, /, **settings: Any) -> dict[str, Any]:
        return {"id": id, "kind": kind, "settings": {"connection": self.connection, **settings}}

    def document(self, name: str, kind: str, *, contact: str) -> dict[str, Any]:
        """Two cups at 3.50, with tax 8.40."""
        buys, codes = kind in ("bill", "supplier_credit"), self.codes
        line: dict[str, Any] = {
            "description": fixed("Cup"),
            "quantity": fixed("2"),
            "unit_price": fixed("3.50"),
            "account": fixed(codes.expense if buys else codes.revenue),
            "tax_code": fixed(codes.purchase_tax if buys else codes.sale_tax),
        }
        line |= {} if buys else {"item": pill("steps.cup.code")}
        said = {"contact": pill(f"steps.{contact}.external_id"), "number": named(f"-{name}"), "status": "approved", "lines": [line]}
        return self.step(name, "create_document", document=kind, **said)

    def paid(self, id: str, *names: str, amount: str = "", **more: Any) -> dict[str, Any]:
        rows = [{"document": pill(f"steps.{name}.external_id"), **({"amount": fixed(amount)} if amount else {})} for name in names]
        return self.step(id, "create_payment", documents=rows, account=fixed(self.codes.bank), **more)


def steps(connection: str, codes: Any, *, provider: str) -> list[dict[str, Any]]:
    """Every kind that writes to a ledger, each naming what those before it made."""
    make, bank = Maker(connection, codes), fixed(codes.bank)
    fee = {"description": fixed("Fee"), "unit_price": fixed("12.00"), "account": fixed(codes.expense)}
    accrual = [
        {"account": fixed(codes.expense), "debit": fixed("7.50")},
        {"account": fixed(codes.revenue), "credit": fixed("7.50")},
    ]
    sale = {"sale_price": fixed("3.50"), "sale_account": fixed(codes.revenue), "sale_tax": fixed(codes.sale_tax)}
    spent = {"account": bank, "contact": pill("steps.mill.external_id"), "tax_mode": "none", "lines": [fee]}
    moved = {"from_account": bank, "to_account": fixed(codes.second_bank), "amount": fixed("40.00")}
    written = [
        make.step("buyer", "create_contact", name=named(" buyer"), email=fixed("buyer@shop.example")),
        make.step("mill", "create_contact", role="supplier", name=named(" mill")),
        make.step("known", "sync_entity", of="contact"),
        make.step("walk_in", "find_or_create_contact", name=named(" walk-in")),
        make.step("record", "create_in_ledger"),
        make.step("cup", "create_item", code=named("-CUP"), name=named(" cup"), **sale),
        make.document("r1", "invoice", contact="buyer"),
        make.document("r2", "invoice", contact="buyer"),
        make.document("r3", "invoice", contact="walk_in"),
        make.document("b1", "bill", contact="mill"),
        make.document("c1", "credit_note", contact="buyer"),
        make.document("s1", "supplier_credit", contact="mill"),
        make.paid("part", "r1", amount="2.00"),
        make.step("seen", "sync_entity", of="invoice", entity=pill("steps.r1.external_id")),
        make.paid("both", "r1", "r2"),
        make.paid("settled", "b1", of="bills"),
        make.step("fee", "create_bank_transaction", **spent),
        make.step("moved", "create_transfer", **moved),
        make.step("accrual", "create_journal", narration=named(" accrual"), lines=accrual),
        make.step("scan", "attach_file", document=pill("steps.r1.external_id")),
        make.step("void", "void_document", document=pill("steps.r3.external_id")),
        make.step("undo", "void_document", of="transfer", document=pill("steps.moved.external_id")),
    ]
    if provider != "sage":
        written.append({**make.step("mail", "send_document", document=pill("steps.r1.external_id")), "on_error": "continue"})
    return written


def main(sandbox_url: str, *, count: int, out: str, providers: Sequence[str] = PROVIDERS) -> None:
    """Says in the file `out` when the jobs begin, and then what became of them. Each ledger has a workspace of its own, so that no
    call waits for what another might bring."""
    from integration.engine.stage import open_shop
    from tieout.store import exceptions
    from tieout.store.runs import Run

    shops = {provider: open_shop(sandbox_url) for provider in providers}
    for provider, shop in shops.items():
        _set_up(shop, provider)
    organisations = {provider: shop.connection(provider).organisation_id for provider, shop in shops.items()}
    say(out, {"organisations": organisations, "before": main_job.control(sandbox_url, "counts")})
    for provider, shop in shops.items():
        _order(shop, provider, count=count)
    for shop in shops.values():
        main_job.until_idle(shop.workspace_id)
    ids = [shop.workspace_id for shop in shops.values()]
    runs = Run.objects.filter(workspace_id__in=ids, kind="automation").prefetch_related("steps")
    causes = [cause for workspace_id in ids for cause in exceptions.count_by_cause(workspace_id)]
    files = {provider: _files(shop, provider) for provider, shop in shops.items()}
    say(out, {"runs": {run.title: _told(run) for run in runs}, "exceptions": causes, "files": files})


def _set_up(shop: Any, provider: str) -> None:
    from integration.engine.step_desk import codes_of
    from tieout.store import automations, collections

    shop.connect(provider)
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)
    collections.save_collection(shop.workspace_id, key="jobs", name="Jobs", fields=FIELDS)
    mapping: Any = {"type": "contacts", "name": pill("name"), "is_customer": True}
    collections.set_accounting(shop.workspace_id, key="jobs", accounting_type="contacts", mapping=mapping)
    _publish(shop.workspace_id, made=steps(str(shop.ledgers[provider]), codes_of(shop, provider), provider=provider))


def _order(shop: Any, provider: str, *, count: int) -> None:
    from tieout.engine import actions, filing
    from tieout.store import database

    with database.atomic():
        for number in range(count):
            key = f"{provider[0].upper()}{number}"
            record = actions.save_record(
                shop.workspace_id, "jobs", key=key, values={"name": f"{key} record"}, actor="driver"
            ).record
            filing.add(record, name=f"{key}.pdf", content=b"%PDF-1.4 scanned", actor="driver")


def _publish(workspace_id: UUID, *, made: list[dict[str, Any]]) -> None:
    from tieout.engine import publishing

    definition: Any = {"schema": 2, "trigger": {"type": "record_created", "collection": "jobs"}, "steps": made}
    publishing.publish(workspace_id, name="All of it", definition=definition, enabled=True, actor="tests")


def _told(run: Any) -> dict[str, Any]:
    steps_ = {step.path: {"status": step.status, "outcome": step.outcome, "output": step.output} for step in run.steps.all()}
    return {"status": run.status, "error": run.error, "steps": steps_}


def _files(shop: Any, provider: str) -> dict[str, list[str]]:
    """Invoice to the names of the files that hang on it, read from the provider."""
    from tieout.accounting.kinds import EntityKind
    from tieout.engine import access
    from tieout.store.runs import RunStep

    ledger = shop.connection(provider)
    link, call = access.connector(provider), access.open_access(ledger)
    rows = RunStep.objects.filter(workspace_id=shop.workspace_id, path="r1", output__connection=str(ledger.id))
    ids = {row.output["number"]: row.output["external_id"] for row in rows}
    return {
        number: [one.file_name for one in link.attachments(call, kind=EntityKind.INVOICE, external_id=external_id)]
        for number, external_id in ids.items()
    }


def say(out: str, told: dict[str, Any]) -> None:
    with Path(out).open("a") as file:
        file.write(json.dumps(told) + "\n")
