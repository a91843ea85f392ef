"""Every connector in an organisation that others use too: on the sandbox always, on a real one where somebody gave its key."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from contract import test_connector_quickbooks, test_connector_sage, test_connector_xero
from contract.ledger_suite import LedgerSuite, Place, real, real_place, sandbox_place
from contract.ledgers import Control
from tieout.connectors.contract import ProviderSettings, Tokens
from tieout.sandbox.server import Sandbox

BENCHES = {
    bench.provider: bench
    for bench in (test_connector_xero.TestXero, test_connector_quickbooks.TestQuickBooks, test_connector_sage.TestSage)
}


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    """With books in which others have been at work."""
    with Sandbox.start(port=0, seed="demo", limits="off") as sandbox:
        yield sandbox


class TestOnTheSandbox(LedgerSuite):
    @pytest.fixture(params=BENCHES)
    def place(self, request: pytest.FixtureRequest, running: Sandbox) -> Place:
        bench = BENCHES[request.param]
        control = Control(running.url, bench.provider)
        body = control.post("token", {"provider": bench.provider, "organisations": [bench.organisation]})
        tokens = Tokens(access_token=body["access_token"], refresh_token=body["refresh_token"], expires_at=datetime.now(UTC))
        urls = {name: running.url + path for name, path in bench.urls.items()}
        settings = ProviderSettings(client_id="tieout", client_secret="secret-of-the-app", urls=urls)
        return sandbox_place(bench.provider, settings, organisation_id=body["organisations"][0]["id"], tokens=tokens)


@pytest.mark.real
class TestInARealOrganisation(LedgerSuite):
    @pytest.fixture(scope="class", params=BENCHES)
    @classmethod
    def place(cls, request: pytest.FixtureRequest) -> Iterator[Place]:
        file = real(request.param)
        assert file is not None
        with real_place(request.param, file) as place:
            yield place
