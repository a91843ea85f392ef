"""A worker in this process, on a database of its own, with the sandbox as its providers; each test is a workspace of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connections as databases
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import override_settings
from pytest_django import DjangoDbBlocker

import main_job
from chances import IS_LONG
from integration.engine.shouting import Shout
from integration.engine.stage import Shop, open_shop
from tables import sqlite_with_tables
from tieout.engine import access
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.worker import Worker
from tieout.sandbox.server import Sandbox
from tieout.settings import settings
from tieout.store import database
from tieout.store.vault import vault

# Files, or single tests. What a step writes is at each provider once: test_ledger_kill.py, in every run, at all three. How an
# entry is taken back there: test_posting_undo.py. All else that differs there the connectors' own tests ask of each.
LIKE_XERO = (
    "test_connecting.py",
    "test_freshness.py",
    "test_document_endings.py",
    "test_new_records_are_created_by_themselves_only_where_that_is_set",
    "test_edits_of_a_linked_record_reach_the_ledger_only_where_that_is_set",
    "test_a_contact_is_created_once_and_then_updated",
    "test_a_supplier_is_one_that_a_bill_can_name_and_the_bill_is_ended_once",
    "test_an_invoice_of_a_list_is_created_previewed_to_the_cent_and_paid_in_part",
    "test_money_without_a_document_is_recorded_transferred_and_entered_as_a_journal",
    "test_a_lost_answer_leaves_one_document_at_the_provider",
    "test_the_other_ledgers_id_is_added_to_a_reference_once",
    "test_a_lost_answer_leaves_the_change_made_and_the_step_done",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What differs between the providers does not differ between the databases: on PostgreSQL Xero is enough. So it is in every run
    for what the connectors' own tests hold each of them to; the long run takes all. A test that has no case at Xero stays whole."""
    on_postgres = os.environ.get("TEST_DATABASE") == "postgres"
    few = [item for item in items if on_postgres or (not IS_LONG and (item.path.name in LIKE_XERO or _test_of(item) in LIKE_XERO))]
    shown = {_test_and_provider(item) for item in few}
    again = [item for item in few if _test_and_provider(item)[1] != "xero" and (_test_and_provider(item)[0], "xero") in shown]
    config.hook.pytest_deselected(items=again)
    items[:] = [item for item in items if item not in again]


def _test_of(item: pytest.Item) -> str:
    return item.name.partition("[")[0]


def _test_and_provider(item: pytest.Item) -> tuple[str, str]:
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return item.nodeid.partition("[")[0], str(params.get("provider", params.get("by_hand")))


HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def on_database(url: str, told: dict[str, str]) -> Iterator[None]:
    """This process as an installation on that database, until the block ends; then as it was before."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**told, "TIEOUT_DATABASE_URL": url}.items():
            patch.setenv(name, value)
        _forget()
        named = databases["default"].settings_dict
        before = dict(named)
        databases["default"].close()
        fresh = database.django_database(settings())
        named.update({key: str(value) if key == "NAME" else value for key, value in fresh.items()})
        opened: list[object] = []

        def keep(connection: BaseDatabaseWrapper, **_: object) -> None:
            opened.append(connection.connection)

        connection_created.connect(keep)
        try:
            with override_settings(PASSWORD_HASHERS=HASHERS):
                yield
        finally:
            connection_created.disconnect(keep)
            databases["default"].close()
            for one in opened:  # Those of the worker's threads, which a process takes along at its end.
                one.close()  # type: ignore[attr-defined]  # whichever database it is
            named.clear()
            named.update(before)
    _forget()


def _forget() -> None:
    """What was made of the settings is made anew."""
    settings.cache_clear()
    access.connector.cache_clear()
    vault.cache_clear()


@pytest.fixture(scope="session")
def engine_database(tmp_path_factory: pytest.TempPathFactory, postgres_url: Callable[[], str]) -> str:
    """The URL of a database with all tables, ours and the durable engine's, on the kind of this session."""
    if not settings().is_sqlite:
        return postgres_url()
    file = tmp_path_factory.mktemp("engine") / "tieout.sqlite3"
    sqlite_with_tables(file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="module")
def sandbox(engine_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Sandbox]:
    """The providers, and a worker that serves them until the module ends."""
    with Sandbox.start(port=0, seed="empty", limits="off") as started, django_db_blocker.unblock():
        environment = main_job.environment(
            home=os.environ["TIEOUT_HOME"], sandbox_url=started.url, database_url=engine_database, limits_factor=20
        )
        told = {name: value for name, value in environment.items() if name.startswith("TIEOUT_")}
        with on_database(engine_database, told):
            worker = Worker()
            worker.start()
            try:
                yield started
            finally:
                worker.stop()


@pytest.fixture
def shop(sandbox: Sandbox) -> Iterator[Shop]:
    """A shop of this test's own, not connected to anything; the sandbox is as on its first day."""
    main_job.control(sandbox.url, "reset", document={"seed": "empty"})
    opened = open_shop(sandbox.url)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def connected(shop: Shop) -> Shop:
    """The same, with Xero as its records' ledger."""
    shop.connect("xero")
    return shop


@pytest.fixture
def shout(monkeypatch: pytest.MonkeyPatch) -> Shout:
    kind = Shout()
    monkeypatch.setitem(STEP_KINDS, kind.kind, kind)
    return kind
