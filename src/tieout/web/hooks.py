"""The outside door: other systems tell an automation what happened, without signing in.

It stands before Django's pages, because what comes here is short, comes often, and is kept many calls to a transaction.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

from tieout.engine import hooks
from tieout.engine.hooks import Call, Refused, Taken
from tieout.store import database
from tieout.web.headers import HEADERS

BODY_BYTES_MAX = 1_000_000
# So many calls are kept in one transaction, and so many wait, of one address a part; more are asked to come again.
TOGETHER, WAITING_MAX, WAITING_EACH = 50, 1000, 300
_log = logging.getLogger(__name__)
Said = tuple[int, Mapping[str, object]]
Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
_HEADERS = [
    (b"content-type", b"application/json"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
]


class Door:
    """Takes calls in the order in which they come, all that wait at once."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Call, asyncio.Future[Said]]] = []
        self._of_key: Counter[str] = Counter()
        self._at_work: asyncio.Task[None] | None = None

    async def take(self, key: str, call: Call) -> Said:
        if len(self._waiting) >= WAITING_MAX or self._of_key.get(key, 0) >= WAITING_EACH:
            return 503, {"message": "Too much comes at once. Send it again in a moment."}
        said: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, call, said))
        self._of_key[key] += 1
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._work())
        return await said

    async def _work(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            self._of_key -= Counter(key for key, _, _ in taken)  # Leaves out what comes to nothing.
            for (_, _, said), answer in zip(taken, await _told([(key, call) for key, call, _ in taken]), strict=True):
                if not said.done():
                    said.set_result(answer)


_door = Door()


async def _told(calls: list[tuple[str, Call]]) -> list[Said]:
    """What each is told, in their order; what breaks one breaks no other."""
    (said,) = await asyncio.gather(asyncio.to_thread(_answered_tidily, calls), return_exceptions=True)
    if not isinstance(said, BaseException):
        return said
    if len(calls) > 1:
        return [answer for each in calls for answer in await _told([each])]
    _log.error("a webhook could not be kept", exc_info=said)
    return [(500, {"message": "It could not be kept. Send it again in a moment."})]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """202 with the event once it is kept; 400 for a body that is none, 401 without proof, 404 for an address that nobody has, 405
    for another method than POST, 413 for a body of more than a megabyte, 503 where it is to be sent again."""
    read = await read_call(scope, receive)
    status, said = await _door.take(*read) if isinstance(read[1], Call) else read
    content = orjson.dumps(said)
    headers = [*_HEADERS, (b"content-length", str(len(content)).encode())]
    headers += [(b"allow", b"POST")] if status == 405 else [(b"retry-after", b"1")] if status == 503 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def read_call(scope: Scope, receive: Receive) -> tuple[str, Call] | Said:
    """The call with the key of its address, or what is answered at once."""
    if scope["method"] != "POST":
        return 405, {"message": "This address takes POST."}
    pieces: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return 400, {"message": "The body did not arrive whole. Send it again."}
        pieces.append(message.get("body", b""))
        size, more = size + len(pieces[-1]), bool(message.get("more_body"))
        if size > BODY_BYTES_MAX:
            return 413, {"message": f"The body is larger than {BODY_BYTES_MAX} bytes. Send less, or a link to it."}
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = dict(parse_qsl(bytes(scope.get("query_string", b"")).decode("latin-1"), keep_blank_values=True))
    if any("\0" in name + value for name, value in query.items()):
        return 400, {"message": "The query holds a character that cannot be kept (U+0000). Send it without."}
    key = str(scope["path"]).removeprefix("/hooks/")
    return key, hooks.call_of(headers=headers, query=query, body=b"".join(pieces))


def _answered_tidily(calls: list[tuple[str, Call]]) -> list[Said]:
    database.tidy_connections()
    try:
        return answered(calls)
    finally:
        database.tidy_connections()


def answered(calls: list[tuple[str, Call]]) -> list[Said]:
    """What each is told, in their order."""
    return [_shown(one) for one in hooks.receive_together(calls)]


def _shown(one: Taken | Refused) -> Said:
    if isinstance(one, Refused):
        _log.info("a webhook was refused with %d", one.status)
        return one.status, {"message": str(one)}
    return 202, {"event": str(one.event_id), "repeated": one.repeated, "runs": len(one.run_ids)}
