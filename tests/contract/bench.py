"""Where the suite of the connectors is played: in an emptied sandbox of its own, or in an organisation that others use too.

Such an organisation is opened by a key: REAL_XERO, REAL_QUICKBOOKS or REAL_SAGE in the environment is the path of a JSON file with
`client_id`, `client_secret`, `organisation` (its id) and `refresh_token`. It is written anew whenever the provider gives another
refresh token. `urls`, by the names of the provider's settings, says where the provider is when it is not where it always is, and
`limits_factor` multiplies the limits of its manifest.
"""

import json
import os
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import httpx
import pytest

from contract.ledgers import Control, Ledger, RecordingGate
from tieout.connectors.contract import Connector, Limit, ProviderSettings, Tokens
from tieout.connectors.http import Dialect, Http, Retry
from tieout.connectors.registry import CONNECTORS
from tieout.engine.access import provider_settings
from tieout.sandbox.server import Sandbox

only_sandbox = pytest.mark.sandbox
# Why a test is left out where there is no control room.
CONSENT = "presses the buttons of the sandbox's consent page; a real one wants a person"
CLOCK = "moves the clock"
FAULTS = "orders faults"
ENDS = "ends the sign-in, and moves the clock"
EMPTY = "counts what is there, and must find nothing"
PRINT = "reads the plain text of the sandbox's papers, and orders a fault"

MINUTE = 60


class SandboxBench:
    """A provider of the sandbox, empty before each test, and the connector to it."""

    provider: ClassVar[str]
    organisation: ClassVar[str]
    urls: ClassVar[Mapping[str, str]]

    @pytest.fixture(scope="class")
    @classmethod
    def running(cls) -> Iterator[Sandbox]:
        with Sandbox.start(port=0, seed="empty", limits="off") as sandbox:
            yield sandbox

    @pytest.fixture
    def control(self, running: Sandbox) -> Control:
        control = Control(running.url, self.provider)
        httpx.delete(f"{running.url}/_control/faults")
        control.post("reset", {"seed": "empty"})
        return control

    @pytest.fixture
    def connector(self, control: Control) -> Connector:
        urls = {name: control.url + path for name, path in self.urls.items()}
        settings = ProviderSettings(client_id="tieout", client_secret="secret-of-the-app", urls=urls)
        return _connector(self.provider, settings)

    @pytest.fixture
    def ledger(self, control: Control, connector: Connector) -> Ledger:
        return self.signed_in(control, connector, organisation=self.organisation)

    def signed_in(self, control: Control, connector: Connector, *, organisation: str) -> Ledger:
        body = control.post("token", {"provider": self.provider, "organisations": [organisation]})
        tokens = Tokens(access_token=body["access_token"], refresh_token=body["refresh_token"], expires_at=datetime.now(UTC))
        return Ledger(control, connector, body["organisations"][0]["id"], tokens)


@dataclass
class PacedGate(RecordingGate):
    """Waits before a call that would be one too many in a second or a minute."""

    limits: Sequence[Limit] = ()
    factor: int = 1
    _recent: dict[str, deque[float]] = field(default_factory=dict)

    @contextmanager
    def call(self, *scopes: str) -> Iterator[None]:
        for limit in self.limits:
            if limit.scope in scopes and 0 < limit.seconds <= MINUTE:
                self._wait(limit)
        with super().call(*scopes):
            yield

    def _wait(self, limit: Limit) -> None:
        recent = self._recent.setdefault(limit.scope, deque())
        while len(recent) >= limit.calls * self.factor:
            # A little longer: the provider counts from when it hears of a call.
            time.sleep(max(0.0, recent.popleft() + 1.05 * limit.seconds - time.monotonic()))
        recent.append(time.monotonic())


class NoControl(Control):
    """What stands where the control room would be: there is none."""

    def post(self, path: str, wish: Mapping[str, object]) -> object:
        raise AssertionError(f"{path} {dict(wish)} was asked of a control room; mark the test only_sandbox and say why.")


@dataclass
class Place:
    """An organisation that a key opened; its tokens serve all tests of a class."""

    provider: str
    file: Path
    connector: Connector
    organisation_id: str
    gate: PacedGate
    tokens: Tokens

    def keep(self, tokens: Tokens) -> None:
        """In the file before it is used: the old one may be worth nothing from now on."""
        key = json.loads(self.file.read_text("utf-8"))
        self.file.write_text(json.dumps({**key, "refresh_token": tokens.refresh_token}), "utf-8")
        self.tokens = tokens


def key_of(provider: str) -> Path | None:
    """The file that opens a real organisation, if there is one."""
    named = os.environ.get(f"REAL_{provider.upper()}", "")
    return Path(named) if named else None


def opened(provider: str, file: Path) -> Place:
    key = json.loads(file.read_text("utf-8"))
    usual = provider_settings(provider)
    settings = replace(
        usual, client_id=key["client_id"], client_secret=key["client_secret"], urls={**usual.urls, **key.get("urls", {})}
    )
    connector = _connector(provider, settings)
    gate = PacedGate(limits=connector.manifest.limits, factor=key.get("limits_factor", 1))
    nothing = Tokens(access_token="", refresh_token=key["refresh_token"], expires_at=datetime.now(UTC))
    place = Place(provider, file, connector, str(key["organisation"]), gate, nothing)
    place.keep(connector.refresh(nothing))
    return place


class OrganisationBench:
    """An organisation that is not emptied: what a test makes there has names of its own, and stays."""

    @pytest.fixture(scope="class")
    @classmethod
    def place(cls, key_file: tuple[str, Path]) -> Place:
        return opened(*key_file)

    @pytest.fixture
    def control(self, place: Place) -> Control:
        return NoControl("", place.provider)

    @pytest.fixture
    def connector(self, place: Place) -> Connector:
        return place.connector

    @pytest.fixture
    def ledger(self, place: Place, control: Control) -> Ledger:
        place.gate.taken.clear()
        own = f"{uuid4().hex[:6]}-"
        return Ledger(control, place.connector, place.organisation_id, place.tokens, gate=place.gate, own=own, keep=place.keep)


def _connector(provider: str, settings: ProviderSettings) -> Connector:
    dialect: Dialect = import_module(f"tieout.connectors.{provider}.errors").DIALECT
    return CONNECTORS[provider](settings, http=Http(dialect, timeout_seconds=20, retry=Retry(pauses=(0.0, 0.0))))
