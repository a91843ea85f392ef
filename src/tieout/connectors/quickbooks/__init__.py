"""QuickBooks Online."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tieout.accounting.documents import Document
from tieout.accounting.kinds import DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import (
    Access,
    Action,
    Connector,
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
from tieout.connectors.errors import OutcomeUnknown, Problem, Rejected, Transient
from tieout.connectors.http import Http
from tieout.connectors.quickbooks import auth, errors
from tieout.connectors.quickbooks.client import Client, Element, readable, select
from tieout.connectors.quickbooks.manifest import API_URL, APP_URL, CHANGES_DAYS, MANIFEST, PAGE_SIZE
from tieout.connectors.quickbooks.translate import receipt, rewritten, seen, tax_codes, written
from tieout.connectors.quickbooks.translate.documents import prices_need_rates
from tieout.connectors.quickbooks.translate.recognition import is_this, questions
from tieout.connectors.quickbooks.translate.reference import organisation, percents
from tieout.connectors.quickbooks.wire import (
    EVEN_HIDDEN,
    NAME_LISTS,
    NAMES,
    Body,
    WireError,
    changed,
    moment,
    one_of,
    queried,
    text,
    written_object,
)

# So near its most of a thousand objects, a list of changes may have been cut off.
CHANGES_FULL = 990
# Transactions that can be voided; the others can only be deleted.
VOIDABLE = frozenset({EntityKind.INVOICE, EntityKind.PAYMENT, EntityKind.SUPPLIER_PAYMENT})
_SALES_SIDE = frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE, EntityKind.PAYMENT})
PAGES_MAX = 10_000
_ROUTES = {
    EntityKind.CUSTOMER: "customerdetail?nameId=",
    EntityKind.SUPPLIER: "vendordetail?nameId=",
    EntityKind.INVOICE: "invoice?txnId=",
    EntityKind.BILL: "bill?txnId=",
    EntityKind.CREDIT_NOTE: "creditmemo?txnId=",
    EntityKind.SUPPLIER_CREDIT: "vendorcredit?txnId=",
    EntityKind.PAYMENT: "recvpayment?txnId=",
    EntityKind.SUPPLIER_PAYMENT: "billpayment?txnId=",
    EntityKind.ACCOUNT: "register?accountId=",
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
        self._app_url = settings.urls.get("app") or APP_URL
        self._is_demo = "sandbox" in self._client.api_url
        self._now = now

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

    def read_reference(self, access: Access) -> ReferenceData:
        names = ("CompanyInfo", "Preferences", "TaxCode", "TaxRate")
        accounts = select("Account", EVEN_HIDDEN)
        *answers, first = self._client.query_all(access, [*(select(name) for name in names), accounts])
        with readable():
            company, preferences, codes, rates = (queried(answer, name) for name, answer in zip(names, answers, strict=True))
            accounts_found = queried(first, "Account")
            by_id = {text(rate, "Id"): rate for rate in rates}
            if not company or not preferences:
                raise WireError("there is no company in it")
            found = organisation(access.organisation_id, company=company[0], preferences=preferences[0], is_demo=self._is_demo)
        # One call gives a thousand objects in all: a longer chart of accounts is read by itself.
        cut_off = len(accounts_found) + len(codes) + len(rates) >= CHANGES_FULL
        return ReferenceData(
            organisation=found,
            accounts=tuple(self._every_account(access)) if cut_off else _seen(EntityKind.ACCOUNT, accounts_found),
            tax_rates=tax_codes(codes, by_id),
        )

    def read(self, access: Access, *, kinds: Sequence[EntityKind], since: datetime | None) -> Iterator[Page]:
        if since is not None and self._now() - since < timedelta(days=CHANGES_DAYS):
            yield from self._changed(access, kinds, since=since)
        else:
            for kind in kinds:
                yield from self._listed(access, kind, since=since)

    def _changed(self, access: Access, kinds: Sequence[EntityKind], *, since: datetime) -> Iterator[Page]:
        """One call for all kinds; where its answer is full, one for each; where that is full too, by query."""
        answer = self._client.changes(access, [NAMES[kind] for kind in kinds], since=since)
        with readable():
            rows, answered_at = changed(answer), moment(answer, "time")
        if sum(map(len, rows.values())) < CHANGES_FULL:
            for kind in kinds:
                yield Page(kind=kind, seen=_seen(kind, rows.get(NAMES[kind], ())), complete=True, watermark=answered_at)
        elif len(kinds) > 1:
            for kind in kinds:
                yield from self._changed(access, [kind], since=since)
        else:
            (kind,) = kinds
            # What was deleted is told by the list of changes only.
            gone = tuple(each for each in _seen(kind, rows.get(NAMES[kind], ())) if each.deleted)
            yield Page(kind=kind, seen=gone, complete=False)
            yield from self._listed(access, kind, since=since)

    def _listed(self, access: Access, kind: EntityKind, *, since: datetime | None) -> Iterator[Page]:
        conditions = [EVEN_HIDDEN] if kind in NAME_LISTS else []
        if since is not None:
            conditions.append(f"MetaData.LastUpdatedTime >= '{since.astimezone(UTC).isoformat(timespec='milliseconds')}'")
        watermark: datetime | None = None
        for answered_at, rows in self._pages(access, kind, conditions=conditions):
            # What changes while the pages are read is to be seen next time: the first page's instant counts.
            watermark = watermark or answered_at
            complete = len(rows) < PAGE_SIZE
            yield Page(kind=kind, seen=_seen(kind, rows), complete=complete, watermark=watermark if complete else None)

    def _pages(
        self, access: Access, kind: EntityKind, *, conditions: Sequence[str]
    ) -> Iterator[tuple[datetime | None, tuple[Body, ...]]]:
        for number in range(PAGES_MAX):
            answer = self._client.query(access, select(NAMES[kind], *conditions, start=number * PAGE_SIZE + 1))
            with readable():
                rows, answered_at = queried(answer, NAMES[kind]), moment(answer, "time")
            yield answered_at, rows
            if len(rows) < PAGE_SIZE:
                return
        raise Transient(f"QuickBooks gives more than {PAGES_MAX} pages of one kind")

    def _every_account(self, access: Access) -> list[Seen]:
        return [each for page in self._listed(access, EntityKind.ACCOUNT, since=None) for each in page.seen]

    def write(self, access: Access, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        elements: dict[int, Element] = {}
        problems: dict[int, tuple[Problem, ...]] = {}
        rates = self._rates(access, operations)
        current = self._current(access, operations)
        for position, operation in enumerate(operations):
            try:
                elements[position] = _element(operation, rates=rates, current=current.get(operation.external_id or ""))
            except Rejected as refusal:
                problems[position] = refusal.problems
        answers = self._sent(access, list(elements.values()))
        receipts: dict[int, Receipt] = {}
        for position, answer in zip(elements, answers, strict=True):
            if isinstance(answer, tuple):
                problems[position] = errors.problems(answer, kind=operations[position].kind)
            else:
                receipts[position] = receipt(operations[position].kind, answer)
        return tuple(
            Outcome(key=operation.key, receipt=receipts.get(position), problems=problems.get(position, ()))
            for position, operation in enumerate(operations)
        )

    def _sent(self, access: Access, elements: Sequence[Element]) -> list[Body | tuple[errors.Fault, ...]]:
        if len(elements) < 2:
            return [self._client.write(access, element) for element in elements]
        found = self._client.write_all(access, elements)
        answers: list[Body | tuple[errors.Fault, ...]] = []
        for position, element in enumerate(elements):
            said = found.get(str(position))
            faults = errors.faults(said)
            # Of a batch some may stand: an error of QuickBooks' own, or silence, about one is looked up for all.
            if said is None or isinstance(errors.general(faults, writes=True), OutcomeUnknown):
                raise OutcomeUnknown("QuickBooks did not say what became of every element of a batch")
            with readable(writes=True):
                answers.append(faults or written_object(said, element.name))
        return answers

    def _rates(self, access: Access, operations: Sequence[Operation]) -> Mapping[str, Decimal]:
        """Percents by tax code, read only where a document's prices include tax that is still to be taken out."""
        if not any(isinstance(each.entity, Document) and prices_need_rates(each.entity) for each in operations):
            return {}
        codes, rates = self._client.query_all(access, [select("TaxCode"), select("TaxRate")])
        with readable():
            by_id = {text(rate, "Id"): rate for rate in queried(rates, "TaxRate")}
            return percents(queried(codes, "TaxCode"), by_id, sales=operations[0].kind in _SALES_SIDE)

    def _current(self, access: Access, operations: Sequence[Operation]) -> Mapping[str, Body]:
        """The objects that are to be changed, by id: an update leaves nothing as it was that is not sent."""
        changing = [each for each in operations if _rewrites(each)]
        if not changing:
            return {}
        kind = changing[0].kind
        conditions = [one_of("Id", {each.external_id or "" for each in changing})]
        if kind in NAME_LISTS:
            conditions.append(EVEN_HIDDEN)
        answer = self._client.query(access, select(NAMES[kind], *conditions))
        with readable():
            return {text(row, "Id"): row for row in queried(answer, NAMES[kind])}

    def look_up(self, access: Access, operations: Sequence[Operation]) -> Mapping[str, Receipt]:
        by_kind: dict[EntityKind, list[Operation]] = defaultdict(list)
        for operation in operations:
            by_kind[operation.kind].append(operation)
        found: dict[str, Receipt] = {}
        for kind, wanted in by_kind.items():
            for question in questions(kind, wanted):
                for _, rows in self._pages(access, kind, conditions=question.conditions):
                    # One object is the creation of one operation, however alike two of them are.
                    for row in rows:
                        with readable():
                            mine = [each for each in question.operations if each.key not in found and is_this(kind, each, row=row)]
                        found |= {each.key: receipt(kind, row) for each in mine[:1]}
        return found

    def link_url(self, *, kind: EntityKind, external_id: str, organisation: Organisation) -> str:
        del organisation
        route = _ROUTES.get(kind)
        return f"{self._app_url}{route}{external_id}" if route and external_id else ""


