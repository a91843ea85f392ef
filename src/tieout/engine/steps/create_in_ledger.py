"""Create in accounting system: the record becomes a contact, an item or a document of the ledger, once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from pydantic import JsonValue

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document
from tieout.accounting.items import Item
from tieout.accounting.serial import to_json
from tieout.connectors.contract import Action
from tieout.engine import access, accounting_pane, already_there, approved, identity, intents, step_postings, turns
from tieout.engine import records as record_engine
from tieout.engine.intents import Intent
from tieout.engine.step_postings import Effect
from tieout.engine.steps import consequences
from tieout.engine.steps.books import NO_LEDGER, Books, chosen_books
from tieout.engine.steps.contract import Group, Preview, PreviewField, StepInput, StepResult
from tieout.engine.steps.ledger import chosen_ledger
from tieout.engine.steps.ledger_write import ENTITY_OUTPUTS, LedgerSettings, amounts
from tieout.engine.surface import NotPossible
from tieout.mapping.accounting_mapping import parse_mapping
from tieout.mapping.apply import Entry, apply
from tieout.mapping.references import Placeholder, Role
from tieout.store import links, mirror, postings
from tieout.store.connections import Connection
from tieout.store.links import SourceKind
from tieout.store.postings import OPEN_STATES, Posting, PostingState
from tieout.store.records import Record, records_by_ids, records_by_keys

ALREADY = "already linked"
LINKED_TYPES = frozenset({"contacts", "items", "invoices", "bills"})
Settings = LedgerSettings


class CreateInLedger:
    kind = "create_in_ledger"
    name = "Create in accounting system"
    group: Group = "accounting"
    about = "Creates the contact, item, invoice or bill that the record is, as its synced fields say, unless it is linked already."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return ENTITY_OUTPUTS

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        """The Preview panel: exactly the fields that are sent, each with where its value comes from."""
        books = chosen_books(workspace_id, Settings.model_validate(dict(one.settings)).connection)
        if books is None:
            return _impossible(NO_LEDGER)
        ledger = books.ledger
        record = records_by_ids(workspace_id, [one.run.subject_id]).get(one.run.subject_id) if one.run.subject_id else None
        if record is None:
            return _impossible("There is no record here. This step works on the record that starts the automation.")
        if said := fitting(record.collection.name, record.collection.accounting_type, has_mapping=bool(record.collection.mapping)):
            return _impossible(said)
        linked = links.links_by_sources(workspace_id, ledger.id, source_kind=SourceKind.RECORD, source_ids=[record.id]).get(
            record.id
        )
        if linked:
            row = mirror.entity(workspace_id, ledger.id, kind=linked[0].kind, external_id=linked[0].external_id)
            output = step_postings.entity_output(ledger, linked[0].kind, external_id=linked[0].external_id, row=row)
            return Preview(text=f"Would write nothing: {ALREADY}.", status="skipped", output=output)
        return _previewed(books, record)

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        results: dict[UUID, StepResult] = {}
        by_ledger: dict[str, list[StepInput]] = {}
        for one in inputs:
            by_ledger.setdefault(Settings.model_validate(dict(one.settings)).connection, []).append(one)
        for wanted, members in by_ledger.items():
            ledger = chosen_ledger(workspace_id, wanted)
            if ledger is None:
                results.update({one.run.id: StepResult(status="failed", outcome=NO_LEDGER) for one in members})
                continue
            results.update(_create(workspace_id, ledger, inputs=members))
        return results


def fitting(name: str, accounting_type: str, *, has_mapping: bool) -> str:
    """Why the step cannot be used on records of a collection, "" where it can."""
    if accounting_type not in LINKED_TYPES:
        return (
            f"Create in accounting system cannot be used on {name}, which is not linked to accounting."
            " Set the accounting record type of the collection."
        )
    if not has_mapping:
        return f"No synced fields are set for {name}. Configure the fields in the collection's Accounting pane."
    return ""


def _create(workspace_id: UUID, ledger: Connection, *, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
    waited = [one.earlier.posting_id for one in inputs if one.earlier is not None and one.earlier.posting_id is not None]
    known = postings.postings_by_ids(workspace_id, waited)
    results: dict[UUID, StepResult] = {}
    fresh: list[StepInput] = []
    for one in inputs:
        posting = known.get(one.earlier.posting_id) if one.earlier is not None and one.earlier.posting_id is not None else None
        settled = None if posting is None else _settled(posting, ledger)
        if settled is not None:
            results[one.run.id] = settled
        else:
            fresh.append(one)
    # The look for a link comes here, at run time, just before the intent (K-07).
    present = records_by_ids(workspace_id, [one.run.subject_id for one in fresh if one.run.subject_id is not None])
    arrived = [row.source_id for row in known.values() if row.state == PostingState.POSTED]
    intents.tell_changed(workspace_id, ledger, posted=list(records_by_ids(workspace_id, arrived).values()))
    results.update(_objections(workspace_id, ledger, fresh=fresh, present=present))
    fresh = [one for one in fresh if one.run.id not in results]
    kept = {one.run.subject_id for one in fresh}
    made = intents.intend(workspace_id, ledger, wanted=[row for record_id, row in present.items() if record_id in kept])
    for one in fresh:
        record_id = one.run.subject_id
        intent = made.get(record_id) if record_id is not None else None
        results[one.run.id] = _result(intent, ledger) if intent else StepResult(status="skipped", outcome="the record is gone")
    if any(intent.state == "waiting" for intent in made.values()):
        turns.wake(workspace_id, ledger.id)
    return _with_output(ledger, results)


def _objections(
    workspace_id: UUID, ledger: Connection, *, fresh: Sequence[StepInput], present: Mapping[UUID, Record]
) -> dict[UUID, StepResult]:
    """Those of the runs that are tried again with what was not approved."""
    found: dict[UUID, StepResult] = {}
    for one in fresh:
        record = present.get(one.run.subject_id) if one.run.subject_id is not None else None
        if record is None or one.earlier is None or one.earlier.status not in ("again", "refused", "failed"):
            continue
        if said := approved.objection(workspace_id, one, document=document_of(ledger, record)):
            found[one.run.id] = StepResult(status="failed", outcome=said)
    return found


def _settled(posting: Posting, ledger: Connection) -> StepResult | None:
    """What the step comes to now that its posting has ended; None where it was taken back: the record is looked at anew."""
    if posting.state == PostingState.POSTED:
        output: dict[str, object] = {"kind": posting.kind, "external_id": posting.external_id, "number": posting.number}
        return StepResult(status="done", outcome=f"created in {ledger.organisation_name}", output=output, posting_id=posting.id)
    if posting.state == PostingState.REJECTED:
        said = " ".join(str(problem.get("message", "")) for problem in posting.problems)
        return StepResult(status="refused", outcome=said or "refused by the ledger", posting_id=posting.id)
    if posting.state in OPEN_STATES:
        return StepResult(status="waiting", outcome="waiting for the ledger", posting_id=posting.id)
    if posting.state == PostingState.CANCELLED:
        return None
    return StepResult(status="skipped", outcome=posting.get_state_display().lower(), posting_id=posting.id)


def _result(intent: Intent, ledger: Connection) -> StepResult:
    warnings: dict[str, object] = {"warnings": list(intent.warnings)} if intent.warnings else {}
    if intent.state == "linked":
        output = {"connection": str(ledger.id), "kind": intent.kind, "external_id": intent.external_id}
        return StepResult(status="skipped", outcome=intent.message or ALREADY, output=dict(output))
    if intent.state == "waiting":
        return StepResult(status="waiting", outcome="waiting for the ledger", output=warnings, posting_id=intent.posting_id)
    return StepResult(status="refused", outcome=intent.message)


def _with_output(ledger: Connection, results: Mapping[UUID, StepResult]) -> dict[UUID, StepResult]:
    """Each that ended with what the ledger has, for later steps; one query for all of them."""
    ended = {key: one for key, one in results.items() if one.output.get("external_id")}
    pairs = [(str(one.output["kind"]), str(one.output["external_id"])) for one in ended.values()]
    rows = mirror.entities_by_external_ids(ledger.workspace_id, ledger.id, pairs=pairs) if pairs else {}
    return {key: _told(ledger, one, rows=rows) if key in ended else one for key, one in results.items()}


def _told(ledger: Connection, one: StepResult, *, rows: Mapping[tuple[str, str], mirror.MirrorEntity]) -> StepResult:
    kind, external_id = str(one.output["kind"]), str(one.output["external_id"])
    said = step_postings.entity_output(ledger, kind, external_id=external_id, row=rows.get((kind, external_id)))
    said["number"] = said["number"] or one.output.get("number", "")
    return StepResult(status=one.status, outcome=one.outcome, output={**one.output, **said}, posting_id=one.posting_id)


def _impossible(said: str) -> Preview:
    return Preview(text=said, status="failed", problems=(said,))


def document_of(ledger: Connection, record: Record) -> Mapping[str, object]:
    """What would be sent of it now, as an approval keeps it."""
    return _previewed(Books(ledger), record).document


def _previewed(books: Books, record: Record) -> Preview:
    ledger = books.ledger
    try:
        found = accounting_pane.preview(record.workspace_id, record, mapping=record.collection.mapping)
    except NotPossible as error:
        return _impossible(str(error))
    fields = [_field(one.key, one) for one in found.fields if one.direction in ("to_ledger", "both")]
    fields += [_field(f"lines.{number}.{one.key}", one) for number, line in enumerate(found.lines, start=1) for one in line]
    problems = tuple(f"{one.message} {one.remedy}".strip() for one in found.problems)
    if problems:
        return Preview(text=problems[0], status="refused", writes=True, fields=tuple(fields), problems=problems)
    mapping = parse_mapping(record.collection.mapping)
    kind = intents.kind_of(mapping, access.connector(ledger.provider).manifest)
    made = apply(mapping, record_engine.scope(record), key=record.key, contact_kind=kind)
    if not isinstance(made, Entry):
        return _impossible(f"{record.key} cannot be made an entry of {ledger.organisation_name}.")
    entity, totals = made.entity, dict[str, str]()
    if isinstance(entity, Contact | Item) and (known := _there_already(ledger, record, entity=entity)) is not None:
        return replace(known, fields=tuple(fields))
    sums = books.totals(entity) if isinstance(entity, Document) else None
    if sums is not None and isinstance(entity, Document):
        totals = amounts(net=sums.net, tax=sums.tax, gross=sums.gross, currency=entity.currency)
    amount = f" of {totals['gross']} {totals['currency']}" if totals else ""
    gross = sums.gross if sums is not None else None
    warned = [one.message for one in found.warnings] + _warned(books, entity, gross=gross)
    coming = books.expect(intents.entity_kind(entity), entity, title=intents.title_of(entity), gross=gross)
    return Preview(
        text=f"Would create {intents.title_of(entity)}{amount} in {ledger.organisation_name}.",
        writes=True,
        fields=tuple(fields),
        problems=tuple(dict.fromkeys(warned)),
        output={"connection": str(ledger.id), "kind": intents.entity_kind(entity).value, "external_id": coming, **totals},
        document={"entity": to_json(entity), "totals": totals},
    )


def _there_already(ledger: Connection, record: Record, *, entity: Contact | Item) -> Preview | None:
    """What is certainly there is linked, and what may be is asked about: neither is written."""
    judged = identity.judge(record.workspace_id, ledger.id, entity=entity, source_id=record.id)
    if judged.certainty == "new":
        return None
    best = judged.candidates[0]
    if judged.certainty == "certain" and not best.already_linked:
        row = mirror.entity(record.workspace_id, ledger.id, kind=best.kind, external_id=best.external_id)
        output = step_postings.entity_output(ledger, best.kind, external_id=best.external_id, row=row)
        said = f"Would write nothing: {best.name} is in {ledger.organisation_name} already, and would be linked."
        return Preview(text=said, status="skipped", output=output)
    question = already_there.question(ledger, record, judgement=judged)
    return Preview(text=question.message, status="refused", writes=True, problems=(f"{question.message} {question.remedy}",))


def _warned(books: Books, entity: Contact | Item | Document, *, gross: Decimal | None) -> list[str]:
    known = replace(entity, contact=_known(books.ledger, entity.contact)) if isinstance(entity, Document) else entity
    effect = Effect(action=Action.CREATE, kind=intents.entity_kind(entity), entity=known, title="")
    return [one.said for one in consequences.warnings(books, effect, gross=gross)]


def _known(ledger: Connection, contact: str) -> str:
    """The ledger's id of the contact that a placeholder stands for, "" while it is not there."""
    named = Placeholder(contact, Role.CONTACT).record
    if named is None:
        return contact
    record = records_by_keys(ledger.workspace_id, [named]).get(named)
    ids = [record.id] if record is not None else []
    found = links.links_by_sources(ledger.workspace_id, ledger.id, source_kind=SourceKind.RECORD, source_ids=ids)
    return next((row.external_id for rows in found.values() for row in rows), "")


def _field(name: str, one: accounting_pane.Sent) -> PreviewField:
    return PreviewField(name=name, label=one.label, value=one.value, source=one.source)
