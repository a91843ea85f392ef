"""Xero."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import (
    Access,
    Action,
    Notice,
    Operation,
    Organisation,
    Outcome,
    Page,
    ProviderSettings,
    Receipt,
    ReferenceData,
    Seen,
    Tokens,
)
from tieout.connectors.errors import Transient
from tieout.connectors.http import Http
from tieout.connectors.xero import auth, chart, errors, files, reading, translate, webhooks, writing
from tieout.connectors.xero.client import Client
from tieout.connectors.xero.looking import Finder
from tieout.connectors.xero.manifest import MANIFEST, PAGES
from tieout.connectors.xero.standing import Standing

__all__ = ["MANIFEST", "XeroConnector", "connector"]


def connector(settings: ProviderSettings, *, http: Http | None = None) -> "XeroConnector":
    return XeroConnector(settings, http or Http(errors.DIALECT, timeout_seconds=settings.timeout_seconds))


class XeroConnector:
    """The provider Xero, as `connectors.contract.Connector` describes it; safe to share between threads."""

    def __init__(self, settings: ProviderSettings, http: Http) -> None:
        self.manifest = MANIFEST
        self._settings = settings
        self._http = http
        self._oauth = auth.oauth(settings, http)
        self._client = Client(http, auth.urls(settings)["api"])
        self._app_url = auth.urls(settings)["app"]
        self._standing = Standing(client=self._client)

    def authorise_url(self, *, redirect_uri: str, state: str, code_verifier: str) -> str:
        return self._oauth.authorise_url(redirect_uri=redirect_uri, state=state, code_verifier=code_verifier)

    def exchange(self, *, callback: Mapping[str, str], redirect_uri: str, code_verifier: str) -> Tokens:
        return self._oauth.exchange(callback=callback, redirect_uri=redirect_uri, code_verifier=code_verifier)

    def organisations(self, tokens: Tokens, *, callback: Mapping[str, str]) -> tuple[Organisation, ...]:
        del callback  # Xero's callback does not say which organisations were chosen
        return auth.organisations(self._settings, self._http, tokens=tokens)

    def refresh(self, tokens: Tokens) -> Tokens:
        return self._oauth.refresh(tokens)

    def revoke(self, tokens: Tokens) -> None:
        """Ends all connections of this grant's user, to every organisation."""
        self._oauth.revoke(tokens)

    def leave(self, tokens: Tokens, *, organisation_id: str) -> bool:
        """To revoke would end what the same person allowed for others, too."""
        return auth.leave(self._settings, self._http, tokens=tokens, organisation_id=organisation_id)

    def read_reference(self, access: Access) -> ReferenceData:
        self._standing.forget(access)
        try:
            organisation = translate.organisation(self._client.organisation(access), id=access.organisation_id)
        except translate.Untranslatable as error:
            raise Transient(f"Xero's organisation cannot be understood: {error}") from None

        def listed(endpoint: str, kind: EntityKind) -> tuple[Seen, ...]:
            return tuple(translate.seen(kind, body) for body in self._client.find(access, endpoint, params={}))

        return ReferenceData(
            organisation=organisation,
            accounts=listed("Accounts", EntityKind.ACCOUNT),
            tax_rates=listed("TaxRates", EntityKind.TAX_RATE),
            tracking_categories=listed("TrackingCategories", EntityKind.TRACKING_CATEGORY),
        )

    def read(self, access: Access, *, kinds: Sequence[EntityKind], since: datetime | None) -> Iterator[Page]:
        reading.check(kinds)
        reader = reading.Reader(client=self._client, access=access, standing=self._standing, since=since)
        yield from reader.pages(kinds)

    def write(self, access: Access, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        """A call for each operation where Xero takes them one by one only: deleting items, payments and allocations."""
        writing.check(operations)
        if operations[0].kind in chart.LISTS:
            self._standing.forget(access)
            return (chart.ChartWriter(client=self._client, access=access, operation=operations[0]).write(),)
        return writing.Writer(client=self._client, access=access, standing=self._standing).write(operations)

    def look_up(self, access: Access, operations: Sequence[Operation]) -> Mapping[str, Receipt]:
        creates = [operation for operation in operations if operation.action is Action.CREATE]
        finder, found = Finder(client=self._client, access=access), dict[str, Receipt]()
        for kind in (*MANIFEST.kinds, *chart.LISTS):
            asked = [operation for operation in creates if operation.kind is kind]
            known = self._standing.of_kinds(access, kind) if asked else translate.NOTHING
            for operation, body in finder.found(asked) if asked else ():
                found.setdefault(operation.key, translate.receipt(kind, body, known=known))
        return found

    def attachments(self, access: Access, *, kind: EntityKind, external_id: str) -> tuple[Attachment, ...]:
        return files.hanging(self._client, access, kind=kind, external_id=external_id)

    def download(self, access: Access, attachment: Attachment) -> bytes:
        return files.fetched(self._client, access, attachment=attachment)

    def attach(self, access: Access, attachment: Attachment, *, content: bytes) -> Attachment:
        return files.hung(self._client, access, attachment=attachment, content=content)

    def pdf(self, access: Access, *, kind: EntityKind, external_id: str) -> bytes:
        return files.printed(self._client, access, kind=kind, external_id=external_id)

    def send(self, access: Access, *, kind: EntityKind, external_id: str, to: str = "") -> None:
        files.sent(self._client, access, kind=kind, external_id=external_id, to=to)

    def notices(self, *, headers: Mapping[str, str], body: bytes, key: str) -> tuple[Notice, ...] | None:
        return webhooks.notices(headers=headers, body=body, key=key)

    def link_url(self, *, kind: EntityKind, external_id: str, organisation: Organisation) -> str:
        """The documented page; money on account has none that its id leads to."""
        page = PAGES.get(kind, "") if ":" not in external_id else ""
        if not page or not organisation.short_code:
            return ""
        return f"{self._app_url}/{page.format(short_code=organisation.short_code, id=external_id)}"
