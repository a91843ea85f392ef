"""What a company has that its objects name by id: terms, bank and card accounts, people, tax rates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tieout.accounting.banking import BankTransaction
from tieout.accounting.contacts import Contact, Terms
from tieout.accounting.documents import Document, Payment, Settlement
from tieout.accounting.journal import Journal
from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.accounting.totals import Percent
from tieout.connectors.contract import Access, Action, Operation
from tieout.connectors.errors import Rejected
from tieout.connectors.quickbooks import errors
from tieout.connectors.quickbooks.client import Client, Element, readable, select
from tieout.connectors.quickbooks.translate.banking import names_tax
from tieout.connectors.quickbooks.translate.contacts import term_reference, wanted_terms
from tieout.connectors.quickbooks.translate.known import Known, term_body, terms
from tieout.connectors.quickbooks.translate.lines import prices_need_rates
from tieout.connectors.quickbooks.translate.reference import percents
from tieout.connectors.quickbooks.wire import EVEN_HIDDEN, Body, amount, flag, one_of, queried, text

TERMS = select("Term", EVEN_HIDDEN)
_BANKS = "AccountType IN ('Bank', 'Credit Card')"


@dataclass(frozen=True, kw_only=True)
class _Terms:
    by_id: Mapping[str, Terms]
    ids: Mapping[Terms, str]


@dataclass(frozen=True, kw_only=True)
class _Accounts:
    """`asked_for` are those of which it is known whether they are cards."""

    cards: frozenset[str]
    bank: str
    asked_for: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Safe to share between threads: what is kept is replaced whole, and asked for again when it does not know enough."""

    client: Client
    _terms: dict[str, _Terms] = field(default_factory=dict)
    _accounts: dict[str, _Accounts] = field(default_factory=dict)
    _parties: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def forget(self, access: Access) -> None:
        for kept in (self._terms, self._accounts, self._parties):
            kept.pop(access.organisation_id, None)

    def of_rows(self, access: Access, kind: EntityKind, *, rows: Iterable[Body]) -> Known:
        """What the rows need to be read; only contacts need something, and only those that have terms."""
        if kind not in CONTACT_KINDS:
            return Known()
        with readable():
            wanted = {term_reference(kind, row) for row in rows if row.get("status") != "Deleted"} - {""}
        kept = self._terms.get(access.organisation_id)
        if wanted and (kept is None or not wanted <= kept.by_id.keys()):
            kept = self._read_terms(access)
        return Known(terms=kept.by_id) if kept else Known()

    def of_operations(self, access: Access, operations: Sequence[Operation]) -> Known:
        """What the operations need to be written, in as few calls as there can be. Terms that the company has not are made."""
        entities = [each.entity for each in operations if each.action in (Action.CREATE, Action.UPDATE)]
        kind = operations[0].kind
        wanted = {wanted_terms(kind, each) for each in entities if isinstance(each, Contact)}
        term_ids = self._term_ids(access, {each for each in wanted if each}) if wanted - {None} else {}
        made = [each.entity for each in operations if each.action is Action.CREATE]
        if any(isinstance(each, Document) and each.due_on for each in made):
            term_ids = (self._terms.get(access.organisation_id) or self._read_terms(access)).ids
        accounts = {each.account for each in entities if isinstance(each, BankTransaction)}
        accounts |= {each.account for each in entities if isinstance(each, Payment) and each.kind is EntityKind.SUPPLIER_PAYMENT}
        needs_bank = any(isinstance(each, Settlement) and each.source_kind is EntityKind.SUPPLIER_CREDIT for each in entities)
        found = self._of_accounts(access, accounts) if accounts or needs_bank else None
        contacts = {each.contact for each in entities if isinstance(each, BankTransaction)}
        contacts |= {line.contact for each in entities if isinstance(each, Journal) for line in each.lines}
        rates, purchase_rates = self._rates(access, operations)
        return Known(
            rates=rates,
            purchase_rates=purchase_rates,
            terms=self._terms[access.organisation_id].by_id if access.organisation_id in self._terms else {},
            term_ids=term_ids,
            cards=found.cards if found else frozenset(),
            bank=found.bank if found else "",
            parties=self._of_parties(access, contacts - {""}),
        )

    def of_accounts(self, access: Access, operations: Sequence[Operation]) -> Known:
        """Which of the accounts are cards, which decides what object money at the bank is."""
        wanted = {each.entity.account for each in operations if isinstance(each.entity, BankTransaction)}
        return Known(cards=self._of_accounts(access, wanted).cards) if wanted else Known()

    # ---- Terms

    def _read_terms(self, access: Access) -> _Terms:
        answer = self.client.query(access, TERMS)
        with readable():
            return self.keep_terms(access, queried(answer, "Term"))

    def keep_terms(self, access: Access, rows: Sequence[Body]) -> _Terms:
        """All terms of the company, as TERMS asks for them. Raises WireError."""
        by_id = {text(row, "Id"): terms(row) for row in rows}
        # Terms with a discount for early payers are no equal of ours, nor are hidden ones for anybody.
        usable = [row for row in rows if flag(row, "Active", absent=True) and not amount(row, "DiscountPercent")]
        ids = {by_id[text(row, "Id")]: text(row, "Id") for row in reversed(usable)}
        kept = self._terms[access.organisation_id] = _Terms(by_id=by_id, ids=ids)
        return kept

    def _term_ids(self, access: Access, wanted: set[Terms]) -> Mapping[Terms, str]:
        kept = self._terms.get(access.organisation_id)
        if kept is None or not wanted <= kept.ids.keys():
            kept = self._read_terms(access)
        missing = sorted(wanted - kept.ids.keys(), key=lambda each: (each.basis, each.days))
        for each in missing:
            body = term_body(each)
            element = Element(key=f"term {body['Name']}", attempt=1, action=Action.CREATE, name="Term", body=body)
            made = self.client.write(access, element)
            if isinstance(made, tuple):
                raise Rejected(errors.problems(made))
        return (self._read_terms(access) if missing else kept).ids

    # ---- Accounts and people

    def _of_accounts(self, access: Access, wanted: set[str]) -> _Accounts:
        kept = self._accounts.get(access.organisation_id)
        if kept is not None and wanted <= kept.asked_for:
            return kept
        answer = self.client.query(access, select("Account", _BANKS))
        with readable():
            rows = queried(answer, "Account")
            cards = {text(row, "Id") for row in rows if text(row, "AccountType") == "Credit Card"}
            ids = [text(row, "Id") for row in rows]
        bank = next((each for each in ids if each not in cards), "")
        kept = _Accounts(cards=frozenset(cards), bank=bank, asked_for=frozenset({*ids, *wanted}))
        self._accounts[access.organisation_id] = kept
        return kept

    def _of_parties(self, access: Access, wanted: set[str]) -> Mapping[str, str]:
        kept = self._parties.get(access.organisation_id, {})
        if missing := wanted - kept.keys():
            names = ("Employee", "Customer", "Vendor")
            answers = self.client.query_all(access, [select(name, one_of("Id", missing), EVEN_HIDDEN) for name in names])
            with readable():
                # Should two of them have one id, money is rather owed to or by a vendor than a customer or an employee.
                found = {
                    text(row, "Id"): name for name, answer in zip(names, answers, strict=True) for row in queried(answer, name)
                }
            kept = self._parties[access.organisation_id] = {**kept, **found}
        return kept

    # ---- Tax

    def _rates(self, access: Access, operations: Sequence[Operation]) -> tuple[Mapping[str, Percent], Mapping[str, Percent]]:
        """Percents by tax code, of sales and of purchases, read only where prices include tax that is still to be taken out, or
        where there must be none."""
        if not any(map(_needs_rates, operations)):
            return {}, {}
        codes, rates = self.client.query_all(access, [select("TaxCode"), select("TaxRate")])
        with readable():
            by_id, found = {text(rate, "Id"): rate for rate in queried(rates, "TaxRate")}, queried(codes, "TaxCode")
            return percents(found, by_id, sales=True), percents(found, by_id, sales=False)


def _needs_rates(operation: Operation) -> bool:
    entity = operation.entity
    if operation.action not in (Action.CREATE, Action.UPDATE):
        return False
    if isinstance(entity, BankTransaction) and names_tax(entity):
        return True
    return isinstance(entity, Document | BankTransaction) and prices_need_rates(entity)
