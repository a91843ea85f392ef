"""Simple reads a second of the sandbox on one core, limits off, beside a bare aiohttp handler; and its start, empty."""

import asyncio
import http.client
import json
import multiprocessing
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

GOAL = 1_000
CONNECTIONS = 4
BARE = b'{"Id":"0"}'


@dataclass(frozen=True)
class Read:
    name: str
    url: str
    path: str
    headers: Mapping[str, str]


def serve_sandbox(pipe: Connection) -> None:
    from tieout.sandbox.server import Sandbox

    with Sandbox.start(seed="empty", limits="off") as sandbox:
        pipe.send((sandbox.url, time.process_time()))
        tell_cpu(pipe)


def serve_bare(pipe: Connection) -> None:
    """What the same server does when it has nothing to do."""
    from aiohttp import web

    async def bare(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=BARE, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", bare)
    loop = asyncio.new_event_loop()

    async def listen() -> str:
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    pipe.send((loop.run_until_complete(listen()), 0.0))
    threading.Thread(target=loop.run_forever, daemon=True).start()
    tell_cpu(pipe)


def tell_cpu(pipe: Connection) -> None:
    """Whenever asked, until told to stop: the processor time of this process, which other programs cannot disturb."""
    while pipe.recv() == "cpu":
        pipe.send(time.process_time())


def order(url: str, path: str, *, body: object = None, headers: Mapping[str, str] | None = None) -> dict[str, object]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
    content = None if body is None else json.dumps(body)
    connection.request("GET" if body is None else "POST", path, content, {"Accept": "application/json", **(headers or {})})
    answer = connection.getresponse()
    found: dict[str, object] = json.loads(answer.read())
    assert answer.status < 300, found
    return found


def reads(url: str) -> list[Read]:
    """One object each, by its id."""
    found = []
    grant = order(url, "/_control/token", body={"provider": "xero"})
    tenant = grant["organisations"][0]["id"]  # type: ignore[index]  # JSON
    headers = {"Authorization": f"Bearer {grant['access_token']}", "Xero-tenant-id": tenant, "Accept": "application/json"}
    made = order(url, "/xero/api.xro/2.0/Contacts", body={"Name": "One"}, headers=headers)
    contact = made["Contacts"][0]["ContactID"]  # type: ignore[index]
    found.append(Read("Xero contact", url, f"/xero/api.xro/2.0/Contacts/{contact}", headers))
    found.append(Read("Xero accounts (list)", url, "/xero/api.xro/2.0/Accounts", headers))
    grant = order(url, "/_control/token", body={"provider": "quickbooks"})
    realm = grant["organisations"][0]["id"]  # type: ignore[index]
    headers = {"Authorization": f"Bearer {grant['access_token']}", "Accept": "application/json"}
    made = order(url, f"/quickbooks/v3/company/{realm}/customer", body={"DisplayName": "One"}, headers=headers)
    customer = made["Customer"]["Id"]  # type: ignore[index]
    found.append(Read("QuickBooks customer", url, f"/quickbooks/v3/company/{realm}/customer/{customer}", headers))
    grant = order(url, "/_control/token", body={"provider": "sage"})
    business = grant["organisations"][0]["id"]  # type: ignore[index]
    headers = {"Authorization": f"Bearer {grant['access_token']}", "X-Business": business, "Accept": "application/json"}
    wish = {"contact": {"name": "One", "contact_type_ids": ["CUSTOMER"]}}
    made = order(url, "/sage/v3.1/contacts", body=wish, headers={**headers, "Content-Type": "application/json"})
    found.append(Read("Sage contact", url, f"/sage/v3.1/contacts/{made['id']}", headers))
    return found


def raw(read: Read) -> bytes:
    lines = [
        f"GET {read.path} HTTP/1.1",
        f"Host: {urlsplit(read.url).netloc}",
        *(f"{name}: {value}" for name, value in read.headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def ask(read: Read, count: int) -> None:
    """As little work as a client can do, so that the server is what is measured."""
    parts = urlsplit(read.url)

    async def one(times: int) -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        request = raw(read)
        for _ in range(times):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
        writer.close()

    await asyncio.gather(*(one(count // CONNECTIONS) for _ in range(CONNECTIONS)))


def rate(pipe: Connection, read: Read, *, count: int) -> float:
    """Reads a second of the server's own processor time."""
    asyncio.run(ask(read, count // 10))
    pipe.send("cpu")
    before = float(pipe.recv())
    asyncio.run(ask(read, count))
    pipe.send("cpu")
    return count / (float(pipe.recv()) - before)


def main(count: int) -> None:
    spawn = multiprocessing.get_context("spawn")
    servers = []
    for serve in (serve_bare, serve_sandbox):
        pipe, other = spawn.Pipe()
        server = spawn.Process(target=serve, args=(other,), daemon=True)
        server.start()
        servers.append((pipe, *pipe.recv(), server))
    (bare_pipe, bare_url, _, bare), (pipe, url, start_seconds, sandbox) = servers
    print(f"start, empty            {start_seconds:8.2f} s of processor time")
    plain = rate(bare_pipe, Read("bare", bare_url, "/", {}), count=count)
    print(f"{'bare aiohttp handler':23} {plain:8,.0f} a second")
    for read in reads(url):
        found = rate(pipe, read, count=count)
        short = "" if found >= GOAL or "list" in read.name else f"   below the goal of {GOAL:,}"
        print(f"{read.name:23} {found:8,.0f} a second   {found / plain:5.2f} of bare{short}")
    for server, channel in ((bare, bare_pipe), (sandbox, pipe)):
        channel.send("stop")
        server.join()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
