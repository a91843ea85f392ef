"""A host on this machine that answers as a test tells it to, and keeps what it was asked."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Asked:
    """Header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """`dropped`: the connection ends without an answer. `length` is what it says its length were, where that is a lie."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    dropped: bool = False
    length: int | None = None


Answer = Said | Callable[[Asked], Said]


@dataclass
class StubHost:
    url: str
    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def says(self, path: str, *answers: Answer) -> None:
        """These in turn, the last one for ever."""
        left = list(answers)

        def answer(asked: Asked) -> Said:
            now = left.pop(0) if len(left) > 1 else left[0]
            return now(asked) if callable(now) else now

        self.answers[path] = answer


@contextmanager
def stub_host() -> Iterator[StubHost]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Requests)
    server.daemon_threads = True
    host = StubHost(url=f"http://127.0.0.1:{server.server_port}", port=server.server_port)
    server.stub = host  # type: ignore[attr-defined]  # the handler knows its server only
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Requests(BaseHTTPRequestHandler):
    def handle_any(self) -> None:
        host: StubHost = self.server.stub  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        asked = Asked(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        host.asked.append(asked)
        answer = host.answers.get(urlsplit(self.path).path, Said(404, b"nothing here"))
        said = answer(asked) if callable(answer) else answer
        if said.dropped:
            return
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body) if said.length is None else said.length))
        self.end_headers()
        self.wfile.write(said.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_any  # noqa: N815 - what the library looks for

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
