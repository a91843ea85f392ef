"""Create a journal: lines on accounts whose debits equal their credits."""

from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tieout.accounting.accounts import AccountType
from tieout.accounting.documents import DocumentStatus
from tieout.accounting.journal import Journal, JournalLine, imbalance
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import plain, total
from tieout.connectors.contract import Action
from tieout.engine.step_postings import Effect
from tieout.engine.steps.contract import StepInput, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import LedgerSettings, LedgerWrite, Plan, amounts
from tieout.mapping.rules import ValueRule

# What journals cannot touch where the manifest says `journal_accounts`.
CLOSED = frozenset({AccountType.BANK, AccountType.RECEIVABLE, AccountType.PAYABLE})


class JournalRules(BaseModel):
    """With `each` one line for every row of the list there, whose values rules see as `line.…`; else one line."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    each: str = Field(default="", title="For each row of", json_schema_extra=field_as("text", hint="a list, such as lines"))
    account: ValueRule = Field(title="Account", json_schema_extra=field_as("rule", choices="accounts"))
    debit: ValueRule | None = Field(default=None, title="Debit", json_schema_extra=field_as("rule"))
    credit: ValueRule | None = Field(default=None, title="Credit", json_schema_extra=field_as("rule"))
    description: ValueRule | None = Field(default=None, title="Description", json_schema_extra=field_as("rule"))


class Settings(LedgerSettings):
    narration: ValueRule = Field(title="Narration", json_schema_extra=field_as("rule"))
    entered_on: ValueRule | None = Field(
        default=None, title="Date", description="The day of the run if empty.", json_schema_extra=field_as("rule")
    )
    status: Literal["draft", "posted"] = Field(default="posted", title="Create it as", json_schema_extra=field_as("choice"))
    lines: list[JournalRules] = Field(title="Lines", json_schema_extra=field_as("lines"))


class CreateJournal(LedgerWrite[Settings]):
    kind = "create_journal"
    name = "Create a journal"
    about = "Enters a manual journal whose debits equal its credits."
    settings = Settings

    def plan(self, form: Form, settings: Settings, *, one: StepInput) -> Plan:
        manifest = form.books.manifest
        if refusal := form.books.refusal(EntityKind.JOURNAL, Action.CREATE):
            form.refuse(refusal)
        if settings.status == "draft" and "journal.status" in manifest.loses:
            form.refuse(f"{manifest.name}: {manifest.loses['journal.status']} Choose to create it as posted.")
        narration = form.text("narration", settings.narration, required=True)
        entered_on = form.day("entered_on", settings.entered_on) or one.run.created_at.astimezone(UTC).date()
        lines = _lines(form, settings.lines)
        if off := imbalance(lines):
            form.refuse(
                f"Debits and credits differ by {plain(abs(off), places=2)}. A journal is entered only where they are equal."
            )
        if form.problems:
            return Plan()
        currency = form.books.ledger.currency
        made = Journal(
            entered_on=entered_on,
            currency=currency,
            lines=lines,
            narration=narration,
            status=DocumentStatus.DRAFT if settings.status == "draft" else DocumentStatus.OPEN,
        )
        effect = Effect(action=Action.CREATE, kind=EntityKind.JOURNAL, entity=made, title=f"Journal {narration}"[:300])
        debits = total(line.amount for line in lines if line.amount > 0)
        return Plan(effects=(effect,), totals=amounts(gross=debits, currency=currency))


def _lines(form: Form, rules: Sequence[JournalRules]) -> tuple[JournalLine, ...]:
    found: list[JournalLine] = []
    number = 0
    for one in rules:
        for row in form.rows(one.each) if one.each else (form,):
            number += 1
            line = _line(row, one, number=number)
            if line is not None:
                found.append(line)
    if number < 2:
        form.refuse("A journal has at least two lines.")
    return tuple(found)


def _line(form: Form, rules: JournalRules, *, number: int) -> JournalLine | None:
    place, cannot = f"lines.{number}", form.books.manifest.cannot
    account = form.account(f"{place}.account", rules.account, required=True)
    debit, credit = form.amount(f"{place}.debit", rules.debit), form.amount(f"{place}.credit", rules.credit)
    description = form.text(f"{place}.description", rules.description)
    known = form.books.accounts.get(account)
    if known is not None and "journal_accounts" in cannot and known.type in CLOSED:
        form.refuse(f"Line {number}: {cannot['journal_accounts']}", field=f"{place}.account")
    amount = (debit or Decimal(0)) - (credit or Decimal(0))
    if debit and credit:
        form.refuse(f"Line {number} has a debit and a credit. Give one of them.", field=f"{place}.credit")
    elif not amount:
        form.refuse(f"Line {number} has neither a debit nor a credit.", field=f"{place}.debit")
    side = f"{place}.debit" if debit else f"{place}.credit"
    form.refuse_fractions(f"Line {number}", amount, currency=form.books.ledger.currency, field=side)
    return JournalLine(account=account, amount=amount, description=description) if account else None
