"""Many records changed as one, pasted, deleted, brought back and taken back, with what people say about them and their files."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from integration.web.world import World
from tieout.mapping import table_file
from tieout.store import automations, change_sets, collections, events, records, runs
from tieout.store import files as file_store
from tieout.store.workspaces import Role

JSON = "application/json"
STAGES = [{"key": "new", "name": "New", "is_final": False}, {"key": "done", "name": "Done", "is_final": True}]
FIELDS: list[dict[str, object]] = [
    {"key": "name", "name": "Name", "type": "text", "required": True},
    {"key": "email", "name": "E-mail", "type": "email", "unique": True},
    {"key": "budget", "name": "Budget", "type": "money", "options": {"currency": "GBP"}},
    {"key": "starts_on", "name": "Starts on", "type": "date"},
    {"key": "stage", "name": "Stage", "type": "stage", "default": "new", "options": {"stages": STAGES}},
    {"key": "customer", "name": "Customer", "type": "relation", "options": {"collection": "customers"}},
    {"key": "owner", "name": "Owner", "type": "person"},
    {"key": "papers", "name": "Papers", "type": "attachment"},
]
AUTOMATION = {"schema": 1, "trigger": {"type": "record_updated", "collection": "jobs"}, "steps": []}


@pytest.fixture
def jobs(base: str, world: World) -> str:
    collections.save_collection(world.workspace_id, key="jobs", name="Jobs", fields=FIELDS)
    return f"{base}/collections/jobs"


@pytest.fixture
def editor(browser: Callable[[Role], Client]) -> Client:
    return browser(Role.EDITOR)


def send(client: Client, address: str, *, body: dict[str, object], expect: int = 200) -> Any:
    answer = client.post(address, json.dumps(body), content_type=JSON)
    assert answer.status_code == expect, answer.content
    return answer.json()


def make(client: Client, jobs: str, **values: object) -> Any:
    return send(client, f"{jobs}/records", body={"values": values}, expect=201)


def read(client: Client, jobs: str, *, record: dict[str, str]) -> Any:
    return client.get(f"{jobs}/records/{record['id']}").json()


def test_it_numbers_records_fills_in_defaults_and_says_all_that_is_wrong_at_once(editor: Client, jobs: str) -> None:
    first = make(editor, jobs, name="Paint the hall", email="Hall@Example.com", budget="1200.00")
    assert (first["key"], first["title"], first["values"]["stage"]) == ("1", "Paint the hall", "new")
    assert make(editor, jobs, name="Another")["key"] == "2"
    wrong = {"email": "nobody", "budget": "many", "starts_on": "31/01/2026", "stage": "lost", "customer": "C9", "owner": "x"}
    said = send(editor, f"{jobs}/records", body={"values": wrong}, expect=422)["fields"]
    assert set(said) == {"name", *wrong}
    taken = send(editor, f"{jobs}/records", body={"values": {"name": "Twice", "email": "hall@example.com"}}, expect=422)
    assert taken["fields"] == {"email": "is that of 1 already"}
    same = send(editor, f"{jobs}/records", body={"key": "1", "values": {"name": "Same"}}, expect=409)
    assert same["fields"] == {"key": "is taken"}


def test_an_edit_of_what_was_changed_meanwhile_is_refused_by_its_tag(editor: Client, jobs: str) -> None:
    record = make(editor, jobs, name="Roof")
    address = f"{jobs}/records/{record['id']}"
    tag = editor.get(address).headers["ETag"]
    change = json.dumps({"values": {"name": "Roof, east"}})
    done = editor.patch(address, change, content_type=JSON, headers={"If-Match": tag})
    assert (done.status_code, done.json()["title"]) == (200, "Roof, east")
    late = editor.patch(address, json.dumps({"values": {"name": "Mine"}}), content_type=JSON, headers={"If-Match": tag})
    assert late.status_code == 412
    assert read(editor, jobs, record=record)["values"]["name"] == "Roof, east"
    history = editor.get(f"{address}/history").json()["items"]
    change_shown = {"field": "name", "name": "Name", "before": "Roof", "after": "Roof, east"}
    assert [entry["changes"] for entry in history] == [[change_shown], []]
    undone = send(editor, f"{jobs.removesuffix('/collections/jobs')}/changes/{done.headers['Tieout-Change']}/undo", body={})
    assert (undone["undone"], read(editor, jobs, record=record)["title"]) == (1, "Roof")


def test_a_bulk_change_is_one_change_that_starts_automations_and_can_be_taken_back(
    editor: Client, jobs: str, base: str, world: World
) -> None:
    automations.publish(world.workspace_id, name="Watch", definition=AUTOMATION, by="tests")
    made = [make(editor, jobs, name=f"Job {number}") for number in range(3)]
    ids = [record["id"] for record in made]
    done = send(editor, f"{jobs}/bulk", body={"action": "set", "record_ids": ids, "values": {"stage": "done"}})
    assert (done["changed"], done["refused"]) == (3, [])
    assert len(runs.Run.objects.filter(workspace_id=world.workspace_id, version__automation__name="Watch")) == 3
    # Somebody changes one of them before it is taken back.
    late = json.dumps({"values": {"stage": "new"}})
    editor.patch(f"{jobs}/records/{ids[0]}", late, content_type=JSON)
    editor.patch(f"{jobs}/records/{ids[1]}", json.dumps({"values": {"budget": "5"}}), content_type=JSON)
    undone = send(editor, f"{base}/changes/{done['change_id']}/undo", body={})
    assert (undone["undone"], undone["refused"], undone["left"]) == (2, 1, 0)
    assert [(one["key"], one["message"]) for one in undone["refusals"]] == [("1", "Somebody changed it since.")]
    values = [read(editor, jobs, record=record)["values"] for record in made]
    assert [one["stage"] for one in values] == ["new", "new", "new"]
    assert values[1]["budget"] == "5"
    redone = send(editor, f"{base}/changes/{undone['redo_id']}/undo", body={})
    assert redone["undone"] == 2
    titles = [change["title"] for change in editor.get(f"{jobs}/changes").json()["items"]]
    assert "Stage of 3 records" in titles


def test_one_value_that_may_be_there_once_is_refused_for_the_others(editor: Client, jobs: str) -> None:
    ids = [make(editor, jobs, name=f"Job {number}")["id"] for number in range(2)]
    done = send(editor, f"{jobs}/bulk", body={"action": "set", "record_ids": ids, "values": {"email": "one@example.com"}})
    assert (done["changed"], [one["fields"] for one in done["refused"]]) == (1, [{"email": "is that of 1 already"}])


def test_the_bin_keeps_what_was_deleted_and_gives_it_back(editor: Client, jobs: str, world: World) -> None:
    record = make(editor, jobs, name="Shed", email="shed@example.com")
    address = f"{jobs}/records/{record['id']}"
    assert editor.delete(address).status_code == 204
    assert editor.get(f"{jobs}/records").json()["items"] == []
    assert [row["key"] for row in editor.get(f"{jobs}/bin").json()["items"]] == ["1"]
    kinds = events.Event.objects.filter(workspace_id=world.workspace_id, subject_id=record["id"]).values_list("kind", flat=True)
    assert set(kinds) == {"record_created", "record_deleted"}
    # Its unique value is free meanwhile, and bars the way back once somebody else has it.
    other = make(editor, jobs, name="Other shed", email="shed@example.com")
    refused = send(editor, f"{jobs}/bulk", body={"action": "restore", "record_ids": [record["id"]]})
    assert refused["changed"] == 0
    editor.delete(f"{jobs}/records/{other['id']}")
    back = send(editor, f"{address}/restore", body={})
    assert (back["deleted_at"], back["values"]["email"]) == (None, "shed@example.com")


def test_what_somebody_else_changed_is_neither_deleted_nor_brought_back(editor: Client, jobs: str) -> None:
    first, second = make(editor, jobs, name="Roof"), make(editor, jobs, name="Hall")
    address = f"{jobs}/records/{first['id']}"
    tag = editor.get(address).headers["ETag"]
    changed = editor.patch(address, json.dumps({"values": {"name": "Roof, east"}}), content_type=JSON)
    assert changed.status_code == 200
    assert editor.delete(address, headers={"If-Match": tag}).status_code == 412
    versions = {one["id"]: one["version"] for one in (first, second)}
    body: dict[str, object] = {"action": "delete", "record_ids": [first["id"], second["id"]], "versions": versions}
    done = send(editor, f"{jobs}/bulk", body=body)
    assert (done["changed"], [one["record_id"] for one in done["refused"]]) == (1, [first["id"]])
    assert done["refused"][0]["message"].startswith("Somebody else changed")
    assert read(editor, jobs, record=first)["deleted_at"] is None
    in_bin = send(editor, f"{jobs}/bulk", body={**body, "action": "restore", "record_ids": [second["id"]]})
    assert (in_bin["changed"], len(in_bin["refused"])) == (0, 1)
    assert editor.delete(address, headers={"If-Match": changed.headers["ETag"]}).status_code == 204


def test_a_record_stays_in_the_bin_while_another_has_its_value(editor: Client, jobs: str) -> None:
    first = make(editor, jobs, name="Roof", email="roof@example.com")
    assert editor.delete(f"{jobs}/records/{first['id']}").status_code == 204
    make(editor, jobs, name="Another", email="roof@example.com")
    refused = send(editor, f"{jobs}/records/{first['id']}/restore", body={}, expect=422)
    assert set(refused["fields"]) == {"email"}


def test_a_pasted_block_is_shown_cell_by_cell_and_written_as_one_change(editor: Client, jobs: str, base: str, world: World) -> None:
    made = [make(editor, jobs, name=f"Job {number}", budget="10.00") for number in range(2)]
    block: dict[str, object] = {
        "record_ids": [record["id"] for record in made],
        "fields": ["name", "budget", "starts_on", "stage", "owner"],
        "cells": [
            ["Job 0", "£1,250.00", "03/04/2026", "Done", "finance@home.example"],
            ["Job 1b", "many", "", "new", ""],
            ["Job 2", "(3.00)", "5 Apr 2026", "", ""],
        ],
    }
    shown = send(editor, f"{jobs}/paste/preview", body={**block, "create": True})
    assert (shown["changed"], shown["created"], shown["refused"]) == (5, 1, 1)
    states = [[cell["state"] for cell in row["cells"]] for row in shown["rows"]]
    assert states[:2] == [["same", "changed", "changed", "changed", "changed"], ["changed", "refused", "same", "same", "same"]]
    assert records.Record.objects.filter(workspace_id=world.workspace_id, collection__key="jobs").count() == 2
    versions = {row["record_id"]: row["version"] for row in shown["rows"] if row["record_id"]}
    done = send(editor, f"{jobs}/paste", body={**block, "create": True, "versions": versions})
    assert (done["changed"], len(done["refused"])) == (3, 1)
    first, second = (read(editor, jobs, record=record)["values"] for record in made)
    assert (first["budget"], first["starts_on"], first["stage"]) == ("1250.00", "2026-04-03", "done")
    assert (second["name"], second["budget"]) == ("Job 1b", "10.00")
    third = editor.get(f"{jobs}/records", {"search": "Job 2"}).json()["items"][0]
    assert (third["key"], third["values"]["budget"], third["values"]["starts_on"]) == ("3", "-3.00", "2026-04-05")
    send(editor, f"{base}/changes/{done['change_id']}/undo", body={})
    assert read(editor, jobs, record=made[0])["values"]["budget"] == "10.00"
    assert [row["key"] for row in editor.get(f"{jobs}/bin").json()["items"]] == ["3"]


def test_a_paste_never_writes_to_a_record_that_its_preview_did_not_show(editor: Client, jobs: str) -> None:
    seen, unseen = (make(editor, jobs, name=f"Job {number}", budget="10.00") for number in range(2))
    block = {"record_ids": [seen["id"], unseen["id"]], "fields": ["budget"], "cells": [["20.00"], ["30.00"]]}
    refused = send(editor, f"{jobs}/paste", body={**block, "versions": {seen["id"]: 1}}, expect=409)
    assert refused["detail"] == "Some of these records were not in the preview. Look at the paste again."
    assert [read(editor, jobs, record=one)["values"]["budget"] for one in (seen, unseen)] == ["10.00", "10.00"]


def test_comments_belong_to_who_wrote_them(browser: Callable[[Role], Client], editor: Client, jobs: str, base: str) -> None:
    record = make(editor, jobs, name="Fence")
    finance = browser(Role.FINANCE)
    member = next(one for one in finance.get(f"{base}/members").json()["items"] if one["role"] == "finance")
    address = f"{jobs}/records/{record['id']}/comments"
    said = send(editor, address, body={"text": "@Finance please look", "mentions": [member["id"]]}, expect=201)
    assert (said["mine"], said["mentions"]) == (True, [member["id"]])
    shown = finance.get(address).json()["items"]
    assert [(one["text"], one["mine"]) for one in shown] == [("@Finance please look", False)]
    own = f"{base}/comments/{said['id']}"
    assert finance.delete(own).status_code == 409
    assert editor.patch(own, json.dumps({"text": "Done"}), content_type=JSON).json()["edited_at"]
    assert editor.delete(own).status_code == 204
    assert editor.get(address).json()["items"] == []
    history = editor.get(f"{jobs}/records/{record['id']}/history").json()["items"]
    assert [entry["action"] for entry in history][:3] == ["comment.deleted", "comment.changed", "comment.added"]


@pytest.fixture
def files_apart(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are kept in a folder of this test's own; those that the world came with are elsewhere."""
    monkeypatch.setattr(file_store, "_root", lambda: tmp_path)


