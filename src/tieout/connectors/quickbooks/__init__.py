"""QuickBooks Online."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import (
    Access,
    Action,
    Connector,
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
from tieout.connectors.errors import OutcomeUnknown, Rejected, Transient
from tieout.connectors.http import Http
from tieout.connectors.quickbooks import auth, chart, errors, webhooks
from tieout.connectors.quickbooks.client import Client, readable, select
from tieout.connectors.quickbooks.manifest import API_URL, APP_URL, MANIFEST
from tieout.connectors.quickbooks.reading import CHANGES_FULL, Reader
from tieout.connectors.quickbooks.standing import TERMS, Standing
from tieout.connectors.quickbooks.translate import files, seen, tax_codes, written_name
from tieout.connectors.quickbooks.translate.lines import CLASS, DEPARTMENT
from tieout.connectors.quickbooks.translate.recognition import is_this, questions
from tieout.connectors.quickbooks.translate.reference import organisation, tracking
from tieout.connectors.quickbooks.wire import EVEN_HIDDEN, OBJECTS, WireError, queried, quoted, text, their_id
from tieout.connectors.quickbooks.writing import Writer

# The page of each object in QuickBooks' own product, by its name.
_ROUTES: Mapping[str, str] = {
    "Customer": "customerdetail?nameId=",
    "Vendor": "vendordetail?nameId=",
    "Invoice": "invoice?txnId=",
    "Bill": "bill?txnId=",
    "CreditMemo": "creditmemo?txnId=",
    "VendorCredit": "vendorcredit?txnId=",
    "Payment": "recvpayment?txnId=",
    "BillPayment": "billpayment?txnId=",
    "Purchase": "expense?txnId=",
    "Deposit": "deposit?txnId=",
    "SalesReceipt": "salesreceipt?txnId=",
    "RefundReceipt": "refundreceipt?txnId=",
    "Transfer": "transfer?txnId=",
    "JournalEntry": "journal?txnId=",
    "Account": "register?accountId=",
}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class QuickBooks:
    """The connector; see `Connector` for what each method promises."""

    manifest = MANIFEST

    def __init__(self, settings: ProviderSettings, *, http: Http | None = None, now: Callable[[], datetime] = _utc_now) -> None:
        self._http = http or Http(errors.DIALECT, timeout_seconds=settings.timeout_seconds)
        self._oauth = auth.oauth(settings, self._http)
        self._client = Client(http=self._http, api_url=settings.urls.get("api") or API_URL)
        self._app_url = (settings.urls.get("app") or APP_URL).rstrip("/")
        self._is_demo = "sandbox" in self._client.api_url
        self._standing = Standing(client=self._client)
        self._reader = Reader(client=self._client, standing=self._standing, now=now)

    def authorise_url(self, *, redirect_uri: str, state: str, code_verifier: str) -> str:
        return self._oauth.authorise_url(redirect_uri=redirect_uri, state=state, code_verifier=code_verifier)

    def exchange(self, *, callback: Mapping[str, str], redirect_uri: str, code_verifier: str) -> Tokens:
        tokens = self._oauth.exchange(callback=callback, redirect_uri=redirect_uri, code_verifier=code_verifier)
        auth.realm(callback)
        return tokens

    def organisations(self, tokens: Tokens, *, callback: Mapping[str, str]) -> tuple[Organisation, ...]:
        realm = auth.realm(callback)
        company, preferences = self._client.company(realm, bearer=tokens.access_token)
        with readable():
            return (organisation(realm, company=company, preferences=preferences, is_demo=self._is_demo),)

    def refresh(self, tokens: Tokens) -> Tokens:
        return self._oauth.refresh(tokens)

    def revoke(self, tokens: Tokens) -> None:
        self._oauth.revoke(tokens, as_json=True)

    def leave(self, tokens: Tokens, *, organisation_id: str) -> bool:
        del tokens, organisation_id  # there is nothing but to revoke
        return False

    def read_reference(self, access: Access) -> ReferenceData:
        self._standing.forget(access)
        names = ("CompanyInfo", "Preferences", "TaxCode", "TaxRate", CLASS, DEPARTMENT)
        accounts = select("Account", EVEN_HIDDEN)
        statements = [*(select(name) for name in names), TERMS, accounts]
        # Smaller plans have neither classes nor locations.
        perhaps = {names.index(CLASS), names.index(DEPARTMENT)}
        *answers, terms, first = self._client.query_all(access, statements, perhaps=perhaps)
        with readable():
            company, preferences, codes, rates, classes, departments = (
                queried(answer, name) for name, answer in zip(names, answers, strict=True)
            )
            accounts_found, terms_found = queried(first, "Account"), queried(terms, "Term")
            self._standing.keep_terms(access, terms_found)
            by_id = {text(rate, "Id"): rate for rate in rates}
            if not company or not preferences:
                raise WireError("there is no company in it")
            found = organisation(access.organisation_id, company=company[0], preferences=preferences[0], is_demo=self._is_demo)
            tracked = tuple(
                one
                for name, options in ((CLASS, classes), (DEPARTMENT, departments))
                for one in tracking(name, options, preferences=preferences[0])
            )
        # One call gives a thousand objects in all: a longer chart of accounts is read by itself.
        cut_off = sum(map(len, (accounts_found, terms_found, codes, rates, classes, departments))) >= CHANGES_FULL
        return ReferenceData(
            organisation=found,
            accounts=tuple(self._every_account(access)) if cut_off else tuple(map(_account, accounts_found)),
            tax_rates=tax_codes(codes, by_id),
            tracking_categories=tracked,
        )

    def _every_account(self, access: Access) -> list[Seen]:
        return [each for page in self._reader.listed(access, [EntityKind.ACCOUNT], since=None) for each in page.seen]

    def read(self, access: Access, *, kinds: Sequence[EntityKind], since: datetime | None) -> Iterator[Page]:
        return self._reader.read(access, kinds, since=since)

    def write(self, access: Access, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        if operations and operations[0].kind in chart.KINDS:
            self._standing.forget(access)
            writer = chart.ChartWriter(client=self._client, access=access)
            return tuple(writer.write(operation) for operation in operations[:1])
        return self._writer(access).write(operations)

    def look_up(self, access: Access, operations: Sequence[Operation]) -> Mapping[str, Receipt]:
        writer = self._writer(access)
        codes = [each for each in operations if each.kind is EntityKind.TAX_RATE and each.action is Action.CREATE]
        found = {key: Receipt(seen=one) for key, one in chart.found(self._client, access, operations=codes).items()}
        for name, wanted in self._by_object(access, operations).items():
            for question in questions(name, wanted):
                for _, rows in self._reader.pages(access, name, conditions=question.conditions):
                    # One object is the creation of one operation, however alike two of them are.
                    for row in rows:
                        with readable():
                            mine = [each for each in question.operations if each.key not in found and is_this(name, each, row=row)]
                        found |= {each.key: writer.receipt(each, row, name=name) for each in mine[:1]}
        return found

    def _by_object(self, access: Access, operations: Sequence[Operation]) -> Mapping[str, list[Operation]]:
        """The creations by the object that each was to be; what could not have been sent is nowhere."""
        by_object: dict[str, list[Operation]] = defaultdict(list)
        created = [each for each in operations if each.action is Action.CREATE and each.kind not in chart.KINDS]
        for kind in dict.fromkeys(each.kind for each in created):
            mine = [each for each in created if each.kind is kind]
            known = self._standing.of_accounts(access, mine)
            for each in mine:
                try:
                    name = written_name(each, known=known)
                except Rejected:
                    continue
                by_object[name].append(each)
        return by_object

    def _writer(self, access: Access) -> Writer:
        return Writer(client=self._client, access=access, standing=self._standing)

    def attachments(self, access: Access, *, kind: EntityKind, external_id: str) -> tuple[Attachment, ...]:
        try:
            name, own_id = their_id(kind, external_id)
        except WireError:
            return ()
        conditions = (
            f"AttachableRef.EntityRef.Type = {quoted(name)}",
            f"AttachableRef.EntityRef.value = {quoted(own_id)}",
        )
        rows = (row for _, page in self._reader.pages(access, "Attachable", conditions=conditions) for row in page)
        found = (seen(EntityKind.ATTACHMENT, row).entity for row in rows)
        return tuple(files.hung_on(each, kind, external_id=external_id) for each in found if isinstance(each, Attachment))

    def download(self, access: Access, attachment: Attachment) -> bytes:
        content = self._client.download(access, attachment.id or "0")
        if len(content) > MANIFEST.attachment_bytes_max:
            raise Rejected((errors.problem("too_long", message=f"the file has {len(content)} bytes"),))
        if attachment.size_bytes is not None and len(content) != attachment.size_bytes:
            raise Transient("QuickBooks' answer has another length than the file")
        return content

    def attach(self, access: Access, attachment: Attachment, *, content: bytes) -> Attachment:
        files.check(attachment, content=content)
        for there in self.attachments(access, kind=attachment.owner_kind, external_id=attachment.owner):
            if (there.file_name, there.size_bytes) == (attachment.file_name, len(content)):
                return there
        media_type, body = files.upload(attachment, content=content)
        made = seen(EntityKind.ATTACHMENT, self._client.upload(access, media_type=media_type, content=body)).entity
        if not isinstance(made, Attachment):
            raise OutcomeUnknown("QuickBooks' answer has no file in it")
        return files.hung_on(made, attachment.owner_kind, external_id=attachment.owner)

    def pdf(self, access: Access, *, kind: EntityKind, external_id: str) -> bytes:
        if kind not in MANIFEST.has_pdf:
            raise Rejected((errors.problem("other", message=MANIFEST.cannot["pdf"]),))
        name, own_id = their_id(kind, external_id)
        return self._client.printed(access, name, id=own_id)

    def send(self, access: Access, *, kind: EntityKind, external_id: str, to: str = "") -> None:
        if kind not in MANIFEST.sendable:
            raise Rejected((errors.problem("other", message=MANIFEST.cannot["send"]),))
        name, own_id = their_id(kind, external_id)
        self._client.send(access, name, id=own_id, to=to)

    def notices(self, *, headers: Mapping[str, str], body: bytes, key: str) -> tuple[Notice, ...] | None:
        if not webhooks.verify(body=body, signature=headers.get(webhooks.SIGNATURE_HEADER, ""), key=key):
            return None
        return webhooks.parse(body)

    def link_url(self, *, kind: EntityKind, external_id: str, organisation: Organisation) -> str:
        del organisation
        if kind not in OBJECTS or not external_id:
            return ""
        try:
            name, own_id = their_id(kind, external_id)
        except WireError:
            return ""
        route = _ROUTES.get(name)
        return f"{self._app_url}/{route}{own_id}" if route else ""


def connector(settings: ProviderSettings, *, http: Http | None = None) -> Connector:
    return QuickBooks(settings, http=http)


def _account(row: Mapping[str, object]) -> Seen:
    return seen(EntityKind.ACCOUNT, row)
