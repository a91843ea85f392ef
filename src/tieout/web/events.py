"""The live view: server-sent events of what moves in a workspace."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar
from uuid import UUID

import orjson
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from tieout.store import database, progress
from tieout.store.workspaces import Member
from tieout.web.permissions import asking_member, require
from tieout.web.problems import SIGN_IN, Refused, problem

POLL_SECONDS = 0.4
COMMENT_SECONDS = 15
CHECK_SECONDS = 60
END_SECONDS = 30 * 60
# What changed shortly before is told at the start, so that a page that was just opened shows it.
FIRST_LOOK = timedelta(seconds=60)
# A row may be committed a moment after one that carries a later time: we look back and leave out what was told.
LOOK_BACK = timedelta(seconds=5)

# All streams share a few threads, and with them a few connections to the database.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="events")
_P = ParamSpec("_P")
_R = TypeVar("_R")


async def events(request: HttpRequest, workspace_id: UUID) -> HttpResponseBase:
    """Ends by itself with `event: end`, at which the browser connects anew."""
    if request.method != "GET":
        return problem(Refused(405, "Events can only be read."))
    try:
        member = await _apart(_asking, request, workspace_id)
    except Refused as refused:
        return problem(refused)
    if member is None:
        return problem(SIGN_IN)
    bytes_ = stream(workspace_id, partial(still_may, request, workspace_id))
    answer = StreamingHttpResponse(bytes_, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


async def stream(
    workspace_id: UUID, may_go_on: Callable[[], bool], *, clock: Callable[[], float] = time.monotonic, pause: float = POLL_SECONDS
) -> AsyncIterator[bytes]:
    """The bytes of one stream, for as long as its asker may have it; another than the real clock shows its long waits in a
    moment."""
    began = commented = checked = clock()
    told: dict[int, datetime] = {}
    since = timezone.now() - FIRST_LOOK
    yield b"retry: 2000\n\n"
    while True:
        rows = await _apart(progress.since, workspace_id, since)
        for row in rows:
            if told.get(row.id) != row.changed_at:
                told[row.id] = row.changed_at
                yield message(row)
                commented = clock()
        if rows:
            since = max(since, rows[-1].changed_at - LOOK_BACK)
            told = {row_id: at for row_id, at in told.items() if at > since}
        now = clock()
        if now - began >= END_SECONDS:
            break
        if now - checked >= CHECK_SECONDS:
            checked = now
            if not await _apart(may_go_on):
                break
        if now - commented >= COMMENT_SECONDS:
            commented = now
            yield b": alive\n\n"
        await asyncio.sleep(pause)
    yield b"event: end\ndata: {}\n\n"


def message(row: progress.Progress) -> bytes:
    body = {"topic": row.topic, "id": row.subject_id, "done": row.done, "total": row.total, "state": row.state, "text": row.text}
    return b"event: progress\ndata: " + orjson.dumps(body) + b"\n\n"


async def _apart(function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    def asked() -> _R:
        # These threads live as long as the process: a connection that broke must not stay with them.
        database.tidy_connections()
        return function(*args, **kwargs)

    return await sync_to_async(asked, thread_sensitive=False, executor=_threads)()


def _asking(request: HttpRequest, workspace_id: UUID, *, counted: bool = True) -> Member | None:
    member = asking_member(request, str(workspace_id), counted=counted)
    if member is not None:
        require(member, "read")
    return member


def still_may(request: HttpRequest, workspace_id: UUID) -> bool:
    """Asks all of it again: the token or the session, the membership, the workspace's policies. It counts as no call."""
    session = request.session
    request.session = type(session)(session.session_key)
    request.user = get_user(request)
    try:
        return _asking(request, workspace_id, counted=False) is not None
    except Refused:
        return False
