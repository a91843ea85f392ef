"""How the connector reads Sage's lists: pages, their odd ends, changes and deletions."""

from datetime import UTC, datetime

import httpx
import pytest

from tieout.accounting.accounts import TaxRate
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Organisation, Page, Tokens
from tieout.connectors.errors import AuthorisationLost, NotPermitted, Rejected, Throttled, Transient
from tieout.connectors.sage import connector
from unit.connectors.sage.golden_pairs import golden
from unit.connectors.sage.played import DATE, asked, contact_body, ids, listed, playing, refusal
from unit.connectors.scripted import Answer, Holder, Scripted, answer

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
SINCE = datetime(2026, 7, 1, 11, tzinfo=UTC)


def read(*answers: Answer, kinds: list[EntityKind] | None = None, since: datetime | None = None) -> tuple[list[Page], Scripted]:
    sage, script = playing(*answers)
    return list(sage.read(Holder().access, kinds=kinds or [EntityKind.CONTACT], since=since)), script


def test_a_list_is_read_whole_with_sages_own_clock_as_watermark() -> None:
    many = [contact_body(number) for number in range(200)]
    (first, second), script = read(listed(*many, total=201), listed(contact_body(200), total=201, page=2))
    assert (len(first.seen), first.complete, first.watermark) == (200, False, None)
    assert (ids(second.seen), second.complete, second.watermark) == (["c200"], True, NOON)
    method, path, params = asked(script, 0)
    assert (method, path) == ("GET", "contacts")
    assert params == {
        "attributes": "all", "nested_attributes": "all", "exclude_system": "true", "page": "1", "items_per_page": "200"
    }  # fmt: skip
    assert asked(script, 1)[2]["page"] == "2"
    assert {request.headers["x-business"] for request in script.requests} == {"org-1"}


def test_what_is_met_twice_is_told_once_and_what_changed_meanwhile_again() -> None:
    page = [contact_body(number) for number in range(200)]
    again = contact_body(7, updated_at="2026-07-01T11:00:00Z")
    (_, second), _ = read(listed(*page, total=202), listed(page[199], again, total=202))
    assert ids(second.seen) == ["c7"]


def test_a_page_past_the_end_is_the_last_one_again_and_ends_the_reading() -> None:
    """Sage has said a larger total than there is."""
    one = contact_body(1)
    pages, script = read(listed(one, total=999), listed(one, total=999))
    assert len(script.requests) == 5
    assert [ids(page.seen) for page in pages] == [["c1"], [], [], [], []]
    assert pages[-1].complete
    endless = {"$items": [one], "$next": "/contacts?page=2"}
    pages, script = read(answer(200, endless), answer(200, endless))
    assert len(script.requests) == 2


def test_the_total_says_where_the_end_is_when_next_is_missing() -> None:
    many = [contact_body(number) for number in range(200)]
    _, script = read(listed(*many, total=201), listed(contact_body(200), total=201))
    assert len(script.requests) == 2
    bare = listed(contact_body(1))
    _, script = read(answer(200, {"$items": [contact_body(1)]}, headers=dict(bare.headers)))
    assert len(script.requests) == 1


def test_a_list_that_shrinks_on_the_way_is_read_once_more() -> None:
    many = [contact_body(number) for number in range(201)]
    first, slipped = many[:200], many[200]
    pages, _ = read(
        listed(*first, total=201),
        # One was deleted on the first page: what was the 201st is the 200th now, and the second page repeats the last one.
        listed(*first[1:], slipped, total=200),
    )
    assert "c200" in {one for page in pages for one in ids(page.seen)}
    two = [contact_body(number) for number in range(402)]
    pages, script = read(
        listed(*two[:200], total=402),
        listed(*two[201:401], total=401),
        listed(two[401], total=401),
        listed(*two[1:201], total=401),
        listed(*two[201:401], total=401),
        listed(two[401], total=401),
    )
    assert len(script.requests) == 6
    assert {one for page in pages for one in ids(page.seen)} == {f"c{number}" for number in range(402)}
    assert [page.complete for page in pages] == [False] * 5 + [True]


def test_a_page_that_sage_cannot_make_is_asked_for_in_smaller_ones() -> None:
    down = answer(504, text="<html>")
    first = listed(*(contact_body(number) for number in range(50)), total=60)
    pages, script = read(down, down, down, first, listed(*(contact_body(number) for number in range(50, 60)), total=60))
    assert [asked(script, call)[2]["items_per_page"] for call in range(5)] == ["200", "200", "200", "50", "50"]
    assert sum(len(page.seen) for page in pages) == 60
    with pytest.raises(Transient):
        read(down)


def test_a_limit_is_not_answered_with_smaller_pages() -> None:
    sage, script = playing(answer(429, [{"$message": "Too many"}], headers={"retry-after": "7"}))
    holder = Holder()
    with pytest.raises(Throttled) as caught:
        list(sage.read(holder.access, kinds=[EntityKind.CONTACT], since=None))
    assert (caught.value.retry_after, caught.value.scope, len(script.requests)) == (7, "day", 1)
    assert holder.gate.corrections == [("day", None, 7)]


