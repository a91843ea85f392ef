"""The suite of the connectors in organisations that others use too: as it stands, but for what only the sandbox can be asked."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract import test_connector_quickbooks, test_connector_sage, test_connector_xero
from contract.bench import OrganisationBench, key_of
from contract.connector_suite import ConnectorSuite
from contract.ledgers import Control
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


class TestInTheSandboxAsIfItWereReal(OrganisationBench, ConnectorSuite):
    """By a key as a person would write it, without a look into the control room."""

    @pytest.fixture(scope="class", params=BENCHES)
    @classmethod
    def key_file(
        cls, request: pytest.FixtureRequest, running: Sandbox, tmp_path_factory: pytest.TempPathFactory
    ) -> tuple[str, Path]:
        bench = BENCHES[request.param]
        wish = {"provider": bench.provider, "organisations": [bench.organisation]}
        body = Control(running.url, bench.provider).post("token", wish)
        key = {
            "client_id": "tieout",
            "client_secret": "secret-of-the-app",
            "organisation": body["organisations"][0]["id"],
            "refresh_token": body["refresh_token"],
            "urls": {name: running.url + path for name, path in bench.urls.items()},
            "limits_factor": 1_000_000,
        }
        file = tmp_path_factory.mktemp("key") / "key.json"
        file.write_text(json.dumps(key))
        return bench.provider, file


@pytest.mark.real
class TestInARealOrganisation(OrganisationBench, ConnectorSuite):
    @pytest.fixture(scope="class", params=BENCHES)
    @classmethod
    def key_file(cls, request: pytest.FixtureRequest) -> tuple[str, Path]:
        file = key_of(request.param)
        assert file is not None
        return request.param, file


def test_whatever_is_left_out_there_says_why() -> None:
    marks = [mark for name in dir(ConnectorSuite) for mark in getattr(getattr(ConnectorSuite, name), "pytestmark", [])]
    reasons = [mark.args for mark in marks if mark.name == "sandbox"]
    assert len(reasons) > 10
    assert all(len(args) == 1 and args[0] for args in reasons)
