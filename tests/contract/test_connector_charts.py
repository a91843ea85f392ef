"""Accounts, tax rates and tracking written through each connector against the sandbox: made once, changed, and taken out of use."""

from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

import pytest

from contract.bench import SandboxBench
from contract.ledgers import Control, Ledger, accounts, tax_rates
from contract.test_connector_quickbooks import TestQuickBooks as _QuickBooks
from contract.test_connector_sage import TestSage as _Sage
from contract.test_connector_xero import TestXero as _Xero
from contract.written import again, create, entity_of, seen_of
from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide, TrackingCategory
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Connector, Operation, Outcome
from tieout.connectors.errors import OutcomeUnknown

D = Decimal


def new_account(**wish: str | AccountType | AccountClass) -> Account:
    usual: dict[str, object] = {"code": "4750", "name": "Courier fees", "type": AccountType.EXPENSE}
    return Account(**{"id": "", "key": "", "account_class": AccountClass.EXPENSE, **usual, **wish})  # type: ignore[arg-type]


def rate_of(name: str, percent: str, *, side: TaxSide = TaxSide.OUTPUT, parts: tuple[str, ...] = ()) -> TaxRate:
    return TaxRate(id="", key="", name=name, rate=D(percent), side=side, parts=tuple(map(D, parts)))


