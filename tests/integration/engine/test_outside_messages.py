"""E-mails, notifications and files of steps: once each, to whom they are meant for, with nothing that a spreadsheet would run."""

import csv
import io
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core import mail as outbox
from pydantic import JsonValue

from integration.engine.at_step import at, do, field, fixed, formula, shown, text
from integration.engine.outside_desk import acted, mail_server, secret, told
from integration.engine.stage import Shop
from stub_host import Asked, Said, StubHost, stub_host
from tieout.connectors.errors import Transient
from tieout.engine import alert_messages, notifying
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.contract import Acts
from tieout.mapping import table_file
from tieout.store import collections, database, exceptions, files, mail, run_files, workspaces
from tieout.store.files import NewFile
from tieout.store.mail import MailMessage, MailState
from tieout.store.records import Record
from tieout.store.run_files import RunFile
from tieout.store.workspaces import Role

FORMULAS = ['=HYPERLINK("http://evil")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "plain"]


@pytest.fixture
def shop(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with told(home=str(tmp_path_factory.mktemp("home"))):
        yield Shop(url="", workspace_id=workspaces.create_workspace("Shop").id, user_id=0)


@pytest.fixture(scope="module")
def host() -> Iterator[StubHost]:
    with stub_host() as started:
        yield started
    notifying.end()


def _letter(**more: JsonValue) -> dict[str, JsonValue]:
    return {"to": fixed("a@shop.example"), "subject": fixed("Hello"), "text": text("Order ", {"path": "number"}), **more}


def test_a_letter_goes_once_to_each_however_often_the_step_is_done(shop: Shop) -> None:
    member = workspaces.add_member(
        shop.workspace_id, email="finance@shop.example", name="Finance", password="long enough pass", role=Role.FINANCE
    )
    settings = _letter(members=[str(member.id)], to=field("who"))
    with mail_server():
        one = at(shop, settings, scope={"number": "1001", "who": "b@shop.example, B@SHOP.example; finance@shop.example"})
        results = [do(shop, "send_email", one)[0] for _ in range(2)]
        sent = mail.send_due()
        assert mail.send_due() == 0
    assert [result.status for result in results] == ["done", "done"]
    assert sent == len(outbox.outbox) == 3
    assert {message.to[0] for message in outbox.outbox} == {"finance@shop.example", "b@shop.example", "B@shop.example"}
    assert {(message.subject, message.body) for message in outbox.outbox} == {("Hello", "Order 1001")}


def test_it_is_never_said_to_be_sent_where_nothing_sends(shop: Shop) -> None:
    result = do(shop, "send_email", at(shop, _letter()))[0]
    assert result.status == "failed"
    assert "No mail server is set up" in result.outcome


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"to": fixed("nobody")}, "no e-mail address"),
        ({"to": None}, "Nobody is named"),
        ({"subject": field("missing")}, "subject is empty"),
        ({"files": fixed("00000000-0000-0000-0000-000000000000")}, "not there any more"),
        ({"files": fixed("x")}, "is no file"),
    ],
)
def test_a_letter_that_cannot_go_says_why(shop: Shop, wrong: dict[str, JsonValue], said: str) -> None:
    with mail_server():
        result = do(shop, "send_email", at(shop, _letter(**wrong)))[0]
        preview = shown(shop, "send_email", one=at(shop, _letter(**wrong)))
    assert (result.status, preview.status) == ("failed", "failed")
    assert said in result.outcome
    assert not MailMessage.objects.exists()


def test_a_subject_cannot_bring_a_header(shop: Shop) -> None:
    with mail_server():
        one = at(shop, _letter(subject=field("number")), scope={"number": "Hi\r\nBcc: all@evil.example"})
        do(shop, "send_email", one)
        mail.send_due()
    assert outbox.outbox[-1].subject == "Hi Bcc: all@evil.example"
    assert outbox.outbox[-1].bcc == []


def test_files_of_the_record_and_of_an_earlier_step_go_along(shop: Shop) -> None:
    shop_collection = collections.save_collection(shop.workspace_id, key="orders", name="Orders", fields=[])
    record = Record.objects.create(workspace_id=shop.workspace_id, collection=shop_collection, key="1", values={})
    new = NewFile(name="scan.pdf", content_type="application/pdf", content=b"%PDF-1.4")
    files.add_file(shop.workspace_id, record.id, new=new, by="tests")
    made = do(shop, "file_out", at(shop, {"rows": field("rows"), "name": fixed("report")}, scope={"rows": [{"a": "1"}]}))[0]
    with mail_server():
        letter = _letter(files=field("steps.report.file_id"), files_of_record=True)
        one = at(shop, letter, record=record, scope={"number": "1", "steps": {"report": made.output}})
        assert do(shop, "send_email", one)[0].status == "done"
        mail.send_due()
    attached = [(part[0], part[1]) for part in outbox.outbox[-1].attachments]
    assert [name for name, _ in attached] == ["scan.pdf", "report.csv"]
    assert attached[0][1] == b"%PDF-1.4"


