"""Links from a file: each line's record and id looked up, checked and told; nothing is linked anew in silence."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tieout.accounting.kinds import EntityKind
from tieout.engine import read
from tieout.engine.mass_export import carry_out_links
from tieout.mapping import csv_file
from tieout.mapping.cell_marks import marked
from tieout.mapping.link_columns import KEY_COLUMN, NAME_COLUMN, LinkLine, canonical, id_problem, link_column, read_links
from tieout.store import links, mirror
from tieout.store import records as record_store
from tieout.store.connections import Connection
from tieout.store.links import Link, SourceKind
from tieout.store.masses import Mass, MassRow, RowAction, RowState
from tieout.store.mirror import MirrorEntity
from tieout.store.records import Record


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """What is true before: records by key, entities and links by id, links by record."""

    records: Mapping[tuple[str, str], Record]
    entities: Mapping[tuple[str, str], MirrorEntity]
    of_entities: Mapping[tuple[str, str], Link]
    of_records: Mapping[str, Link]


def plan(mass: Mass) -> list[MassRow]:
    """A row for every line of the file. Ids that we know nothing of are read once, all together; raises NoLinkColumn."""
    provider, kind = mass.connection.provider, EntityKind(mass.kind)
    lines = read_links(csv_file.read(bytes(mass.content)), column=link_column(provider, kind))
    fit = [line for line in lines if line.external_id and not id_problem(provider, line.external_id, kind=kind)]
    pairs = [(mass.kind, canonical(provider, line.external_id)) for line in fit]
    known = mirror.entities_by_external_ids(mass.workspace_id, mass.connection_id, pairs=pairs)
    if not all(pair in known for pair in pairs):
        read.read_ledger(mass.connection, [kind])
    ground = _ground(mass, lines, pairs=pairs)
    rows: list[MassRow] = []
    seen: dict[str, int] = {}
    for line in lines:
        row = MassRow(workspace_id=mass.workspace_id, mass=mass, number=line.number, record_key=line.key[:200], name=line.key[:600])
        row.external_id = canonical(provider, line.external_id)[:100]
        _judge(mass, row, line=line, ground=ground, seen=seen)
        rows.append(row)
    return rows


def carry_out(mass: Mass, rows: Sequence[MassRow]) -> None:
    """One part of the plan, in the caller's transaction; what is linked otherwise meanwhile is refused and said."""
    carry_out_links(mass, [row for row in rows if row.state == RowState.PLANNED])


def exported(connection: Connection, *, records: Sequence[Record], kind: EntityKind) -> Iterator[str]:
    """The file that is filled in and imported again: key, name, and the ledger's id of what is linked already."""
    linked = links.links_by_sources(
        connection.workspace_id, connection.id, source_kind=SourceKind.RECORD, source_ids=[row.id for row in records]
    )
    yield _line([KEY_COLUMN, NAME_COLUMN, link_column(connection.provider, kind)])
    for row in records:
        found = next((link.external_id for link in linked.get(row.id, []) if link.kind == kind.value), "")
        yield _line([row.key, row.title, found])


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([marked(cell) for cell in cells])
    return written.getvalue()


def _ground(mass: Mass, lines: Sequence[LinkLine], *, pairs: Sequence[tuple[str, str]]) -> _Ground:
    keys = [(mass.collection_key, line.key) for line in lines if line.key]
    records = record_store.records_by_keys(mass.workspace_id, keys)
    of_records = links.links_by_sources(
        mass.workspace_id, mass.connection_id, source_kind=SourceKind.RECORD, source_ids=[row.id for row in records.values()]
    )
    return _Ground(
        records=records,
        entities=mirror.entities_by_external_ids(mass.workspace_id, mass.connection_id, pairs=pairs),
        of_entities=links.links_by_external(mass.workspace_id, mass.connection_id, source_kind=SourceKind.RECORD, pairs=pairs),
        of_records={str(key): found[0] for key, found in of_records.items()},
    )


def _judge(mass: Mass, row: MassRow, *, line: LinkLine, ground: _Ground, seen: dict[str, int]) -> None:
    """What is to be done with a line, or all that a person must correct in it."""
    kind, provider = EntityKind(mass.kind), mass.connection.provider
    record = ground.records.get((mass.collection_key, line.key))
    pair = (mass.kind, row.external_id)
    there = ground.entities.get(pair)
    if record is None or record.deleted_at is not None:
        said = f"There is no record {line.key}." if line.key else "The line has no key."
        _refuse(row, said, remedy=f"Correct the {KEY_COLUMN} of the line; it is the record's own key.")
        return
    row.record_id, row.name = record.id, (record.title or record.key)[:600]
    now = ground.of_records.get(str(record.id))
    if not line.external_id:
        row.action, row.reasons = RowAction.NOTHING, ["No id in this line"]
    elif said := id_problem(provider, line.external_id, kind=kind):
        _refuse(row, said, remedy="Copy the id from the ledger, or from the list that Ids as CSV gives under Ledgers.")
    elif there is None:
        _refuse(
            row,
            f"There is no {kind.value} with the id {row.external_id} in {mass.connection.organisation_name}.",
            remedy="Copy the id anew.",
        )
    elif there.deleted or there.status == "archived":
        _refuse(row, f"{there.name or there.number} was deleted or archived in the ledger.", remedy="Choose one that is in use.")
    elif now is not None and now.external_id == row.external_id:
        row.action, row.reasons = RowAction.NOTHING, ["Linked to it already"]
    elif now is not None:
        _refuse(row, f"The record is linked to {now.external_id} already.", remedy="Unlink it first if it is to be another one.")
    elif (other := ground.of_entities.get(pair)) is not None:
        _refuse(row, f"{there.name or there.number} is linked to another record already.", remedy="Unlink that record first.")
        row.candidates = [{"id": str(other.source_id), "name": "The record that is linked to it"}]
    elif row.external_id in seen:
        _refuse(row, f"Line {seen[row.external_id]} has the same id.", remedy="One entity is linked to one record only.")
    elif line.key in seen:
        _refuse(row, f"Line {seen[line.key]} is about the same record.", remedy="Leave one of the two lines out.")
    else:
        row.action, row.detail = RowAction.LINK, (there.name or there.number)[:300]
        row.reasons = [f"Id of {there.name or there.number}"]
    if row.action == RowAction.LINK:
        seen[row.external_id] = seen[line.key] = line.number


def _refuse(row: MassRow, said: str, *, remedy: str) -> None:
    row.action, row.reasons, row.remedy = RowAction.REFUSED, [said], remedy
