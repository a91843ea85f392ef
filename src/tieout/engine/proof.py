"""Tie-out: both ledgers are read afresh, the records say what they should hold, and everything is compared to the cent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from tieout.accounting.accounts import TaxRate
from tieout.accounting.documents import Document, DocumentStatus
from tieout.accounting.kinds import CONTACT_KINDS, DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.accounting.money import MoneyError, parse_amount
from tieout.accounting.totals import Percent, Totals, UnknownTaxCodeError, totals
from tieout.connectors.contract import Organisation
from tieout.engine import access, intents, proof_requests, read, records
from tieout.engine.sights import entity_of
from tieout.mapping.accounting_mapping import BillsMapping, InvoicesMapping, parse_mapping
from tieout.mapping.apply import Entry, Refusal, apply
from tieout.mapping.conditions import ConditionError
from tieout.mapping.references import to_record
from tieout.mapping.rules import ValueRule, evaluate_text
from tieout.reconciliation import report
from tieout.reconciliation.figures import Figure, Side
from tieout.reconciliation.tieout import TieOut, tie_out
from tieout.store import audit, collections, connections, database, exceptions, links, mirror, postings, progress, tieouts
from tieout.store.connections import Connection
from tieout.store.links import Link, SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.records import Record, all_records

RECORDS = "records"
ZERO = Decimal(0)


def prove(workspace_id: UUID, tie_out_id: UUID, *, connection_ids: Sequence[UUID], actor: str, fresh: bool = True) -> TieOut:
    """Compares the records with the first ledger, and each ledger with the next; keeps the report."""
    ledgers = [connections.connection(workspace_id, connection_id) for connection_id in connection_ids]
    kinds = sorted(DOCUMENT_KINDS | PAYMENT_KINDS)
    for ledger in ledgers if fresh else []:
        progress.show(
            workspace_id,
            "tie_out",
            subject_id=tie_out_id,
            state="running",
            text=f"Reading {ledger.organisation_name} from end to end",
        )
        read.read_ledger(ledger, kinds, full=True)
    progress.show(workspace_id, "tie_out", subject_id=tie_out_id, state="running", text="Comparing")
    groups = _Groups(workspace_id, ledgers)
    sides = [_ledger_side(ledger, groups) for ledger in ledgers]
    pairs = [(str(one.id), str(next_one.id)) for one, next_one in pairwise(ledgers)]
    if ledgers and ledgers[0].is_records_ledger:
        sides.insert(0, _records_side(ledgers[0], groups))
        pairs.insert(0, (RECORDS, str(ledgers[0].id)))
    # Everything that the ledgers hold, documents dated ahead included.
    last = max((figure.issued_on for side in sides for figure in side.figures), default=date.min)
    result = tie_out(sides, pairs=pairs, as_of=max(last, datetime.now(UTC).date()))
    found = report.to_json(result)
    unexplained = {currency: str(amount) for currency, amount in result.unexplained.items()}
    with database.atomic():
        tieouts.finish_tie_out(
            workspace_id,
            tie_out_id,
            report=found,
            differences=result.difference_count,
            unexplained=dict(found["unexplained"] or {}),  # type: ignore[call-overload]
        )
        note = audit.Note(
            actor=actor,
            action="tie_out.finished",
            subject_kind="tie_out",
            subject_id=str(tie_out_id),
            text=" ↔ ".join(side.name for side in sides),
            details={"differences": result.difference_count, "unexplained": unexplained},
        )
        audit.add(workspace_id, [note])
        progress.show(
            workspace_id, "tie_out", subject_id=tie_out_id, state="finished", text=f"{result.difference_count} differences"
        )
    return result


class _Groups:
    """What belongs together: a record, its document in the first ledger, and what that is in the next ledgers have one name."""

    def __init__(self, workspace_id: UUID, ledgers: Sequence[Connection]) -> None:
        self._of_record: dict[UUID, str] = {}
        self._of_external: dict[tuple[UUID, str, str], str] = {}
        mirrored = {
            row.id: (row.connection_id, row.kind, row.external_id)
            for ledger in ledgers
            for row in mirror.entities(workspace_id, ledger.id, kinds=[kind.value for kind in EntityKind], with_deleted=True)
        }
        for ledger in ledgers:
            for link in links.links_to(workspace_id, ledger.id, source_kind=SourceKind.RECORD):
                self._join(ledger, link, name=f"record:{link.source_id}")
                self._of_record[link.source_id] = f"record:{link.source_id}"
            for link in links.links_to(workspace_id, ledger.id, source_kind=SourceKind.REQUEST):
                self._join(ledger, link, name=f"request:{link.source_id}")
            for link, name in _of_steps(workspace_id, links.links_to(workspace_id, ledger.id, source_kind=SourceKind.STEP)):
                self._join(ledger, link, name=name)
            for link in links.links_to(workspace_id, ledger.id, source_kind=SourceKind.ENTITY):
                source = mirrored.get(link.source_id)
                if source is not None:
                    name = self._of_external.setdefault(source, f"{source[1]}:{source[2]}")
                    self._join(ledger, link, name=name)

    def of(self, connection_id: UUID, kind: str, *, external_id: str) -> str:
        return self._of_external.get((connection_id, kind, external_id), f"{connection_id}:{kind}:{external_id}")

    def of_record(self, record_id: UUID) -> str:
        return self._of_record.get(record_id, f"record:{record_id}")

    def _join(self, ledger: Connection, link: Link, *, name: str) -> None:
        self._of_external.setdefault((ledger.id, link.kind, link.external_id), name)


def _of_steps(workspace_id: UUID, found: Sequence[Link]) -> list[tuple[Link, str]]:
    """What one run made of one kind in several ledgers belongs together; where it made several of a kind in this one, none does."""
    runs_of = {key: run for key, (run, _, _) in postings.subjects_of_steps(workspace_id, [one.source_id for one in found]).items()}
    made = Counter((runs_of.get(one.source_id), one.kind) for one in found)
    return [
        (one, f"run:{run}:{_thing(one.kind)}" if run is not None and made[run, one.kind] == 1 else f"step:{one.source_id}")
        for one in found
        for run in (runs_of.get(one.source_id),)
    ]


def _thing(kind: str) -> str:
    """A contact is one thing, though a ledger may tell customers from suppliers."""
    return EntityKind.CONTACT.value if EntityKind(kind) in CONTACT_KINDS else kind


def _ledger_side(ledger: Connection, groups: _Groups) -> Side:
    link = access.connector(ledger.provider)
    organisation = Organisation(id=ledger.organisation_id, name=ledger.organisation_name, short_code=ledger.short_code)
    manifest = link.manifest
    figures: list[Figure] = []
    for row in mirror.entities(ledger.workspace_id, ledger.id, kinds=[kind.value for kind in sorted(DOCUMENT_KINDS)]):
        document = entity_of(row)
        if not isinstance(document, Document) or document.status in (DocumentStatus.DRAFT, DocumentStatus.SUBMITTED):
            continue
        purchase = document.kind in (EntityKind.BILL, EntityKind.SUPPLIER_CREDIT)
        party_kind = manifest.supplier_kind if purchase else manifest.customer_kind
        url = row.url or link.link_url(kind=document.kind, external_id=row.external_id, organisation=organisation)
        figures.append(_figure(document, row, groups=groups, party_kind=party_kind, url=url))
    return Side(key=str(ledger.id), name=ledger.organisation_name, figures=tuple(figures))


def _figure(document: Document, row: MirrorEntity, *, groups: _Groups, party_kind: EntityKind, url: str) -> Figure:
    return Figure(
        group=groups.of(row.connection_id, row.kind, external_id=row.external_id),
        id=row.external_id,
        kind=row.kind,
        number=document.number,
        party=groups.of(row.connection_id, party_kind.value, external_id=document.contact),
        party_name=document.contact_name,
        issued_on=document.issued_on,
        currency=document.currency,
        net=document.net or ZERO,
        tax=document.tax or ZERO,
        gross=document.gross or ZERO,
        due=document.due or ZERO,
        status=document.status.value,
        url=url,
        lines=len(document.lines) or 1,
    )


def _records_side(ledger: Connection, groups: _Groups) -> Side:
    """What the records say the ledger should hold, worked out from their lines and the tax rates, not from any receipt."""
    workspace_id = ledger.workspace_id
    rates = _rates(ledger)
    waiting = exceptions.open_by_subject(workspace_id, subject_kind="record")
    parties = _parties(workspace_id)
    figures: list[Figure] = []
    for collection in collections.collections(workspace_id):
        if collection.accounting_type not in (collections.AccountingType.INVOICES, collections.AccountingType.BILLS):
            continue
        mapping = parse_mapping(collection.mapping) if collection.mapping else None
        if not isinstance(mapping, InvoicesMapping | BillsMapping):
            continue
        kind = intents.kind_of(mapping, access.connector(ledger.provider).manifest)
        members = all_records(workspace_id, collection.key)
        by_hand = proof_requests.figures(ledger, members, rates=rates, waiting=waiting)
        for record in members:
            if record.id in by_hand:
                figures += [_of_party(figure, parties=parties, groups=groups) for figure in by_hand[record.id]]
                continue
            found = apply(mapping, records.scope(record), key=record.key, contact_kind=kind)
            cause = waiting[record.id].cause if record.id in waiting else ""
            figure: Figure | None
            if isinstance(found, Refusal):
                figure = _refused_figure(record, found, mapping=mapping, ledger=ledger, cause=cause)
            else:
                figure = _record_figure(record, found, rates=rates, ledger=ledger, cause=cause)
            if figure is not None:
                figures.append(_of_party(replace(figure, group=groups.of_record(record.id)), parties=parties, groups=groups))
    return Side(key=RECORDS, name="Records", figures=tuple(figures))


def _of_party(figure: Figure, *, parties: Mapping[str, Record], groups: _Groups) -> Figure:
    party = parties.get(figure.party)
    party_name = party.title if party is not None else figure.party_name
    return replace(figure, party=groups.of_record(party.id) if party is not None else figure.party, party_name=party_name)


def _record_figure(record: Record, found: Entry, *, rates: Mapping[str, Percent], ledger: Connection, cause: str) -> Figure | None:
    if not isinstance(found.entity, Document):
        return None
    document = found.entity
    try:
        expected = totals(document, rates, rule=access.connector(ledger.provider).manifest.rounding)
    except UnknownTaxCodeError:
        net = found.net or ZERO
        expected = Totals(net=abs(net), tax=ZERO, gross=abs(net), lines=())
        cause = cause or "tax_code_missing"
    due = _amount(record.values.get("amount_due"))
    return Figure(
        group="",
        id=str(record.id),
        kind=document.kind.value,
        number=document.number,
        party=document.contact,
        party_name=document.contact_name,
        issued_on=document.issued_on,
        currency=document.currency,
        net=expected.net,
        tax=expected.tax,
        gross=expected.gross,
        due=expected.gross if due is None else due,
        status=(DocumentStatus.PAID if due == 0 and expected.gross else DocumentStatus.OPEN).value,
        lines=len(document.lines) or 1,
        exception=cause,
    )


def _refused_figure(
    record: Record, refusal: Refusal, *, mapping: InvoicesMapping | BillsMapping, ledger: Connection, cause: str
) -> Figure:
    """A record that is not posted, with the sum that waits: it stands in the proof, with the cause of its exception."""
    net = refusal.net or ZERO
    day = _said(mapping.issued_on, record, mapping=mapping)[:10]
    buys = isinstance(mapping, BillsMapping)
    plain, credit = (EntityKind.BILL, EntityKind.SUPPLIER_CREDIT) if buys else (EntityKind.INVOICE, EntityKind.CREDIT_NOTE)
    contact = str(record.values.get(mapping.contact.path, ""))
    return Figure(
        group="",
        id=str(record.id),
        kind=(credit if net < 0 else plain).value,
        number=record.key,
        party=to_record(mapping.contact.collection, contact),
        party_name=contact,
        issued_on=date.fromisoformat(day) if _is_day(day) else record.created_at.date(),
        currency=_said(mapping.currency, record, mapping=mapping).upper() or ledger.currency,
        net=abs(net),
        tax=ZERO,
        gross=abs(net),
        due=abs(net),
        status=DocumentStatus.OPEN.value,
        exception=cause or refusal.problems[0].cause,
    )


def _said(rule: ValueRule, record: Record, *, mapping: InvoicesMapping | BillsMapping) -> str:
    """What a rule makes of a record, "" where it cannot be told: the refusal names that already."""
    try:
        return evaluate_text(rule, records.scope(record), types=mapping.field_types)
    except ConditionError:
        return ""


def _rates(ledger: Connection) -> dict[str, Percent]:
    found = [entity_of(row) for row in mirror.entities(ledger.workspace_id, ledger.id, kinds=[EntityKind.TAX_RATE.value])]
    return {rate.key: rate.percent for rate in found if isinstance(rate, TaxRate)}


def _parties(workspace_id: UUID) -> dict[str, Record]:
    """Placeholder of a contact to its record."""
    found: dict[str, Record] = {}
    for collection in collections.collections(workspace_id):
        if collection.accounting_type == collections.AccountingType.CONTACTS:
            found.update({f"@record/{collection.key}/{record.key}": record for record in all_records(workspace_id, collection.key)})
    return found


def _amount(value: object) -> Decimal | None:
    try:
        return parse_amount(str(value)) if value not in (None, "") else None
    except MoneyError:
        return None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
