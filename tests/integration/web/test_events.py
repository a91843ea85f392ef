"""The live view: what moves arrives, a stranger gets nothing, and a stream ends by itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.base import SessionBase
from django.db import connections
from django.http import HttpRequest
from django.test import AsyncClient, Client, RequestFactory

from integration.web.world import World, make_world
from tieout.store import progress, tokens, workspaces
from tieout.store.workspaces import Role
from tieout.web import events

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def moving_world(transactional_db: None) -> World:
    return make_world("Home")


@pytest.fixture(autouse=True)
def _threads_let_go() -> Iterator[None]:
    """The threads of the streams outlive a test; their connections must not."""
    yield
    together = Barrier(4)

    def let_go() -> None:
        together.wait(timeout=10)
        connections.close_all()

    for ended in [events._threads.submit(let_go) for _ in range(4)]:
        ended.result(timeout=20)


def asker(world: World, *, session: SessionBase, secret: str = "") -> Callable[[], bool]:
    """Who opened a stream, to be asked for again."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    request: HttpRequest = RequestFactory().get("/", headers=headers)
    request.session = session
    return partial(events.still_may, request, world.workspace_id)


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.users[role])
    return client


def is_over(world: World, may_go_on: Callable[[], bool]) -> bool:
    """Whether a stream ends at its first look, and not only after its half hour."""
    minutes = iter(range(0, 10_000, 61))

    async def watch() -> list[bytes]:
        stream = events.stream(world.workspace_id, may_go_on, clock=lambda: next(minutes), pause=0)
        return [part async for part in stream]

    return len(asyncio.run(watch())) < 10


async def take(stream: AsyncIterator[bytes], count: int) -> list[bytes]:
    return [await asyncio.wait_for(anext(stream), timeout=20) for _ in range(count)]


def test_it_tells_progress_as_it_happens(moving_world: World) -> None:
    world = moving_world

    subject = uuid4()

    def show(done: int, state: str) -> None:
        progress.show(world.workspace_id, "import", subject_id=subject, done=done, total=9, state=state, text="orders.csv")
        connections.close_all()

    async def watch() -> list[bytes]:
        stream = events.stream(world.workspace_id, lambda: True, pause=0.01)
        first = await take(stream, 2)
        await asyncio.to_thread(show, 3, "running")
        found = await take(stream, 1)
        await asyncio.to_thread(show, 9, "finished")
        found += await take(stream, 1)
        await stream.aclose()  # type: ignore[attr-defined]
        assert first[0].startswith(b"retry:")
        assert b'"topic":"sync"' in first[1], "what moved just before is told at the start"
        return found

    running, finished = asyncio.run(watch())
    assert running.startswith(b"event: progress\ndata: ")
    body = json.loads(running.split(b"data: ")[1])
    assert (body["topic"], body["done"], body["total"], body["state"], body["text"]) == ("import", 3, 9, "running", "orders.csv")
    assert json.loads(finished.split(b"data: ")[1])["state"] == "finished"


def test_it_keeps_the_line_alive_and_ends_by_itself(moving_world: World) -> None:
    world = moving_world
    hours = iter(range(0, 10_000, 5))

    async def watch() -> list[bytes]:
        return [part async for part in events.stream(world.workspace_id, lambda: True, clock=lambda: next(hours), pause=0)]

    parts = asyncio.run(watch())
    assert b": alive\n\n" in parts
    assert parts[-1] == b"event: end\ndata: {}\n\n"


def test_it_ends_when_its_asker_may_not_have_it_any_more(moving_world: World) -> None:
    world = moving_world
    leaver, quitter = signed_in(world, Role.EDITOR), signed_in(world, Role.AUDITOR)
    member = workspaces.membership(world.workspace_id, world.users[Role.FINANCE].pk)
    assert member is not None
    wanted = tokens.NewToken(name="Screen", role=Role.AUDITOR, scopes=["read"], expires_at=None)
    token, secret = tokens.create_token(world.workspace_id, member_id=member.id, wanted=wanted)
    asked = [
        asker(world, session=leaver.session),
        asker(world, session=quitter.session),
        asker(world, session=Client().session, secret=secret),
    ]
    assert [is_over(world, one) for one in asked] == [False, False, False]
    token.refresh_from_db()
    assert token.window_calls == 0, "looking again is no call of the token"
    workspaces.Member.objects.filter(workspace_id=world.workspace_id, user_id=world.users[Role.EDITOR].pk).delete()
    quitter.logout()
    tokens.revoke_token(world.workspace_id, token.id)
    assert [is_over(world, one) for one in asked] == [True, True, True]


def test_it_shows_nothing_to_strangers(moving_world: World) -> None:
    world, away = moving_world, make_world("Away")

    async def ask(user: object | None) -> tuple[int, str]:
        client = AsyncClient()
        if user is not None:
            await client.aforce_login(user)  # type: ignore[arg-type]
        answer = await client.get(f"/api/v1/workspaces/{world.workspace_id}/events")
        await sync_to_async(connections.close_all)()
        return answer.status_code, answer.headers["Content-Type"]

    assert asyncio.run(ask(None)) == (401, "application/problem+json")
    assert asyncio.run(ask(away.users[Role.ADMINISTRATOR])) == (404, "application/problem+json")
    assert asyncio.run(ask(world.users[Role.AUDITOR])) == (200, "text/event-stream")
