"""What the steps have in common that write to a ledger: the connection, the posting that is waited for, the preview."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from tieout.accounting.money import plain
from tieout.accounting.serial import to_json
from tieout.engine import approved, intents, step_postings
from tieout.engine.step_postings import Effect
from tieout.engine.steps import consequences
from tieout.engine.steps.books import NO_LEDGER, Books, chosen_books
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger import chosen_ledger
from tieout.mapping.conditions import ConditionError
from tieout.store.mirror import MirrorEntity
from tieout.store.records import Record

# Path to type of what later steps see of an entity that a step wrote or found.
ENTITY_OUTPUTS: Mapping[str, str] = {
    **dict.fromkeys(("connection", "kind", "external_id", "number", "name", "url"), "text"),
    **dict.fromkeys(("gross", "due"), "money"),
}


class LedgerSettings(BaseModel):
    """`connection` is the id of a connection; empty means the records' ledger of the workspace."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    connection: str = Field(
        default="",
        title="Ledger",
        description="Where it is written. Empty: the ledger of your records.",
        json_schema_extra=field_as("connection"),
    )


SettingsT = TypeVar("SettingsT", bound=LedgerSettings)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a step would do for a run: `effects` to write, or nothing because of what is `there` already, or `said` as a sentence.

    `needs` are records that must be in the ledger first; `totals` are shown in a preview. With problems nothing is written.
    """

    effects: tuple[Effect, ...] = ()
    there: MirrorEntity | None = None
    said: str = ""
    skipped: bool = False
    needs: tuple[Record, ...] = ()
    totals: Mapping[str, str] = field(default_factory=dict)


class LedgerWrite(Generic[SettingsT]):
    """A step that writes through postings; a kind of its own says with `plan` what it makes of one run."""

    kind: str
    name: str
    about: str
    group: Group = "accounting"
    settings: type[SettingsT]

    def plan(self, form: Form, settings: SettingsT, *, one: StepInput) -> Plan:
        """Fills the form in; whatever is wrong is refused there."""
        raise NotImplementedError

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return ENTITY_OUTPUTS

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        results: dict[UUID, StepResult] = {}
        before = step_postings.so_far(workspace_id, inputs)
        fresh: dict[str, list[tuple[StepInput, SettingsT]]] = {}
        for one in inputs:
            ended = step_postings.settled(before[one.run.id], tried_again=_is_again(one)) if one.run.id in before else None
            if ended is not None:
                results[one.run.id] = ended
                continue
            read = read_settings(self.settings, one)
            if isinstance(read, str):
                results[one.run.id] = StepResult(status="failed", outcome=read)
            else:
                fresh.setdefault(read.connection, []).append((one, read))
        for wanted, members in fresh.items():
            ledger = chosen_ledger(workspace_id, wanted)
            if ledger is None:
                results.update({one.run.id: StepResult(status="failed", outcome=NO_LEDGER) for one, _ in members})
            else:
                tried = {one.run.id for one, _ in members if one.run.id in before or (one.earlier is not None and _is_again(one))}
                results.update(self._intend(workspace_id, Books(ledger), members=members, tried=tried))
        step_postings.let_go(workspace_id, before=before, results=results)
        return results

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        read = read_settings(self.settings, one)
        books = chosen_books(workspace_id, read.connection) if not isinstance(read, str) else None
        if isinstance(read, str) or books is None:
            said = read if isinstance(read, str) else NO_LEDGER
            return Preview(text=said, status="failed", problems=(said,))
        form = Form(books, one)
        found = self._planned(form, read, one=one)
        if form.problems:
            said = f"{self.name} is not possible for this sample: {form.problems[0]}"
            return Preview(text=said, status="failed", writes=True, fields=tuple(form.fields), problems=tuple(form.problems))
        return _previewed(form, found)

    def _intend(
        self, workspace_id: UUID, books: Books, *, members: Sequence[tuple[StepInput, SettingsT]], tried: Collection[UUID]
    ) -> dict[UUID, StepResult]:
        results: dict[UUID, StepResult] = {}
        wanted: list[tuple[StepInput, Sequence[Effect]]] = []
        needs: dict[UUID, Record] = {}
        for one, settings in members:
            form = Form(books, one)
            found = self._planned(form, settings, one=one)
            if form.problems:
                results[one.run.id] = StepResult(status="failed", outcome=" ".join(dict.fromkeys(form.problems)))
            elif not found.effects:
                results[one.run.id] = _nothing(books, found)
            elif one.run.id in tried and (said := approved.objection(workspace_id, one, document=_document(found))):
                results[one.run.id] = StepResult(status="failed", outcome=said)
            else:
                wanted.append((one, found.effects))
                needs.update({record.id: record for record in found.needs})
        if needs:
            intents.intend(workspace_id, books.ledger, wanted=list(needs.values()))
        results.update(step_postings.intend(workspace_id, books.ledger, wanted=wanted))
        return results

    def _planned(self, form: Form, settings: SettingsT, *, one: StepInput) -> Plan:
        try:
            return self.plan(form, settings, one=one)
        except ConditionError as error:
            form.refuse(str(error))
            return Plan()


def _is_again(one: StepInput) -> bool:
    """Whether somebody lets it be tried anew: it ended badly, the run was put back to it or to a step before it, or it was approved
    (engine/asking.py)."""
    if one.earlier is None or one.earlier.status in ("again", "refused", "failed"):
        return True
    return one.earlier.status == "waiting" and one.earlier.posting_id is None


def read_settings(settings: type[SettingsT], one: StepInput) -> SettingsT | str:
    """The settings, or the sentence about what is wrong with them."""
    try:
        return settings.model_validate(dict(one.settings))
    except ValidationError as error:
        first = error.errors()[0]
        return f"The settings of this step are not whole: {'.'.join(map(str, first['loc']))}: {first['msg']}."


def _nothing(books: Books, found: Plan) -> StepResult:
    output = {}
    if found.there is not None:
        output = step_postings.entity_output(books.ledger, found.there.kind, external_id=found.there.external_id, row=found.there)
    return StepResult(status="skipped" if found.skipped else "done", outcome=found.said, output=output)


def _previewed(form: Form, found: Plan) -> Preview:
    books = form.books
    if not found.effects:
        nothing, said = _nothing(books, found), tuple(form.fields)
        return Preview(text=f"Would write nothing: {found.said}", status=nothing.status, fields=said, output=nothing.output)
    gross = Decimal(found.totals["gross"]) if "gross" in found.totals and len(found.effects) == 1 else None
    for effect in found.effects:
        for warned in consequences.warnings(books, effect, gross=gross):
            form.warn(warned.said, field=warned.field)
    first = found.effects[0]
    word = {"create": "create", "update": "change", "void": "void", "delete": "delete"}[first.action.value]
    amount = f" of {found.totals['gross']} {found.totals['currency']}" if "gross" in found.totals else ""
    count = f" ({len(found.effects)} in all)" if len(found.effects) > 1 else ""
    output: dict[str, object] = {
        "connection": str(books.ledger.id),
        "kind": first.kind.value,
        "external_id": first.external_id or books.expect(first.kind, first.entity, title=first.title, gross=gross),
        **{key: value for key, value in found.totals.items() if key in ("number", "gross")},
    }
    return Preview(
        text=f"Would {word} {first.title[:1].lower()}{first.title[1:]}{amount}{count} in {books.name}.",
        writes=True,
        fields=consequences.compared(books, form.fields, effects=found.effects),
        problems=tuple(dict.fromkeys(form.warnings)),
        output=output,
        document=_document(found),
    )


def _document(found: Plan) -> dict[str, object]:
    operations = [{"action": one.action.value, "kind": one.kind.value, "entity": to_json(one.entity)} for one in found.effects]
    return {"operations": operations, "totals": dict(found.totals)}


def amounts(**said: object) -> dict[str, str]:
    """Totals as text for `Plan.totals`."""
    return {key: plain(value, places=2) if isinstance(value, Decimal) else str(value) for key, value in said.items()}
