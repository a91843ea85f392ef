"""Steps that act outside, in runs: once each, and what they came to is there for the steps after them."""

import json
from collections.abc import Iterator

import pytest

from integration.engine.at_step import field, fixed, text
from integration.engine.outside_desk import told
from integration.engine.stage import Shop
from stub_host import Said, StubHost, stub_host
from tieout.store import automations, database
from tieout.store.runs import RunStep


@pytest.fixture(scope="module")
def host() -> Iterator[StubHost]:
    with stub_host() as started:
        yield started


@pytest.fixture(autouse=True)
def _this_machine_is_allowed() -> Iterator[None]:
    with told(outside_allow="127.0.0.1"):
        yield


def test_a_run_calls_once_and_goes_on_with_what_was_answered(shop: Shop, host: StubHost) -> None:
    host.says("/customers", Said(503), Said(200, b'{"number": "K-7"}'))
    definition: dict[str, object] = {
        "schema": 2,
        "trigger": {"type": "record_created", "collection": "customers"},
        "steps": [
            {
                "id": "tell",
                "kind": "http_request",
                "retry": {"tries": 3, "seconds": 1},
                "settings": {
                    "method": "POST",
                    "url": fixed(f"{host.url}/customers"),
                    "body_kind": "json",
                    "body": {"name": field("name")},
                    "outputs": [{"name": "number", "path": "number"}],
                },
            },
            {"id": "note", "kind": "add_comment", "settings": {"text": text("Known there as ", {"path": "steps.tell.number"})}},
        ],
    }
    with database.atomic():
        automations.publish(shop.workspace_id, name="Tell", definition=definition, by="tests")
    host.asked.clear()
    record = shop.customer("C9")
    shop.settle_runs()
    run = next(one for one in shop.runs_of(record) if one.version is not None and one.version.automation.name == "Tell")
    steps = {step.path: step for step in RunStep.objects.filter(run=run)}
    assert (run.status, steps["tell"].status, steps["tell"].output) == ("succeeded", "done", {"status": 200, "number": "K-7"})
    keys = {asked.headers["idempotency-key"] for asked in host.asked}
    assert (len(host.asked), keys) == (2, {f"run:{run.id}:tell"})
    assert json.loads(host.asked[-1].body) == {"name": "Customer C9"}
