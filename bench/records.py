"""The first page of a list of 100,000 records, through the API, beside the same question asked of the records' JSON itself."""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

TIMES, NAIVE_TIMES = 40, 3
BATCH = 2000
FIRST_DAY = date(2024, 1, 1)
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
STAGES = [{"key": key, "name": key.title(), "is_final": key == "paid"} for key in ("new", "sent", "paid")]
WORDS = ("lantern", "cushion", "teapot", "birdcage", "doormat", "candle", "mug", "basket", "clock", "frame", "bunting", "drawer")
FIELDS: list[dict[str, object]] = [
    {"key": "number", "name": "Number", "type": "text", "required": True},
    {"key": "customer", "name": "Customer", "type": "text"},
    {"key": "email", "name": "E-mail", "type": "email"},
    {"key": "ordered_on", "name": "Ordered on", "type": "date"},
    {"key": "country", "name": "Country", "type": "choice", "options": {"choices": ["GB", "IE", "FR", "DE", "ES"]}},
    {"key": "stage", "name": "Stage", "type": "stage", "options": {"stages": STAGES}},
    {"key": "net", "name": "Net", "type": "money", "options": {"currency": "GBP"}},
    {"key": "gross", "name": "Gross", "type": "formula", "options": {"source": "round(net * 1.2, 2)", "result": "money"}},
    {"key": "rush", "name": "Rush", "type": "checkbox"},
    {"key": "note", "name": "Note", "type": "long_text"},
    {"key": "lines", "name": "Lines", "type": "line_items"},
]
RULES = [{"field": "net", "operator": ">=", "value": "900"}, {"field": "country", "operator": "in", "value": ["GB", "FR"]}]
WHERE = json.dumps({"combinator": "and", "rules": RULES})
ASKED: dict[str, dict[str, str]] = {
    "plain": {},
    "sorted by an amount": {"sort": "-net"},
    "sorted by a text": {"sort": "customer"},
    "filtered": {"where": WHERE},
    "filtered and sorted": {"where": WHERE, "sort": "-ordered_on,customer"},
    "searched": {"search": "teapot 77"},
    "grouped": {"group": "stage", "sort": "-net"},
}


@contextmanager
def installation() -> Iterator[UUID]:
    """An empty one in a temporary home; on the database of TIEOUT_DATABASE_URL where that is set."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["TIEOUT_HOME"] = home
        from tieout.store import database

        database.set_up()
        from tieout.store import collections, workspaces

        database.migrate()
        made = workspaces.create_workspace(f"Bench {time.time():.0f}")
        workspaces.add_member(
            made.id, email="bench@example.com", name="Bench", password="only for this", role=workspaces.Role.FINANCE
        )
        collections.save_collection(made.id, key="orders", name="Orders", fields=FIELDS)
        yield made.id


def values(chance: random.Random, number: int) -> dict[str, object]:
    net = f"{chance.randrange(1, 100_000) / 100:.2f}"
    customer = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {chance.randrange(5000)}".title()
    return {
        "number": f"SO-{number:06}",
        "customer": customer,
        "email": f"{customer.split()[0].lower()}{chance.randrange(5000)}@example.com",
        "ordered_on": (FIRST_DAY + timedelta(days=chance.randrange(900))).isoformat(),
        "country": chance.choice(["GB", "IE", "FR", "DE", "ES"]),
        "stage": chance.choice(["new", "sent", "paid"]),
        "net": net,
        "rush": chance.random() < 0.1,
        "note": " ".join(chance.choice(WORDS) for _ in range(20)),
        "lines": [{"item": chance.choice(WORDS), "quantity": str(chance.randrange(1, 9)), "unit_price": "3.50"} for _ in range(4)],
    }


def fill(workspace_id: UUID, count: int) -> float:
    """Deterministic, in bulk; the seconds that it took."""
    from tieout.store import collections, database, list_rows
    from tieout.store.collections import computed
    from tieout.store.records import Record

    collection = collections.collection(workspace_id, "orders")
    assert collection is not None
    fields, chance = list(collection.fields.all()), random.Random(1)
    began = time.perf_counter()
    for start in range(0, count, BATCH):
        rows = []
        for number in range(start, min(count, start + BATCH)):
            own, at = values(chance, number), BEGAN + timedelta(seconds=number)
            own |= computed(fields, own)
            name = str(own["number"])
            row = Record(workspace_id=workspace_id, collection=collection, key=name, title=name, values=own)
            row.created_at = row.updated_at = at
            rows.append(row)
        with database.atomic():
            Record.objects.bulk_create(rows)
            list_rows.keep(workspace_id, rows)
    return time.perf_counter() - began


def pages(workspace_id: UUID) -> Iterator[tuple[str, Callable[[], object]]]:
    """The first page of each list, as the browser asks for it; a grouped one with its groups and their sums."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(email="bench@example.com"))
    base = f"/api/v1/workspaces/{workspace_id}/collections/orders"
    client.get(f"{base}/records")

    def ask(query: dict[str, str]) -> Callable[[], object]:
        def asked() -> None:
            answer = client.get(f"{base}/records?{urlencode(query)}")
            assert answer.status_code == 200, answer.content
            if "group" in query:
                answer = client.get(f"{base}/groups?{urlencode({**query, 'sum': 'net,gross'})}")
                assert answer.status_code == 200, answer.content

        return asked

    for name, query in ASKED.items():
        yield name, ask(query)