def connector(settings: ProviderSettings, *, http: Http | None = None) -> Connector:
    return QuickBooks(settings, http=http)


def _seen(kind: EntityKind, rows: Sequence[Body]) -> tuple[Seen, ...]:
    return tuple(seen(kind, row) for row in rows)


def _rewrites(operation: Operation) -> bool:
    """Whether the object is sent whole again; hiding a name is such a change too."""
    return operation.action is Action.UPDATE or (operation.action is Action.DELETE and operation.kind in NAME_LISTS)


def _element(operation: Operation, *, rates: Mapping[str, Decimal], current: Body | None) -> Element:
    """Raises Rejected."""
    kind, action = operation.kind, operation.action
    name = NAMES[kind]

    def element(sent_as: Action, body: Mapping[str, object]) -> Element:
        return Element(key=operation.key, attempt=operation.attempt, action=sent_as, name=name, body=body)

    if action is Action.CREATE:
        return element(action, written(operation, rates=rates))
    if _rewrites(operation):
        if current is None:
            raise Rejected((errors.problem("not_found", message=f"{name} {operation.external_id} is not in QuickBooks"),))
        change = {"Active": False} if action is Action.DELETE else written(operation, rates=rates)
        body = rewritten(kind, current, change=change, version=operation.version)
        return element(Action.UPDATE, body)
    if action is Action.VOID and kind not in VOIDABLE:
        message = (
            MANIFEST.cannot["void_credits_and_bills"] if kind in DOCUMENT_KINDS else MANIFEST.cannot["delete_contacts_and_items"]
        )
        raise Rejected((errors.problem("not_editable", message=message),))
    body = {"Id": operation.external_id, "SyncToken": operation.version}
    # A payment is voided by an update, which must say that it is not the whole of it.
    if action is Action.VOID and kind in PAYMENT_KINDS:
        body["sparse"] = True
    return element(action, body)
