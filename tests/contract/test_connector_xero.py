"""Xero's connector against the sandbox."""

from contract.connector_suite import ConnectorSuite


class TestXero(ConnectorSuite):
    provider = "xero"
    organisation = "Demo Company (UK)"
    urls = {
        "authorize": "/xero/identity/connect/authorize",
        "token": "/xero/connect/token",
        "revoke": "/xero/connect/revocation",
        "connections": "/xero/connections",
        "api": "/xero/api.xro/2.0",
    }
