"""Kill it: everything that a step can write to a ledger is there exactly once, at each provider, whenever the worker died."""

import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import main_job
from chances import IS_LONG, tries
from forked import Nursery, nursery
from tieout.sandbox.server import Sandbox

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]

JOBS = tries(1, 3)
KILLS = tries(5, 40)
# What one job leaves at each provider, in the provider's own words. Xero makes two bank transactions of a transfer, two payments
# of one for two invoices. What was taken back is gone at QuickBooks and Sage.
LEFT: Mapping[str, Mapping[str, int]] = {
    "xero": {
        "Contacts": 4, "Items": 1, "Invoices": 4, "CreditNotes": 2, "Payments": 4, "BankTransactions": 3, "BankTransfers": 1,
        "ManualJournals": 1,
    },
    "quickbooks": {
        "Customer": 3, "Vendor": 1, "Item": 1, "Invoice": 3, "Bill": 1, "CreditMemo": 1, "VendorCredit": 1, "Payment": 2,
        "BillPayment": 1, "Purchase": 1, "Transfer": 0, "JournalEntry": 1, "Attachable": 1,
    },
    "sage": {
        "contacts": 4, "services": 1, "sales_invoices": 3, "purchase_invoices": 1, "sales_credit_notes": 1,
        "purchase_credit_notes": 1, "contact_payments": 3, "other_payments": 1, "bank_transfers": 0, "journals": 1,
        "attachments": 1,
    },
}  # fmt: skip
# Kinds of money, the field of their amounts, and what they come to for one job: 2.00 and 14.80 received, 8.40 and 12.00 paid.
SUMS: Mapping[str, Mapping[tuple[str, str], str]] = {
    "xero": {("Payments", "Amount"): "25.20"},
    "quickbooks": {("Payment", "TotalAmt"): "16.80", ("BillPayment", "TotalAmt"): "8.40", ("Purchase", "TotalAmt"): "12.00"},
    "sage": {("contact_payments", "total_amount"): "25.20", ("other_payments", "total_amount"): "12.00"},
}
LETTERS = {"xero": "/Email", "quickbooks": "/send"}


# What has neither a number nor a name that a ledger takes only once: a second call makes a second one. Their calls outlive the
# worker that made them, and the next one, which looks whether they have arrived, begins before they have.
OUTLIVE = {
    "xero": ("PUT", "/api.xro/2.0/(Payments|BankTransactions|BankTransfers|ManualJournals)$"),
    "quickbooks": ("POST", "/v3/company/[^/]+/(purchase|transfer|journalentry|upload)$"),
    "sage": ("POST", "/v3.1/(contact_payments|other_payments|bank_transfers|journals|attachments)$"),
}
OUTLIVE_SECONDS, TIMEOUT_SECONDS = 4.0, 5.0


def faults(seed: int) -> list[dict[str, Any]]:
    """Writes are slow, so that deaths fall into calls which the ledger carries out all the same, or lose their answer."""
    long = {"kind": "slow", "seconds": OUTLIVE_SECONDS, "times": 1}
    outlive = [{**long, "provider": own, "method": method, "path": path} for own, (method, path) in OUTLIVE.items()]
    writes = [("xero", "PUT"), ("quickbooks", "POST"), ("sage", "POST"), ("sage", "DELETE"), ("xero", "POST")]
    found = [{**one, "probability": 0.5, "seed": seed} for one in outlive]
    for number, (provider, method) in enumerate(writes):
        at = {"provider": provider, "method": method, "path": "/(api.xro|v3)"}
        found.append({**at, "kind": "lost", "probability": 0.2, "seed": seed * 10 + number})
        found.append({**at, "kind": "slow", "seconds": 0.4, "probability": 0.6, "seed": seed * 10 + number})
    return found


