"""Type-ahead over 100,000 contacts through HTTP: time, and the wanted one among eight, beside a look for the text in names."""

import http.client
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent))

import contacts

from tieout.reconciliation.identity.forms import without_form
from tieout.reconciliation.identity.normal import words

ASKED = 300
Ask = Callable[[str], list[str]]


def asked(there: list[contacts.Contact], seed: int = 3) -> dict[str, list[tuple[str, str]]]:
    """By kind of question: what is typed, and the id of the one that is meant."""
    chance = random.Random(seed)
    kinds: dict[str, list[tuple[str, str]]] = {
        "three letters": [],
        "word and two letters": [],
        "with a typo": [],
        "words swapped": [],
    }
    while len(kinds["words swapped"]) < ASKED:
        one = chance.choice(there)
        own, _ = without_form(words(one.name))
        if len(own) < 2 or len(own[0]) < 5 or one.id is None:
            continue
        rest = " ".join(own[1:-1])
        kinds["three letters"].append((own[0][:3], one.id))
        kinds["word and two letters"].append((f"{own[0]} {rest} {own[-1][:2]}", one.id))
        kinds["with a typo"].append((f"{contacts._slip(chance, own[0])} {rest} {own[-1][:4]}", one.id))  # noqa: SLF001
        kinds["words swapped"].append((f"{own[-1][:4]} {own[0][:4]} {rest}", one.id))
    return kinds


def measured(
    name: str, kinds: dict[str, list[tuple[str, str]]], *, ask: Ask, busy: Callable[[], float] = time.process_time
) -> None:
    for kind, questions in kinds.items():
        for text, _ in questions[:20]:
            ask(text)
        seconds, hits, worked = [], 0, busy()
        for text, wanted in questions:
            began = time.perf_counter()
            found = ask(text)
            seconds.append(time.perf_counter() - began)
            hits += wanted in found
        ranked = sorted(seconds)
        p50, p99 = 1000 * ranked[len(ranked) // 2], 1000 * ranked[len(ranked) * 99 // 100]
        own = 1000 * (busy() - worked) / len(questions)
        print(
            f"{name:16} {kind:22} p50 {p50:7.1f} ms   p99 {p99:7.1f} ms   processor {own:6.1f} ms"
            f"   among eight {hits / len(questions):6.1%}",
            flush=True,
        )


def busy_seconds(of: int) -> float:
    """Processor time of a process and of all that it started."""
    total, waiting = 0.0, [of]
    while waiting:
        one = waiting.pop()
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        for thread in Path(f"/proc/{one}/task").iterdir():
            waiting += [int(child) for child in (thread / "children").read_text().split()]
    return total


@contextmanager
def through_http(workspace_id: UUID, connection_id: UUID) -> Iterator[tuple[Ask, Callable[[], float]]]:
    """`tieout serve` on the same home, asked over one connection as a browser does."""
    from django.test import Client

    from tieout.cli.demo.processes import Process, free_port
    from tieout.store import workspaces

    member = workspaces.add_member(
        workspace_id, email="a@benchmark.example", name="", password="only-for-tests", role=workspaces.Role.AUDITOR
    )
    browser = Client()
    browser.force_login(member.user)
    (name, cookie), *_ = browser.cookies.items()
    port = free_port()
    # No worker may take it into its head to ask the ledger, whose token is none.
    told = {**os.environ, "TIEOUT_BASE_URL": f"http://localhost:{port}", "TIEOUT_POLL_MINUTES": "0", "TIEOUT_SWEEP_HOURS": "0"}
    address = f"/api/v1/workspaces/{workspace_id}/connections/{connection_id}/suggestions?"
    log = Path(told["TIEOUT_HOME"]) / "serve.log"
    with Process("Tieout", ["serve", "--port", str(port)], environment=told, log=log) as server:
        server.until_answers(f"http://localhost:{port}/api/v1/health")
        line = http.client.HTTPConnection("localhost", port, timeout=60)

        assert server.running is not None
        pid = server.running.pid

        def ask(text: str) -> list[str]:
            line.request(
                "GET", address + urlencode({"kind": "contact", "text": text}), headers={"Cookie": f"{name}={cookie.value}"}
            )
            answer = line.getresponse()
            body = json.loads(answer.read())
            return [one["external_id"] for one in body["items"]]

        yield ask, lambda: busy_seconds(pid)


def plain(workspace_id: UUID, connection_id: UUID) -> Ask:
    """What most applications do: eight rows whose name has the text in it."""
    from tieout.store.mirror import MirrorEntity

    def ask(text: str) -> list[str]:
        rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind="contact")
        return list(rows.filter(name__icontains=text).order_by("name").values_list("external_id", flat=True)[:8])

    return ask


def begun_at_once(ask: Ask, kinds: dict[str, list[tuple[str, str]]]) -> None:
    """The first questions after a start, while all names are read into memory behind them."""
    slipped, _ = kinds["with a typo"][0]
    began, seconds = time.perf_counter(), []
    ask(slipped)
    first = time.perf_counter() - began
    for text, _ in kinds["word and two letters"] * 100:
        asked_at = time.perf_counter()
        ask(text)
        seconds.append(time.perf_counter() - asked_at)
        if ask(slipped):
            break
        time.sleep(0.2)
    taken = sorted(seconds)
    p50, p99 = 1000 * taken[len(taken) // 2], 1000 * taken[len(taken) * 99 // 100]
    print(
        f"first question after the start {1000 * first:.0f} ms; slips forgiven after {time.perf_counter() - began:.1f} s,"
        f" until when beginnings took p50 {p50:.0f} ms, p99 {p99:.0f} ms",
        flush=True,
    )


def main(count: int) -> None:
    there = contacts.contacts(count)
    with contacts.installation(there) as (workspace_id, connection_id):
        kinds = asked(there)
        print(f"{count:,} contacts; the aim: p99 <= 50 ms, and among eight >= 85 % for a prefix, a typo and swapped words")
        with through_http(workspace_id, connection_id) as (ask, busy):
            begun_at_once(ask, kinds)
            measured("suggestions", kinds, ask=ask, busy=busy)
        measured("plain icontains", kinds, ask=plain(workspace_id, connection_id))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
