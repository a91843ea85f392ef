"""Accounts, tax rates and analysis types written to Sage, one at a time and in as many calls as each needs."""

from dataclasses import dataclass, field

from tieout.accounting.accounts import Account, TaxRate, TrackingCategory
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Access, Action, Operation, Outcome, Receipt, Seen
from tieout.connectors.errors import OutcomeUnknown, ProviderError, Rejected
from tieout.connectors.http import Json, Response
from tieout.connectors.sage import errors, translate
from tieout.connectors.sage.client import Client
from tieout.connectors.sage.manifest import MANIFEST
from tieout.connectors.sage.translate import chart
from tieout.connectors.sage.translate.banks import Known
from tieout.connectors.sage.translate.marks import idempotency_id
from tieout.connectors.sage.translate.parts import refusal
from tieout.connectors.sage.wire import Body

KINDS = frozenset({EntityKind.ACCOUNT, EntityKind.TAX_RATE, EntityKind.TRACKING_CATEGORY})
# Tax rates can be written for businesses there only (sage.md §8).
_WRITABLE_RATES = frozenset({"US"})


@dataclass(kw_only=True)
class ChartWriter:
    """Does one operation. What breaks off in the middle is taken up where it stopped when the operation is done again."""

    client: Client
    access: Access
    known: Known
    _calls: int = field(default=0, init=False)

    def write(self, operation: Operation) -> Outcome:
        """Raises Transient or Throttled when nothing was written, OutcomeUnknown when that cannot be told."""
        try:
            if operation.action not in MANIFEST.can[operation.kind]:
                raise refusal("not_editable", f"Sage cannot {operation.action} a {operation.kind.value.replace('_', ' ')}")
            if isinstance(operation.entity, Account):
                seen = self._account(operation, operation.entity)
            elif isinstance(operation.entity, TaxRate):
                seen = self._tax_rate(operation, operation.entity)
            elif isinstance(operation.entity, TrackingCategory):
                seen = self._tracking(operation, operation.entity)
            else:
                raise refusal("other", f"this is no {operation.kind.value}")
        except Rejected as refused:
            return Outcome(key=operation.key, problems=refused.problems)
        except ProviderError as trouble:
            if self._calls:
                raise OutcomeUnknown(f"a part was written before this: {trouble}") from trouble
            raise
        return Outcome(key=operation.key, receipt=Receipt(seen=seen))

    # ---- Each kind

    def _account(self, operation: Operation, entity: Account) -> Seen:
        name, plural = chart.account_name(entity)
        if operation.action is Action.DELETE:
            if name != "bank_account":
                raise refusal("not_editable", MANIFEST.cannot["account_delete"])
            return self._deleted(operation, plural)
        if operation.action is Action.CREATE:
            return self._seen(operation, self._created(operation, plural, name=name, body=chart.account_body(entity)))
        current = self._current(operation, plural)
        change = chart.account_body(entity, current=current)
        return self._seen(operation, self._changed(operation, plural, name=name, body=change) if change else current)

    def _tax_rate(self, operation: Operation, entity: TaxRate) -> Seen:
        business = self.client.settings(self.access, f"businesses/{self.access.organisation_id}")
        if _id(business, "country") not in _WRITABLE_RATES:
            raise refusal("not_editable", MANIFEST.cannot["tax_rates"])
        if operation.action is Action.DELETE:
            return self._deleted(operation, "tax_rates")
        if operation.action is Action.CREATE:
            # They have no idempotency id: looking first is what keeps a repeat from adding another.
            body = found(self.client, self.access, operation=operation) or self._created(
                operation, "tax_rates", name="tax_rate", body=chart.tax_rate_body(entity)
            )
            return self._seen(operation, body)
        change = chart.tax_rate_body(entity, current=self._current(operation, "tax_rates"))
        return self._seen(operation, self._changed(operation, "tax_rates", name="tax_rate", body=change))

    def _tracking(self, operation: Operation, entity: TrackingCategory) -> Seen:
        current = self._current(operation, "analysis_types")
        for own_id, body in chart.categories(entity, current=current):
            if not body:
                self._taken(self.client.delete(self.access, _CATEGORIES, id=own_id, is_document=False))
            elif own_id:
                self._taken(self.client.update(self.access, _CATEGORIES, id=own_id, name=_CATEGORY, body=body))
            else:
                self._taken(self.client.create(self.access, _CATEGORIES, name=_CATEGORY, body=body, idempotency_id=""))
        if current.get("name") != entity.name:
            self._changed(operation, "analysis_types", name="analysis_type", body={"name": entity.name})
        return self._seen(operation, self._current(operation, "analysis_types"))

    # ---- Calls

    def _seen(self, operation: Operation, body: Body) -> Seen:
        return translate.seen(operation.kind, body, known=self.known)

    def _current(self, operation: Operation, plural: str) -> Body:
        body = self.client.one(self.access, plural, id=operation.external_id or "0")
        if body is None:
            raise refusal("not_found", f"{operation.external_id} is not in Sage any more")
        return body

    def _created(self, operation: Operation, plural: str, *, name: str, body: dict[str, Json]) -> Body:
        key = "" if plural == "tax_rates" else idempotency_id(operation.key, operation.attempt)
        return self._told(self.client.create(self.access, plural, name=name, body=body, idempotency_id=key))

    def _changed(self, operation: Operation, plural: str, *, name: str, body: dict[str, Json]) -> Body:
        return self._told(self.client.update(self.access, plural, id=operation.external_id or "0", name=name, body=body))

    def _deleted(self, operation: Operation, plural: str) -> Seen:
        self._taken(self.client.delete(self.access, plural, id=operation.external_id or "0", is_document=False))
        return Seen(kind=operation.kind, external_id=operation.external_id or "", body={}, deleted=True)

    def _taken(self, answer: Response) -> Response:
        if not answer.ok:
            raise Rejected(errors.problems(answer))
        self._calls += 1
        return answer

    def _told(self, answer: Response) -> Body:
        body = self._taken(answer).body
        if not isinstance(body, dict) or not body.get("id"):
            raise OutcomeUnknown("Sage's answer has no object with an id")
        return body


_CATEGORY, _CATEGORIES = "analysis_type_category", "analysis_type_categories"


def found(client: Client, access: Access, *, operation: Operation) -> Body | None:
    """What a create made; None where it is not there."""
    entity = operation.entity
    if isinstance(entity, Account):
        _, plural = chart.account_name(entity)
        return chart.found_account(entity, client.all(access, plural, params={}))
    if isinstance(entity, TaxRate):
        return next((body for body in client.all(access, "tax_rates", params={}) if body.get("name") == entity.name), None)
    return None


def _id(body: Body, field_name: str) -> str:
    part = body.get(field_name)
    return str(part.get("id") or "") if isinstance(part, dict) else ""