def test_changes_are_what_was_updated_and_then_what_was_deleted_with_overlap() -> None:
    gone = contact_body(2, deleted_at="2026-07-01T11:30:00Z")
    pages, script = read(listed(contact_body(1)), listed(gone), since=SINCE)
    assert [(ids(page.seen), page.complete, page.watermark) for page in pages] == [(["c1"], False, None), (["c2"], True, NOON)]
    assert [one.deleted for page in pages for one in page.seen] == [False, True]
    assert asked(script, 0)[2]["updated_or_created_since"] == asked(script, 1)[2]["deleted_since"] == "2026-07-01T10:59:00Z"
    assert "deleted_since" not in asked(script, 0)[2]


def test_items_are_three_lists_in_one_reading() -> None:
    (first, second, third), script = read(
        listed(golden("product", "body")), listed(golden("service", "body")), listed(), kinds=[EntityKind.ITEM]
    )
    assert [asked(script, call)[1] for call in range(3)] == ["products", "services", "stock_items"]
    assert ids([*first.seen, *second.seen, *third.seen]) == ["product:p11", "service:s11"]
    assert [page.complete for page in (first, second, third)] == [False, False, True]


def test_payments_of_both_sides_share_a_list() -> None:
    both = [golden("contact_payment", "body"), golden("vendor_refund", "body")]
    pages, script = read(listed(*both), kinds=[EntityKind.SUPPLIER_PAYMENT, EntityKind.PAYMENT])
    assert len(script.requests) == 1
    assert asked(script)[2]["sort"] == "created_at:asc"
    assert {page.kind: ids(page.seen) for page in pages} == {EntityKind.PAYMENT: ["y1"], EntityKind.SUPPLIER_PAYMENT: ["y2"]}
    assert all(page.complete for page in pages)


def test_a_sales_invoice_is_never_marked_as_sent_by_reading_it() -> None:
    sage, script = playing(answer(200, golden("sales_invoice", "body")))
    sage._client.one(Holder().access, "sales_invoices", id="i77")
    assert asked(script)[2]["mark_as_sent"] == "false"


def test_an_answer_for_another_business_is_not_believed() -> None:
    other = answer(200, {"$items": []}, headers={"x-business": "org-2"})
    with pytest.raises(Transient, match="another business"):
        read(other)


@pytest.mark.parametrize("told", [answer(200, []), answer(200, {"$items": 7}), answer(200, {"$items": [7]}), answer(200)])
def test_what_is_no_list_is_no_answer(told: httpx.Response) -> None:
    with pytest.raises(Transient):
        read(told)


def test_a_refused_filter_and_an_unknown_kind_are_told() -> None:
    with pytest.raises(Rejected):
        read(refusal("sort is one of date", status=400))
    with pytest.raises(ValueError, match="customer"):
        read(listed(), kinds=[EntityKind.CUSTOMER])


def test_one_403_is_a_role_and_403_on_every_call_a_consent_that_is_gone() -> None:
    forbidden = refusal("No", code="MultiUserAccessDenied", status=403)
    with pytest.raises(NotPermitted):
        read(forbidden, answer(200, {"email": "demo@example.com"}))
    with pytest.raises(AuthorisationLost):
        read(forbidden)


def test_a_business_without_a_subscription_is_not_signed_in_anew() -> None:
    sage, script = playing(refusal("No active subscription", code="AuthorizationFailure", status=401))
    holder = Holder()
    with pytest.raises(NotPermitted, match="subscription"):
        list(sage.read(holder.access, kinds=[EntityKind.CONTACT], since=None))
    assert holder.renewed == []
    assert len(script.requests) == 1


def reference_answers(*, tracking: httpx.Response) -> list[Answer]:
    settings = {"base_currency": {"id": "GBP"}, "year_end_lockdown_date": "2025-12-31"}
    behind = golden("ledger_account", "body") | {"id": "l12", "ledger_account_type": {"id": "BANK"}}
    return [
        answer(200, {"id": "org-1", "name": "Demo Business", "country": {"id": "GB"}, "is_demo": True}),
        answer(200, settings),
        listed(golden("bank_account", "body")),
        listed(golden("ledger_account", "body"), golden("debtors", "body"), behind, {"id": "odd"}),
        tracking,
        listed(golden("tax_rate", "body")),
    ]


def test_reference_data_is_as_many_calls_as_there_are_lists() -> None:
    sage, script = playing(*reference_answers(tracking=listed(golden("analysis_type", "body"))))
    found = sage.read_reference(Holder().access)
    assert [asked(script, call)[1] for call in range(6)] == [
        "businesses/org-1", "financial_settings", "bank_accounts", "ledger_accounts", "analysis_types", "tax_rates"
    ]  # fmt: skip
    organisation = Organisation(
        id="org-1", name="Demo Business", country="GB", currency="GBP", is_demo=True, locked_until="2025-12-31"
    )
    assert found.organisation == organisation
    # The ledger account behind a bank account is not told a second time.
    assert ids(found.accounts) == ["b12", "l40", "l11", "odd"]
    assert [bool(seen.problem) for seen in found.accounts] == [False, False, False, True]
    assert [seen.entity.rate for seen in found.tax_rates if isinstance(seen.entity, TaxRate)] == [20]
    assert ids(found.tracking_categories) == ["x1"]


