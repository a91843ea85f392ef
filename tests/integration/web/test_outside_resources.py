"""Secrets of steps, alert rules and files of runs, as the page asks for them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from integration.web.outside_world import TOKEN
from integration.web.world import World
from tieout.engine import notifying
from tieout.store import automations, database, run_files, runs
from tieout.store.alert_rules import AlertMessage
from tieout.store.run_files import MadeFile
from tieout.store.workspaces import Role, members

SEALED = "correct-horse-battery"


@pytest.fixture(scope="module", autouse=True)
def _no_program_is_left() -> Iterator[None]:
    yield
    notifying.end()


def send(client: Client, method: str, *, address: str, body: dict[str, object]) -> tuple[int, Any]:
    answer = getattr(client, method)(address, data=json.dumps(body).encode(), content_type="application/json")
    return answer.status_code, json.loads(answer.content) if answer.content else {}


def basic(**more: object) -> dict[str, object]:
    return {"name": "Carrier", "kind": "basic", "hosts": ["API.example."], "username": "me", "password": SEALED, **more}


def test_a_secret_is_made_changed_and_removed_and_never_shown(finance: Client, base: str) -> None:
    status, made = send(finance, "post", address=f"{base}/step-secrets", body=basic())
    assert (status, made["hosts"], made["parts"]) == (201, ["api.example"], {"username": "me"})
    address = f"{base}/step-secrets/{made['id']}"
    status, kept = send(finance, "put", address=address, body=basic(name="Parcels", password=""))
    assert (status, kept["name"]) == (200, "Parcels")
    for answer in (made, kept, finance.get(f"{base}/step-secrets").json()):
        assert SEALED not in json.dumps(answer)
        assert TOKEN not in json.dumps(answer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, details FROM audit_entry WHERE action LIKE 'step_secret.%%'")
        rows = cursor.fetchall()
    assert len(rows) == 2
    assert SEALED not in str(rows)
    assert finance.delete(address).status_code == 204
    assert finance.delete(address).status_code == 404


def test_whoever_changes_where_a_secret_goes_must_know_it(finance: Client, base: str) -> None:
    _, made = send(finance, "post", address=f"{base}/step-secrets", body=basic())
    address = f"{base}/step-secrets/{made['id']}"
    status, said = send(finance, "put", address=address, body=basic(hosts=["api.example", "evil.example"], password=""))
    assert (status, "write the secret itself again" in str(said["detail"])) == (409, True)
    assert send(finance, "put", address=address, body=basic(hosts=["evil.example"]))[0] == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (basic(hosts=[]), "hosts"),
        (basic(hosts=["http://x"]), "hosts"),
        (basic(hosts=["0x7f.1"]), "hosts"),
        (basic(password=""), "password"),
        (basic(password="a\r\nX: y"), "password"),
        ({"name": "K", "kind": "header", "hosts": ["a.example"], "header": "Host", "value": "x"}, "header"),
        ({"name": "K", "kind": "header", "hosts": ["a.example"], "header": "A B", "value": "x"}, "header"),
        (
            {"name": "K", "kind": "oauth", "hosts": ["a.example"], "client_id": "x", "client_secret": "y", "token_url": "ftp://x"},
            "token_url",
        ),
        ({"name": "K", "kind": "address", "address": "nothing"}, "address"),
    ],
)
def test_a_secret_that_could_not_be_used_is_refused_by_field(
    finance: Client, base: str, body: dict[str, object], field: str
) -> None:
    status, said = send(finance, "post", address=f"{base}/step-secrets", body=body)
    assert status == 422
    assert field in said["fields"]
    assert SEALED not in json.dumps(said)


def test_an_address_is_known_by_its_service(finance: Client, base: str) -> None:
    address = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general"
    status, made = send(
        finance, "post", address=f"{base}/step-secrets", body={"name": "Chat", "kind": "address", "address": address}
    )
    assert (status, made["parts"]) == (201, {"service": "Slack"})
    status, kept = send(finance, "put", address=f"{base}/step-secrets/{made['id']}", body={"name": "Team chat", "kind": "address"})
    assert (status, kept["parts"]) == (200, {"service": "Slack"})
    assert "TIiajkdn" not in json.dumps(made)


def test_a_secret_that_an_automation_names_stays(finance: Client, base: str, world: World) -> None:
    step = {"id": "call", "kind": "http_request", "settings": {"secret": world.ids["secret_id"]}}
    definition: dict[str, object] = {"schema": 2, "trigger": {"type": "manual"}, "steps": [step]}
    automations.publish(world.workspace_id, name="Call", definition=definition, by="tests")
    answer = finance.delete(f"{base}/step-secrets/{world.ids['secret_id']}")
    assert (answer.status_code, answer.json()["detail"]) == (409, "Shop is used by Call.")
    (row,) = finance.get(f"{base}/step-secrets").json()["items"]
    assert row["used_by"] == ["Call"]


def test_an_alert_is_made_changed_tested_and_removed(finance: Client, base: str, world: World) -> None:
    receiver = members(world.workspace_id)[0]
    body: dict[str, object] = {
        "name": "Late",
        "kind": "overdue",
        "settings": {"amount": "500.00", "currency": "GBP", "connection": str(world.ledgers[0])},
        "members": [str(receiver.id)],
    }
    status, made = send(finance, "post", address=f"{base}/alerts", body=body)
    assert (status, made["kind_label"], made["told_at"]) == (201, "An overdue balance is above an amount", None)
    assert made["settings"]["amount"] == "500.00"
    address = f"{base}/alerts/{made['id']}"
    assert send(finance, "put", address=address, body={**body, "enabled": False})[1]["enabled"] is False
    status, sent = send(finance, "post", address=f"{address}/test", body={})
    assert status == 200
    (message,) = sent["items"]
    assert (message["receiver"], message["is_test"], message["state"]) == (receiver.user.email, True, "failed")
    assert "No mail server" in message["error"]
    assert [one["id"] for one in finance.get(f"{address}/messages").json()["items"]] == [message["id"]]
    assert finance.delete(address).status_code == 204
    assert not AlertMessage.objects.filter(workspace_id=world.workspace_id).exists()


def test_an_alert_names_receivers_and_things_of_its_own_workspace(
    finance: Client, base: str, world: World, other_world: World
) -> None:
    stranger = str(members(other_world.workspace_id)[0].id)
    own = str(members(world.workspace_id)[0].id)
    for body, field in (
        ({"kind": "broken", "members": []}, "members"),
        ({"kind": "broken", "members": [stranger]}, "members"),
        ({"kind": "broken", "addresses": [other_world.ids["secret_id"]]}, "addresses"),
        ({"kind": "broken", "addresses": [world.ids["secret_id"]]}, "addresses"),
        (
            {"kind": "run_failed", "members": [own], "settings": {"automations": [other_world.ids["automation_id"]]}},
            "settings.automations",
        ),
        (
            {"kind": "overdue", "members": [own], "settings": {"currency": "GBP", "connection": str(other_world.ledgers[0])}},
            "settings.connection",
        ),
        ({"kind": "overdue", "members": [own], "settings": {"currency": "pounds"}}, "settings.currency"),
    ):
        status, said = send(finance, "post", address=f"{base}/alerts", body={"name": "It", **body})
        assert status == 422
        assert list(said["fields"]) == [field]


def test_the_kinds_of_alerts_come_with_their_forms(finance: Client, base: str) -> None:
    items = finance.get(f"{base}/alert-kinds").json()["items"]
    assert {one["kind"] for one in items} == {"run_failed", "exception", "overdue", "broken", "expiring", "digest"}
    assert all(one["settings_schema"]["type"] == "object" for one in items)
    causes = {one["kind"]: [cause for group in one["causes"] for cause in group["causes"]] for one in items}
    assert {"automation_storm", "totals_differ"} <= set(causes.pop("exception"))
    assert not any(causes.values())


def test_a_file_of_a_run_is_listed_and_downloaded_in_its_own_workspace(
    browser: Callable[[Role], Client], base: str, world: World, other_world: World
) -> None:
    auditor = browser(Role.AUDITOR)
    run, _ = runs.start_run(world.workspace_id, kind="automation", key="made:1")
    made = MadeFile(run_id=run.id, path="report", name="Größe.csv", content_type="text/csv", content=b"a,b")
    with database.atomic():
        row = run_files.keep(world.workspace_id, made)
    (shown,) = auditor.get(f"{base}/runs/{run.id}/files").json()["items"]
    assert (shown["name"], shown["position"], shown["bytes_count"]) == ("Größe.csv", "report", 3)
    answer = auditor.get(f"{base}/run-files/{row.id}/content")
    assert answer.getvalue() == b"a,b"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    stranger = Client()
    stranger.force_login(other_world.users[Role.ADMINISTRATOR])
    theirs = f"/api/v1/workspaces/{other_world.workspace_id}/run-files/{row.id}/content"
    assert stranger.get(theirs).status_code == 404
    run_files.content_path(row).unlink()
    assert auditor.get(f"{base}/run-files/{row.id}/content").status_code == 410
