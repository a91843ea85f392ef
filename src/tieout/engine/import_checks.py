"""What a file would make of records, judged by the collection: which are there already, which values cannot be kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from tieout.engine.edits import Claim
from tieout.engine.record_values import Beside, Checked, checked_rows, shapes, typed_rows
from tieout.engine.surface import NotPossible
from tieout.mapping.documents import INCOMPLETE_FIELD
from tieout.mapping.import_mapping import ImportMapping
from tieout.mapping.imports import ImportPlan, RecordDraft, RowProblem, content_hash_of
from tieout.mapping.problems import Problem
from tieout.store import change_sets, collections, database, field_values, imports, records
from tieout.store.collections import Collection
from tieout.store.ids import new_id
from tieout.store.imports import Import

CHUNK = 1_000
REMEDY = "Correct it in the file, or leave the column out, and import again."


@dataclass
class _Found:
    """The records of a collection that the drafts mean: by key their id, and which keys this same import made."""

    ids: Mapping[str, UUID]
    made_here: frozenset[str]
    drafts: list[RecordDraft] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def judged(row: Import, plan: ImportPlan, *, mapping: ImportMapping) -> ImportPlan:
    """The plan with every value read by its field. A record that cannot be kept becomes a problem of its rows; of the records that
    the rows only name, what cannot be kept is left out and said on them. Raises NotPossible for a field that is none."""
    collection = collections.collection(row.workspace_id, mapping.collection)
    if collection is None:
        return plan
    primary = [one for one in plan.drafts if one.collection == mapping.collection]
    coming: dict[str, set[str]] = {}
    for one in plan.drafts:
        coming.setdefault(one.collection, set()).add(one.key)
    related = _related(row.workspace_id, [one for one in plan.drafts if one.collection != mapping.collection], coming=coming)
    known = _known(row, collection, drafts=_keyed(row, collection, drafts=primary, mapping=mapping))
    for start in range(0, len(known.drafts), CHUNK):
        _judge(row.workspace_id, collection, known=known, part=slice(start, start + CHUNK), given=(mapping, coming))
    good = _unique(row.workspace_id, collection, known=known)
    problems = sorted((*plan.row_problems, *known.problems), key=lambda one: one.number)
    return replace(plan, drafts=(*related, *good), row_problems=tuple(problems))


def _keyed(row: Import, collection: Collection, *, drafts: Sequence[RecordDraft], mapping: ImportMapping) -> list[RecordDraft]:
    """The drafts under the keys of the records that they mean: those known by another field, and the next numbers for new ones."""
    by_value: Mapping[str, str] = {}
    if mapping.match_by:
        matched = next((one for one in collection.fields.all() if one.key == mapping.match_by and one.unique), None)
        if matched is None:
            raise NotPossible("Records can be recognised by a unique field only. Choose one, or the key.")
        by_value = field_values.holders(row.workspace_id, matched, [one.values.get(matched.key) for one in drafts])
    number = _first_number(row, collection) if mapping.numbered else 0
    keyed: list[RecordDraft] = []
    for one in drafts:
        key = by_value.get(str(one.values.get(mapping.match_by)), "") if mapping.match_by else ""
        if not key and mapping.numbered:
            key, number = str(number), number + 1
        keyed.append(replace(one, key=key) if key else one)
    return keyed


def _first_number(row: Import, collection: Collection) -> int:
    """Remembered, so that a file which is begun again after a kill means the same records."""
    kept = imports.import_by_id(row.workspace_id, row.id)
    said = kept.counts.get("first_number") if kept is not None else None
    if isinstance(said, int):
        return said
    with database.atomic():
        number = int(records.next_keys(row.workspace_id, collection, count=1)[0])
        if kept is not None and kept.state == imports.ImportState.RUNNING:
            imports.update_import(row.workspace_id, row.id, counts={**kept.counts, "first_number": number})
    return number


def _known(row: Import, collection: Collection, *, drafts: list[RecordDraft]) -> _Found:
    kept = imports.import_by_id(row.workspace_id, row.id)
    made = change_sets.keys_made(row.workspace_id, kept.change_set_id) if kept is not None and kept.change_set_id else set()
    ids = records.ids_by_key(row.workspace_id, collection, keys=[one.key for one in drafts])
    return _Found(ids=ids, made_here=frozenset(made), drafts=drafts)


def _judge(
    workspace_id: UUID,
    collection: Collection,
    *,
    known: _Found,
    part: slice,
    given: tuple[ImportMapping, Mapping[str, set[str]]],
) -> None:
    """Reads the values of some drafts in their place; those that cannot be kept stand empty and have a problem."""
    mapping, coming = given
    drafts = known.drafts[part]
    is_new = [one.key not in known.ids or one.key in known.made_here for one in drafts]
    for new in (True, False):
        chosen = [number for number, one in enumerate(is_new) if one == new]
        found = _checked(workspace_id, collection, drafts=[drafts[number] for number in chosen], whole=new, coming=coming)
        for number, checked in zip(chosen, found, strict=True):
            draft = drafts[number]
            wrong = dict(checked.wrong)
            if mapping.mode == "update" and new:
                said = "There is no such record, and none is to be made."
            elif mapping.mode == "create" and not new:
                said = "There is such a record already, and none is to be changed."
            else:
                said = _sentence(collection, wrong)
            if said:
                known.problems += _of_rows(draft, said)
            known.drafts[part.start + number] = replace(draft, values={}, rows=()) if said else _kept(draft, checked)


def _checked(
    workspace_id: UUID,
    collection: Collection,
    *,
    drafts: Sequence[RecordDraft],
    whole: bool,
    coming: Mapping[str, set[str]],
) -> list[Checked]:
    """What an import says of itself, such as that rows are missing, is no value of a person's."""
    texts = [{key: str(value) for key, value in one.values.items() if isinstance(value, str)} for one in drafts]
    rows = typed_rows(workspace_id, collection, rows=texts)
    for row, draft in zip(rows, drafts, strict=True):
        row.update({key: value for key, value in draft.values.items() if isinstance(value, list)})
        row.pop(INCOMPLETE_FIELD, None)
    return checked_rows(workspace_id, collection, rows=rows, whole=whole, beside=Beside(coming=coming))


