"""The ready-made mappings of a shop: a whole file through them, and the page that tells about them."""

import csv
import io
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from tieout.accounting.documents import Document
from tieout.accounting.kinds import EntityKind
from tieout.mapping.apply import Entry, apply
from tieout.mapping.csv_file import read
from tieout.mapping.imports import plan_import
from tieout.mapping.references import references
from tieout.mapping.shop import ACCOUNTING_MAPPINGS, COLLECTIONS, NOT_SALES, ORDER_COLUMNS, ORDERS_IMPORT

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "orders.md"

# number, code, description, quantity, price, customer, country
ROWS = [
    ("900001", "10001", "BLUE MUG", "6", "2.55", "17850.0", "United Kingdom"),
    ("900001", "10001", "BLUE MUG", "6", "2.55", "17850.0", "United Kingdom"),
    ("900001", "10002", "FREE BAG", "1", "0.0", "17850.0", "United Kingdom"),
    ("900002", "POST", "POSTAGE", "1", "18.00", "12583.0", "France"),
    ("900002", "10001a", "Blue mug, small", "12", "1.25", "12583.0", "France"),
    ("900003", "DOT", "DOTCOM POSTAGE", "1", "569.77", "", "United Kingdom"),
    ("C900004", "D", "Discount", "-1", "27.50", "14527.0", "United Kingdom"),
    ("C900005", "AMAZONFEE", "AMAZON FEE", "-1", "13541.33", "", "United Kingdom"),
    ("900006", "gift_0001_40", "Gift voucher", "1", "34.04", "", "United Kingdom"),
    ("900006", "10001", "BLUE MUG", "1", "2.55", "", "United Kingdom"),
    ("900007", "10003", "damages", "-40", "0.0", "", "United Kingdom"),
    ("900008", "10004", "", "1", "0.0", "", "United Kingdom"),
    ("900009", "10001", "BLUE MUG", "1", "2.55", "", "Unspecified"),
]


def shop_file() -> bytes:
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow(ORDER_COLUMNS)
    for number, code, description, quantity, price, customer, country in ROWS:
        writer.writerow([number, code, description, quantity, "2010-12-01 08:26:00", price, customer, country])
    return content.getvalue().encode()


def test_every_row_of_a_file_is_in_a_document_or_in_an_exception_to_the_cent() -> None:
    plan = plan_import(read(shop_file()), ORDERS_IMPORT)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    orders: dict[str, list[str]] = defaultdict(list)
    for draft in plan.drafts:
        if draft.collection != "orders":
            continue
        result = apply(ACCOUNTING_MAPPINGS["orders"], draft.values, key=draft.key, contact_kind=EntityKind.CONTACT)
        assert result.net is not None
        outcome = "posted" if isinstance(result, Entry) else result.problems[0].cause
        sums[outcome] += result.net
        orders[outcome].append(draft.key)
    assert orders == {
        "posted": ["900001", "900002", "900003", "C900004"],
        "not_a_sale": ["C900005", "900006"],
        "stock_adjustment": ["900007"],
        "nothing_to_bill": ["900008"],
        "tax_code_missing": ["900009"],
    }
    assert plan.totals == {"GBP": sum(sums.values())}
    assert sums["posted"] == Decimal("30.60") + Decimal("33.00") + Decimal("569.77") - Decimal("27.50")


def test_what_a_posted_order_refers_to_is_made_from_the_same_file() -> None:
    plan = plan_import(read(shop_file()), ORDERS_IMPORT)
    made = {(draft.collection, draft.key) for draft in plan.drafts}
    for draft in plan.drafts:
        result = apply(ACCOUNTING_MAPPINGS[draft.collection], draft.values, key=draft.key, contact_kind=EntityKind.CONTACT)
        if isinstance(result, Entry) and isinstance(result.entity, Document):
            assert {found.record for found in references(result.entity)} <= made
    assert ("customers", "GUEST-GB") in made
    assert ("customers", "17850") in made


def test_the_fields_of_the_collections_are_those_that_the_import_fills() -> None:
    fields = {collection.key: {field.key for field in collection.fields} for collection in COLLECTIONS}
    lines = {field.key for field in next(field for field in COLLECTIONS[2].fields if field.key == "lines").fields}
    for draft in plan_import(read(shop_file()), ORDERS_IMPORT).drafts:
        assert set(draft.values) <= fields[draft.collection]
        stated = draft.values.get("lines", [])
        assert isinstance(stated, list)
        assert all(set(line) <= lines for line in stated)


def test_the_guide_tells_about_every_code_account_and_tax_code_that_the_mapping_treats_apart() -> None:
    guide = GUIDE.read_text("utf-8")
    for word in (*NOT_SALES, "POST", "DOT", "C2", "D", "M", "gift_…", "SROUTPUT", "OUTPUT2", "ECZROUTPUT", "ZERORATEDOUTPUT"):
        assert f"`{word}`" in guide, word
    for account in ("200 Sales", "207 Postage Income", "205 Discounts Given"):
        assert account in guide
