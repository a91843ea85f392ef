"""What one of several workers does in the tests of what workers share: renew a sign-in when told, or call as often as told."""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import main_job


def set_up(sandbox_url: str, provider: str) -> None:
    """Tables, a workspace and a connection; tells the ids of both and the first token."""
    workspace_id, _ = main_job.set_up()
    from tieout.store import connections, database, grants

    wish = {"provider": provider, "organisations": [main_job.LEDGERS[provider]], "client_id": "tests"}
    body = main_job.control(sandbox_url, "token", document=wish)
    tokens = grants.NewTokens(
        access_token=body["access_token"],
        refresh_token=body["refresh_token"],
        expires_at=datetime.now(UTC) + timedelta(seconds=int(body["expires_in"])),
    )
    with database.atomic():
        grant_id = grants.create_grant(workspace_id, provider=provider, tokens=tokens)
        organisation = {"id": body["organisations"][0]["id"], "name": "Demo", "country": "GB", "currency": "GBP"}
        row = connections.save_connection(workspace_id, grant_id=grant_id, provider=provider, organisation=organisation)
    print(workspace_id, row.id, body["access_token"], flush=True)


def renew(workspace: str, connection: str) -> None:
    """For each line with a token that is good no more: one that is."""
    from tieout.store import database

    database.set_up()
    from tieout.engine import access
    from tieout.store import connections

    call = access.open_access(connections.connection(UUID(workspace), UUID(connection)))
    print("ready", flush=True)
    for line in sys.stdin:
        print(call.renew(line.strip()), flush=True)


def call(workspace: str, connection: str, threads: str, calls: str) -> None:
    """So many threads with so many calls each, all begun together; tells how many were made."""
    from tieout.store import database

    database.set_up()
    from tieout.accounting.kinds import EntityKind
    from tieout.connectors.contract import Page
    from tieout.connectors.errors import Throttled
    from tieout.engine import access
    from tieout.store import connections

    row = connections.connection(UUID(workspace), UUID(connection))
    link = access.connector(row.provider)
    made: list[Page] = []

    def work() -> None:
        own = access.open_access(row)
        for _ in range(int(calls)):
            while True:
                try:
                    made.extend(link.read(own, kinds=[EntityKind.ITEM], since=None))
                    break
                except Throttled as wait:
                    time.sleep(wait.retry_after or 1)
        database.tidy_connections()

    print("ready", flush=True)
    sys.stdin.readline()
    started = [threading.Thread(target=work) for _ in range(int(threads))]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    print(len(made), flush=True)


def main(does: str, *, arguments: Sequence[str]) -> None:
    commands: dict[str, Callable[..., None]] = {"set_up": set_up, "renew": renew, "call": call}
    commands[does](*arguments)