@pytest.mark.usefixtures("files_apart")
def test_a_file_is_kept_handed_out_harmlessly_and_can_be_brought_back(
    editor: Client, jobs: str, base: str, world: World, tmp_path: Path
) -> None:
    record = make(editor, jobs, name="Gate")
    address = f"{jobs}/records/{record['id']}/files"
    page = SimpleUploadedFile("../plan .html", b"<script>alert(1)</script>", content_type="text/html")
    kept = editor.post(address, {"file": page}).json()
    assert (kept["name"], kept["content_type"], kept["is_picture"]) == ("plan .html", "application/octet-stream", False)
    for query in ({}, {"shown": "true"}):
        handed = editor.get(f"{base}/files/{kept['id']}/content", query)
        assert handed.getvalue() == b"<script>alert(1)</script>"
        assert handed.headers["Content-Disposition"].startswith("attachment")
        assert handed.headers["X-Content-Type-Options"] == "nosniff"
        assert handed.headers["Content-Type"] == "application/octet-stream"
    papers = json.dumps({"values": {"papers": [kept["id"]]}})
    assert editor.patch(f"{jobs}/records/{record['id']}", papers, content_type=JSON).status_code == 200
    assert editor.delete(f"{base}/files/{kept['id']}").status_code == 204
    assert editor.get(address).json()["items"] == []
    assert send(editor, f"{base}/files/{kept['id']}/restore", body={})["deleted_at"] is None
    editor.delete(f"{base}/files/{kept['id']}")
    file_store.RecordFile.objects.filter(id=kept["id"]).update(deleted_at=timezone.now() - timedelta(days=31))
    assert file_store.purge(world.workspace_id) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_is_exported_as_a_workbook_is_read_again_as_it_was(editor: Client, jobs: str) -> None:
    make(editor, jobs, name="=1+1", email="a@example.com", budget="1250.50", starts_on="2026-02-01")
    make(editor, jobs, name="Gate", budget="12345678901234567.89")
    answer = editor.get(f"{jobs}/records.xlsx", {"sort": "key", "search": ""})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="jobs.xlsx"'
    file = table_file.read(answer.getvalue())
    assert file.columns[:5] == ("Key", "Name", "E-mail", "Budget", "Starts on")
    assert [row.cells[:5] for row in file.rows] == [
        ("1", "=1+1", "a@example.com", "1250.5", "2026-02-01"),
        ("2", "Gate", "", "12345678901234567.89", ""),
    ]
    template = editor.get(f"{jobs}/import-template.xlsx")
    assert table_file.read(template.getvalue()).columns[:2] == ("Key", "Name")