def test_a_letter_that_nobody_takes_becomes_an_exception_once(shop: Shop) -> None:
    with mail_server():
        one = at(shop, _letter())
        do(shop, "send_email", one)
    MailMessage.objects.update(state=MailState.FAILED, error="refused")
    assert [alert_messages.tell_unsent_mail(shop.workspace_id) for _ in range(2)] == [1, 0]
    (item,) = exceptions.open_exceptions(shop.workspace_id, cause="mail_failed")
    assert (item.subject_id, "refused" in item.message) == (one.run.id, True)


def test_a_letter_that_cannot_be_opened_keeps_no_other(shop: Shop) -> None:
    with mail_server():
        do(shop, "send_email", at(shop, _letter()), at(shop, _letter()))
        first, second = MailMessage.objects.filter(workspace_id=shop.workspace_id).order_by("next_at")
        MailMessage.objects.filter(id=first.id).update(sealed_text=second.sealed_text)
        mail.send_due()
    rows = {row.id: row for row in MailMessage.objects.filter(workspace_id=shop.workspace_id)}
    assert (rows[second.id].state, rows[first.id].state) == (MailState.SENT, MailState.WAITING)
    assert rows[first.id].error.startswith("Unreadable")


def test_a_message_goes_to_its_sealed_address_and_the_run_does_not_know_it(shop: Shop, host: StubHost) -> None:
    host.says("/hook/very-secret-part", Said(200))
    chosen = secret(shop, "address", address=f"json://127.0.0.1:{host.port}/hook/very-secret-part")
    settings: dict[str, JsonValue] = {"address": str(chosen), "title": fixed("Paid"), "text": text("Order ", {"path": "number"})}
    with told(outside_allow="127.0.0.1"):
        result = acted(shop, "notify", settings=settings, scope={"number": "1001"})
        prepared = do(shop, "notify", at(shop, settings, scope={"number": "1001"}))[0].prepared
    assert (result.status, result.output) == ("done", {"service": "JSON"})
    document = json.loads(host.asked[-1].body)
    assert (document["title"], document["message"]) == ("Paid", "Order 1001")
    assert "very-secret-part" not in json.dumps([prepared, result.outcome, result.output])
    step = STEP_KINDS["notify"]
    assert isinstance(step, Acts)
    assert not step.repeatable(prepared)  # type: ignore[arg-type]


def test_no_plugin_reaches_what_is_not_public(shop: Shop, host: StubHost) -> None:
    before = len(host.asked)
    host.says("/away", Said(302, headers={"Location": f"http://127.0.0.2:{host.port}/x"}))
    for address in (
        f"json://127.0.0.1:{host.port}/",
        f"form://localhost:{host.port}/",
        f"ntfy://[::1]:{host.port}/x",
        "rsyslog://127.0.0.1",
    ):
        result = acted(shop, "notify", settings={"address": str(secret(shop, "address", address=address)), "title": fixed("x")})
        assert result.status == "failed"
        assert "not public" in result.outcome
    assert len(host.asked) == before
    with told(outside_allow="127.0.0.1"):
        address = f"json://127.0.0.1:{host.port}/away?method=get"
        result = acted(shop, "notify", settings={"address": str(secret(shop, "address", address=address)), "title": fixed("x")})
    assert result.status == "failed"
    assert [asked.path.partition("?")[0] for asked in host.asked[before:]] == ["/away"]


