"""A small shop on the stage of a test: what its people do, what the sandbox holds, and waiting for what must come."""

import json
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

import main_job
from tieout.engine import actions, read, shop
from tieout.settings import settings
from tieout.store import audit, database, grants, links, listings, postings, records, runs, syncs, workspaces
from tieout.store import connections as ledgers
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.exceptions import ExceptionItem
from tieout.store.ids import new_id
from tieout.store.links import Link
from tieout.store.postings import Posting
from tieout.store.records import Record

PATIENCE_SECONDS = 30.0
ACTOR = "finance@shop.example"
PLACE = listings.Place(limit=200)


def wait_until(done: Callable[[], object], said: str) -> None:
    """Looks again and again; fails with what was waited for."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain until {said}")
        time.sleep(0.05)


@contextmanager
def read_by_schedule() -> Iterator[None]:
    """Read every quarter of an hour, swept every day; long before any of it is due the tests are over."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_POLL_MINUTES", "15")
        patch.setenv("TIEOUT_SWEEP_HOURS", "24")
        settings.cache_clear()
        yield
    settings.cache_clear()


@dataclass
class Shop:
    """One workspace. `ledgers` are connection ids by provider; `tokens` what the provider gave for each."""

    url: str
    workspace_id: UUID
    user_id: int
    ledgers: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    def connect(self, provider: str) -> UUID:
        """Connected without the consent page, its accounts and tax rates read."""
        name = main_job.LEDGERS[provider]
        body = self.control("token", {"provider": provider, "organisations": [name], "client_id": "tests"})
        self.tokens[provider] = body
        expires_at = datetime.now(UTC) + timedelta(seconds=int(body["expires_in"]))
        tokens = grants.NewTokens(access_token=body["access_token"], refresh_token=body["refresh_token"], expires_at=expires_at)
        with database.atomic():
            grant_id = grants.create_grant(self.workspace_id, provider=provider, tokens=tokens)
            one = body["organisations"][0]
            organisation = {"id": one["id"], "name": one["name"], "country": "GB", "currency": "GBP"}
            row = ledgers.save_connection(self.workspace_id, grant_id=grant_id, provider=provider, organisation=organisation)
        read.read_reference(row, actor="tests")
        self.ledgers[provider] = row.id
        return row.id

    def close(self) -> None:
        """Nothing of this shop may call a provider any more."""
        for row in ledgers.connections(self.workspace_id):
            ledgers.update_connection(self.workspace_id, row.id, status=ConnectionStatus.DISCONNECTED)

    # What people do

    def customer(self, key: str = "C1", **values: object) -> Record:
        said = {"name": f"Customer {key}", "account_number": key, "country": "United Kingdom", "currency": "GBP", **values}
        return actions.save_record(self.workspace_id, "customers", key=key, values=said, actor=ACTOR).record

    def product(self, key: str = "P1", **values: object) -> Record:
        said = {"code": key, "name": f"Product {key}", "price": "3.50", "account": "200", **values}
        return actions.save_record(self.workspace_id, "products", key=key, values=said, actor=ACTOR).record

    def order(self, key: str = "1001", *, customer: str = "C1", product: str = "P1", **values: object) -> Record:
        line = {"product": product, "code": product, "description": "Cup", "quantity": "2", "unit_price": "3.50", "row": 1}
        said: dict[str, object] = {
            "number": key,
            "customer": customer,
            "ordered_on": "2026-10-05",
            "country": "United Kingdom",
            "currency": "GBP",
            "document": "invoice",
            "lines": [line],
            **values,
        }
        return actions.save_record(self.workspace_id, "orders", key=key, values=said, actor=ACTOR).record

    def sale(self, key: str = "1001") -> Record:
        """An order with all that it refers to, saved together as an import does."""
        with database.atomic():
            self.customer()
            self.product()
            return self.order(key)

    # What we have

    def connection(self, provider: str = "xero") -> Connection:
        return ledgers.connection(self.workspace_id, self.ledgers[provider])

    def record(self, record_id: UUID) -> Record:
        found = records.record_by_id(self.workspace_id, record_id)
        assert found is not None
        return found

    def all_records(self, key: str) -> list[Record]:
        return records.all_records(self.workspace_id, key)

    def link(self, record: Record) -> Link | None:
        found = links.links_of(self.workspace_id, "record", source_id=record.id)
        return found[0] if found else None

    def postings(self, provider: str = "xero") -> list[Posting]:
        rows = Posting.objects.filter(workspace_id=self.workspace_id, connection_id=self.ledgers[provider])
        return list(rows.order_by("id"))

    def posting(self, record: Record) -> Posting:
        return Posting.objects.get(workspace_id=self.workspace_id, source_id=record.id)

    def states(self, provider: str = "xero") -> Counter[tuple[str, str]]:
        return Counter((row.kind, row.state) for row in self.postings(provider))

    def exceptions(self, state: str = "open") -> list[ExceptionItem]:
        return listings.exceptions_page(self.workspace_id, PLACE, state=state).rows

    def runs_of(self, record: Record) -> list[runs.Run]:
        rows = runs.Run.objects.filter(workspace_id=self.workspace_id, subject_id=record.id).prefetch_related("steps")
        return list(rows.order_by("id"))

    def outcomes(self, record: Record) -> list[list[str]]:
        """The sentences of each run's steps, run by run."""
        return [[step.outcome for step in sorted(run.steps.all(), key=lambda step: step.id)] for run in self.runs_of(record)]

    def actions(self) -> list[str]:
        return [str(entry["action"]) for entry in audit.entries(self.workspace_id)]

    def run(self, run_id: UUID) -> runs.Run:
        found = runs.run_by_id(self.workspace_id, run_id)
        assert found is not None
        return found

    def began_here(self, started: Sequence[UUID]) -> list[runs.Run]:
        """Those of this shop: the schedule looks at all workspaces."""
        found = [runs.run_by_id(self.workspace_id, run_id) for run_id in started]
        return [run for run in found if run is not None]

    def agreement(self) -> UUID:
        """Xero into QuickBooks, with the accounts and tax codes of a shop."""
        source, target = self.ledgers["xero"], self.ledgers["quickbooks"]
        found = next((one.id for one in syncs.syncs(self.workspace_id)), None)
        if found is not None:
            return found
        maps = main_job.maps(self.workspace_id, source, target=target)
        kinds = main_job.KINDS
        return actions.save_sync(self.workspace_id, pair=(source, target), kinds=kinds, maps=maps, actor=ACTOR).id

    def sync(self) -> UUID:
        """Starts a pass; gives its run."""
        return actions.run_sync(self.workspace_id, self.agreement(), actor=ACTOR)

    # Waiting

    def settle_runs(self) -> None:
        wait_until(lambda: not runs.unfinished_runs(self.workspace_id), "all runs have ended")

    def settle(self) -> None:
        """Until no run is under way and no posting waits to be sent."""

        def settled() -> bool:
            if runs.unfinished_runs(self.workspace_id):
                return False
            return not any(postings.anything_to_send(self.workspace_id, one) for one in self.ledgers.values())

        wait_until(settled, "all runs and postings have ended")

    # The providers

    def control(self, path: str, document: object | None = None) -> Any:
        return main_job.control(self.url, path, document=document)

    def fault(self, kind: str, **wish: object) -> None:
        self.control("faults", {"kind": kind, **wish})

    def objects(self, kind: str, provider: str = "xero") -> list[dict[str, Any]]:
        organisation = self.connection(provider).organisation_id
        found: Any = self.control(f"objects?provider={provider}&organisation={organisation}&kind={kind}")
        return list(found["objects"])

    def calls(self, method: str, provider: str = "xero") -> int:
        found: Any = self.control(f"log?provider={provider}&method={method}&limit=1000")
        return len(found["entries"])

    def paths(self, method: str, provider: str = "xero") -> list[str]:
        """What was called so, in order, by the last word of its path."""
        found: Any = self.control(f"log?provider={provider}&method={method}&limit=1000")
        return [str(entry["path"]).rsplit("/", 1)[-1] for entry in found["entries"]]

    def put(self, kind: str, document: object, *, provider: str = "xero") -> Any:
        """Somebody else makes something in the ledger, through the provider's own API."""
        organisation, token = self.connection(provider).organisation_id, self.tokens[provider]["access_token"]
        own = {"Authorization": f"Bearer {token}", "Accept": "application/json", "Content-Type": "application/json"}
        if provider == "xero":
            address, method = f"{self.url}/xero/api.xro/2.0/{kind}", "PUT"
            own["Xero-Tenant-Id"] = organisation
        elif provider == "sage":
            address, method = f"{self.url}/sage/v3.1/{kind}", "POST"
            own["X-Business"] = organisation
        else:
            address, method = f"{self.url}/quickbooks/v3/company/{organisation}/{kind}?minorversion=75", "POST"
        request = urllib.request.Request(address, data=json.dumps(document).encode(), headers=own, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def lock(self, until: str) -> None:
        """The bookkeeper closes the period up to that day in Xero; "" opens it again."""
        organisation = self.connection().organisation_id
        self.edit("Organisation", organisation, change={"PeriodLockDate": until})

    def edit(self, kind: str, id: str, *, change: dict[str, object], provider: str = "xero") -> Any:
        organisation = self.connection(provider).organisation_id
        wish = {"provider": provider, "organisation": organisation, "kind": kind, "id": id, "change": change}
        return self.control("edit", wish)


def open_shop(url: str) -> Shop:
    """A workspace with its administrator, collections and automations."""
    workspace = workspaces.create_workspace(f"Shop {new_id()}")
    member = workspaces.add_member(
        workspace.id, email=f"{workspace.id}@shop.example", name="", password="only-for-tests", role=workspaces.Role.ADMINISTRATOR
    )
    shop.set_up(workspace.id, actor="tests")
    return Shop(url=url, workspace_id=workspace.id, user_id=member.user_id)