def test_a_negative_result_of_a_formula_is_exported_as_a_number(editor: Client, jobs: str, world: World) -> None:
    margin = {"source": "number(budget) - 100", "result": "money", "currency": "GBP"}
    columns = [{"key": "sum", "name": "Sum", "type": "formula", "options": {"result": "number"}}]
    fields: list[dict[str, object]] = [
        {"key": "margin", "name": "Margin", "type": "formula", "options": margin},
        {"key": "code", "name": "=Code", "type": "text"},
        {"key": "work", "name": "Work", "type": "line_items", "options": {"columns": columns}},
    ]
    collection = collections.save_collection(world.workspace_id, key="jobs", name="Jobs", fields=fields)
    values: dict[str, object] = {"name": "Roof", "budget": "87.50", "code": "-2+3", "work": [{"sum": "-3.5"}]}
    records.save_drafts(world.workspace_id, collection, drafts=[records.Draft(key="1", title="Roof", values=values, problems=[])])
    text = b"".join(editor.get(f"{jobs}/records.csv")).decode().removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["Margin"], row["Budget"], row["'=Code"]) == ("-12.50", "87.50", "'-2+3")
    book = CalamineWorkbook.from_filelike(io.BytesIO(editor.get(f"{jobs}/records.xlsx").getvalue()))
    head, cells = book.get_sheet_by_name("Records").to_python()
    shown = dict(zip(head, cells, strict=True))
    assert (shown["Margin"], shown["=Code"]) == (-12.5, "-2+3")
    assert book.get_sheet_by_name("Work").to_python()[1] == ["1", 1.0, -3.5]


