"""Somebody at a provider's own desk: makes and looks at things in the sandbox, as no part of Tieout does."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from main_job import LEDGERS, control


@dataclass(frozen=True)
class Desk:
    """One organisation of the sandbox, with a token of its own."""

    sandbox_url: str
    provider: str
    organisation: str
    token: str

    @classmethod
    def open(cls, sandbox_url: str, provider: str) -> "Desk":
        wish = {"provider": provider, "organisations": [LEDGERS[provider]], "client_id": "tests"}
        told = control(sandbox_url, "token", document=wish)
        return cls(sandbox_url, provider, str(told["organisations"][0]["id"]), str(told["access_token"]))

    def put(self, kind: str, document: object) -> Any:
        own = {"Authorization": f"Bearer {self.token}", "Accept": "application/json", "Content-Type": "application/json"}
        if self.provider == "xero":
            address, method = f"{self.sandbox_url}/xero/api.xro/2.0/{kind}", "PUT"
            own["Xero-Tenant-Id"] = self.organisation
        else:
            address, method = f"{self.sandbox_url}/quickbooks/v3/company/{self.organisation}/{kind}?minorversion=75", "POST"
        request = urllib.request.Request(address, data=json.dumps(document).encode(), headers=own, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def objects(self, kind: str) -> list[dict[str, Any]]:
        path = f"objects?provider={self.provider}&organisation={self.organisation}&kind={kind}"
        found: Any = control(self.sandbox_url, path)
        return list(found["objects"])

    def tells(self, url: str, *, key: str) -> None:
        """From now on of every change, by a signed webhook."""
        wish = {"provider": self.provider, "url": f"{url}/webhooks/{self.provider}", "key": key}
        found = control(self.sandbox_url, "webhooks", document=wish)
        assert found["status"] == "active", found