def _kept(draft: RecordDraft, found: Checked) -> RecordDraft:
    said = {INCOMPLETE_FIELD: draft.values[INCOMPLETE_FIELD]} if INCOMPLETE_FIELD in draft.values else {}
    values = {**found.good, **said}
    return replace(draft, values=values, content_hash=content_hash_of(values))


def _unique(workspace_id: UUID, collection: Collection, *, known: _Found) -> list[RecordDraft]:
    """Without those that have a problem, and those that would take what another record has."""
    good = [one for one in known.drafts if one.rows]
    claims = [
        Claim(id=known.ids.get(one.key) or new_id(), collection_id=collection.id, key=one.key, values=dict(one.values))
        for one in good
    ]
    taken = field_values.taken(workspace_id, claims)
    for one, claim in zip(good, claims, strict=True):
        if claim.id in taken:
            known.problems += _of_rows(one, _sentence(collection, taken[claim.id]))
    return [one for one, claim in zip(good, claims, strict=True) if claim.id not in taken]


def _related(workspace_id: UUID, drafts: Sequence[RecordDraft], *, coming: Mapping[str, set[str]]) -> list[RecordDraft]:
    """Records that the rows only name: what cannot be kept of them is left out, and said on them."""
    by_key = {one.key: one for one in collections.collections(workspace_id)} if drafts else {}
    kept: list[RecordDraft] = []
    for name in dict.fromkeys(one.collection for one in drafts):
        own = [one for one in drafts if one.collection == name]
        collection = by_key.get(name)
        if collection is None:
            kept += own
            continue
        for draft, found in zip(own, _checked(workspace_id, collection, drafts=own, whole=False, coming=coming), strict=True):
            problems = draft.problems
            if found.wrong:
                said = _sentence(collection, found.wrong)
                problems = (*problems, Problem(cause="value_left_out", message=said, remedy=REMEDY, rows=draft.rows))
            kept.append(replace(draft, values=found.good, problems=problems, content_hash=content_hash_of(found.good)))
    return kept


def _sentence(collection: Collection, wrong: Mapping[str, str]) -> str:
    names = {one.key: one.name for one in shapes(collection)}
    return "".join(f"{_place(key, names)} {said}. " for key, said in wrong.items()).strip()


def _place(key: str, names: Mapping[str, str]) -> str:
    first, *rest = key.split(".")
    return names.get(first, first) if not rest else f"{names.get(first, first)}, line {rest[0]}, {' '.join(rest[1:])}"


def _of_rows(draft: RecordDraft, said: str) -> Iterable[RowProblem]:
    problem = Problem(cause="value_refused", message=said, remedy=REMEDY, rows=draft.rows)
    return [RowProblem(number=number, cells=(), problem=problem) for number in draft.rows]
