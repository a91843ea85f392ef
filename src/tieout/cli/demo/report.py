"""The figures of a demo: what was read, what was posted, what waits, and the calls that it took beside the least possible."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tieout.cli.demo.stage import Stage

SIGNS = {"credit_note": -1, "supplier_credit": -1}
# Of signing in, not of the books: these count against no call budget.
SIGN_IN = ("authorize", "token", "connections", "discovery", "revocation", "revoke", "companyinfo")
SWEPT = ("invoice", "credit_note", "payment", "bill", "supplier_credit", "supplier_payment")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a run of the demo leaves behind: its imports, the proof, the sandbox's log of calls, and the postings before it."""

    import_ids: Sequence[str]
    proof: Mapping[str, Any]
    log: Mapping[str, Any]
    seconds: float
    posted_before: int


def figures(stage: Stage, ran: Ran) -> dict[str, Any]:
    """The report that `--json` writes; amounts as text, by currency."""
    from tieout.store import exceptions, imports

    ids = [UUID(one) for one in ran.import_ids]
    states = imports.row_states(stage.workspace_id, ids)
    posted = {provider: _posted(stage.workspace_id, row["id"]) for provider, row in stage.ledgers.items()}
    waiting = {
        cause: {"count": count, "amount": f"{amount:.2f}"}
        for cause, (count, amount) in sorted(exceptions.count_by_cause(stage.workspace_id).items())
    }
    balance = _balance(stage, ids)
    total = sum(sum(kinds.values()) for kinds in posted.values())
    unexplained = dict(ran.proof["unexplained"])
    lost = any(Decimal(row["lost"]) for row in balance.values()) or bool(states.get("error"))
    return {
        "rows_read": sum(states.values()),
        "rows_unreadable": states.get("error", 0),
        "orders": _orders(stage.workspace_id),
        "documents_expected": _expected(ran.proof),
        "posted": posted,
        "posted_by_this_run": total - ran.posted_before,
        "exceptions": waiting,
        "rows_sum": balance,
        "nothing_lost": not lost,
        "calls": {provider: _calls(stage, provider, log=ran.log) for provider in stage.ledgers},
        "seconds": round(ran.seconds, 1),
        "tie_out": {"differences": ran.proof["differences"], "unexplained": unexplained},
    }


def is_good(report: Mapping[str, Any]) -> bool:
    """Unexplained rest 0.00 in every currency, and nothing lost."""
    return bool(report["nothing_lost"]) and not any(Decimal(amount) for amount in report["tie_out"]["unexplained"].values())


def posted_total(workspace_id: UUID, connection_ids: Sequence[str]) -> int:
    return sum(sum(_posted(workspace_id, one).values()) for one in connection_ids)


def _posted(workspace_id: UUID, connection_id: str) -> dict[str, int]:
    from tieout.store import postings

    counts = postings.counts_of_connection(workspace_id, UUID(str(connection_id)))
    return {kind: states.get("posted", 0) for kind, states in sorted(counts.items())}


def _orders(workspace_id: UUID) -> int:
    from tieout.store import records

    return len(records.all_records(workspace_id, "orders"))


def _expected(proof: Mapping[str, Any]) -> int:
    """Orders that a document is expected of: those that no exception holds back."""
    figures: list[Any] = next((side["figures"] for side in proof["sides"] if side["key"] == "records"), [])
    return sum(1 for figure in figures if not figure.get("exception"))


def _balance(stage: Stage, import_ids: Sequence[UUID]) -> dict[str, dict[str, str]]:
    """By currency: the sum of every row read = net posted in Xero + net behind exceptions, and what of it is lost.

    The posted side is what Xero itself was read to hold, not what was sent.
    """
    from tieout.store import exceptions, imports, links, mirror

    rows: dict[str, Decimal] = defaultdict(Decimal)
    by_record: dict[UUID, Decimal] = defaultdict(Decimal)
    for record_id, currency, amount, _ in imports.row_sums(stage.workspace_id, import_ids):
        rows[currency] += amount
        if record_id is not None:
            by_record[record_id] += amount
    ledger = UUID(str(stage.ledgers["xero"]["id"]))
    linked = {
        link.source_id: (link.kind, link.external_id) for link in links.links_to(stage.workspace_id, ledger, source_kind="record")
    }
    documents = mirror.entities_by_external_ids(
        stage.workspace_id, ledger, pairs=[linked[record] for record in by_record if record in linked]
    )
    posted: dict[str, Decimal] = defaultdict(Decimal)
    for row in documents.values():
        if row.entity is not None and not row.deleted:
            posted[row.currency] += Decimal(str(row.entity["net"])) * SIGNS.get(row.kind, 1)
    held: dict[str, Decimal] = defaultdict(Decimal)
    for item in exceptions.open_exceptions(stage.workspace_id):
        if item.subject_id in by_record and item.subject_id not in linked:
            held[item.currency] += item.amount or Decimal(0)
    return {
        currency: {
            "rows": f"{rows[currency]:.2f}",
            "posted": f"{posted[currency]:.2f}",
            "exceptions": f"{held[currency]:.2f}",
            "lost": f"{rows[currency] - posted[currency] - held[currency]:.2f}",
        }
        for currency in sorted({*rows, *posted, *held} - {""})
    }


def _calls(stage: Stage, provider: str, *, log: Mapping[str, Any]) -> dict[str, Any]:
    """Calls that count against the provider's limits, and the least that could have done it.

    Least: every kind written in full batches; each list of reference data once; before the sync, each list once at a page
    a thousand; for the proof, each list of documents and payments once more, because a proof that trusts what was read
    before proves nothing.
    """
    clients = log.get(provider, {}).get("clients", {})
    kinds = {
        kind: counted["calls"]
        for client in clients.values()
        for kind, counted in client["kinds"].items()
        if kind.split(" ")[-1].lower() not in SIGN_IN
    }
    used = sum(kinds.values())
    least = _least(stage, provider)
    return {"used": used, "least": least, "ratio": round(used / least, 3) if least else None, "by_kind": kinds}


def _least(stage: Stage, provider: str) -> int:
    posted = _posted(stage.workspace_id, stage.ledgers[provider]["id"])
    size = {"xero": 50, "quickbooks": 30}[provider]
    writes = sum(math.ceil(count / size) for count in posted.values())
    pages = {kind: max(1, math.ceil(count / 1000)) for kind, count in posted.items()}
    if provider == "xero":
        # Organisation, accounts, tax rates, tracking; contacts, items, invoices with bills, credit notes, payments; then the
        # last three again.
        read = sum(pages.get(kind, 1) for kind in ("contact", "invoice", "credit_note", "payment")) + 1
        return writes + 4 + read + sum(pages.get(kind, 1) for kind in ("invoice", "credit_note", "payment"))
    # Reference data in one batch of queries beside the preferences; six lists that are still empty; the six lists of the proof.
    return writes + 2 + 6 + sum(pages.get(kind, 1) for kind in SWEPT)
