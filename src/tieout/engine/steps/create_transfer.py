"""Create a transfer: money from one bank account of the organisation to another."""

from datetime import UTC

from pydantic import Field

from tieout.accounting.banking import Transfer
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import decimal_places, plain
from tieout.connectors.contract import Action
from tieout.engine.step_postings import Effect
from tieout.engine.steps.contract import StepInput, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import LedgerSettings, LedgerWrite, Plan, amounts
from tieout.mapping.rules import ValueRule


class Settings(LedgerSettings):
    from_account: ValueRule = Field(title="From bank account", json_schema_extra=field_as("rule", choices="accounts"))
    to_account: ValueRule = Field(title="To bank account", json_schema_extra=field_as("rule", choices="accounts"))
    amount: ValueRule = Field(title="Amount", json_schema_extra=field_as("rule"))
    happened_on: ValueRule | None = Field(
        default=None, title="Date", description="The day of the run if empty.", json_schema_extra=field_as("rule")
    )
    reference: ValueRule | None = Field(default=None, title="Reference", json_schema_extra=field_as("rule"))


class CreateTransfer(LedgerWrite[Settings]):
    kind = "create_transfer"
    name = "Create a transfer"
    about = "Moves money between two bank accounts in the ledger."
    settings = Settings

    def plan(self, form: Form, settings: Settings, *, one: StepInput) -> Plan:
        if refusal := form.books.refusal(EntityKind.TRANSFER, Action.CREATE):
            form.refuse(refusal)
        source = form.account("from_account", settings.from_account, required=True, of_money=True)
        target = form.account("to_account", settings.to_account, required=True, of_money=True)
        amount = form.amount("amount", settings.amount, required=True)
        happened_on = form.day("happened_on", settings.happened_on) or one.run.created_at.astimezone(UTC).date()
        reference = form.text("reference", settings.reference)
        if source and source == target:
            form.refuse("Both accounts are the same. Choose another one.", field="to_account")
        if amount is not None and amount <= 0:
            form.refuse("An amount above 0 is transferred.", field="amount")
        own, base = form.books.accounts, form.books.ledger.currency
        currencies = {own[key].currency or base for key in (source, target) if key in own}
        if len(currencies) > 1:
            said = form.books.manifest.cannot.get("transfer_currencies", "The accounts are kept in two currencies.")
            form.refuse(said, field="to_account")
        currency = next(iter(currencies), base)
        if amount is not None:
            form.refuse_fractions("The transfer", amount, currency=currency, field="amount")
        if form.problems or amount is None:
            return Plan()
        made = Transfer(
            from_account=source, to_account=target, happened_on=happened_on, currency=currency, amount=amount, reference=reference
        )
        title = f"Transfer of {plain(amount, places=decimal_places(currency))} {currency}"
        effect = Effect(action=Action.CREATE, kind=EntityKind.TRANSFER, entity=made, title=title)
        return Plan(effects=(effect,), totals=amounts(gross=amount, currency=currency))
