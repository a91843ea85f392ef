"""Access: one sign-in serves all who work with it, is renewed by one of them, and is lost for all of them."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest

from integration.engine.stage import Shop, wait_until
from tieout.connectors.errors import AuthorisationLost
from tieout.engine import access, actions
from tieout.store import connections as ledgers
from tieout.store import database, grants
from tieout.store.connections import ConnectionStatus
from tieout.store.grants import Grant

TOKEN_PATH = "/connect/token"
# One process that renews: says when it is ready, waits for the word, tells the token that it got.
PROGRAM = """
import sys
from uuid import UUID
from tieout.store import database
database.set_up()
from tieout.engine import access
from tieout.store import connections
row = connections.connection(UUID(sys.argv[1]), UUID(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
print(access.open_access(row).token(), flush=True)
"""


@pytest.fixture
def expired(connected: Shop) -> Shop:
    Grant.objects.filter(workspace_id=connected.workspace_id).update(expires_at=datetime.now(UTC) - timedelta(minutes=1))
    connected.fault("slow", provider="xero", path=TOKEN_PATH, seconds=0.5)
    return connected


def refreshes(shop: Shop) -> int:
    entries = shop.control("log?provider=xero&method=POST&limit=1000")["entries"]
    return sum(str(one["path"]).endswith(TOKEN_PATH) for one in entries)


def test_two_threads_that_find_the_token_expired_renew_it_once_and_both_get_the_new_one(expired: Shop) -> None:
    got: list[str] = []

    def take() -> None:
        got.append(access.open_access(expired.connection()).token())
        database.tidy_connections()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(got) == 4
    assert len(set(got)) == 1
    assert got[0] != expired.tokens["xero"]["access_token"]
    assert refreshes(expired) == 1


def test_two_processes_that_find_the_token_expired_renew_it_once_and_both_get_the_new_one(expired: Shop) -> None:
    arguments = [sys.executable, "-c", PROGRAM, str(expired.workspace_id), str(expired.ledgers["xero"])]
    started = [
        subprocess.Popen(
            arguments,
            env={**os.environ, "TIEOUT_WORKER_NAME": f"other-{number}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    try:
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "ready"
        for process in started:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        got = [process.communicate(timeout=60)[0].strip() for process in started]
    finally:
        for process in started:
            process.kill()
            process.wait()
    assert got[0] == got[1] != expired.tokens["xero"]["access_token"]
    assert refreshes(expired) == 1


def test_a_refused_token_is_renewed_once_and_the_call_repeated(connected: Shop) -> None:
    row = Grant.objects.get(workspace_id=connected.workspace_id)
    opened = grants.open_grant(connected.workspace_id, row.id)
    tokens = grants.NewTokens(access_token="worn-out", refresh_token=opened.refresh_token, expires_at=opened.expires_at)
    grants.store_tokens(connected.workspace_id, row.id, generation=opened.generation, tokens=tokens)
    connected.customer()
    connected.settle()
    assert len(connected.objects("Contacts")) == 1
    assert refreshes(connected) == 1


def test_a_lost_grant_makes_every_connection_behind_it_need_reconnecting(shop: Shop) -> None:
    names = ["Demo Company (UK)", "Demo Company (AU)"]
    body = shop.control("token", {"provider": "xero", "organisations": names, "client_id": "tests"})
    tokens = grants.NewTokens(
        access_token=body["access_token"], refresh_token="no-such-token", expires_at=datetime.now(UTC) - timedelta(minutes=1)
    )
    grant_id = grants.create_grant(shop.workspace_id, provider="xero", tokens=tokens)
    made = [
        ledgers.save_connection(
            shop.workspace_id, grant_id=grant_id, provider="xero", organisation={"id": one["id"], "name": one["name"]}
        )
        for one in body["organisations"]
    ]
    with pytest.raises(AuthorisationLost):
        access.open_access(made[0]).token()
    found = ledgers.connections_of_grant(shop.workspace_id, grant_id)
    assert [(row.status, row.trouble) for row in found] == [(ConnectionStatus.NEEDS_RECONNECTING, access.RECONNECT)] * 2
    assert shop.actions().count("connection.needs_reconnecting") == 2


def test_a_disconnected_ledger_is_not_called_any_more(connected: Shop) -> None:
    connected.customer()
    connected.settle()
    actions.disconnect(connected.workspace_id, connected.ledgers["xero"], actor="tests")
    writes = connected.calls("PUT")
    connected.customer("C2")
    connected.settle_runs()
    assert connected.calls("PUT") == writes
    wait_until(connected.exceptions, "the missing ledger is told")
