"""What is refused at the edge, before it costs anything: amounts that lost digits, automations that nobody draws, odd signs."""

import asyncio
import json
from typing import Any

import pytest
from django.test import Client

from integration.web.test_automation_starts import live
from integration.web.world import World
from tieout.automations.definition import STEPS_MAX
from tieout.engine.hooks import Call
from tieout.store.runs import Run
from tieout.web.hooks import read_call

JSON = "application/json"


@pytest.mark.parametrize(
    ("values", "place"),
    [('{"amount": 1234567890123456.78}', "amount"), ('{"lines": [{"price": 0.1}]}', "lines.0.price"), ('{"b": 1e400}', "b")],
)
def test_a_start_with_a_number_that_is_not_exact_is_refused(
    values: str, place: str, finance: Client, base: str, world: World
) -> None:
    one = live(finance, base, trigger={"type": "manual"})
    refused = finance.post(f"{one}/start", f'{{"values": {values}}}', content_type=JSON)
    said = f'{place} is a number with a fraction, which is not exact. Send it as text, like "12.50".'
    assert (refused.status_code, refused.json()["detail"]) == (409, said)
    assert not Run.objects.filter(workspace_id=world.workspace_id, event__kind="manual").exists()
    exact = '{"values": {"amount": "1234567890123456.78", "count": 3, "lines": [{"price": "0.1"}]}}'
    assert len(finance.post(f"{one}/start", exact, content_type=JSON).json()["run_ids"]) == 1


@pytest.mark.parametrize("path", ["step-preview", "plan", "compare"])
def test_more_steps_than_anybody_draws_are_not_looked_through(path: str, finance: Client, base: str, world: World) -> None:
    log = {"kind": "log", "settings": {"message": {"kind": "fixed", "value": "x"}}}
    steps: list[dict[str, Any]] = [{"id": f"s{number}", **log} for number in range(2 * STEPS_MAX + 1)]
    definition = {"schema": 2, "trigger": {"type": "manual"}, "steps": steps}
    body = {"definition": definition, "position": "s0", "since": "2026-01-01T00:00:00Z"}
    address = f"{base}/automations/{world.ids['automation_id']}/{path}"
    refused = finance.post(address, json.dumps(body), content_type=JSON)
    assert (refused.status_code, f"at most {STEPS_MAX} steps" in refused.json()["detail"]) == (422, True)


def test_a_webhook_with_a_character_that_no_database_keeps_is_refused() -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"{}"}

    scope = {"method": "POST", "path": "/hooks/key", "headers": []}
    refused = asyncio.run(read_call({**scope, "query_string": b"a=%00x"}, receive))
    assert (refused[0], "U+0000" in str(refused[1])) == (400, True)
    taken = asyncio.run(read_call({**scope, "query_string": b"a=x"}, receive))
    assert isinstance(taken[1], Call)
    assert taken[1].query == {"a": "x"}
