"""Files of any kind become records of any collection, are judged before, and can be taken back, also after a kill."""

import io
from collections.abc import Mapping
from uuid import UUID

import pytest
import xlsxwriter

from tieout.engine import imports, undoing
from tieout.engine import records as record_engine
from tieout.mapping.import_mapping import ImportMapping
from tieout.store import audit, change_sets, collections, workspaces
from tieout.store import imports as import_store
from tieout.store.imports import Import, ImportState
from tieout.store.records import Record

FIELDS: list[dict[str, object]] = [
    {"key": "name", "name": "Name", "type": "text", "required": True},
    {"key": "email", "name": "E-mail", "type": "email", "unique": True},
    {"key": "budget", "name": "Budget", "type": "money", "options": {"currency": "GBP"}},
    {"key": "starts_on", "name": "Starts on", "type": "date"},
    {"key": "urgent", "name": "Urgent", "type": "checkbox"},
    {"key": "tags", "name": "Tags", "type": "multi_choice", "options": {"choices": ["Roof", "Garden"]}},
    {"key": "before", "name": "Comes after", "type": "relation", "options": {"collection": "jobs"}},
]
HEAD = ["Key", "Name", "E-mail", "Budget", "Starts on", "Urgent", "Tags", "Comes after"]
ROWS: list[list[object]] = [
    ["J1", "Mend the roof", "roof@example.com", 1250.5, "31/01/2026", "yes", "roof; Garden", ""],
    ["J2", "Paint", "paint@example.com", "£20", "2026-02-01", "no", "", "J1"],
    ["J3", "", "nobody", "many", "someday", "perhaps", "Kitchen", "J9"],
    ["J4", "Twice", "roof@example.com", "", "", "", "", ""],
]


@pytest.fixture
def jobs(db: None) -> collections.Collection:
    workspace = workspaces.create_workspace("Imports")
    return collections.save_collection(workspace.id, key="jobs", name="Jobs", fields=FIELDS)


def workbook(rows: list[list[object]]) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet("Jobs")
        sheet.write_row(0, 0, HEAD)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
    return kept.getvalue()


def handed(jobs: collections.Collection, content: bytes, **changes: object) -> Import:
    """A file that is mapped as suggested, with some changes, and may be applied."""
    row = imports.upload(jobs.workspace_id, name="jobs.xlsx", collection="jobs", content=content, actor="tests")
    mapping = imports.described(row)["mapping"]
    assert isinstance(mapping, dict)
    update = {**mapping, **changes}
    import_store.update_import(jobs.workspace_id, row.id, mapping=update, state=ImportState.RUNNING)
    return fresh(jobs.workspace_id, row.id)


def fresh(workspace_id: UUID, import_id: UUID) -> Import:
    row = import_store.import_by_id(workspace_id, import_id)
    assert row is not None
    return row


def values(jobs: collections.Collection) -> Mapping[str, Mapping[str, object]]:
    rows = Record.objects.filter(workspace_id=jobs.workspace_id, deleted_at__isnull=True)
    return {row.key: row.values for row in rows}


def test_a_workbook_is_read_by_the_types_of_the_fields_and_every_refused_row_says_why(jobs: collections.Collection) -> None:
    row = handed(jobs, workbook(ROWS))
    shown = imports.preview(row, ImportMapping.model_validate(row.mapping))
    imports.apply(row, actor="tests")
    found = values(jobs)
    assert set(found) == {"J1", "J2"}
    assert found["J1"] == {
        "name": "Mend the roof",
        "email": "roof@example.com",
        "budget": "1250.5",
        "starts_on": "2026-01-31",
        "urgent": True,
        "tags": ["Roof", "Garden"],
    }
    assert (found["J2"]["budget"], found["J2"]["before"], found["J2"]["urgent"]) == ("20", "J1", False)
    third, fourth = (one.problem for one in import_store.rows(jobs.workspace_id, row.id, state="error"))
    assert third.startswith("E-mail is no e-mail address") or "Budget" in third
    assert fourth == "E-mail is that of J1 already."
    assert (shown["rows_with_errors"], shown["counts"]) == (2, {"jobs": 2})


def test_a_file_without_keys_is_numbered_and_recognised_by_a_unique_field(jobs: collections.Collection) -> None:
    csv = b"Name,E-mail,Budget\nRoof,roof@example.com,10\nGate,gate@example.com,5\n"
    imports.apply(handed(jobs, csv), actor="tests")
    again = b"Name,E-mail,Budget\nRoof,roof@example.com,12\nShed,shed@example.com,7\n"
    imports.apply(handed(jobs, again, match_by="email"), actor="tests")
    assert {key: one["budget"] for key, one in values(jobs).items()} == {"1": "12", "2": "5", "3": "7"}
    late = again.replace(b"12", b"13").replace(b"shed@", b"new@")
    imports.apply(handed(jobs, late, match_by="email", mode="update"), actor="tests")
    assert {key: one["budget"] for key, one in values(jobs).items()} == {"1": "13", "2": "5", "3": "7"}


def test_an_import_that_was_killed_goes_on_and_is_taken_back_as_one(
    jobs: collections.Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    csv = b"Name,E-mail\n" + b"".join(b"Job %d,j%d@example.com\n" % (number, number) for number in range(5))
    row = handed(jobs, csv, mode="create")
    monkeypatch.setattr(imports, "DRAFTS_AT_ONCE", 2)
    whole, asked = record_engine.save_drafts, []

    def dies(*args: object, **named: object) -> object:
        asked.append(1)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return whole(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(record_engine, "save_drafts", dies)
    with pytest.raises(KeyboardInterrupt):
        imports.apply(row, actor="tests")
    assert set(values(jobs)) == {"1", "2"}
    imports.apply(fresh(jobs.workspace_id, row.id), actor="tests")
    assert set(values(jobs)) == {"1", "2", "3", "4", "5"}
    kept = fresh(jobs.workspace_id, row.id)
    assert kept.counts["errors"] == 0
    assert kept.change_set_id is not None
    monkeypatch.setattr(undoing, "AT_ONCE", 2)
    next_, turns = undoing._next, []

    def stops(change: change_sets.ChangeSet, *, actor: str) -> bool:
        turns.append(1)
        if len(turns) == 2:
            raise KeyboardInterrupt
        return next_(change, actor=actor)

    monkeypatch.setattr(undoing, "_next", stops)
    with pytest.raises(KeyboardInterrupt):
        undoing.undo(jobs.workspace_id, kept.change_set_id, actor="tests")
    assert len(values(jobs)) == 3
    undoing.carry_out(jobs.workspace_id, kept.change_set_id, actor="tests")
    assert values(jobs) == {}
    deleted = [entry for entry in audit.entries(jobs.workspace_id) if entry["action"] == "record.deleted"]
    assert len(deleted) == 5
    # The same file makes them again.
    imports.apply(handed(jobs, csv), actor="tests")
    assert len(values(jobs)) == 5
