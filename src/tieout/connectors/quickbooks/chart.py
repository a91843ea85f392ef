"""Tax codes by the tax service, and classes and locations as the options of the two categories that QuickBooks has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tieout.accounting.accounts import TaxRate, TrackingCategory
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Access, Action, Operation, Outcome, Receipt, Seen
from tieout.connectors.errors import OutcomeUnknown, ProviderError, Rejected, Transient
from tieout.connectors.quickbooks import errors
from tieout.connectors.quickbooks.client import Client, Element, readable, select
from tieout.connectors.quickbooks.manifest import BATCH_SIZE, MANIFEST
from tieout.connectors.quickbooks.translate import chart, tax_codes
from tieout.connectors.quickbooks.translate.chart import Branch
from tieout.connectors.quickbooks.translate.lines import CLASS, DEPARTMENT
from tieout.connectors.quickbooks.translate.reference import tracking
from tieout.connectors.quickbooks.wire import EVEN_HIDDEN, US_CODES, Body, queried, quoted, text
from tieout.connectors.quickbooks.writing import sent

KINDS = frozenset({EntityKind.TAX_RATE, EntityKind.TRACKING_CATEGORY})


@dataclass(kw_only=True)
class ChartWriter:
    """Does operations of these kinds, one after the other. What breaks off in the middle is taken up where it stopped when the
    operation is done again."""

    client: Client
    access: Access
    _calls: int = field(default=0, init=False)

    def write(self, operation: Operation) -> Outcome:
        """Raises Transient or Throttled when nothing was written, OutcomeUnknown when that cannot be told."""
        self._calls = 0
        try:
            if operation.action not in MANIFEST.can[operation.kind]:
                raise _refused("tax_rates" if operation.kind is EntityKind.TAX_RATE else "tracking")
            if isinstance(operation.entity, TaxRate):
                seen = self._tax_code(operation, operation.entity)
            elif isinstance(operation.entity, TrackingCategory):
                seen = self._tracking(operation, operation.entity)
            else:
                raise _refused("tracking")
        except Rejected as refusal:
            return Outcome(key=operation.key, problems=refusal.problems)
        except ProviderError as trouble:
            if self._calls:
                raise OutcomeUnknown(f"a part was written before this: {trouble}") from trouble
            raise
        return Outcome(key=operation.key, receipt=Receipt(seen=seen))

    def _tax_code(self, operation: Operation, entity: TaxRate) -> Seen:
        codes, agencies = self.client.query_all(self.access, [select("TaxCode"), select("TaxAgency")])
        with readable():
            if US_CODES & {text(code, "Id") for code in queried(codes, "TaxCode")}:
                raise _refused("us_sales_tax")
            body = chart.tax_code_body(entity, agencies=queried(agencies, "TaxAgency"))
        element = Element(key=operation.key, attempt=operation.attempt, action=Action.CREATE, name="TaxService", body=body)
        answer = self.client.make_tax_code(self.access, element)
        if isinstance(answer, tuple):
            raise Rejected(errors.problems(answer, kind=operation.kind))
        self._calls += 1
        own_id = text(answer, "TaxCodeId")
        found = next((seen for seen in tax_rates(self.client, self.access) if seen.external_id == own_id), None)
        if found is None:
            raise Transient("QuickBooks took a tax code and does not show it")
        return found

    def _tracking(self, operation: Operation, entity: TrackingCategory) -> Seen:
        name = operation.external_id or ""
        if name not in (CLASS, DEPARTMENT):
            raise _refused("tracking")
        before, rows, preferences = self._options(name)
        chart.check_tracking(entity, current=before)
        ids = {text(row, "FullyQualifiedName").casefold(): text(row, "Id") for row in rows}
        # One depth after the other: what stands under a new one needs its id.
        wanted = chart.branches(entity, rows=rows)
        for group in _groups(wanted):
            elements = [_element(operation, name, branch=branch, ids=ids) for branch in group]
            for branch, answer in zip(group, sent(self.client, self.access, elements=elements), strict=True):
                if isinstance(answer, tuple):
                    if self._calls:
                        message = f"a part was written before {branch.full_name} was refused: {answer[0].message}"
                        raise Rejected((errors.problem("other", message=message),))
                    raise Rejected(errors.problems(answer, kind=operation.kind))
                self._calls += 1
                ids[branch.full_name.casefold()] = text(answer, "Id")
        _, after, _ = self._options(name) if wanted else (before, rows, preferences)
        (seen,) = tracking(name, [row for row in after if row.get("Active", True)], preferences=preferences)
        return seen

    def _options(self, name: str) -> tuple[TrackingCategory, tuple[Body, ...], Body]:
        """The category, all of its options and the settings of the company. A thousand options are the most of one answer."""
        rows, settings = self.client.query_all(self.access, [select(name, EVEN_HIDDEN), select("Preferences")])
        with readable():
            found, (preferences,) = queried(rows, name), queried(settings, "Preferences")[:1] or ({},)
            seen = tracking(name, found, preferences=preferences)
        if not seen or not isinstance(seen[0].entity, TrackingCategory):
            raise _refused("tracking")
        return seen[0].entity, found, preferences


def tax_rates(client: Client, access: Access) -> tuple[Seen, ...]:
    codes, rates = client.query_all(access, [select("TaxCode"), select("TaxRate")])
    with readable():
        return tax_codes(queried(codes, "TaxCode"), {text(rate, "Id"): rate for rate in queried(rates, "TaxRate")})


def found(client: Client, access: Access, *, operations: Sequence[Operation]) -> dict[str, Seen]:
    """Which of these tax codes are there: their names are unique."""
    names = {each.key: each.entity.name for each in operations if isinstance(each.entity, TaxRate)}
    if not names:
        return {}
    wanted = " , ".join(quoted(name) for name in sorted(set(names.values())))
    answer = client.query(access, select("TaxCode", f"Name IN ({wanted})"))
    with readable():
        if not queried(answer, "TaxCode"):
            return {}
    by_name = {seen.entity.name.casefold(): seen for seen in tax_rates(client, access) if isinstance(seen.entity, TaxRate)}
    return {key: by_name[name.casefold()] for key, name in names.items() if name.casefold() in by_name}


def _groups(wanted: Sequence[Branch]) -> list[list[Branch]]:
    """In the order given, of one depth and in or out, and as many as a batch takes."""
    groups: list[list[Branch]] = []
    for branch in wanted:
        last = groups[-1] if groups else []
        if last and (last[0].depth, last[0].is_active) == (branch.depth, branch.is_active) and len(last) < BATCH_SIZE:
            last.append(branch)
        else:
            groups.append([branch])
    return groups


def _element(operation: Operation, name: str, *, branch: Branch, ids: Mapping[str, str]) -> Element:
    action = Action.CREATE if branch.row is None else Action.UPDATE
    key = f"{operation.key} {branch.full_name}"
    return Element(key=key, attempt=operation.attempt, action=action, name=name, body=chart.branch_body(branch, ids=ids))


def _refused(word: str) -> Rejected:
    return Rejected((errors.problem("not_editable", message=MANIFEST.cannot[word]),))
