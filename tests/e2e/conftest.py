"""A Tieout that serves, a sandbox beside it, and browsers of people."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from chances import IS_LONG
from e2e import stage
from e2e.screen import DESK, Screen
from tables import sqlite_with_tables
from tieout.cli.demo.processes import Process, environment, free_port
from tieout.sandbox.server import Sandbox

# What is shown besides by the tests of the engine and the API is walked through in a browser in the long run.
IN_THE_LONG_RUN = [
    "test_alerts_and_secrets.py", "test_collections.py", "test_connections.py", "test_masses.py", "test_people.py",
    "test_records.py", "test_workflow_form.py", "test_workflow_two.py",
]  # fmt: skip
collect_ignore = [] if IS_LONG else IN_THE_LONG_RUN
# With it the sandbox signs what it tells.
WEBHOOK_KEY = "only-for-tests"
CHROMIUM = "/usr/bin/chromium"
AXE = Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
# What is to be seen is waited for so long: a busy machine takes its time, and nothing is slower for it.
expect.set_options(timeout=20_000)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Served:
    """The addresses of both programs, and the environment of the one under test."""

    url: str
    sandbox_url: str
    environment: dict[str, str]


@pytest.fixture(scope="package")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(port=0, seed="demo", limits="100") as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def _books_as_seeded(sandbox: Sandbox) -> None:
    """Each file finds the ledgers as new: what another one posted is in nobody's proof."""
    asked = urllib.request.Request(f"{sandbox.url}/_control/reset", data=b'{"seed": "demo"}', method="POST")
    urllib.request.urlopen(asked, timeout=60).close()


def run_stage(stage: ModuleType, served: Served) -> None:
    """Makes the workspaces of a file of tests, in a process in which Django is its own."""
    paths = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    told = {**served.environment, "PYTHONPATH": os.pathsep.join(paths)}
    subprocess.run([sys.executable, str(stage.__file__), served.sandbox_url], env=told, check=True)


@pytest.fixture(scope="package")
def served(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`tieout serve` with its worker, on a home of its own in which the workspaces of `stage` are."""
    home, port = tmp_path_factory.mktemp("served"), free_port()
    told = environment(home=home, port=port, sandbox_url=sandbox.url, limits_factor=100)
    told |= {"TIEOUT_DATABASE_URL": "", "TIEOUT_LOG_LEVEL": "WARNING", "TIEOUT_OUTSIDE_ALLOW": "127.0.0.1"}
    told |= dict.fromkeys(("TIEOUT_XERO_WEBHOOK_KEY", "TIEOUT_QUICKBOOKS_WEBHOOK_TOKEN"), WEBHOOK_KEY)
    sqlite_with_tables(home / "tieout.sqlite3")
    subprocess.run([sys.executable, stage.__file__], env=told, check=True)
    with Process("Tieout", ["serve", "--port", str(port)], environment=told, log=home / "tieout.log") as server:
        url = f"http://localhost:{port}"
        server.until_answers(f"{url}/api/v1/health")
        yield Served(url=url, sandbox_url=sandbox.url, environment=told)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of a module, not of the session: while it is open, an event loop runs here, and Django refuses its tables to other tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_screen(browser: Browser, served: Served) -> Iterator[Callable[[], Screen]]:
    """Gives a fresh browser session at each call; in the end none of them may have complained."""
    opened: list[Screen] = []

    def fresh() -> Screen:
        context = browser.new_context(viewport=DESK, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
        context.add_init_script(path=AXE)
        screen = Screen(context.new_page(), served.url)
        screen.listen()
        opened.append(screen)
        return screen

    yield fresh
    for number, screen in enumerate(opened):
        screen.picture(f"end-{number}")
        screen.page.context.close()
    troubles = [trouble for screen in opened for trouble in screen.troubles]
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def screen(new_screen: Callable[[], Screen]) -> Screen:
    return new_screen()