def test_a_list_of_links_holds_no_formula(editor: Client, base: str, world: World) -> None:
    customers = collections.collection(world.workspace_id, "customers")
    assert customers is not None
    drafts = [records.Draft(key='=HYPERLINK("http://away.example")', title="@Alder", values={}, problems=[])]
    records.save_drafts(world.workspace_id, customers, drafts=drafts)
    answer = editor.get(f"{base}/connections/{world.ids['connection_id']}/links.csv", {"collection": "customers"})
    (row,) = csv.DictReader(io.StringIO(b"".join(answer).decode().removeprefix("\ufeff")))
    assert (row["Key"], row["Name"]) == ('\'=HYPERLINK("http://away.example")', "'@Alder")


def test_each_field_of_lines_has_a_sheet_whatever_it_is_called(editor: Client, jobs: str, world: World) -> None:
    names = ["Records", "records", "History", "Everything that was ordered by post", "Everything that was ordered BY mail"]
    fields: list[dict[str, object]] = [
        {"key": f"lines_{place}", "name": name, "type": "line_items", "options": {"columns": [{"key": "code", "name": "Code"}]}}
        for place, name in enumerate(names)
    ]
    collections.save_collection(world.workspace_id, key="jobs", name="Jobs", fields=fields)
    make(editor, jobs, name="Roof")
    book = CalamineWorkbook.from_filelike(io.BytesIO(editor.get(f"{jobs}/records.xlsx").getvalue()))
    assert book.sheet_names == [
        *("Records", "Records 2", "records 3", "History 2"),
        *("Everything that was ordered by ", "Everything that was ordered B 2"),
    ]


