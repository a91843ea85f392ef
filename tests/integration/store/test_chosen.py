"""Rows by their ids: found by these, however many others the workspace has, and never another workspace's."""

from collections.abc import Callable, Iterable
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tieout.store import (
    automations,
    document_requests,
    events,
    links,
    masses,
    mirror,
    postings,
    records,
    runs,
    suggestible,
    workspaces,
)
from tieout.store.links import Link
from tieout.store.postings import Posting

pytestmark = pytest.mark.django_db

Lookup = Callable[[UUID, list[UUID]], object]

LOOKUPS: dict[str, Lookup] = {
    "automation versions": automations.versions_by_ids,
    "records held": document_requests.hold_records,
    "requests of records": lambda workspace, ids: document_requests.requests_of_records(workspace, ids, holding=True),
    "records of requests": document_requests.records_of_requests,
    "requests with files": document_requests.requests_with_files,
    "events": events.events_by_ids,
    "links in step": lambda workspace, ids: links.agree(workspace, [Link(id=one) for one in ids]),
    "postings of a mass": lambda workspace, ids: masses.belong(workspace, ids, run_id=uuid4()),
    "entities": mirror.entities_by_ids,
    "postings": postings.postings_by_ids,
    "postings again": postings.intend_again,
    "postings to send": lambda workspace, ids: postings.still_intended(workspace, [Posting(id=one) for one in ids]),
    "runs of postings": lambda workspace, ids: postings.runs_of_postings(workspace, ids, run_kind="mass"),
    "records": records.records_by_ids,
    "records locked": records.locked,
    "runs to advance": runs.runs_to_advance,
    "suggestible": lambda workspace, ids: suggestible.keep(workspace, dict.fromkeys(ids, "")),
    "members": workspaces.members_by_ids,
}


def plans(asked: Iterable[str]) -> list[str]:
    """What SQLite says of how it finds the rows, a line a step; PostgreSQL goes by statistics, which nothing needs to tell it."""
    lines: list[str] = []
    if connection.vendor != "sqlite":
        return lines
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            lines += [str(row[-1]) for row in cursor.fetchall()]
    return lines


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_few_ids_are_searched_by_and_not_the_workspace(name: str) -> None:
    ids = [uuid4() for _ in range(5)]
    with CaptureQueriesContext(connection) as queries:
        LOOKUPS[name](uuid4(), ids)
    asked = [query["sql"] for query in queries if query["sql"].startswith(("SELECT", "UPDATE", "DELETE"))]
    asked = [sql for sql in asked if any(one.hex in sql for one in ids)]
    assert asked
    found = plans(asked)
    assert not [line for line in found if "workspace_id=?" in line or line.startswith("SCAN")], found
