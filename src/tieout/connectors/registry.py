"""Every provider that can be connected, by name."""

from collections.abc import Mapping
from typing import Protocol

from tieout.connectors import quickbooks, sage, xero
from tieout.connectors.contract import Connector, ProviderSettings
from tieout.connectors.http import Http


class Factory(Protocol):
    def __call__(self, settings: ProviderSettings, *, http: Http | None = None) -> Connector:
        """A connector with an HTTP client of its own, or with this one."""


CONNECTORS: Mapping[str, Factory] = {"xero": xero.connector, "quickbooks": quickbooks.connector, "sage": sage.connector}
