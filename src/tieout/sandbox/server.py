"""The sandbox's server: one port, a path prefix for each provider, `/_control` for tests and a page for people."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from tieout.sandbox import control, home
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.log import Entry
from tieout.sandbox.provider import Provider
from tieout.sandbox.spoiling import spoilt
from tieout.sandbox.world import World

BODY_BYTES_MAX = 64 * 1024 * 1024
_START_SECONDS = 20


def application(world: World) -> web.Application:
    async def serve(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        first, _, rest = request.path.lstrip("/").partition("/")
        call = Call(
            method=request.method,
            path=f"/{rest}",
            query=dict(request.query),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=body,
            at=world.ground.clock.now(),
            base_url=f"{request.scheme}://{request.host}",
        )
        if (provider := world.providers.get(first.lower())) is not None:
            reply = await _answer(world, provider, call=call)
        elif first == "_control":
            reply = await control.answer(world, call)
        elif first == "":
            reply = home.answer(world)
        else:
            reply = Reply(status=404, body=b"there is no such provider here", media_type="text/plain; charset=utf-8")
        if reply is None:
            if request.transport is not None:
                request.transport.close()
            return web.Response()
        headers = {**reply.headers, "Content-Type": reply.media_type}
        return web.Response(status=reply.status, body=reply.body, headers=headers)

    app = web.Application(client_max_size=BODY_BYTES_MAX)
    app.router.add_route("*", "/{path:.*}", serve)
    app.on_startup.append(world.webhooks.start)
    app.on_cleanup.append(world.webhooks.stop)
    return app


async def _answer(world: World, provider: Provider, *, call: Call) -> Reply | None:
    """One call with its log entry and its fault; None means that the connection is to be dropped without a byte."""
    caller = provider.identify(call)
    entry = Entry(
        sequence=world.log.next_sequence(),
        at=call.at,
        provider=provider.name,
        organisation=caller.organisation,
        client_id=caller.client_id,
        kind=caller.kind,
        method=call.method,
        path=call.path,
        query=call.query,
    )
    world.log.keep(entry)
    fault = world.faults.choose(provider.name, caller, call=call) if world.faults.ordered else None
    entry.fault = fault.kind if fault else None
    # Some providers count the calls in progress by organisation, others by app.
    counted = {caller.organisation, caller.client_id}
    for place in counted:
        world.ground.limits.enter(provider.name, place)
    try:
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind == "lost_before":
            entry.status = 0
            return None
        reply = world.answer(provider, call, fault=fault)
        entry.status, entry.units = reply.status, reply.units
        if world.log.bodies:
            world.log.keep_bodies(entry, call=call, reply=reply)
    finally:
        for place in counted:
            world.ground.limits.leave(provider.name, place)
        world.log.close(entry)
    return reply if fault is None else spoilt(reply, fault)


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox in this process; `world` may be looked at, but is changed through `/_control` only."""

    url: str
    world: World

    @staticmethod
    @contextmanager
    def start(
        *, port: int = 0, path: Path | None = None, seed: str = "demo", limits: str = "1", host: str = "127.0.0.1"
    ) -> Iterator["Sandbox"]:
        """Serves from a thread until the block ends; port 0 takes a free one."""
        world = World(path, seed=seed, limits=limits)
        loop, started = asyncio.new_event_loop(), threading.Event()
        runner = web.AppRunner(application(world), access_log=None, shutdown_timeout=1)
        ports: list[int] = []

        async def listen() -> None:
            await runner.setup()
            site = web.TCPSite(runner, host, port)
            await site.start()
            ports.extend(address[1] for address in runner.addresses)

        def serve() -> None:
            asyncio.set_event_loop(loop)
            try:
                loop.run_until_complete(listen())
            finally:
                started.set()
            loop.run_forever()
            loop.run_until_complete(runner.cleanup())
            loop.close()

        thread = threading.Thread(target=serve, name="sandbox", daemon=True)
        thread.start()
        if not started.wait(_START_SECONDS) or not ports:
            raise RuntimeError(f"the sandbox cannot listen on {host}:{port}")
        try:
            yield Sandbox(f"http://{host}:{ports[0]}", world)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            world.close()


def run(*, host: str = "127.0.0.1", port: int = 9400, data: str = "memory", seed: str = "demo", limits: str = "1") -> None:
    """Serves until it is told to stop; `data` is a folder, or `memory`."""
    path: Path | None = None
    if data != "memory":
        folder = Path(data)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "sandbox.sqlite"
    world = World(path, seed=seed, limits=limits)
    try:
        web.run_app(application(world), host=host, port=port, access_log=None, print=None)
    finally:
        world.close()
