"""A draft as text: written out without ids, read back as what the draft would be, with all that is wrong said before."""

import json
from typing import Any

import pytest
from django.test import Client

from integration.web.test_automation_drafts import made, send
from integration.web.world import World
from tieout.store import step_secrets
from tieout.store.step_secrets import NewSecret

URL = {"kind": "fixed", "value": "https://api.example.com/orders"}
CREATE: dict[str, Any] = {"id": "create", "kind": "create_contact", "settings": {"name": {"kind": "fixed", "value": "Buyer"}}}
CALL: dict[str, Any] = {"id": "call", "kind": "http_request", "settings": {"method": "POST", "url": URL}}


def definition(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"schema": 2, "trigger": {"type": "record_created", "collection": "orders"}, "steps": list(steps)}


def with_(step: dict[str, Any], **settings: str) -> dict[str, Any]:
    return {**step, "settings": {**step["settings"], **settings}}


@pytest.fixture
def secret(world: World) -> str:
    new = NewSecret(name="Shipping key", kind="bearer", hosts=("api.example.com",), parts={"token": "hush"})
    return str(step_secrets.make(world.workspace_id, new, by="tests").id)


@pytest.fixture
def built(finance: Client, base: str, world: World, secret: str) -> dict[str, Any]:
    steps = (with_(CREATE, connection=str(world.ledgers[0])), with_(CALL, secret=secret))
    return made(finance, base, definition=definition(*steps))


def read(client: Client, base: str, *, automation: dict[str, Any], text: str) -> dict[str, Any]:
    answer = send(client.post, f"{base}/automations/{automation['id']}/text", text=text)
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def test_a_draft_is_written_with_names_in_place_of_ids_and_read_back_as_it_was(
    finance: Client, base: str, world: World, built: dict[str, Any], secret: str
) -> None:
    written = finance.get(f"{base}/automations/{built['id']}/text").json()
    assert written["file"] == "automations/orders-to-xero.json"
    assert "xero/Demo Company (xero)" in written["text"]
    assert "secret Shipping key" in written["text"]
    assert secret not in written["text"]
    assert str(world.ledgers[0]) not in written["text"]
    back = read(finance, base, automation=built, text=written["text"])
    assert (back["name"], back["definition"]) == ("Orders to Xero", built["draft"]["definition"])
    assert back["problems"] == built["draft"]["problems"]


@pytest.mark.feature("T-11")
def test_a_text_becomes_the_draft_only_when_it_is_saved(finance: Client, base: str, built: dict[str, Any]) -> None:
    written = finance.get(f"{base}/automations/{built['id']}/text").json()["text"]
    back = read(finance, base, automation=built, text=written.replace("Buyer", "Customer"))
    draft = finance.get(f"{base}/automations/{built['id']}").json()["draft"]
    assert draft["definition"] == built["draft"]["definition"]
    saved = send(
        finance.put, f"{base}/automations/{built['id']}/draft", definition=back["definition"], revision=draft["revision"]
    ).json()
    assert saved["definition"]["steps"][0]["settings"]["name"] == {"kind": "fixed", "value": "Customer"}


def test_what_the_text_names_and_is_not_here_is_told(finance: Client, base: str, built: dict[str, Any]) -> None:
    said = definition(
        with_(CREATE, connection="sage/Elsewhere Ltd"),
        with_(CALL, secret="secret Elsewhere"),
        {"id": "other", "kind": "call", "settings": {"automation": "automation Elsewhere", "values": {}}},
    )
    back = read(finance, base, automation=built, text=json.dumps(said))
    messages = [one["message"] for one in back["problems"]]
    assert messages[:3] == [
        "There is no ledger sage/Elsewhere Ltd here.",
        "There is no automation called Elsewhere here.",
        "There is no secret called Elsewhere here.",
    ]
    assert all(one["remedy"] for one in back["problems"])
    assert back["definition"]["steps"][1]["settings"]["secret"] == "secret Elsewhere"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "This is not JSON"),
        ("[]", "This is no automation"),
        ("[" * 100_000, "This is not JSON"),
        ('{"name": "x", "enabled": true, "definition": {}}', "This automation is saved in form None"),
        ('{"schema": 99, "trigger": {"type": "manual"}, "steps": []}', "99"),
        ('{"schema": 2, "trigger": {"type": "moon"}, "steps": []}', "trigger.type"),
        ('{"schema": 2, "steps": [], "trigger": {"type": "manual"}, "notes": ' + "[" * 900 + "]" * 900 + "}", ""),
    ],
)
def test_what_is_no_automation_is_said_in_words(finance: Client, base: str, built: dict[str, Any], text: str, message: str) -> None:
    back = read(finance, base, automation=built, text=text)
    assert back["definition"] is None
    assert message in back["problems"][0]["message"]
    assert back["problems"][0]["remedy"].startswith("Correct the text")
