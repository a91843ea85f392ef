"""What the other resources answer, and what their verbs leave behind."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from integration.web.world import CSV, World
from tieout.reconciliation.figures import Figure, Side
from tieout.reconciliation.report import to_json
from tieout.reconciliation.tieout import tie_out
from tieout.store import audit, connections, exceptions, imports, mirror, runs, tieouts, workspaces
from tieout.store.workspaces import Role

JSON = "application/json"


def send(client: Client, address: str, *, body: object = None, method: str = "post") -> tuple[int, dict[str, object]]:
    answer = getattr(client, method)(address, json.dumps(body or {}), content_type=JSON)
    return answer.status_code, answer.json() if answer.content else {}


def test_home_sums_what_is_owed_less_credit_notes(finance: Client, base: str, world: World) -> None:
    home = finance.get(f"{base}/home").json()
    assert home["exceptions_open"] == 1
    assert home["receivable"][0] == {
        "connection_id": str(world.ledgers[0]),
        "currency": "GBP",
        "open": "60.00",
        "overdue": "120.00",
    }
    buckets = {part["bucket"]: part["amount"] for part in home["ageing"]}
    assert buckets == {"not_due": "-60.00", "1_30": "0.00", "31_60": "120.00", "61_90": "0.00", "over_90": "0.00"}
    assert home["recent"][0]["text"] == "Records and Xero"


def test_collections_say_what_their_fields_are(finance: Client, base: str) -> None:
    found = {one["key"]: one for one in finance.get(f"{base}/collections").json()["items"]}
    assert found["orders"]["record_count"] == 12
    fields = {field["key"]: field for field in found["orders"]["fields"]}
    assert fields["customer"]["collection"] == "customers"
    assert fields["document"]["options"] == ["invoice", "credit_note"]
    assert "unit_price" in {column["key"] for column in fields["lines"]["columns"]}
    assert fields["payment_status"]["from_ledger"] is True


def test_connections_say_how_they_do_and_what_they_have_spent(finance: Client, base: str, world: World) -> None:
    connections.update_connection(
        world.workspace_id, world.ledgers[1], status="needs_reconnecting", trouble="The access was withdrawn at QuickBooks."
    )
    found = finance.get(f"{base}/connections").json()
    first, second = found["items"]
    assert (first["status_text"], first["remedy"], first["is_records_ledger"]) == ("Connected", "", True)
    assert {part["scope"] for part in first["budget"]} >= {"minute", "day"}
    assert second["status_text"] == "The access was withdrawn at QuickBooks."
    assert "connects to QuickBooks" in second["remedy"]
    offers = {one["provider"]: one for one in found["providers"]}
    assert offers["xero"]["connectable"] is False
    assert "TIEOUT_XERO_CLIENT_ID" in offers["xero"]["reason"]


@pytest.mark.feature("X-01")
def test_a_workspace_without_the_allowance_cannot_connect(browser: Callable[[Role], Client], base: str, world: World) -> None:
    workspace = workspaces.workspace_by_id(world.workspace_id)
    workspace.accounting_allowed = False
    workspace.save()
    administrator = browser(Role.ADMINISTRATOR)
    offers = administrator.get(f"{base}/connections").json()["providers"]
    assert all("administrator of this installation" in one["reason"] for one in offers)
    status, said = send(administrator, f"{base}/connections/xero/authorise")
    assert status == 409
    assert "can enable it" in str(said["remedy"])


def test_a_consent_is_shown_to_the_person_who_gave_it(browser: Callable[[Role], Client], base: str, world: World) -> None:
    administrator = browser(Role.ADMINISTRATOR)
    address = f"{base}/connections/pending/{world.ids['pending_id']}"
    assert administrator.get(address).json()["organisations"][0]["name"] == "Second Company"
    colleague = workspaces.add_member(
        world.workspace_id, email="second@home.example", name="Second", password="a long enough one", role=Role.ADMINISTRATOR
    )
    other = Client()
    other.force_login(colleague.user)
    assert other.get(address).status_code == 404
    status, said = send(administrator, address, body={"organisation_ids": ["somebody's"]})
    assert status == 422
    status, said = send(administrator, address, body={"organisation_ids": ["Home-new"]})
    assert status == 200
    assert "Second Company" in {row["organisation_name"] for row in said["items"]}  # type: ignore[attr-defined]


def test_entities_of_the_mirror_are_found_with_their_links(finance: Client, base: str, world: World) -> None:
    address = f"{base}/connections/{world.ledgers[0]}/entities"
    found = finance.get(address, {"kind": "invoice"}).json()
    (invoice,) = found["items"]
    assert (invoice["number"], invoice["gross"], invoice["contact_name"]) == ("INV-1", "120.00", "Demo Customer")
    assert (invoice["linked_record_id"], invoice["linked_collection"]) == (str(world.orders[0]), "orders")
    assert finance.get(address, {"search": "inv-2"}).json()["items"][0]["kind"] == "credit_note"
    detail = finance.get(f"{address}/invoice/INV-1").json()
    assert detail["body"] == {"Total": "120.10", "InvoiceID": "INV"}, "the provider's digits as they were written"
    (link,) = detail["links"]
    assert (link["provider"], link["external_id"]) == ("quickbooks", "INV-1")
    back = finance.get(f"{base}/connections/{world.ledgers[1]}/entities/invoice/INV-1").json()
    assert [link["provider"] for link in back["links"]] == ["xero"]
    assert finance.get(f"{address}/invoice/none").status_code == 404


def test_a_file_is_handed_over_shown_and_taken_back(browser: Callable[[Role], Client], base: str) -> None:
    editor = browser(Role.EDITOR)
    file = SimpleUploadedFile("orders.csv", CSV, content_type="text/csv")
    answer = editor.post(f"{base}/imports", {"file": file, "collection": "orders"})
    assert answer.status_code == 201
    handed = answer.json()
    assert (handed["state"], handed["row_count"], handed["delimiter"]) == ("new", 1, ",")
    columns = {column["name"]: column for column in handed["columns"]}
    assert columns["Quantity"]["samples"] == ["2"]
    assert columns["Quantity"]["suggested_field"] == "quantity"
    preview = send(editor, f"{base}/imports/{handed['id']}/preview", body={"mapping": handed["mapping"]})[1]
    assert preview["totals"] == [{"currency": "GBP", "amount": "7.00"}]
    assert preview["records"][0]["key"] == "1001"  # type: ignore[index]
    assert editor.delete(f"{base}/imports/{handed['id']}").status_code == 204
    assert editor.get(f"{base}/imports/{handed['id']}").status_code == 404


def test_an_applied_file_cannot_be_taken_back_or_applied_again(browser: Callable[[Role], Client], base: str, world: World) -> None:
    editor = browser(Role.EDITOR)
    address = f"{base}/imports/{world.ids['import_id']}"
    mapping = editor.get(address).json()["mapping"]
    status, said = send(editor, f"{address}/apply", body={"mapping": mapping})
    assert (status, said["state"]) == (202, "running")
    imports.update_import(world.workspace_id, said["id"], state="finished")  # type: ignore[arg-type]
    assert editor.delete(address).status_code == 409
    assert send(editor, f"{address}/apply", body={"mapping": mapping})[0] == 409


def test_a_mapping_into_a_collection_that_is_not_there_is_refused(
    browser: Callable[[Role], Client], base: str, world: World
) -> None:
    mapping = {"collection": "secrets", "key": {"kind": "field", "path": "number"}, "columns": []}
    address = f"{base}/imports/{world.ids['import_id']}/apply"
    assert send(browser(Role.EDITOR), address, body={"mapping": mapping})[0] == 404


def test_rows_of_a_file_come_in_its_order(finance: Client, base: str, world: World) -> None:
    address = f"{base}/imports/{world.ids['import_id']}/rows"
    first = finance.get(address, {"state": "error", "limit": "2"}).json()
    assert [row["number"] for row in first["items"]] == [1, 2]
    second = finance.get(address, {"state": "error", "limit": "2", "cursor": first["next_cursor"]}).json()
    assert [row["number"] for row in second["items"]] == [3]
    assert second["next_cursor"] is None


def test_a_sync_is_made_changed_and_started(finance: Client, base: str, world: World) -> None:
    maps = {"account_map": {"200": "1"}, "tax_map": {}, "bank_account_map": {}}
    body = {
        "source_connection_id": str(world.ledgers[1]),
        "target_connection_id": str(world.ledgers[0]),
        "kinds": ["contact", "invoice"],
        **maps,
    }
    status, made = send(finance, f"{base}/syncs", body=body)
    assert (status, made["account_map"]) == (201, {"200": "1"})
    assert send(finance, f"{base}/syncs", body=body)[0] == 409
    same = {**body, "target_connection_id": str(world.ledgers[1])}
    assert send(finance, f"{base}/syncs", body=same)[0] == 422
    address = f"{base}/syncs/{made['id']}"
    status, changed = send(finance, address, body={"tax_map": {"OUTPUT2": "5"}, "enabled": False}, method="patch")
    assert (changed["tax_map"], changed["account_map"], changed["enabled"]) == ({"OUTPUT2": "5"}, {"200": "1"}, False)
    assert send(finance, f"{address}/run")[0] == 409
    send(finance, address, body={"enabled": True}, method="patch")
    status, run = send(finance, f"{address}/run")
    assert (status, run["kind"], run["sync_id"], run["started_by"]) == (202, "sync", made["id"], "finance@home.example")
    assert finance.get(address).json()["last_run"]["id"] == run["id"]


def test_a_sync_counts_what_is_open_because_of_it(finance: Client, base: str, world: World) -> None:
    (row,) = finance.get(f"{base}/syncs").json()["items"]
    assert (row["doubtful_open"], row["refused_open"]) == (0, 1)
    assert row["last_run"]["id"] == world.ids["run_id"]


def test_suggested_maps_are_offered_before_there_is_a_sync(finance: Client, base: str, world: World) -> None:
    pair = {"source_connection_id": str(world.ledgers[0]), "target_connection_id": str(world.ledgers[1])}
    assert finance.get(f"{base}/syncs/suggested-maps", pair).json()["accounts"] == []
    assert finance.get(f"{base}/syncs/{world.ids['sync_id']}/suggested-maps").status_code == 200


def test_runs_are_filtered_and_counted(finance: Client, base: str, world: World) -> None:
    (run,) = finance.get(f"{base}/runs", {"kind": "sync", "status": "queued"}).json()["items"]
    assert run["postings"] == {"rejected": 1}
    assert finance.get(f"{base}/runs", {"kind": "import"}).json()["items"] == []
    detail = finance.get(f"{base}/runs/{run['id']}").json()
    assert [step["status"] for step in detail["steps"]] == ["done"]
    assert detail["posting_counts"] == {"invoice": {"rejected": 1}}
    found = finance.get(f"{base}/postings", {"run": run["id"], "state": "rejected"}).json()["items"]
    assert [posting["title"] for posting in found] == ["Order 1002"]
    assert finance.get(f"{base}/runs", {"status": "nonsense"}).status_code == 422


def test_a_run_is_cancelled_once(finance: Client, base: str, world: World) -> None:
    address = f"{base}/runs/{world.ids['run_id']}/cancel"
    status, said = send(finance, address)
    assert (status, said["status"]) == (200, "cancelled")
    assert send(finance, address)[0] == 409


def test_an_automation_is_switched_off_and_that_is_remembered(finance: Client, base: str, world: World) -> None:
    address = f"{base}/automations/{world.ids['automation_id']}"
    before = finance.get(address).json()
    assert before["enabled"]
    assert before["trigger_text"].startswith("When ")
    assert send(finance, address, body={"enabled": False}, method="patch")[1]["enabled"] is False
    entry = finance.get(f"{base}/audit", {"action": "automation.disabled"}).json()["items"][0]
    assert (entry["actor"], entry["subject_id"]) == ("finance@home.example", world.ids["automation_id"])


def test_exceptions_are_grouped_by_cause_and_dismissed_with_a_reason(finance: Client, base: str, world: World) -> None:
    found = finance.get(f"{base}/exceptions", {"state": "open"}).json()
    assert found["causes"] == [
        {"cause": "account_inactive", "cause_label": "Account inactive", "remedy": "Choose another one.", "count": 1}
    ]
    (row,) = found["items"]
    assert (row["collection"], row["amount"], row["currency"]) == ("orders", "7.00", "GBP")
    address = f"{base}/exceptions/{row['id']}"
    assert send(finance, f"{address}/dismiss", body={"reason": ""})[0] == 422
    status, said = send(finance, f"{address}/dismiss", body={"reason": "Billed by hand."})
    assert (status, said["state"], said["reason"]) == (200, "dismissed", "Billed by hand.")
    assert said["history"][0]["action"] == "exception.dismissed"  # type: ignore[index]
    assert send(finance, f"{address}/retry")[0] == 409


def test_all_exceptions_of_a_cause_are_tried_again(finance: Client, base: str, world: World) -> None:
    assert send(finance, f"{base}/exceptions/retry", body={"cause": "account_inactive"}) == (202, {"count": 1})
    assert send(finance, f"{base}/exceptions/retry", body={"cause": "account_inactive"}) == (202, {"count": 0})


def _figure(**given: object) -> Figure:
    values: dict[str, object] = {
        "group": "1001", "id": "1", "kind": "invoice", "number": "1001", "party": "17850", "party_name": "=Customer",
        "issued_on": date(2011, 2, 1), "currency": "GBP", "net": Decimal(100), "tax": Decimal(20), "gross": Decimal(120),
        "due": Decimal(120), "status": "open",
    }  # fmt: skip
    return Figure(**{**values, **given})  # type: ignore[arg-type]


def test_a_tie_out_is_read_whole_and_downloaded(finance: Client, base: str, world: World) -> None:
    address = f"{base}/tie-outs/{world.ids['tie_out_id']}"
    running = finance.get(address).json()
    assert (running["state"], running["pairs"]) == ("running", [])
    assert finance.get(f"{address}.json").status_code == 409
    sides = [
        Side(key="records", name="Records", figures=[_figure()]),
        Side(key="xero", name="Demo Company", figures=[_figure(gross=Decimal(121), tax=Decimal(21), due=Decimal(121))]),
    ]
    report = to_json(tie_out(sides, pairs=[("records", "xero")], as_of=date(2011, 3, 1)))
    tieouts.finish_tie_out(
        world.workspace_id,
        UUID(world.ids["tie_out_id"]),
        report=report,
        differences=1,
        unexplained={"GBP": "0.00"},
    )
    found = finance.get(address).json()
    assert (found["state"], found["differences"], found["unexplained"], found["agrees"]) == ("finished", 1, [], False)
    (pair,) = found["pairs"]
    assert (pair["left"]["name"], pair["right"]["name"]) == ("Records", "Demo Company")
    assert pair["controls"][0]["left"]["gross"] == "120.00"
    assert pair["differences"][0]["amounts"]["gross"] == "-1.00"
    assert finance.get(f"{address}.json").json()["sides"][0]["figures"][0]["gross"] == "120.00"
    lines = finance.get(f"{address}.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'=Customer" in lines[1]


def test_a_tie_out_is_started_for_ledgers_of_the_workspace_only(
    finance: Client, base: str, world: World, other_world: World
) -> None:
    status, said = send(finance, f"{base}/tie-outs", body={"connection_ids": [str(world.ledgers[0])]})
    assert status == 202
    assert finance.get(f"{base}/tie-outs/{said['id']}").json()["started_by"] == "finance@home.example"
    assert send(finance, f"{base}/tie-outs", body={"connection_ids": [str(other_world.ledgers[0])]})[0] == 404


@pytest.mark.feature("Q-72")
def test_an_exported_audit_log_can_be_verified_offline(browser: Callable[[Role], Client], base: str, world: World) -> None:
    auditor = browser(Role.AUDITOR)
    answer = auditor.get(f"{base}/audit/export")
    audit.add(world.workspace_id, [audit.Note(actor="somebody", action="added.meanwhile")])
    lines = b"".join(answer.streaming_content).splitlines()  # type: ignore[attr-defined]
    number, head = answer.headers["Tieout-Audit-Head"].split()
    assert audit.verify((json.loads(line) for line in lines), head=(int(number), head)).wrong is None
    tampered = [json.loads(line) for line in lines]
    tampered[1]["actor"] = "somebody else"
    assert audit.verify(iter(tampered)).wrong == 2
    assert auditor.get(f"{base}/audit/verify").json()["ok"] is True


def test_a_changed_audit_log_is_found_out(finance: Client, base: str, world: World) -> None:
    audit.AuditEntry.objects.filter(workspace_id=world.workspace_id, number=2).update(text="nothing happened")
    said = finance.get(f"{base}/audit/verify").json()
    assert (said["ok"], said["first_broken"]) == (False, 2)
    assert "entry 2" in said["message"]


def test_members_are_listed_with_their_roles(finance: Client, base: str) -> None:
    assert [row["role_label"] for row in finance.get(f"{base}/members").json()["items"]] == [
        "System Administrator",
        "Auditor",
        "Editor",
        "Finance",
        "Auditor",
    ]


@pytest.mark.parametrize(
    "path",
    ["home", "collections", "imports", "syncs", "runs", "postings", "automations", "exceptions", "tie-outs", "audit", "members"],
)
def test_a_list_takes_a_bounded_number_of_queries(finance: Client, base: str, path: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert finance.get(f"{base}/{path}").status_code == 200
    assert len(queries) <= 12, [query["sql"] for query in queries]


def _more_exceptions(world: World) -> None:
    items = [
        exceptions.ExceptionItem(
            workspace_id=world.workspace_id,
            fingerprint=f"record:{order}",
            cause="date_missing",
            message="The date is missing.",
            subject_kind="record",
            subject_id=order,
            title="Order",
        )
        for order in world.orders
    ]
    exceptions.raise_exceptions(world.workspace_id, items)


def _more_entities(world: World) -> None:
    sights = [
        mirror.Sight(kind="contact", external_id=f"C-{number}", body="{}", entity=None, name=f"Customer {number}")
        for number in range(10, 40)
    ]
    mirror.take_in(world.workspace_id, world.ledgers[0], sights=sights)


def _more_runs(world: World) -> None:
    for number in range(20):
        runs.start_run(world.workspace_id, kind=runs.RunKind.IMPORT, key=f"import:{number}", title="orders.csv")


@pytest.mark.parametrize(
    ("path", "more"),
    [("exceptions", _more_exceptions), ("connections/{connection_id}/entities", _more_entities), ("runs", _more_runs)],
)
def test_a_longer_page_takes_no_more_queries(
    finance: Client, base: str, world: World, path: str, more: Callable[[World], None]
) -> None:
    address = f"{base}/{path.format(**world.ids)}"
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            found = finance.get(address).json()["items"]
        counts.append((len(queries), len(found)))
        more(world)
    assert counts[0][0] == counts[1][0]
    assert counts[0][1] < counts[1][1]


def test_a_file_is_read_once_however_often_it_is_looked_at(finance: Client, base: str, world: World) -> None:
    address = f"{base}/imports/{world.ids['import_id']}"
    finance.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert finance.get(address).json()["row_count"] == 1
    assert not [query for query in queries if '"import"."content"' in query["sql"]]
