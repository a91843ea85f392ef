"""A mass for tests and benchmarks: a workspace with its ledger and its records, planned and applied by workers elsewhere."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import main_job

if TYPE_CHECKING:
    from tieout.store.masses import Mass

ACTOR = "finance@tieout.example"
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Place:
    """A workspace and its one ledger."""

    workspace_id: UUID
    connection_id: UUID
    provider: str
    organisation: str


def open_place(sandbox_url: str, *, provider: str) -> Place:
    """A shop that creates nothing by itself, connected without the consent page; its accounts and tax rates are read."""
    from tieout.engine import read, shop
    from tieout.store import automations, connections, database, grants, workspaces

    made = workspaces.create_workspace(f"Shop at {provider}")
    shop.set_up(made.id, actor=ACTOR)
    for own in automations.automations(made.id):
        automations.set_enabled(made.id, own.id, enabled=False)
    wish = {"provider": provider, "organisations": [main_job.LEDGERS[provider]], "client_id": "tests"}
    told = main_job.control(sandbox_url, "token", document=wish)
    expires_at = datetime.now(UTC) + timedelta(seconds=int(told["expires_in"]))
    tokens = grants.NewTokens(access_token=told["access_token"], refresh_token=told["refresh_token"], expires_at=expires_at)
    one = told["organisations"][0]
    organisation = {"id": one["id"], "name": one["name"], "country": "GB", "currency": "GBP"}
    with database.atomic():
        grant_id = grants.create_grant(made.id, provider=provider, tokens=tokens)
        row = connections.save_connection(made.id, grant_id=grant_id, provider=provider, organisation=organisation)
    read.read_reference(row, actor=ACTOR)
    return Place(made.id, row.id, provider, row.organisation_id)


def save_customers(place: Place, named: Sequence[tuple[str, str]]) -> None:
    """A record for each name and address of mail, keyed C000000 and so on."""
    from tieout.engine import records
    from tieout.store import collections, database
    from tieout.store.records import Draft

    collection = collections.collection(place.workspace_id, "customers")
    assert collection is not None
    drafts: list[Draft] = []
    for number, (name, email) in enumerate(named):
        key = f"C{number:06d}"
        values: dict[str, object] = {"name": name, "account_number": key, "email": email, "country": "United Kingdom"}
        drafts.append(Draft(key=key, title=name, values=values, problems=[]))
    for start in range(0, len(drafts), 500):
        with database.atomic():
            records.save_drafts(place.workspace_id, collection, drafts=drafts[start : start + 500], actor=ACTOR)


def planned(place: Place, *, direction: str) -> "Mass":
    """Its plan is made, and every doubtful row is told to be another one."""
    from tieout.engine import mass
    from tieout.store import masses

    wish = mass.Wish(collection_key="customers", direction=direction)
    row = mass.begin(place.workspace_id, place.connection_id, wish=wish, actor=ACTOR)
    until(lambda: now(row).state != "planning")
    assert now(row).state == "planned", now(row).error
    masses.decide_all(place.workspace_id, row.id, choice="create", by=ACTOR)
    return now(row)


def applied(row: "Mass", *, meanwhile: Callable[[], None] | None = None) -> None:
    """Until it has ended; `meanwhile` is called again and again."""
    from tieout.engine import mass

    def ended() -> bool:
        if meanwhile is not None:
            meanwhile()
        state = now(row).state
        assert state in ("applying", "finished"), now(row).error
        return state == "finished"

    mass.apply(row, actor=ACTOR)
    until(ended)


def now(row: "Mass") -> "Mass":
    from tieout.store import masses

    found = masses.mass_by_id(row.workspace_id, row.id)
    assert found is not None
    return found


def states(row: "Mass") -> dict[str, int]:
    """How many rows are in each state, whatever was to be done with them."""
    from tieout.store import masses

    found: Counter[str] = Counter()
    for own in masses.counted(row.workspace_id, row.id).values():
        found.update(own)
    return dict(found)


def linked(place: Place) -> list[str]:
    """What the records are linked with, by its id in the ledger."""
    from tieout.store import links

    return [row.external_id for row in links.links_to(place.workspace_id, place.connection_id, source_kind="record")]


def until(done: Callable[[], bool], *, patience_seconds: float = 3600.0) -> None:
    deadline = time.monotonic() + patience_seconds
    while not done():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(POLL_SECONDS)


def main(sandbox_url: str, *, provider: str, names: Sequence[str]) -> dict[str, object]:
    """Customers of these names exported; says "planned" when workers may begin to die."""
    from tieout.store import database

    database.set_up()
    place = open_place(sandbox_url, provider=provider)
    save_customers(place, [(name, "") for name in names])
    row = planned(place, direction="export")
    print("planned", flush=True)
    applied(row)
    return {"organisation": place.organisation, "states": states(row), "linked": linked(place)}