def test_a_plan_without_analysis_types_has_none() -> None:
    forbidden = refusal("Not in this plan", status=403)
    settings, banks, ledger = reference_answers(tracking=forbidden)[1:4]
    business = reference_answers(tracking=forbidden)[0]
    answers = [business, settings, banks, ledger, forbidden, answer(200, {"email": "demo@example.com"}), listed()]
    assert playing(*answers)[0].read_reference(Holder().access).tracking_categories == ()


@pytest.mark.parametrize("spoilt", [[answer(200, {"name": "Demo"})], [answer(200, {"id": "1"}), answer(200, {"base_currency": 7})]])
def test_a_business_that_cannot_be_understood_is_no_answer(spoilt: list[Answer]) -> None:
    with pytest.raises(Transient):
        playing(*spoilt)[0].read_reference(Holder().access)


@pytest.mark.parametrize("envelope", [True, False])
def test_businesses_come_with_an_envelope_or_without(*, envelope: bool) -> None:
    found = [{"id": "org-1", "displayed_as": "Demo", "country": {"id": "GB"}, "is_demo": True}]
    body: object = {"$items": found, "$items_per_page": 2147483647} if envelope else found
    sage, script = playing(answer(200, body))
    tokens = Tokens(access_token="token", refresh_token="r", expires_at=NOON)
    assert sage.organisations(tokens, callback={}) == (Organisation(id="org-1", name="Demo", country="GB", is_demo=True),)
    assert "x-business" not in script.requests[0].headers


@pytest.mark.parametrize("told", [answer(200, {}), answer(200, [{}]), answer(404, [])])
def test_businesses_that_cannot_be_read_are_no_answer(told: httpx.Response) -> None:
    with pytest.raises(Transient):
        playing(told)[0].organisations(Tokens(access_token="t", refresh_token="r", expires_at=NOON), callback={})


def test_the_apps_secret_goes_in_the_form_and_the_authorise_page_keeps_its_query() -> None:
    sage, script = playing(answer(200, {"access_token": "a", "refresh_token": "r2", "expires_in": 300, "scope": "full_access"}))
    tokens = sage.refresh(Tokens(access_token="t", refresh_token="r1", expires_at=NOON))
    assert (tokens.refresh_token, tokens.scopes) == ("r2", ("full_access",))
    form = script.requests[0].content.decode()
    assert {"client_id=us", "client_secret=hush", "refresh_token=r1", "grant_type=refresh_token"} <= set(form.split("&"))
    assert "authorization" not in script.requests[0].headers
    url = connector(sage._settings).authorise_url(redirect_uri="https://us.test/back", state="s", code_verifier="v" * 64)
    assert url.startswith("https://sage.test/authorize?")
    assert "scope=full_access" in url


def test_there_are_no_webhooks_and_no_links_that_can_be_built() -> None:
    sage, _ = playing(listed())
    assert sage.notices(headers={}, body=b"{}", key="") is None
    assert sage.link_url(kind=EntityKind.INVOICE, external_id="i77", organisation=Organisation(id="org-1", name="Demo")) == ""
    assert DATE["date"].endswith("GMT")


def test_documents_that_changed_payments_name_are_read_again_whatever_they_say_themselves() -> None:
    paid, gone = golden("contact_payment", "body"), golden("vendor_refund", "body") | {"deleted_at": "2026-07-01T11:30:00Z"}
    sage, script = playing(listed(paid), listed(gone), listed(), listed(), answer(200, golden("sales_invoice", "body")))
    kinds = [EntityKind.INVOICE, EntityKind.PAYMENT]
    pages = list(sage.read(Holder().access, kinds=kinds, since=SINCE))
    assert [asked(script, call)[1] for call in range(5)] == [
        "contact_payments", "contact_payments", "sales_invoices", "sales_invoices", "sales_invoices/i77"
    ]  # fmt: skip
    assert [(page.kind, ids(page.seen), page.complete) for page in pages] == [
        (EntityKind.PAYMENT, ["y1"], False),
        (EntityKind.PAYMENT, [], True),
        (EntityKind.INVOICE, [], False),
        (EntityKind.INVOICE, ["i77"], True),
    ]
    # One watermark for all, so that they are asked for together next time.
    assert {page.watermark for page in pages if page.complete} == {NOON}
    changed = listed(golden("sales_invoice", "body"))
    sage, script = playing(listed(paid), listed(), changed, listed())
    list(sage.read(Holder().access, kinds=kinds, since=SINCE))
    assert len(script.requests) == 4
