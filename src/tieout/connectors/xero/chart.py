"""Accounts, tax rates and tracking categories written to Xero, one at a time and in as many calls as each needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tieout.accounting.accounts import Account, TaxRate, TrackingCategory
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Access, Action, Operation, Outcome, Receipt, Seen
from tieout.connectors.errors import OutcomeUnknown, Problem, ProviderError
from tieout.connectors.http import Json, Response
from tieout.connectors.xero import errors, translate
from tieout.connectors.xero.client import Client
from tieout.connectors.xero.translate import Untranslatable, chart
from tieout.connectors.xero.wire import Body

LISTS = {
    EntityKind.ACCOUNT: "Accounts",
    EntityKind.TAX_RATE: "TaxRates",
    EntityKind.TRACKING_CATEGORY: "TrackingCategories",
}
# Archived categories are hidden unless they are asked for.
_ALL = {"includeArchived": "true"}


class _RefusedError(Exception):
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(one.message for one in problems))
        self.problems = problems


@dataclass(kw_only=True)
class ChartWriter:
    """Does one operation. What breaks off in the middle is taken up where it stopped when the operation is done again."""

    client: Client
    access: Access
    operation: Operation
    _calls: int = field(default=0, init=False)

    def write(self) -> Outcome:
        """Raises Transient or Throttled when nothing was written, OutcomeUnknown when that cannot be told."""
        operation = self.operation
        try:
            if operation.action is Action.DELETE:
                seen = self._deleted()
            elif isinstance(operation.entity, Account):
                seen = self._account(operation.entity)
            elif isinstance(operation.entity, TaxRate):
                seen = self._tax_rate(operation.entity)
            elif isinstance(operation.entity, TrackingCategory):
                seen = self._tracking(operation.entity)
            else:
                raise Untranslatable(f"this is no {operation.kind.value}")
        except _RefusedError as refused:
            return Outcome(key=operation.key, problems=refused.problems)
        except Untranslatable as error:
            return Outcome(key=operation.key, problems=(errors.problem(str(error), cause=error.cause),))
        except ProviderError as trouble:
            if self._calls:
                raise OutcomeUnknown(f"a part was written before this: {trouble}") from trouble
            raise
        return Outcome(key=operation.key, receipt=Receipt(seen=seen))

    # ---- Each kind

    def _account(self, entity: Account) -> Seen:
        if self.operation.action is Action.CREATE:
            body = self._sent("Accounts", chart.account_out(entity), creates=True)
        else:
            body = self._current()
            change = chart.account_out(entity, current=body)
            path, is_active = f"Accounts/{self.operation.external_id}", body.get("Status") == "ACTIVE"
            # A status goes alone, and what is archived is not edited.
            if entity.is_active and not is_active:
                body = self._sent(path, {"Status": "ACTIVE"})
            if change:
                body = self._sent(path, change)
            if is_active and not entity.is_active:
                body = self._sent(path, {"Status": "ARCHIVED"})
        return translate.seen(EntityKind.ACCOUNT, body)

    def _tax_rate(self, entity: TaxRate) -> Seen:
        country = str(self.client.organisation(self.access).get("CountryCode") or "")
        if self.operation.action is Action.CREATE:
            sent = chart.tax_rate_out(entity, country=country)
        else:
            change = chart.tax_rate_out(entity, country=country, current=self._current())
            sent = {"TaxType": self.operation.external_id, **change}
        body = self._sent("TaxRates", {"TaxRates": [sent]}, creates=self.operation.action is Action.CREATE)
        return translate.seen(EntityKind.TAX_RATE, body)

    def _tracking(self, entity: TrackingCategory) -> Seen:
        if self.operation.action is Action.CREATE:
            current = self._begun(entity) or self._sent("TrackingCategories", {"Name": entity.name}, creates=True)
        else:
            current = self._current()
        path = f"TrackingCategories/{current.get('TrackingCategoryID')}"
        status = "ACTIVE" if entity.is_active else "ARCHIVED"
        if entity.is_active and current.get("Status") != status:
            self._sent(path, {"Status": status})
        for own_id, body in chart.options_out(entity, current=current):
            self._sent(f"{path}/Options/{own_id}" if own_id else f"{path}/Options", body, creates=not own_id)
        if (current.get("Name"), current.get("Status")) != (entity.name, status):
            self._sent(path, {"Name": entity.name, "Status": status})
        # What an answer shows of the other options is not documented: it is read as it is now.
        (after,) = self.client.one(self.access, "TrackingCategories", key=str(current.get("TrackingCategoryID"))) or (current,)
        return translate.seen(EntityKind.TRACKING_CATEGORY, after)

    def _begun(self, entity: TrackingCategory) -> Body | None:
        """A category of this name that has none but options which are wanted: what an interrupted writing left, or as good."""
        wanted = {name.casefold() for _, name in entity.options}
        for body in self.client.find(self.access, "TrackingCategories", params=_ALL):
            seen = translate.seen(EntityKind.TRACKING_CATEGORY, body).entity
            if isinstance(seen, TrackingCategory) and seen.is_active and seen.name.casefold() == entity.name.casefold():
                return body if {name.casefold() for _, name in seen.options} <= wanted else None
        return None

    def _deleted(self) -> Seen:
        kind, own_id = self.operation.kind, self._id()
        if kind is EntityKind.TAX_RATE:
            body = self._sent("TaxRates", {"TaxRates": [{"TaxType": own_id, "Status": "DELETED"}]})
            return translate.seen(kind, body)
        answer = self.client.delete(self.access, LISTS[kind], id=own_id)
        if not answer.ok:
            raise _RefusedError(_refusal(answer))
        return Seen(kind=kind, external_id=own_id, body={}, deleted=True)

    # ---- Calls

    def _id(self) -> str:
        if not self.operation.external_id:
            raise Untranslatable("what is not in Xero yet cannot be changed there", cause="not_found")
        return self.operation.external_id

    def _current(self) -> Body:
        found = self.client.one(self.access, LISTS[self.operation.kind], key=self._id())
        if not found:
            raise Untranslatable(f"{self.operation.external_id} is not in Xero any more", cause="not_found")
        return found[0]

    def _sent(self, path: str, body: dict[str, Json], *, creates: bool = False) -> Body:
        """The one element of the answer. Raises _RefusedError."""
        step = f"{self.operation.key} {self.operation.attempt} {path}"
        answer = self.client.save(self.access, path, json=body, creates=creates, step=step)
        if not answer.ok:
            raise _RefusedError(_refusal(answer))
        elements = _elements(answer, path)
        if len(elements) != 1:
            raise OutcomeUnknown(f"Xero's answer does not tell what became of {path}")
        if problems := errors.problems(elements[0]):
            raise _RefusedError(problems)
        self._calls += 1
        return elements[0]


def found(client: Client, access: Access, *, operations: Sequence[Operation]) -> Iterator[tuple[Operation, Body]]:
    """What these creates of one kind made: names are unique, an account's code is too."""
    kind = operations[0].kind
    bodies = client.find(access, LISTS[kind], params=_ALL if kind is EntityKind.TRACKING_CATEGORY else {})
    for operation in operations:
        body = next((body for body in bodies if _is_this(operation, body)), None)
        if body is not None:
            yield operation, body


def _is_this(operation: Operation, body: Body) -> bool:
    wanted, there = operation.entity, translate.seen(operation.kind, body).entity
    if isinstance(wanted, Account) and isinstance(there, Account):
        return (wanted.code, wanted.name.casefold(), there.is_active) == (there.code, there.name.casefold(), True)
    if isinstance(wanted, TaxRate) and isinstance(there, TaxRate):
        return (wanted.name, wanted.rate, there.is_active) == (there.name, there.rate, True)
    if isinstance(wanted, TrackingCategory) and isinstance(there, TrackingCategory):
        # One with some of the options only is not finished.
        options = [{name.casefold() for _, name in one.options} for one in (wanted, there)]
        return wanted.name.casefold() == there.name.casefold() and there.is_active and options[0] == options[1]
    return False


def _elements(answer: Response, path: str) -> list[Body]:
    parts = path.split("/")
    envelope = "Options" if "Options" in parts else parts[0]
    found = answer.body.get(envelope) if isinstance(answer.body, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _refusal(answer: Response) -> tuple[Problem, ...]:
    body = answer.body if isinstance(answer.body, dict) else {}
    return errors.problems(body) or (errors.call_problem(answer),)
