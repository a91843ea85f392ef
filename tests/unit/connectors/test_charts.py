"""Accounts, tax rates and tracking as each provider is sent them: golden bodies, and there and back."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide, TrackingCategory
from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import Rejected
from tieout.connectors.http import dump, parse
from tieout.connectors.quickbooks import translate as quickbooks
from tieout.connectors.quickbooks.manifest import MANIFEST as QUICKBOOKS
from tieout.connectors.quickbooks.translate import chart as quickbooks_chart
from tieout.connectors.sage import translate as sage
from tieout.connectors.sage.manifest import MANIFEST as SAGE
from tieout.connectors.sage.translate import chart as sage_chart
from tieout.connectors.xero import translate as xero
from tieout.connectors.xero.manifest import MANIFEST as XERO
from tieout.connectors.xero.translate import Untranslatable
from tieout.connectors.xero.translate import chart as xero_chart

HERE = Path(__file__).parent
ACCOUNT, TAX_RATE = EntityKind.ACCOUNT, EntityKind.TAX_RATE
AGENCIES = [{"Id": "1", "TaxTrackedOnSales": True, "TaxTrackedOnPurchases": True}]
CLASSES = {
    AccountType.REVENUE: AccountClass.REVENUE,
    AccountType.DIRECT_COST: AccountClass.EXPENSE,
    AccountType.EXPENSE: AccountClass.EXPENSE,
    AccountType.LIABILITY: AccountClass.LIABILITY,
    AccountType.EQUITY: AccountClass.EQUITY,
    AccountType.CURRENT: AccountClass.ASSET,
    AccountType.FIXED: AccountClass.ASSET,
    AccountType.BANK: AccountClass.ASSET,
}
account_types = st.sampled_from(sorted(CLASSES))
letters = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=40)
codes = st.integers(1, 999_999).map(str)


def golden(provider: str, name: str) -> Any:
    return parse((HERE / provider / "golden" / f"{name}.json").read_bytes())


def account(type_: AccountType, *, name: str = "Couriers", code: str = "4750", **wish: Any) -> Account:
    return Account(id="", key="", code=code, name=name, type=type_, account_class=CLASSES[type_], **wish)


def levy(percent: str, *, side: TaxSide = TaxSide.OUTPUT, parts: tuple[str, ...] = ()) -> TaxRate:
    return TaxRate(id="", key="", name="Levy", rate=Decimal(percent), side=side, parts=tuple(map(Decimal, parts)))


def test_each_is_made_by_the_body_beside_it() -> None:
    def of_xero(name: str) -> Any:
        kind = TAX_RATE if name.startswith("tax") else ACCOUNT
        return xero.seen(kind, golden("xero", f"{name}.wire")).entity

    made = {
        ("xero", "account_bank"): xero_chart.account_out(of_xero("account_bank")),
        ("xero", "tax_rate"): xero_chart.tax_rate_out(of_xero("tax_rate"), country="GB"),
        ("quickbooks", "account"): quickbooks_chart.account_body(
            _entity(quickbooks.seen(ACCOUNT, golden("quickbooks", "account.body")))
        ),
        ("quickbooks", "tax_code"): quickbooks_chart.tax_code_body(levy("17.5", side=TaxSide.BOTH), agencies=AGENCIES),
        ("sage", "ledger_account"): sage_chart.account_body(_entity(sage.seen(ACCOUNT, golden("sage", "ledger_account.body")))),
        ("sage", "bank_account"): sage_chart.account_body(_entity(sage.seen(ACCOUNT, golden("sage", "bank_account.body")))),
        ("sage", "tax_rate"): sage_chart.tax_rate_body(levy("4", parts=("2.5", "1.5"))),
    }
    for (provider, name), body in made.items():
        assert parse(dump(body)) == golden(provider, f"{name}.made"), (provider, name)


def _entity(seen: Any) -> Any:
    assert seen.entity is not None, seen.problem
    return seen.entity


# ---- There and back


@given(account_types, letters, codes, st.booleans())
def test_an_account_of_xero_comes_back_as_it_was_sent(type_: AccountType, name: str, code: str, takes: bool) -> None:
    is_bank = type_ is AccountType.BANK
    wanted = account(type_, name=name, code=code, takes_payments=takes or is_bank, bank_number="1" if is_bank else "")
    body = {**parse(dump(xero_chart.account_out(wanted))), "AccountID": "a1", "Status": "ACTIVE"}
    assert xero.seen(ACCOUNT, body).entity == replace(wanted, id="a1", key=code)
    # Nothing to change is nothing to send.
    assert xero_chart.account_out(wanted, current=body) == {}


@given(account_types, letters, codes)
def test_an_account_of_quickbooks_comes_back_as_it_was_sent(type_: AccountType, name: str, code: str) -> None:
    wanted = account(type_, name=name, code=code, takes_payments=type_ is AccountType.BANK)
    class_ = wanted.account_class.value.capitalize()
    body = {**parse(dump(quickbooks_chart.account_body(wanted))), "Id": "7", "Classification": class_, "FullyQualifiedName": name}
    assert quickbooks.seen(ACCOUNT, body).entity == replace(wanted, id="7", key="7")
    assert quickbooks_chart.account_body(wanted, current=body) == {"Name": name, "AcctNum": code, "Active": True}


@given(account_types, letters, codes)
def test_an_account_of_sage_comes_back_as_it_was_sent(type_: AccountType, name: str, code: str) -> None:
    is_bank = type_ is AccountType.BANK
    wanted = account(type_, name=name, code=code, takes_payments=is_bank, bank_number="1" if is_bank else "")
    sent = parse(dump(sage_chart.account_body(wanted)))
    told = {field.removesuffix("_id"): {"id": value} if field.endswith("_id") else value for field, value in sent.items()}
    body = {**told, "id": "a1"}
    assert sage.seen(ACCOUNT, body).entity == replace(wanted, id="a1", key="a1")
    if not is_bank:
        assert sage_chart.account_body(wanted, current=body) == {}


def test_an_account_keeps_the_type_that_the_provider_tells_more_finely() -> None:
    overheads = {"AccountID": "a1", "Name": "Couriers", "Code": "4750", "Type": "OVERHEADS", "EnablePaymentsToAccount": False}
    wanted = account(AccountType.EXPENSE, name="Post")
    assert xero_chart.account_out(wanted, current=overheads) == {"Name": "Post"}
    assert xero_chart.account_out(replace(wanted, type=AccountType.REVENUE), current=overheads)["Type"] == "REVENUE"
    other = {"Id": "7", "AccountType": "Other Expense", "Name": "Couriers", "FullyQualifiedName": "Costs:Couriers"}
    renamed = quickbooks_chart.account_body(replace(wanted, name="Costs:Post"), current=other)
    assert renamed == {"Name": "Post", "AcctNum": "4750", "Active": True}
    depreciation = {"id": "a1", "ledger_account_type": {"id": "DEPRECIATION"}, "name": "Post", "display_name": "Post"}
    assert "ledger_account_type_id" not in sage_chart.account_body(wanted, current=depreciation)


def test_what_is_the_providers_own_is_not_made() -> None:
    debtors = replace(account(AccountType.EXPENSE), type=AccountType.RECEIVABLE)
    with pytest.raises(Untranslatable):
        xero_chart.account_out(debtors)
    refusals: tuple[Callable[[], object], ...] = (
        lambda: sage_chart.account_body(debtors),
        lambda: sage_chart.account_body(account(AccountType.EXPENSE, code="A1")),
        lambda: quickbooks_chart.account_body(replace(debtors, type=AccountType.OTHER)),
        lambda: quickbooks_chart.tax_code_body(levy("4"), agencies=[]),
    )
    for refuse in refusals:
        with pytest.raises(Rejected):
            refuse()


@given(st.lists(st.decimals(0, 40, places=2), min_size=1, max_size=4))
def test_the_parts_of_a_rate_go_out_each_by_itself_and_come_to_it(parts: list[Decimal]) -> None:
    wanted = TaxRate(id="", key="", name="Levy", rate=sum(parts, Decimal(0)), side=TaxSide.OUTPUT, parts=tuple(parts))
    out = [
        [one["Rate"] for one in xero_chart.tax_rate_out(wanted, country="GB")["TaxComponents"]],
        [one["RateValue"] for one in quickbooks_chart.tax_code_body(wanted, agencies=AGENCIES)["TaxRateDetails"]],
        [Decimal(one["percentage"]) for one in sage_chart.tax_rate_body(wanted)["component_tax_rate"]],
    ]
    assert out == [parts] * 3
    wrong = replace(wanted, rate=wanted.rate + 1)
    with pytest.raises(Untranslatable):
        xero_chart.tax_rate_out(wrong, country="GB")
    with pytest.raises(Rejected):
        quickbooks_chart.tax_code_body(wrong, agencies=AGENCIES)
    with pytest.raises(Rejected):
        sage_chart.tax_rate_body(wrong)


@given(st.lists(letters, unique_by=str.casefold, max_size=6), st.lists(letters, unique_by=str.casefold, max_size=6))
def test_options_become_those_that_are_wanted_and_no_others(there: list[str], wanted: list[str]) -> None:
    """Played on the list that a provider would have, as each of the three is told to change it."""
    entity = TrackingCategory(id="Class", name="Class", options=tuple(("", name) for name in wanted))
    names = {name.casefold() for name in wanted}
    options = {f"o{number}": name for number, name in enumerate(there)}
    in_xero = [{"TrackingOptionID": own_id, "Name": name} for own_id, name in options.items()]
    after = {own_id: (name, True) for own_id, name in options.items()}
    for own_id, body in xero_chart.options_out(entity, current={"TrackingCategoryID": "c", "Name": "Class", "Options": in_xero}):
        after[own_id or body["Name"]] = (body["Name"], body.get("Status", "ACTIVE") == "ACTIVE")
    assert {name.casefold() for name, is_active in after.values() if is_active} == names
    rows = [{"Id": own_id, "Name": name, "FullyQualifiedName": name} for own_id, name in options.items()]
    classes = {own_id: (name, True) for own_id, name in options.items()}
    for branch in quickbooks_chart.branches(entity, rows=rows):
        classes[str(branch.row["Id"]) if branch.row else branch.name] = (branch.name, branch.is_active)
    assert {name.casefold() for name, is_active in classes.values() if is_active} == names
    left = dict(options)
    said = [{"id": own_id, "name": name} for own_id, name in options.items()]
    for own_id, change in sage_chart.categories(entity, current={"id": "t1", "analysis_type_categories": said}):
        left.pop(own_id, None)
        left |= {own_id or change["name"]: change["name"]} if change else {}
    assert {name.casefold() for name in left.values()} == names


@pytest.mark.parametrize("manifest", [XERO, QUICKBOOKS, SAGE], ids=lambda one: one.provider)
def test_what_cannot_be_done_is_said(manifest: Any) -> None:
    assert set(manifest.can) == set(manifest.batch_sizes)
    for kind in (ACCOUNT, TAX_RATE, EntityKind.TRACKING_CATEGORY):
        assert kind not in manifest.kinds
        assert manifest.can[kind]
    assert {"account_delete", "tracking"} <= set(manifest.cannot)
