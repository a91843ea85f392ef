"""Create a bank transaction: money spent or received without a document, such as fees and expenses."""

from collections.abc import Sequence
from datetime import UTC
from typing import Literal

from pydantic import Field

from tieout.accounting.banking import BankTransaction, Direction
from tieout.accounting.documents import Line, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action
from tieout.engine.step_postings import Effect
from tieout.engine.steps.contract import StepInput, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import LedgerSettings, LedgerWrite, Plan, amounts
from tieout.engine.steps.lines import LineRules, lines_of
from tieout.mapping.rules import ValueRule


class Settings(LedgerSettings):
    direction: Literal["spent", "received"] = Field(default="spent", title="Money is", json_schema_extra=field_as("choice"))
    account: ValueRule = Field(
        title="Bank account", description="Its code or name in the ledger.", json_schema_extra=field_as("rule", choices="accounts")
    )
    contact: ValueRule | None = Field(
        default=None, title="Contact", description="Its id, account number or name.", json_schema_extra=field_as("rule")
    )
    happened_on: ValueRule | None = Field(
        default=None, title="Date", description="The day of the run if empty.", json_schema_extra=field_as("rule")
    )
    reference: ValueRule | None = Field(default=None, title="Reference", json_schema_extra=field_as("rule"))
    tax_mode: Literal["exclusive", "inclusive", "none"] = Field(
        default="inclusive",
        title="Amounts are",
        json_schema_extra=field_as("choice", labels=["without tax", "with tax", "untaxed"]),
    )
    lines: list[LineRules] = Field(title="Lines", json_schema_extra=field_as("lines"))


class CreateBankTransaction(LedgerWrite[Settings]):
    kind = "create_bank_transaction"
    name = "Create a bank transaction"
    about = "Records money spent or received without a document: fees, interest, expenses, cash sales."
    settings = Settings

    def plan(self, form: Form, settings: Settings, *, one: StepInput) -> Plan:
        manifest, received = form.books.manifest, settings.direction == "received"
        if refusal := form.books.refusal(EntityKind.BANK_TRANSACTION, Action.CREATE):
            form.refuse(refusal)
        account = form.account("account", settings.account, required=True, of_money=True)
        kinds = (manifest.customer_kind if received else manifest.supplier_kind,)
        contact = form.entity("contact", settings.contact, kinds=kinds, required="bank_transaction_contact" in manifest.cannot)
        happened_on = form.day("happened_on", settings.happened_on) or one.run.created_at.astimezone(UTC).date()
        reference = form.text("reference", settings.reference)
        lines = lines_of(form, settings.lines, sells=received)
        _check(form, settings, lines=lines)
        known = form.books.accounts.get(account)
        made = BankTransaction(
            direction=Direction(settings.direction),
            account=account,
            happened_on=happened_on,
            currency=(known.currency if known is not None else "") or form.books.ledger.currency,
            lines=lines,
            contact=contact.external_id if contact is not None else "",
            reference=reference,
            tax_mode=TaxMode(settings.tax_mode),
        )
        effect = Effect(
            action=Action.CREATE,
            kind=EntityKind.BANK_TRANSACTION,
            entity=made,
            title=f"Money {settings.direction} {reference}".strip(),
        )
        return Plan(effects=(effect,), totals=_totals(form, made) if not form.problems else {})


def _check(form: Form, settings: Settings, *, lines: Sequence[Line]) -> None:
    """What the provider says beforehand that it does not take."""
    cannot, received = form.books.manifest.cannot, settings.direction == "received"
    for number, line in enumerate(lines, start=1):
        if not line.account and not line.item:
            form.refuse(f"Line {number}: there is no account. Map one.", field=f"lines.{number}.account")
        if settings.tax_mode != "none" and not line.tax_code and not (received and "bank_tax" in cannot and not line.item):
            form.refuse(f"Line {number}: there is no tax code. Map one, or make it untaxed.", field=f"lines.{number}.tax_code")
        if received and "bank_tax" in cannot and line.tax_code and not line.item:
            form.refuse(f"Line {number}: {cannot['bank_tax']}", field=f"lines.{number}.tax_code")
    if received and "bank_lines" in cannot and len({bool(line.item) for line in lines}) > 1:
        form.refuse(cannot["bank_lines"])


def _totals(form: Form, made: BankTransaction) -> dict[str, str]:
    found = form.books.totals(made)
    said = {"currency": made.currency}
    return said if found is None else said | amounts(net=found.net, tax=found.tax, gross=found.gross)