def test_an_undo_that_was_cut_off_goes_on_where_it_was(
    editor: Client, jobs: str, base: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tieout.engine import undoing

    monkeypatch.setattr(undoing, "AT_ONCE", 2)
    ids = [make(editor, jobs, name=f"Job {number}")["id"] for number in range(5)]
    done = send(editor, f"{jobs}/bulk", body={"action": "set", "record_ids": ids, "values": {"budget": "9"}})
    whole = undoing._next
    asked: list[int] = []

    def dies(row: change_sets.ChangeSet, *, actor: str) -> bool:
        asked.append(1)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return whole(row, actor=actor)

    monkeypatch.setattr(undoing, "_next", dies)
    with pytest.raises(KeyboardInterrupt):
        undoing.undo(world.workspace_id, change_sets.ChangeSet.objects.get(id=done["change_id"]).id, actor="tests")
    found = records.Record.objects.filter(workspace_id=world.workspace_id, id__in=ids)
    assert sorted("budget" in row.values for row in found) == [False, False, True, True, True]
    monkeypatch.setattr(undoing, "_next", whole)
    assert send(editor, f"{base}/changes/{done['change_id']}/undo", body={})["undone"] == 5
    assert not any("budget" in row.values for row in found.all())
    assert {row.version for row in found.all()} == {3}