def test_the_program_for_notifications_has_no_secret_of_ours_and_ignores_proxies(
    shop: Shop, host: StubHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifying.end()
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    host.says("/direct", Said(200))
    with told(outside_allow="127.0.0.1", xero_client_secret="do-not-hand-on"):
        assert notifying.send(shop.workspace_id, f"json://127.0.0.1:{host.port}/direct", title="t", body="b") == "JSON"
        (program,) = notifying._programs._idle
        running = program._running
        assert running is not None
        environment = Path(f"/proc/{running.pid}/environ").read_bytes()
    assert b"do-not-hand-on" not in environment
    assert b"TIEOUT" not in environment


def test_a_service_that_takes_nothing_now_is_tried_again_and_one_that_refuses_is_not(shop: Shop, host: StubHost) -> None:
    host.says("/busy", Said(429))
    host.says("/no", Said(404))
    with told(outside_allow="127.0.0.1"):
        with pytest.raises(Transient):
            notifying.send(shop.workspace_id, f"json://127.0.0.1:{host.port}/busy", title="t", body="b")
        chosen = secret(shop, "address", address=f"json://127.0.0.1:{host.port}/no")
        result = acted(shop, "notify", settings={"address": str(chosen), "title": fixed("x")})
    assert result.outcome == "JSON answered 404. Check the address, and whether its key still holds."


def test_a_service_that_hangs_holds_up_its_own_workspace_alone(shop: Shop, host: StubHost) -> None:
    """Another message of the same workspace waits for it; those of others arrive beside it."""
    came, may_answer, others = threading.Event(), threading.Event(), [uuid4(), uuid4()]

    def slow(asked: Asked) -> Said:
        came.set()
        assert may_answer.wait(30)
        return Said(200)

    host.says("/slow", slow)
    host.says("/own", Said(200))
    host.says("/other", Said(200))

    def send(whose: UUID, path: str) -> str:
        return notifying.send(whose, f"json://127.0.0.1:{host.port}/{path}?rto=50", title="t", body="b")

    with told(outside_allow="127.0.0.1"), ThreadPoolExecutor(max_workers=2) as pool:
        try:
            hanging = pool.submit(send, shop.workspace_id, "slow")
            assert came.wait(30)
            own = pool.submit(send, shop.workspace_id, "own")
            assert [send(one, "other") for one in others] == ["JSON", "JSON"]
            assert [own.done(), hanging.done()] == [False, False]
        finally:
            may_answer.set()
        assert (hanging.result(30), own.result(30)) == ("JSON", "JSON")
    paths = [path for asked in host.asked if (path := asked.path.partition("?")[0]) in ("/slow", "/own", "/other")]
    assert paths == ["/slow", "/other", "/other", "/own"]


def _content(shop: Shop, file_id: object) -> bytes:
    row = run_files.run_file(shop.workspace_id, file_id)  # type: ignore[arg-type]
    assert row is not None
    return run_files.content_path(row).read_bytes()


def test_rows_become_a_csv_file_in_which_nothing_is_a_formula(shop: Shop) -> None:
    rows = [{"name": name, "total": "-5.00"} for name in FORMULAS]
    columns: list[JsonValue] = [
        {"title": "=Name", "value": field("name")},
        {"title": "Total", "value": formula("total * 2"), "type": "number"},
        {"title": "Of", "value": field("number")},
    ]
    scope = {"rows": rows, "number": "1001", "total": "0"}
    one = replace(at(shop, {"rows": field("rows"), "columns": columns}, scope=scope), types={"total": "number"})
    result = do(shop, "file_out", one)[0]
    assert (result.outcome, result.output["rows"]) == ("rows.csv: 6 rows", 6)
    found = list(csv.reader(io.StringIO(_content(shop, result.output["file_id"]).decode("utf-8-sig"), newline="")))
    assert found[0] == ["'=Name", "Total", "Of"]
    assert [row[0] for row in found[1:]] == [*(f"'{name}" for name in FORMULAS[:-1]), "plain"]
    assert {tuple(row[1:]) for row in found[1:]} == {("-10.00", "1001")}


def test_rows_become_a_workbook_of_texts_and_numbers(shop: Shop) -> None:
    rows = [{"id": 7, "values": {"name": FORMULAS[0], "total": "1.50"}}]
    columns: list[JsonValue] = [
        {"title": "Name", "value": field("name")},
        {"title": "Total", "value": field("total"), "type": "number"},
    ]
    settings: dict[str, JsonValue] = {
        "format": "xlsx",
        "name": fixed("../../etc/x.xlsx"),
        "rows": field("rows"),
        "columns": columns,
    }
    result = do(shop, "file_out", at(shop, settings, scope={"rows": rows}))[0]
    content = _content(shop, result.output["file_id"])
    assert result.output["name"] == "etc x.xlsx"
    assert [row.cells for row in table_file.read(content).rows] == [(FORMULAS[0], "1.5")]
    assert b"<f>" not in content


def test_without_columns_all_fields_are_written_and_the_same_step_has_one_file(shop: Shop) -> None:
    one = at(shop, {"rows": field("rows")}, scope={"rows": [{"a": "1"}, {"b": "2", "a": "3"}]})
    first, second = (do(shop, "file_out", one)[0] for _ in range(2))
    assert first.output["file_id"] == second.output["file_id"]
    assert _content(shop, first.output["file_id"]).decode("utf-8-sig").split() == ["a,b", "1,", "3,2"]
    assert RunFile.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "said"), [(fixed("x"), "The rows are no list."), ({"kind": "field", "path": ""}, "No rows are chosen.")]
)
def test_what_is_no_list_is_said(shop: Shop, rows: JsonValue, said: str) -> None:
    assert do(shop, "file_out", at(shop, {"rows": rows}))[0].outcome.startswith(said)
    assert shown(shop, "file_out", one=at(shop, {"rows": rows})).problems


def test_bytes_that_no_run_names_go(shop: Shop) -> None:
    one = at(shop, {"rows": field("rows")}, scope={"rows": [{"a": "1"}]})
    file_id = do(shop, "file_out", one)[0].output["file_id"]
    row = RunFile.objects.get(id=str(file_id))
    later = row.made_at.replace(year=row.made_at.year + 1)
    assert run_files.purge(shop.workspace_id, before=later) == 0
    with database.atomic():
        row.delete()
    assert run_files.purge(shop.workspace_id, before=row.made_at.replace(year=2000)) == 0
    assert run_files.purge(shop.workspace_id, before=later) == 1
    assert not run_files.content_path(row).exists()