def naive(workspace_id: UUID) -> Iterator[tuple[str, Callable[[], object]]]:
    """The same of the records themselves: each value is read out of the JSON of every record."""
    from django.db.models import Case, CharField, Count, DecimalField, F, Q, Sum, When
    from django.db.models.fields.json import KeyTextTransform
    from django.db.models.functions import Cast

    from tieout.store.records import Record

    def text(key: str) -> Cast:
        return Cast(KeyTextTransform(key, "values"), CharField())

    def number(key: str) -> Case:
        filled = Q(**{f"{key}_text__regex": r"^-?[0-9]+(\.[0-9]+)?$"})
        return Case(When(filled, then=Cast(f"{key}_text", DecimalField(max_digits=30, decimal_places=8))), default=None)

    rows = Record.objects.filter(workspace_id=workspace_id, collection__key="orders", deleted_at__isnull=True)
    by_net = rows.alias(net_text=text("net")).alias(net=number("net"))
    filtered = by_net.alias(country=text("country")).filter(net__gte=900, country__in=["GB", "FR"])
    searched = rows
    for word in ("teapot", "77"):
        asked = Q(key__icontains=word)
        for key in ("customer", "email", "note", "country"):
            searched = searched.alias(**{f"{key}_text": text(key)})
            asked |= Q(**{f"{key}_text__icontains": word})
        searched = searched.filter(asked)
    grouped = by_net.alias(stage=text("stage"))
    lists = {
        "plain": rows.order_by("-updated_at"),
        "sorted by an amount": by_net.order_by(F("net").desc(nulls_last=True)),
        "sorted by a text": rows.alias(customer=text("customer")).order_by("customer"),
        "filtered": filtered.order_by("-updated_at"),
        "filtered and sorted": filtered.alias(day=text("ordered_on")).order_by("-day"),
        "searched": searched.order_by("-updated_at"),
        "grouped": grouped.order_by("stage", F("net").desc(nulls_last=True)),
    }
    for name, found in lists.items():

        def read(found: object = found, name: str = name) -> None:
            len(found[:51])  # type: ignore[index]
            found.count()  # type: ignore[attr-defined]
            if name == "grouped":
                annotated = rows.annotate(stage=text("stage"), net_text=text("net")).order_by()
                list(annotated.values("stage").annotate(records=Count("pk"), total=Sum(number("net"))))

        yield name, read


def measured(work: Callable[[], object], times: int) -> tuple[float, float, float, int]:
    """p50 and p99 in milliseconds, the least processor time of this process, and the number of queries."""
    from django.db import connection

    asked: list[str] = []

    def counted(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(counted):
        work()
    taken, busy = [], []
    for _ in range(times):
        began, began_busy = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - began_busy) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[min(len(taken) - 1, int(len(taken) * 0.99))], min(busy), len(asked)


def main(count: int) -> None:
    with installation() as workspace_id:
        from django.conf import settings

        from tieout.store import database

        settings.ALLOWED_HOSTS = ["*"]
        seconds = fill(workspace_id, count)
        if database.is_postgres():
            database.execute("ANALYZE", [])
        kind = "PostgreSQL" if database.is_postgres() else "SQLite"
        print(f"{count:,} records on {kind}, made in {seconds:.0f} s ({count / seconds:,.0f} a second)")
        print(f"{'first page':22}{'p50 ms':>9}{'p99 ms':>9}{'cpu ms':>9}{'queries':>9}{'naive p50':>12}{'ratio':>8}")
        plainly = dict(naive(workspace_id))
        for name, work in pages(workspace_id):
            p50, p99, busy, queries = measured(work, TIMES)
            other, _, _, _ = measured(plainly[name], NAIVE_TIMES)
            print(f"{name:22}{p50:9.0f}{p99:9.0f}{busy:9.0f}{queries:9}{other:12.0f}{other / p50:8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
