"""An HTTP client with a token for one organisation of a running sandbox, and an address that webhooks may be sent to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

from tieout.sandbox.server import Sandbox
from tieout.sandbox.webhook_shapes import sign

API = "/xero/api.xro/2.0"
KEY = "c2lnbmluZyBrZXk="
DAY = 86_400


class Desk:
    def __init__(self, sandbox: Sandbox, organisation: str = "Demo Company (UK)") -> None:
        self.http = httpx.Client(base_url=sandbox.url, timeout=60)
        self.http.post("/_control/reset", json={"seed": "empty"}).raise_for_status()
        self.http.post("/_control/limits", json={"limits": "1"}).raise_for_status()
        self.token = self.control("token", {"provider": "xero", "client_id": "tests"})
        (self.tenant,) = (one["id"] for one in self.token["organisations"] if one["name"] == organisation)
        headers = {
            "authorization": f"Bearer {self.token['access_token']}",
            "xero-tenant-id": self.tenant,
            "accept": "application/json",
        }
        self.http.headers.update(headers)

    def control(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = self.http.post(f"/_control/{path}", json=body)
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def look(self, path: str, **query: str) -> Any:
        return self.http.get(f"/_control/{path}", params=query).raise_for_status().json()

    def contact(self, name: str) -> httpx.Response:
        return self.http.put(f"{API}/Contacts", json={"Contacts": [{"Name": name}]})

    def names(self) -> list[str]:
        return [one["Name"] for one in self.look("objects", provider="xero", organisation=self.tenant, kind="Contacts")["objects"]]

    def invoice(self, amount: str, **more: Any) -> dict[str, Any]:
        line = {"Description": "x", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200"}
        body = {"Type": "ACCREC", "Contact": {"Name": "One"}, "Date": "2026-10-01", "DueDate": "2026-10-31", "LineItems": [line]}
        reply = self.http.put(f"{API}/Invoices", json={**body, "Status": "AUTHORISED", **more})
        found: dict[str, Any] = reply.raise_for_status().json()["Invoices"][0]
        return found


@dataclass
class Receiver:
    """Answers 200 to what is signed with its key, 401 to the rest; `answers` come first, one for each delivery."""

    url: str = ""
    header: str = "x-xero-signature"
    answers: list[int] = field(default_factory=list)
    cookie: str = ""
    careless: bool = False  # looks at no signature
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def hear(self, headers: dict[str, str], body: bytes) -> int:
        self.received.append((headers, body))
        if self.answers:
            return self.answers.pop(0)
        return 200 if self.careless or headers.get(self.header) == sign(body, KEY) else 401


@contextmanager
def listening(receiver: Receiver) -> Iterator[Receiver]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.hear({name.lower(): value for name, value in self.headers.items()}, body))
            if receiver.cookie:
                self.send_header("Set-Cookie", receiver.cookie)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Tests say what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hooks"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
