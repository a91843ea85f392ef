"""The main job for tests: its order file, its environment, and the whole of it as a process that leaves the work to workers."""

import csv
import io
import json
import os
import random
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Mapping
from html import unescape
from typing import Any
from uuid import UUID

LEDGERS = {"xero": "Demo Company (UK)", "quickbooks": "Sandbox Company_GB", "sage": "Demo Business (UK)"}
KINDS = ["contact", "item", "invoice", "credit_note", "payment"]
PATIENCE_SECONDS = 400.0


def orders_csv(*, orders: int, customers: int, products: int, seed: int = 1) -> bytes:
    """A shop's export: known customers and guests, some cancellations, one order that is no sale."""
    chance = random.Random(seed)
    prices = {f"P{number:04d}": f"{chance.randint(95, 4200) / 100:.2f}" for number in range(products)}
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"])
    for number in range(orders):
        cancelled = number % 20 == 7
        customer = "" if number % 15 == 3 else str(1000 + chance.randrange(customers))
        name = f"{'C' if cancelled else ''}{50000 + number}"
        for code in chance.sample(sorted(prices), chance.randint(1, 4)):
            quantity = chance.randint(1, 12) * (-1 if cancelled else 1)
            rows.writerow(
                [name, code, f"Product {code}", quantity, "2026-10-05 10:00:00", prices[code], customer, "United Kingdom"]
            )
    rows.writerow(["99999", "BANK CHARGES", "Bank charges", 1, "2026-10-05 10:00:00", "15.00", "", "United Kingdom"])
    return text.getvalue().encode()


def environment(
    *, home: str, sandbox_url: str, database_url: str = "", worker: str = "w1", limits_factor: int = 100
) -> dict[str, str]:
    """What every process of one Tieout is told."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")}
    return {
        **kept,
        "TIEOUT_HOME": home,
        "TIEOUT_DATABASE_URL": database_url,
        "TIEOUT_WORKER_NAME": worker,
        "TIEOUT_WORKER_DEAD_SECONDS": "6",
        "TIEOUT_PROVIDER_TIMEOUT_SECONDS": "10",
        "TIEOUT_LIMITS_FACTOR": str(limits_factor),
        "TIEOUT_POLL_MINUTES": "0",
        "TIEOUT_SWEEP_HOURS": "0",
        "TIEOUT_LOG_LEVEL": "ERROR",
        "TIEOUT_XERO_CLIENT_ID": "tests",
        "TIEOUT_XERO_CLIENT_SECRET": "tests",
        "TIEOUT_XERO_AUTHORIZE_URL": f"{sandbox_url}/xero/identity/connect/authorize",
        "TIEOUT_XERO_TOKEN_URL": f"{sandbox_url}/xero/connect/token",
        "TIEOUT_XERO_REVOKE_URL": f"{sandbox_url}/xero/connect/revocation",
        "TIEOUT_XERO_CONNECTIONS_URL": f"{sandbox_url}/xero/connections",
        "TIEOUT_XERO_API_URL": f"{sandbox_url}/xero/api.xro/2.0",
        "TIEOUT_XERO_APP_URL": f"{sandbox_url}/xero",
        "TIEOUT_QUICKBOOKS_CLIENT_ID": "tests",
        "TIEOUT_QUICKBOOKS_CLIENT_SECRET": "tests",
        "TIEOUT_QUICKBOOKS_DISCOVERY_URL": f"{sandbox_url}/quickbooks/.well-known/openid_sandbox_configuration",
        "TIEOUT_QUICKBOOKS_API_URL": f"{sandbox_url}/quickbooks",
        "TIEOUT_QUICKBOOKS_APP_URL": f"{sandbox_url}/quickbooks/app",
        "TIEOUT_SAGE_CLIENT_ID": "tests",
        "TIEOUT_SAGE_CLIENT_SECRET": "tests",
        "TIEOUT_SAGE_AUTHORIZE_URL": f"{sandbox_url}/sage/oauth2/auth/central?filter=apiv3.1",
        "TIEOUT_SAGE_TOKEN_URL": f"{sandbox_url}/sage/token",
        "TIEOUT_SAGE_REVOKE_URL": f"{sandbox_url}/sage/revoke",
        "TIEOUT_SAGE_API_URL": f"{sandbox_url}/sage/v3.1",
    }


def control(sandbox_url: str, path: str, *, document: object | None = None) -> Any:
    """One call to the sandbox's control room."""
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(f"{sandbox_url}/_control/{path}", data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        del arguments


def consent(url: str, organisation: str, *, user: str = "", decision: str = "allow") -> dict[str, str]:
    """Fills in the provider's consent page as a person would; gives what the provider sends back with the browser."""
    opener = urllib.request.build_opener(_Stay())
    page = opener.open(url, timeout=30).read().decode()
    form = re.search(r'<form[^>]*action="([^"]*)"', page)
    fields = [
        (name[1], unescape(value[1]))
        for found in re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
        if (name := re.search(r'name="([^"]*)"', found)) and (value := re.search(r'value="([^"]*)"', found))
    ]
    for label in re.findall(r"<label.*?</label>", page, re.DOTALL):
        box = re.search(r'name="organisation"[^>]*value="([^"]*)"', label)
        if box and organisation in unescape(label):
            fields.append(("organisation", box[1]))
    users = re.findall(r'name="user"[^>]*value="([^"]*)"', page)
    fields += [("user", next((one for one in users if user and user in one), users[0] if users else "")), ("decision", decision)]
    target = urllib.parse.urljoin(url, unescape(form[1]) if form else url)
    try:
        opener.open(target, urllib.parse.urlencode(fields).encode(), timeout=30)
    except urllib.error.HTTPError as redirect:
        location = redirect.headers["Location"]
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))
    raise AssertionError("the consent page did not send the browser back")


