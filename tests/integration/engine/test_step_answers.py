"""A step tried in earnest shows what the provider itself answered, digit by digit, beside what is made of it; secrets never."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from integration.engine.at_step import fixed
from integration.engine.stage import Shop
from tieout.engine import access, read
from tieout.store import automations

# The provider's own words for a contact's name and id.
NAMES = {"xero": "Name", "quickbooks": "DisplayName", "sage": "name"}
IDS = {"xero": "ContactID", "quickbooks": "Id", "sage": "id"}
TRIGGER = {"type": "record_created", "collection": "customers"}

each_provider = pytest.mark.parametrize("provider", sorted(NAMES))


def tried(shop: Shop, kind: str, *, settings: dict[str, Any], send: bool, email: str = "") -> tuple[dict[str, Any], str]:
    """The answer of the API to the Test button, and all of it as text."""
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)
    record = shop.customer("C1", email=email)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=shop.user_id))
    base = f"/api/v1/workspaces/{shop.workspace_id}/automations"
    definition = {"schema": 2, "trigger": TRIGGER, "steps": [{"id": "it", "kind": kind, "settings": settings}]}
    made = client.post(base, json.dumps({"name": "Mine", "definition": definition}), content_type="application/json").json()
    asked = {"definition": definition, "record_id": str(record.id), "position": "it", "send": send, "wait_seconds": 20}
    answer = client.post(f"{base}/{made['id']}/step-test", json.dumps(asked), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json(), answer.content.decode()


@pytest.mark.feature("W-22")
@each_provider
def test_what_was_created_comes_with_the_providers_own_answer_as_json(shop: Shop, provider: str) -> None:
    shop.connect(provider)
    said, text = tried(shop, "create_in_ledger", settings={}, send=True)
    assert (said["sent"], said["status"]) == (True, "done")
    (answer,) = said["answers"]
    assert (answer["provider"], answer["refused"], answer["external_id"]) == (provider, False, said["output"]["external_id"])
    assert (answer["body"][NAMES[provider]], answer["body"][IDS[provider]]) == ("Customer C1", answer["external_id"])
    for secret in ("access_token", "refresh_token"):
        assert shop.tokens[provider][secret] not in text


@pytest.mark.feature("W-22")
@each_provider
def test_what_is_found_is_shown_as_the_provider_said_it_and_nothing_is_sent(shop: Shop, provider: str) -> None:
    shop.connect(provider)
    body = {"name": "Paper mill", "contact_type_ids": ["CUSTOMER"]}
    wish: dict[str, Any] = {
        "xero": ("Contacts", {"Contacts": [{"Name": "Paper mill"}]}),
        "quickbooks": ("customer", {"DisplayName": "Paper mill"}),
        "sage": ("contacts", {"contact": body}),
    }
    kind, document = wish[provider]
    shop.put(kind, document, provider=provider)
    read.read_ledger(shop.connection(provider), [access.connector(provider).manifest.customer_kind])
    said, _ = tried(shop, "find_contact", settings={"name": fixed("Paper mill")}, send=False)
    assert (said["sent"], said["run_id"]) == (False, None)
    assert [one["body"][NAMES[provider]] for one in said["answers"]] == ["Paper mill"]


@pytest.mark.feature("W-22")
def test_a_refusal_is_shown_in_the_providers_own_sentence(shop: Shop) -> None:
    shop.connect("xero")
    said, _ = tried(shop, "create_in_ledger", settings={}, send=True, email="nobody at nowhere")
    assert said["status"] == "refused"
    (answer,) = said["answers"]
    assert answer["refused"] is True
    assert answer["body"][0]["message"] in said["outcome"]


def test_a_step_that_touches_no_ledger_has_no_answer_of_one(shop: Shop) -> None:
    shop.connect("xero")
    said, _ = tried(shop, "add_comment", settings={"text": fixed("Checked")}, send=True)
    assert (said["status"], said["answers"]) == ("done", [])
