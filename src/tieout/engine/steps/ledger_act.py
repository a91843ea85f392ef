"""What the steps have in common that ask a ledger's provider for what is no posting: prepared in the walk, done outside of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic
from uuid import UUID

from pydantic import JsonValue

from tieout.connectors.contract import Access, Connector
from tieout.connectors.errors import AuthorisationLost, NotPermitted, OutcomeUnknown, Rejected, Transient
from tieout.engine import access
from tieout.engine.steps.books import NO_LEDGER, Books, chosen_books
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger import chosen_ledger
from tieout.engine.steps.ledger_write import SettingsT, read_settings
from tieout.store import connections
from tieout.store.connections import Connection, ConnectionStatus


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """`told` is kept until it is done and holds all that it takes; `said` is a sentence such as "e-mail invoice 7"."""

    said: str
    told: Mapping[str, object] = field(default_factory=dict)
    writes: bool = True


@dataclass(frozen=True, kw_only=True)
class Call:
    """One ledger, open for calls."""

    ledger: Connection
    link: Connector
    access: Access


class LedgerAct(Generic[SettingsT]):
    """A step that acts at a provider; a kind of its own says with `prepare` what is to be done and does it with `carry_out`."""

    kind: str
    name: str
    about: str
    group: Group = "accounting"
    settings: type[SettingsT]
    # Whether it may be done again when nobody knows whether it was done.
    may_repeat = True

    def prepare(self, form: Form, settings: SettingsT, *, one: StepInput) -> Prepared:
        """Fills the form in; whatever is wrong is refused there."""
        raise NotImplementedError

    def carry_out(self, call: Call, told: Mapping[str, JsonValue]) -> StepResult:
        """Raises the connectors' errors."""
        raise NotImplementedError

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        return {one.run.id: self._asked(workspace_id, one) for one in inputs}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        read = read_settings(self.settings, one)
        books = chosen_books(workspace_id, read.connection) if not isinstance(read, str) else None
        if isinstance(read, str) or books is None:
            said = read if isinstance(read, str) else NO_LEDGER
            return Preview(text=said, status="failed", problems=(said,))
        form = Form(books, one)
        found = self.prepare(form, read, one=one)
        if form.problems:
            said = f"{self.name} is not possible for this sample: {form.problems[0]}"
            return Preview(text=said, status="failed", fields=tuple(form.fields), problems=tuple(form.problems))
        text = f"Would {found.said} in {form.books.name}."
        return Preview(
            text=text, writes=found.writes, fields=tuple(form.fields), problems=tuple(form.warnings), document=dict(found.told)
        )

    def repeatable(self, prepared: Mapping[str, JsonValue]) -> bool:
        del prepared
        return self.may_repeat

    def act(self, workspace_id: UUID, prepared: Mapping[str, JsonValue], *, key: str) -> StepResult:
        del key
        ledger = connections.connection(workspace_id, UUID(str(prepared["connection"])))
        if ledger.status != ConnectionStatus.ACTIVE:
            said = f"{ledger.organisation_name} is not connected any more. Reconnect it, then try this again."
            return StepResult(status="failed", outcome=said)
        try:
            with access.noticing_loss(ledger):
                call = Call(ledger=ledger, link=access.connector(ledger.provider), access=access.open_access(ledger))
                return self.carry_out(call, prepared)
        except Rejected as refusal:
            said = " ".join(f"{one.message} {one.remedy}".strip() for one in refusal.problems)
            return StepResult(status="failed", outcome=said or str(refusal))
        except (AuthorisationLost, NotPermitted) as lost:
            return StepResult(status="failed", outcome=f"{ledger.organisation_name} does not allow it: {lost}")
        except OutcomeUnknown as unknown:
            if self.may_repeat:
                raise Transient(str(unknown)) from unknown
            said = (
                f"{ledger.organisation_name} did not answer, and nobody knows whether it was done. Look there before you try again."
            )
            return StepResult(status="failed", outcome=said)

    def _asked(self, workspace_id: UUID, one: StepInput) -> StepResult:
        read = read_settings(self.settings, one)
        if isinstance(read, str):
            return StepResult(status="failed", outcome=read)
        ledger = chosen_ledger(workspace_id, read.connection)
        if ledger is None:
            return StepResult(status="failed", outcome=NO_LEDGER)
        form = Form(Books(ledger), one)
        found = self.prepare(form, read, one=one)
        if form.problems:
            return StepResult(status="failed", outcome=" ".join(dict.fromkeys(form.problems)))
        prepared = {**found.told, "connection": str(ledger.id)}
        return StepResult(status="acting", outcome=f"going to {found.said} in {ledger.organisation_name}", prepared=prepared)