def causes(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [problem.cause for outcome in outcomes for problem in outcome.problems]


def named(ledger: Ledger, name: str) -> list[Account]:
    return [one for one in accounts(ledger.reference()) if one.name == name]


def tracked(ledger: Ledger, id: str) -> TrackingCategory:
    found = (seen.entity for seen in ledger.reference().tracking_categories if seen.external_id == id)
    return next(one for one in found if isinstance(one, TrackingCategory))


class ChartSuite(SandboxBench):
    """What holds for all three."""

    archived_name: ClassVar[str] = "Couriers"
    # How an account and an option of a tracking category are made, and two options that take two calls.
    makes: ClassVar[tuple[str, str, str]]
    options: ClassVar[tuple[str, str]] = ("Coast", "Isles")

    def test_an_account_is_made_once_though_its_answer_is_lost(self, ledger: Ledger) -> None:
        operation = create(new_account(), EntityKind.ACCOUNT)
        assert ledger.connector.look_up(ledger.access, [operation]) == {}
        ledger.sandbox.fault("lost", method=self.makes[0], path=self.makes[1])
        with pytest.raises(OutcomeUnknown):
            ledger.write(operation)
        found = ledger.connector.look_up(ledger.access, [operation])[operation.key].seen
        account = entity_of(found, Account)
        assert (account.code, account.name, account.type) == ("4750", "Courier fees", AccountType.EXPENSE)
        assert (account.is_active, bool(account.key)) == (True, True)
        assert seen_of(ledger.write(operation)[0]).external_id == found.external_id
        assert named(ledger, "Courier fees") == [account]
        taken = ledger.write(replace(operation, key="other"))
        assert causes(taken) in (["name_taken"], ["code_taken"], ["number_taken"], ["name_taken", "code_taken"])
        assert all(problem.remedy for problem in taken[0].problems)

    def test_an_account_is_renamed_and_taken_out_of_use_and_back(self, ledger: Ledger) -> None:
        seen = seen_of(ledger.write(create(new_account(), EntityKind.ACCOUNT))[0])
        wanted = replace(entity_of(seen, Account), name="Couriers", code="4751")
        renamed = seen_of(ledger.write(again(Action.UPDATE, seen, to=wanted))[0])
        after = entity_of(renamed, Account)
        assert (after.id, after.name, after.code, after.type) == (wanted.id, "Couriers", "4751", AccountType.EXPENSE)
        gone = seen_of(ledger.write(again(Action.UPDATE, renamed, to=replace(after, is_active=False)))[0])
        assert not entity_of(gone, Account).is_active
        assert [one.is_active for one in named(ledger, self.archived_name)] == [False]
        back = seen_of(ledger.write(again(Action.UPDATE, gone, to=replace(after, name="Couriers and post")))[0])
        assert (entity_of(back, Account).name, entity_of(back, Account).is_active) == ("Couriers and post", True)

    def test_an_account_of_each_type_comes_back_as_that(self, ledger: Ledger) -> None:
        types = [
            *(AccountType.CURRENT, AccountType.FIXED, AccountType.LIABILITY, AccountType.EQUITY, AccountType.REVENUE),
            *(AccountType.DIRECT_COST, AccountType.EXPENSE, AccountType.BANK),
        ]
        for number, type_ in enumerate(types, start=7001):
            bank = {"bank_number": "20-30-40 12345678", "currency": "GBP"} if type_ is AccountType.BANK else {}
            wanted = new_account(code=str(number), name=f"A {type_.value}", type=type_, **bank)
            (outcome,) = ledger.write(create(wanted, EntityKind.ACCOUNT, key=f"account-{number}"))
            account = entity_of(seen_of(outcome), Account)
            assert (account.type, account.code) == (type_, str(number)), outcome
            assert account in accounts(ledger.reference())

    def test_a_tracking_options_change_is_taken_over_and_done_twice_does_nothing_more(
        self, ledger: Ledger, category: TrackingCategory
    ) -> None:
        kept = category.options[0][0]
        wanted = replace(category, options=((kept, "Upland"), ("", "Coast"), ("", "Isles")))
        operation = Operation(
            key="track", action=Action.UPDATE, kind=EntityKind.TRACKING_CATEGORY, entity=wanted, external_id=category.id
        )
        after = entity_of(seen_of(ledger.write(operation)[0]), TrackingCategory)
        assert dict(after.options)[kept] == "Upland"
        assert sorted(name for _, name in after.options) == ["Coast", "Isles", "Upland"]
        assert tracked(ledger, category.id) == after
        again_done = entity_of(seen_of(ledger.write(replace(operation, key="twice"))[0]), TrackingCategory)
        assert again_done == after

    def test_a_tracking_change_that_breaks_off_is_unknown_and_then_finished(
        self, ledger: Ledger, category: TrackingCategory
    ) -> None:
        wanted = replace(category, options=(*category.options, *(("", name) for name in self.options)))
        operation = Operation(
            key="track", action=Action.UPDATE, kind=EntityKind.TRACKING_CATEGORY, entity=wanted, external_id=category.id
        )
        ledger.sandbox.fault("lost", method=self.makes[0], path=self.makes[2])
        with pytest.raises(OutcomeUnknown):
            ledger.write(operation)
        after = entity_of(seen_of(ledger.write(operation)[0]), TrackingCategory)
        assert sorted(name for _, name in after.options) == sorted([*(name for _, name in category.options), *self.options])


class TestXero(ChartSuite):
    provider, organisation, urls = _Xero.provider, _Xero.organisation, _Xero.urls
    makes = ("PUT", ".*/Accounts", ".*/Options")

    @pytest.fixture
    def category(self, ledger: Ledger) -> TrackingCategory:
        (seen,) = [one for one in ledger.reference().tracking_categories if "Region" in str(one.entity)]
        return entity_of(seen, TrackingCategory)

    def test_an_account_is_deleted_while_unused_and_archived_after(self, ledger: Ledger) -> None:
        seen = seen_of(ledger.write(create(new_account(), EntityKind.ACCOUNT))[0])
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert named(ledger, "Courier fees") == []
        debtors = next(one for one in ledger.reference().accounts if entity_of(one, Account).type is AccountType.RECEIVABLE)
        assert causes(ledger.write(again(Action.DELETE, debtors))) == ["not_editable"]

    @pytest.mark.parametrize("side", [TaxSide.OUTPUT, TaxSide.INPUT])
    def test_a_tax_rate_is_made_changed_and_deleted(self, ledger: Ledger, side: TaxSide) -> None:
        operation = create(rate_of("Local levy", "4", side=side, parts=("2.5", "1.5")), EntityKind.TAX_RATE)
        ledger.sandbox.fault("lost", method="PUT")
        with pytest.raises(OutcomeUnknown):
            ledger.write(operation)
        assert set(ledger.connector.look_up(ledger.access, [operation])) == {operation.key}
        seen = seen_of(ledger.write(operation)[0])
        made = entity_of(seen, TaxRate)
        assert (made.name, made.rate, made.side) == ("Local levy", D(4), side)
        changed = entity_of(seen_of(ledger.write(again(Action.UPDATE, seen, to=replace(made, rate=D(5))))[0]), TaxRate)
        assert changed == replace(made, rate=D(5))
        assert changed in tax_rates(ledger.reference())
        assert causes(ledger.write(again(Action.UPDATE, seen, to=replace(made, is_active=False)))) == ["not_editable"]
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert not any(one.key == made.key and one.is_active for one in tax_rates(ledger.reference()))
        assert causes(ledger.write(create(rate_of("Both", "4", side=TaxSide.BOTH), EntityKind.TAX_RATE))) == ["tax_code_invalid"]

    def test_a_tracking_category_is_made_with_its_options_though_it_breaks_off_and_deleted(self, ledger: Ledger) -> None:
        wanted = TrackingCategory(id="", name="Project", options=(("", "Pier"), ("", "Dock")))
        operation = create(wanted, EntityKind.TRACKING_CATEGORY)
        # Two can be active, and two there are.
        assert causes(ledger.write(operation)) == ["other"]
        other = ledger.reference().tracking_categories[0]
        hidden = replace(entity_of(other, TrackingCategory), is_active=False)
        assert not entity_of(seen_of(ledger.write(again(Action.UPDATE, other, to=hidden))[0]), TrackingCategory).is_active
        operation = replace(operation, attempt=2)
        ledger.sandbox.fault("500", method="PUT", path=".*Options")
        with pytest.raises(OutcomeUnknown):
            ledger.write(operation)
        assert ledger.connector.look_up(ledger.access, [operation]) == {}
        seen = seen_of(ledger.write(operation)[0])
        made = entity_of(seen, TrackingCategory)
        assert (made.name, [name for _, name in made.options]) == ("Project", ["Pier", "Dock"])
        assert set(ledger.connector.look_up(ledger.access, [operation])) == {operation.key}
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted


class TestQuickBooks(ChartSuite):
    provider, organisation, urls = _QuickBooks.provider, _QuickBooks.organisation, _QuickBooks.urls
    archived_name = "Couriers (deleted)"
    makes = ("POST", ".*/account", ".*/class")
    options = ("Coast", "Coast:Isles")

    @pytest.fixture
    def category(self, ledger: Ledger) -> TrackingCategory:
        """Classes, of which the empty company has none."""
        classes = entity_of(ledger.reference().tracking_categories[0], TrackingCategory)
        wanted = replace(classes, options=(("", "North"), ("", "South"), ("", "South:Quay")))
        (outcome,) = ledger.write(
            Operation(key="begin", action=Action.UPDATE, kind=EntityKind.TRACKING_CATEGORY, entity=wanted, external_id=classes.id)
        )
        return entity_of(seen_of(outcome), TrackingCategory)

    def test_an_account_that_is_deleted_is_made_inactive(self, ledger: Ledger) -> None:
        seen = seen_of(ledger.write(create(new_account(), EntityKind.ACCOUNT))[0])
        assert not entity_of(seen_of(ledger.write(again(Action.DELETE, seen))[0]), Account).is_active

    def test_a_tax_code_is_made_with_rates_of_its_own_and_neither_changed_nor_deleted(self, ledger: Ledger) -> None:
        operation = create(rate_of("Levy", "4", side=TaxSide.BOTH, parts=("2.5", "1.5")), EntityKind.TAX_RATE)
        assert ledger.connector.look_up(ledger.access, [operation]) == {}
        ledger.sandbox.fault("lost", method="POST", path=".*taxservice.*")
        with pytest.raises(OutcomeUnknown):
            ledger.write(operation)
        assert set(ledger.connector.look_up(ledger.access, [operation])) == {operation.key}
        seen = seen_of(ledger.write(operation)[0])
        made = entity_of(seen, TaxRate)
        assert (made.name, made.rate, made.parts, made.side) == ("Levy", D(4), (D("2.5"), D("1.5")), TaxSide.BOTH)
        assert made in tax_rates(ledger.reference())
        assert causes(ledger.write(replace(operation, key="other"))) == ["name_taken"]
        refused = [*ledger.write(again(Action.UPDATE, seen)), *ledger.write(again(Action.DELETE, seen))]
        assert causes(tuple(refused)) == ["not_editable"] * 2

    def test_a_class_stands_under_another_and_what_it_stands_under_must_be_there(
        self, ledger: Ledger, category: TrackingCategory
    ) -> None:
        assert [name for _, name in category.options] == ["North", "South", "South:Quay"]
        orphan = replace(category, options=(*category.options, ("", "West:Pier")))
        operation = Operation(
            key="orphan", action=Action.UPDATE, kind=EntityKind.TRACKING_CATEGORY, entity=orphan, external_id=category.id
        )
        assert causes(ledger.write(operation)) == ["not_found"]
        off = replace(operation, entity=replace(category, is_active=False))
        assert causes(ledger.write(off)) == ["not_editable"]

    def test_in_the_united_states_no_tax_code_is_made(self, control: Control, connector: Connector) -> None:
        ledger = self.signed_in(control, connector, organisation="Sandbox Company_US_1")
        assert causes(ledger.write(create(rate_of("Levy", "4"), EntityKind.TAX_RATE))) == ["not_editable"]


class TestSage(ChartSuite):
    provider, organisation, urls = _Sage.provider, _Sage.organisation, _Sage.urls
    makes = ("POST", ".*/ledger_accounts", ".*/analysis_type_categories")

    @pytest.fixture
    def category(self, ledger: Ledger) -> TrackingCategory:
        seen = ledger.reference().tracking_categories[0]
        return entity_of(seen, TrackingCategory)

    def test_a_bank_account_is_deleted_while_unused_and_a_ledger_account_never(self, ledger: Ledger) -> None:
        wanted = new_account(code="", name="Reserve", type=AccountType.BANK, currency="GBP")
        seen = seen_of(ledger.write(create(wanted, EntityKind.ACCOUNT))[0])
        assert entity_of(seen, Account).code
        assert seen_of(ledger.write(again(Action.DELETE, seen))[0]).deleted
        assert seen.external_id not in {one.external_id for one in ledger.reference().accounts}
        other = seen_of(ledger.write(create(new_account(), EntityKind.ACCOUNT, key="ledger"))[0])
        assert causes(ledger.write(again(Action.DELETE, other))) == ["not_editable"]
        assert causes(ledger.write(create(new_account(code="47A"), EntityKind.ACCOUNT, key="bad"))) == ["account_invalid"]

    def test_a_tax_rate_is_refused_but_in_the_united_states(self, control: Control, connector: Connector, ledger: Ledger) -> None:
        operation = create(rate_of("Levy", "4", side=TaxSide.BOTH), EntityKind.TAX_RATE)
        assert causes(ledger.write(operation)) == ["not_editable"]
        abroad = self.signed_in(control, connector, organisation="Demo Business (US)")
        seen = seen_of(abroad.write(operation)[0])
        assert seen_of(abroad.write(operation)[0]).external_id == seen.external_id
        made = entity_of(seen, TaxRate)
        assert (made.name, made.rate) == ("Levy", D(4))
        changed = seen_of(abroad.write(again(Action.UPDATE, seen, to=replace(made, rate=D("4.5"))))[0])
        assert entity_of(changed, TaxRate).rate == D("4.5")
        assert seen_of(abroad.write(again(Action.DELETE, seen))[0]).deleted
        assert not any(one.name == "Levy" for one in tax_rates(abroad.reference()))