def set_up(name: str = "Test shop") -> tuple[UUID, int]:
    """Tables, a workspace, its administrator, a shop; gives the workspace and the user."""
    from tieout.store import database

    database.set_up()
    from tieout.engine import durable, shop
    from tieout.store import workspaces

    database.migrate()
    durable.migrate()
    workspace = workspaces.create_workspace(name)
    member = workspaces.add_member(
        workspace.id, email="administrator@tieout.example", name="", password="only-for-tests", role=workspaces.Role.ADMINISTRATOR
    )
    shop.set_up(workspace.id, actor="tests")
    return workspace.id, member.user_id


def connect(workspace_id: UUID, user_id: int, *, provider: str) -> UUID:
    from tieout.engine import actions

    url = actions.begin_connecting(workspace_id, provider=provider, user_id=user_id, actor="tests")
    ended = actions.finish_connecting(provider=provider, callback=consent(url, LEDGERS[provider]), user_id=user_id)
    assert ended.connection_ids, ended.error
    return ended.connection_ids[0]


def import_orders(workspace_id: UUID, content: bytes) -> UUID:
    from tieout.engine import actions
    from tieout.store import imports

    row = actions.upload_import(workspace_id, name="orders.csv", collection="orders", content=content, actor="tests")
    mapping: Any = actions.describe_import(row)["mapping"]
    actions.apply_import(workspace_id, row.id, mapping=mapping, actor="tests")

    def ended() -> bool:
        found = imports.import_by_id(workspace_id, row.id)
        return found is not None and found.state != imports.ImportState.RUNNING

    until(ended, "the import has not ended")
    return row.id


def until_idle(workspace_id: UUID) -> None:
    from tieout.store import runs

    until(lambda: not runs.unfinished_runs(workspace_id), "runs have not ended")


def sync(workspace_id: UUID, source: UUID, *, target: UUID) -> None:
    from tieout.engine import actions
    from tieout.store import syncs

    existing = next((one for one in syncs.syncs(workspace_id) if one.source_id == source), None)
    if existing is None:
        existing = actions.save_sync(
            workspace_id, pair=(source, target), kinds=KINDS, maps=maps(workspace_id, source, target=target), actor="tests"
        )
    actions.run_sync(workspace_id, existing.id, actor="tests")
    until_idle(workspace_id)


def maps(workspace_id: UUID, source: UUID, *, target: UUID) -> dict[str, dict[str, str]]:
    from tieout.engine import actions

    found: Any = actions.suggest_maps(workspace_id, source, target_id=target)
    accounts = {row["name"]: row["key"] for row in found["target_accounts"]}
    taxes = {row["name"]: row["key"] for row in found["target_taxes"]}
    return {
        "accounts": {
            "200": accounts["Sales of Product Income"],
            "205": accounts["Discounts given"],
            "207": accounts["Postage Income"],
        },
        "taxes": {"OUTPUT2": taxes["20.0% S"], "SROUTPUT": taxes["17.5% S"], "ZERORATEDOUTPUT": taxes["0.0% Z"]},
        "bank_accounts": {"090": accounts["Current"]},
    }


def tie_out(workspace_id: UUID, ledgers: list[UUID]) -> dict[str, Any]:
    from tieout.engine import actions
    from tieout.store import tieouts

    tie_out_id = actions.start_tie_out(workspace_id, ledgers, actor="tests")

    def ended() -> bool:
        row = tieouts.tie_out(workspace_id, tie_out_id)
        return row is not None and row.state != "running"

    until(ended, "the tie-out has not ended")
    row = tieouts.tie_out(workspace_id, tie_out_id)
    assert row is not None
    assert row.state == "finished", row.error
    return dict(row.report)


def until(done: Any, said: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError(said)
        time.sleep(0.2)


def main(sandbox_url: str, orders: str, *, faults: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Everything from an empty database to the proof; workers elsewhere do the work, and may begin to die once it says "ready"."""
    workspace_id, user_id = set_up()
    from tieout.store import connections, exceptions, postings

    ledgers = [connect(workspace_id, user_id, provider=provider) for provider in ("xero", "quickbooks")]
    until_idle(workspace_id)
    print("ready", flush=True)
    control(sandbox_url, "faults", document={"faults": faults})
    import_orders(workspace_id, orders.encode())
    until_idle(workspace_id)
    organisation = connections.connection(workspace_id, ledgers[0]).organisation_id
    control(sandbox_url, "pay", document={"provider": "xero", "organisation": organisation, "share": "0.5", "seed": 1})
    sync(workspace_id, ledgers[0], target=ledgers[1])
    report = tie_out(workspace_id, ledgers)
    return {
        "organisations": [connections.connection(workspace_id, one).organisation_id for one in ledgers],
        "posted": [postings.counts_of_connection(workspace_id, one) for one in ledgers],
        "exceptions": {cause: count for cause, (count, _) in exceptions.count_by_cause(workspace_id).items()},
        "unexplained": report["unexplained"],
        "causes": dict(Counter(one["cause"] for pair in report["pairs"] for one in pair["differences"])),
        "documents": [len(side["figures"]) for side in report["sides"]],
    }
