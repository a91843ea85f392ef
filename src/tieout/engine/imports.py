"""Imports: a file is kept, shown as it would be read, and becomes records; the same file twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from uuid import UUID

from tieout.accounting.money import MoneyError, decimal_places, parse_amount, plain, round_half_up
from tieout.engine import records
from tieout.engine.import_checks import judged
from tieout.engine.record_values import shapes
from tieout.mapping import table_file
from tieout.mapping.csv_file import CsvFile, cells_of, samples
from tieout.mapping.field_suggestions import suggest_fields
from tieout.mapping.import_mapping import ImportMapping
from tieout.mapping.imports import ImportPlan, RecordDraft, plan_import
from tieout.mapping.suggestions import suggest
from tieout.mapping.values import title_of
from tieout.store import audit, change_sets, collections, database, imports, progress
from tieout.store.change_sets import Act, ChangeKind
from tieout.store.collections import Field
from tieout.store.imports import Import, ImportRow, ImportState
from tieout.store.records import Draft, Saved

# So many records are saved in one transaction, which others who write wait for: a quarter of a second of work.
DRAFTS_AT_ONCE = 250
PREVIEWED = 20
PROBLEMS_SHOWN = 50


@dataclass
class _Taken:
    """Row number to the record that it became part of, and the rows that changed nothing."""

    records: dict[int, UUID] = field(default_factory=dict)
    unchanged: set[int] = field(default_factory=set)


def upload(workspace_id: UUID, *, name: str, collection: str, content: bytes, actor: str) -> Import:
    """Keeps the bytes; nothing becomes a record before `apply`."""
    return imports.create_import(workspace_id, name=name, collection_key=collection, content=content, by=actor)


def described(row: Import) -> dict[str, object]:
    """The columns with samples and what we suggest for them."""
    file = table_file.read(bytes(row.content))
    found = samples(file)
    mapping = ImportMapping.model_validate(row.mapping) if row.mapping else _suggested(row, file)
    fields = {column.column: column for column in mapping.columns}
    return {
        "columns": [
            {"name": name, "samples": found.get(name, []), "suggested_field": fields[name].field if name in fields else ""}
            for name in file.columns
        ],
        "row_count": len(file.rows),
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "problems": [{"message": problem.message, "remedy": problem.remedy} for problem in file.problems],
        "mapping": mapping.model_dump(mode="json"),
    }


def preview(row: Import, mapping: ImportMapping) -> dict[str, object]:
    """What applying would make: counts, sums, the first records and the rows that cannot be read."""
    file = table_file.read(bytes(row.content))
    plan = judged(row, plan_import(file, mapping), mapping=mapping)
    counts: dict[str, int] = {}
    for draft in plan.drafts:
        counts[draft.collection] = counts.get(draft.collection, 0) + 1
    primary = [draft for draft in plan.drafts if draft.collection == mapping.collection]
    return {
        "counts": counts,
        "row_count": len(file.rows),
        "rows_with_errors": len(plan.row_problems),
        "totals": _totals(plan),
        "records": [
            {
                "collection": draft.collection,
                "key": draft.key,
                "values": dict(draft.values),
                "rows": list(draft.rows),
                "problems": [{"message": problem.message, "remedy": problem.remedy} for problem in draft.problems],
            }
            for draft in primary[:PREVIEWED]
        ],
        "errors": [
            {"row": one.number, "cells": list(one.cells), "message": one.problem.message, "remedy": one.problem.remedy}
            for one in plan.row_problems[:PROBLEMS_SHOWN]
        ],
    }


def apply(row: Import, *, actor: str) -> None:
    """Makes the records. May be repeated from the start after a kill: what is there already is unchanged."""
    workspace_id = row.workspace_id
    mapping = ImportMapping.model_validate(row.mapping)
    file = table_file.read(bytes(row.content))
    plan = judged(row, plan_import(file, mapping), mapping=mapping)
    kept = _change_set(row, actor=actor)
    known = {one.key: one for one in collections.collections(workspace_id)}
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    by_collection: dict[str, dict[str, int]] = {}
    taken = _Taken()
    done = 0
    for drafts in _chunked(plan.drafts):
        collection = known[drafts[0].collection]
        with database.atomic():
            fields = shapes(collection)
            saved = records.save_drafts(workspace_id, collection, drafts=[_draft(one, fields) for one in drafts], actor=actor)
            change_sets.keep(workspace_id, kept, saved=saved)
        for draft, one in zip(drafts, saved, strict=True):
            own = by_collection.setdefault(collection.key, {"created": 0, "updated": 0, "unchanged": 0})
            # A record that comes back from the bin is one more, to whoever counts them.
            change = "created" if one.change == "restored" else one.change
            own[change] += 1
            counts[change] += 1
            if draft.collection == mapping.collection:
                _remember(draft, one, taken=taken)
        done += len(drafts)
        progress.show(workspace_id, "import", subject_id=row.id, done=done, total=len(plan.drafts), state="running", text=row.name)
    _keep_rows(row, file, mapping=mapping, plan=plan, taken=taken)
    change_sets.count(workspace_id, kept)
    _finish(
        row,
        plan,
        counts={**counts, "rows": len(file.rows), "errors": len(plan.row_problems), "by_collection": by_collection},
        actor=actor,
    )


def _remember(draft: RecordDraft, saved: Saved, *, taken: _Taken) -> None:
    for number in draft.rows:
        taken.records[number] = saved.record.id
        if saved.change == "unchanged":
            taken.unchanged.add(number)


def _finish(row: Import, plan: ImportPlan, *, counts: dict[str, object], actor: str) -> None:
    with database.atomic():
        imports.update_import(row.workspace_id, row.id, state=ImportState.FINISHED, counts=counts, totals=_totals(plan), error="")
        note = audit.Note(
            actor=actor,
            action="import.finished",
            subject_kind="import",
            subject_id=str(row.id),
            text=row.name,
            details={"sha256": row.sha256, **counts},
        )
        audit.add(row.workspace_id, [note])
        progress.show(row.workspace_id, "import", subject_id=row.id, done=1, total=1, state="finished", text=row.name)


def _keep_rows(row: Import, file: CsvFile, *, mapping: ImportMapping, plan: ImportPlan, taken: _Taken) -> None:
    """Every row of the file with what became of it, the unreadable ones as they were written."""
    problems = {one.number: one.problem for one in plan.row_problems}
    rows: list[ImportRow] = []
    for one in file.rows:
        problem = problems.get(one.number)
        amount, currency = _amount(file, mapping, cells=one.cells) if problem is None else (None, "")
        state = "error" if problem is not None else "unchanged" if one.number in taken.unchanged else "taken"
        rows.append(
            ImportRow(
                workspace_id=row.workspace_id,
                file=row,
                number=one.number,
                cells=list(one.cells),
                state=state,
                problem=problem.message if problem else "",
                remedy=problem.remedy if problem else "",
                record_id=taken.records.get(one.number),
                amount=amount,
                currency=currency,
            )
        )
    for start in range(0, len(rows), 2000):
        with database.atomic():
            imports.keep_rows(row.workspace_id, rows[start : start + 2000])


def _amount(file: CsvFile, mapping: ImportMapping, *, cells: Sequence[str]) -> tuple[Decimal | None, str]:
    """Quantity × unit price of a row, to the cent; None where the mapping names no amounts."""
    if mapping.amounts is None:
        return None, ""
    by_field = {column.field: column for column in mapping.columns}
    places = {name: place for place, name in enumerate(file.columns)}

    def cell(field: str) -> str:
        column = by_field.get(field)
        if column is None:
            return ""
        place = places.get(column.column)
        return (cells[place].strip() if place is not None and place < len(cells) else "") or column.default

    currency = cell(mapping.amounts.currency)
    try:
        exact = parse_amount(cell(mapping.amounts.quantity)) * parse_amount(cell(mapping.amounts.unit_price))
    except MoneyError:
        return None, currency
    return round_half_up(exact, places=decimal_places(currency) if currency else 2), currency


def _suggested(row: Import, file: CsvFile) -> ImportMapping:
    """As a shop's export where it is one that fits the collection, otherwise by the names of the collection's fields."""
    cells = partial(cells_of, file)
    shop = suggest(file.columns, cells)
    collection = collections.collection(row.workspace_id, row.collection_key)
    if collection is None or (shop.collection == collection.key and shop.group):
        return shop
    return suggest_fields(shapes(collection), file.columns, collection=collection.key, cells=cells)


def _change_set(row: Import, *, actor: str) -> UUID:
    """The one of this import, also when it goes on after a kill."""
    kept = imports.import_by_id(row.workspace_id, row.id)
    if kept is not None and kept.change_set_id is not None:
        return kept.change_set_id
    collection = collections.collection(row.workspace_id, row.collection_key)
    assert collection is not None, "an import is of a collection"
    with database.atomic():
        act = Act(kind=ChangeKind.IMPORT, title=row.name, actor=actor)
        begun = change_sets.begin(row.workspace_id, collection, act=act)
        imports.update_import(row.workspace_id, row.id, change_set_id=begun.id)
    return begun.id


def _draft(draft: RecordDraft, fields: Sequence[Field]) -> Draft:
    title = title_of(fields, key=draft.key, values=draft.values)
    problems: list[dict[str, object]] = [
        {"cause": one.cause, "message": one.message, "remedy": one.remedy, "rows": list(one.rows)} for one in draft.problems
    ]
    return Draft(
        key=draft.key,
        title=title,
        values=dict(draft.values),
        problems=problems,
        source_hash=draft.content_hash,
        fill_only=draft.fill_only,
    )


def _totals(plan: ImportPlan) -> list[dict[str, str]]:
    return [
        {"currency": currency, "amount": plain(amount, places=decimal_places(currency) if currency else 2)}
        for currency, amount in sorted(plan.totals.items())
    ]


def _chunked(drafts: Sequence[RecordDraft]) -> list[list[RecordDraft]]:
    """A few hundred at a time, never of two collections."""
    chunks: list[list[RecordDraft]] = []
    for draft in drafts:
        if chunks and len(chunks[-1]) < DRAFTS_AT_ONCE and chunks[-1][0].collection == draft.collection:
            chunks[-1].append(draft)
        else:
            chunks.append([draft])
    return chunks
