"""The main job, done through the REST API as anybody could do it: import, post, sync, prove."""

import json
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from tieout.cli.demo.stage import Stage

KINDS = ["contact", "item", "invoice", "credit_note", "payment"]
PAID_SHARE = "0.6"
# What a good accountant of a British shop decides for the two demo companies; everything else is as suggested by likeness.
TAXES = {
    "SROUTPUT": "17.5% S",
    "OUTPUT2": "20.0% S",
    "RROUTPUT": "5.0% R",
    "ZERORATEDOUTPUT": "0.0% Z",
    "ECZROUTPUT": "0.0% ECG",
    "EXEMPTOUTPUT": "Exempt",
    "NONE": "No VAT",
}
ACCOUNTS = {"200": "Sales of Product Income", "205": "Discounts given", "207": "Postage Income", "260": "Other income"}
BANKS = {"090": "Current", "091": "Savings"}
IDLE_SECONDS = 3600.0

Told = Callable[[str, int, int], None]


def import_orders(stage: Stage, files: Sequence[Path], *, told: Told) -> list[str]:
    """Uploads each file and applies the mapping that is suggested; answers the imports' ids."""
    ids: list[str] = []
    for number, file in enumerate(files, start=1):
        shown = stage.browser.upload(
            f"{stage.path}/imports", name=file.name, content=file.read_bytes(), fields={"collection": "orders"}
        )
        ids.append(shown["id"])
        stage.browser.post(f"{stage.path}/imports/{shown['id']}/apply", {"mapping": shown["mapping"]})
        _until(lambda: _import_state(stage, ids[-1]) in ("finished", "failed"))
        if _import_state(stage, ids[-1]) == "failed":
            raise click.ClickException(f"{file.name} could not be imported; see the page under Collections.")
        told("Reading the orders", number, len(files))
    return ids


def until_posted(stage: Stage, told: Told) -> None:
    """Waits until no run has anything more to do by itself."""
    from tieout.store import postings, runs

    ledger = stage.ledgers["xero"]["id"]

    def show() -> None:
        counts = postings.counts_of_connection(stage.workspace_id, ledger)
        states = [(state, count) for by_state in counts.values() for state, count in by_state.items()]
        total, still = sum(count for _, count in states), sum(count for state, count in states if state in postings.OPEN_STATES)
        told("Posting to Xero", total - still, total)

    _until(lambda: not runs.unfinished_runs(stage.workspace_id), each=show)
    show()


def let_customers_pay(stage: Stage, sandbox_url: str, *, told: Told) -> dict[str, Any]:
    """Payments arrive in Xero, entered there by its bookkeeper; once, however often the demo runs."""
    from tieout.store import connections

    counts = _control(sandbox_url, "counts")
    organisation = connections.connection(stage.workspace_id, stage.ledgers["xero"]["id"]).organisation_id
    if _payments(counts, organisation):
        told("Payments have arrived in Xero already", 1, 1)
        return {}
    paid = _control(sandbox_url, "pay", document={"provider": "xero", "organisation": organisation, "share": PAID_SHARE, "seed": 1})
    told(f"{paid['payments']} payments arrive in Xero", 1, 1)
    return dict(paid)


def sync_ledgers(stage: Stage, told: Told) -> str:
    """Sets the sync up as the accountant decided and runs it once; answers the run's id."""
    from tieout.store import postings, runs

    existing = [
        row
        for row in stage.browser.get(f"{stage.path}/syncs")["items"]
        if (row["source"]["provider"], row["target"]["provider"]) == ("xero", "quickbooks")
    ]
    agreement = existing[0] if existing else stage.browser.post(f"{stage.path}/syncs", _agreement(stage))
    run_id = str(stage.browser.post(f"{stage.path}/syncs/{agreement['id']}/run")["id"])

    def show() -> None:
        counts = postings.counts_of_run(stage.workspace_id, run_id)  # type: ignore[arg-type]
        states = [(state, count) for by_state in counts.values() for state, count in by_state.items()]
        total, still = sum(count for _, count in states), sum(count for state, count in states if state in postings.OPEN_STATES)
        told("Carrying Xero over to QuickBooks", total - still, total)

    _until(lambda: not runs.unfinished_runs(stage.workspace_id), each=show)
    show()
    return run_id


def tie_out(stage: Stage, told: Told) -> dict[str, Any]:
    """Reads both ledgers afresh and compares; answers the report."""
    ids = [row["id"] for row in stage.ledgers.values()]
    tie_out_id = stage.browser.post(f"{stage.path}/tie-outs", {"connection_ids": ids})["id"]
    _until(lambda: _tie_out_state(stage, tie_out_id) != "running", each=lambda: told("Tying out", 0, 1))
    if _tie_out_state(stage, tie_out_id) != "finished":
        raise click.ClickException("The tie-out did not finish; see the page under Reports.")
    told("Tying out", 1, 1)
    report: dict[str, Any] = stage.browser.get(f"{stage.path}/tie-outs/{tie_out_id}.json")
    return report


def calls(sandbox_url: str) -> dict[str, Any]:
    """The sandbox's own count of what the demo asked of it."""
    return dict(_control(sandbox_url, "log/summary"))


def _agreement(stage: Stage) -> dict[str, Any]:
    from tieout.engine import actions

    source, target = stage.ledgers["xero"]["id"], stage.ledgers["quickbooks"]["id"]
    found: Any = actions.suggest_maps(stage.workspace_id, source, target_id=target)
    accounts = {row["source"]: row["target"] for row in found["accounts"] if row["target"]}
    taxes = {row["source"]: row["target"] for row in found["taxes"] if row["target"]}
    by_name = {row["name"]: row["key"] for row in found["target_accounts"]}
    tax_by_name = {row["name"]: row["key"] for row in found["target_taxes"]}
    return {
        "source_connection_id": str(source),
        "target_connection_id": str(target),
        "kinds": KINDS,
        "account_map": {**accounts, **{code: by_name[name] for code, name in ACCOUNTS.items() if name in by_name}},
        "tax_map": {**taxes, **{key: tax_by_name[name] for key, name in TAXES.items() if name in tax_by_name}},
        "bank_account_map": {code: by_name[name] for code, name in BANKS.items() if name in by_name},
    }


def _import_state(stage: Stage, import_id: str) -> str:
    return str(stage.browser.get(f"{stage.path}/imports/{import_id}")["state"])


def _tie_out_state(stage: Stage, tie_out_id: str) -> str:
    return str(stage.browser.get(f"{stage.path}/tie-outs/{tie_out_id}")["state"])


def _payments(counts: dict[str, Any], organisation: str) -> int:
    found = counts.get("xero", {}).get(organisation, {})
    return int(found.get("Payments", 0))


def _until(done: Callable[[], bool], *, each: Callable[[], None] | None = None) -> None:
    deadline = time.monotonic() + IDLE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise click.ClickException(
                f"Not finished after {IDLE_SECONDS:.0f} s. See the page under Runs and Inbox for what it waits for."
            )
        if each is not None:
            each()
        time.sleep(0.3)


def _control(sandbox_url: str, path: str, *, document: object | None = None) -> dict[str, Any]:
    body = None if document is None else json.dumps(document).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{sandbox_url}/_control/{path}", data=body, headers=headers)  # noqa: S310 - http to loopback
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    return found