class Deaths:
    """Kills the worker in and after writes, and begins it again at once."""

    def __init__(self, kept: Nursery, sandbox: Sandbox, *, seed: int, most: int) -> None:
        self.kills = 0
        self._kept, self._sandbox, self._most = kept, sandbox, most
        self._chance = random.Random(seed)
        self._ended = threading.Event()
        self._worker = kept.begin("worker")
        self._thread = threading.Thread(target=self._go, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join(timeout=30)

    def _go(self) -> None:
        last = 0
        while not self._ended.wait(0.1):
            entries = main_job.control(self._sandbox.url, f"log?since={last}")["entries"]
            last = max([last, *(entry["sequence"] for entry in entries)])
            outlives = any(outlives_worker(entry) for entry in entries)
            wanted = self.kills < self._most and any(is_write(entry) for entry in entries) and self._chance.random() < 0.7
            if not outlives and not wanted:
                continue
            if self._ended.wait(0.1 if outlives else self._chance.choice((0.0, 0.1, 0.35, 0.5))):
                return
            self._kept.kill(self._worker)
            self.kills += 1
            self._worker = self._kept.begin("worker")


def is_write(entry: Mapping[str, Any]) -> bool:
    return entry["method"] != "GET" and entry["kind"] not in ("token", "batch", "query")


def outlives_worker(entry: Mapping[str, Any]) -> bool:
    method, path = OUTLIVE[entry["provider"]]
    return entry["fault"] == "slow" and entry["method"] == method and re.match(path, entry["path"]) is not None


def reports(out: Path, *, seconds: float = 500) -> Iterator[dict[str, Any]]:
    """What the driver says, one after the other."""
    deadline, given = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        lines = out.read_text().splitlines(keepends=True) if out.exists() else []
        for line in lines[given:]:
            if line.endswith("\n"):
                given += 1
                yield json.loads(line)
        time.sleep(0.1)
    raise AssertionError("the jobs ended without a report")


@contextmanager
def working(environment: dict[str, str], sandbox: Sandbox, *, seed: int) -> Iterator[tuple[Nursery, Deaths]]:
    with nursery(environment) as kept:
        deaths = Deaths(kept, sandbox, seed=seed, most=KILLS)
        try:
            yield kept, deaths
        finally:
            deaths.stop()


@pytest.mark.feature("T-03")
@pytest.mark.parametrize("seed", range(tries(1, 4)))
@pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)] if IS_LONG else ["sqlite"],
    indirect=True,
)
def test_all_that_steps_write_to_ledgers_is_there_once_while_the_worker_is_killed(
    database_url: str, home: Path, tmp_path: Path, seed: int
) -> None:
    with Sandbox.start(port=0, seed="empty", limits="100") as sandbox:
        environment = main_job.environment(home=str(home), sandbox_url=sandbox.url, database_url=database_url)
        environment["TIEOUT_PROVIDER_TIMEOUT_SECONDS"] = str(TIMEOUT_SECONDS)
        with working(environment, sandbox, seed=seed) as (kept, deaths):
            out = tmp_path / "said"
            wish = {"sandbox_url": sandbox.url, "count": JOBS, "out": str(out)}
            kept.begin("ledger_job", wish, environment={"TIEOUT_WORKER_NAME": "driver"})
            said = reports(out)
            begun = next(said)
            main_job.control(sandbox.url, "faults", document={"faults": faults(seed)})
            deaths.start()
            report = next(said)
        assert deaths.kills >= KILLS // 2
        expect_left(sandbox, begun, jobs=JOBS)
        expect_told(sandbox, report, jobs=JOBS)


def expect_left(sandbox: Sandbox, begun: Mapping[str, Any], *, jobs: int) -> None:
    """Counted at the providers, not at us."""
    after = main_job.control(sandbox.url, "counts")
    for provider, organisation in begun["organisations"].items():
        before, now = begun["before"][provider][organisation], after[provider][organisation]
        left = {kind: now.get(kind, 0) - before.get(kind, 0) for kind in LEFT[provider]}
        assert left == {kind: count * jobs for kind, count in LEFT[provider].items()}, provider
        for (kind, field), amount in SUMS[provider].items():
            found = main_job.control(sandbox.url, f"objects?provider={provider}&organisation={organisation}&kind={kind}")
            assert sum(Decimal(str(one[field])) for one in found["objects"]) == Decimal(amount) * jobs, (provider, kind)


def expect_told(sandbox: Sandbox, report: Mapping[str, Any], *, jobs: int) -> None:
    """The runs say what there is; of a letter that was cut off, that nobody knows."""
    assert len(report["runs"]) == jobs * len(report["files"])
    stopped = {title: run for title, run in report["runs"].items() if run["status"] != "succeeded"}
    assert stopped == {}, str([(run["error"], run["steps"]) for run in stopped.values()])
    odd = [step for run in report["runs"].values() for step in run["steps"].values() if step["status"] != "done"]
    assert all("obody knows whether" in step["outcome"] for step in odd), odd
    assert report["exceptions"] == []
    for provider, path in LETTERS.items():
        if provider not in report["files"]:
            continue
        letters = Counter(entry["path"] for entry in sent(sandbox, provider) if entry["path"].endswith(path))
        runs = [run["steps"] for title, run in report["runs"].items() if title.startswith(f"Jobs {provider[0].upper()}")]
        surely = {steps["r1"]["output"]["external_id"] for steps in runs if steps["mail"]["status"] == "done"}
        assert max(letters.values(), default=1) == 1, letters
        assert all(any(known in asked for asked in letters) for known in surely)
    files = {number: names for hanging in report["files"].values() for number, names in hanging.items()}
    wanted = [f"{provider[0].upper()}{number}" for provider in report["files"] for number in range(jobs)]
    assert files == {f"{job}-r1": [f"{job}.pdf"] for job in wanted}


def sent(sandbox: Sandbox, provider: str) -> list[dict[str, Any]]:
    """Writes that the provider has carried out, whatever became of their answers."""
    entries = main_job.control(sandbox.url, f"log?provider={provider}&method=POST")["entries"]
    return [entry for entry in entries if 200 <= entry["status"] < 300]
