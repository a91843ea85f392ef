"""What stands before a company: discovery, tokens, the wrong realm, limits, and the sandbox's own calls."""

import base64
import json
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tieout.sandbox.call import Call, Reply
from unit.sandbox.quickbooks.desk import AU, US, Desk, open_desk, sale, sale_line

_BASIC = {"authorization": "Basic " + base64.b64encode(b"shop:secret").decode()}
_CONSENT = {
    "client_id": "shop",
    "response_type": "code",
    "scope": "com.intuit.quickbooks.accounting",
    "redirect_uri": "http://localhost:9300/callback",
    "state": "abc",
}


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def _send(
    desk: Desk, method: str, *, path: str, form: dict[str, str] | None = None, query: dict[str, str] | None = None, **headers: str
) -> Reply:
    body = urlencode(form or {}).encode()
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return desk.send(Call(method, path, query or {}, {**_BASIC, **sent}, body, desk.ground.clock.now(), "http://127.0.0.1:9400"))


def _consent(desk: Desk, **form: str) -> dict[str, str]:
    reply = _send(
        desk,
        "POST",
        path="/connect/oauth2",
        query=_CONSENT,
        form={"user": "full", "decision": "allow", "organisation": desk.realm, **form},
    )
    assert reply.status == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["Location"]).query).items()}


def _token(desk: Desk, **form: str) -> dict[str, str]:
    reply = _send(desk, "POST", path="/oauth2/v1/tokens/bearer", form=form)
    answer: dict[str, str] = json.loads(reply.body)
    return answer


def _exchange(desk: Desk) -> dict[str, str]:
    code = _consent(desk)["code"]
    return _token(desk, grant_type="authorization_code", code=code, redirect_uri=_CONSENT["redirect_uri"])


@pytest.mark.parametrize("slash", ["", "/"])
def test_it_describes_its_endpoints_at_both_spellings_of_the_address(desk: Desk, slash: str) -> None:
    document = json.loads(_send(desk, "GET", path=f"/.well-known/openid_sandbox_configuration{slash}").body)
    needed = {"issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "revocation_endpoint", "jwks_uri"}
    assert needed <= set(document)
    assert all(document[name].startswith("http://127.0.0.1:9400/quickbooks/") for name in needed)


def test_it_sends_the_realm_back_with_the_code_and_only_there(desk: Desk) -> None:
    callback = _consent(desk)
    assert (callback["realmId"], callback["state"]) == (desk.realm, "abc")
    tokens = _token(desk, grant_type="authorization_code", code=callback["code"], redirect_uri=_CONSENT["redirect_uri"])
    assert set(tokens) == {"token_type", "access_token", "expires_in", "refresh_token", "x_refresh_token_expires_in"}
    assert desk.call("GET", f"/companyinfo/{desk.realm}", token=tokens["access_token"])["CompanyInfo"]["Country"] == "GB"


def test_it_lets_a_user_deny_and_a_read_only_user_never_allow(desk: Desk) -> None:
    assert _consent(desk, decision="deny")["error"] == "access_denied"
    assert _consent(desk, user="read_only")["error"] == "access_denied"


def test_it_refuses_unknown_scopes(desk: Desk) -> None:
    reply = _send(desk, "GET", path="/connect/oauth2", query={**_CONSENT, "scope": "everything"})
    assert "error=invalid_scope" in reply.headers["Location"]


def test_it_takes_a_code_once(desk: Desk) -> None:
    code = _consent(desk)["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": _CONSENT["redirect_uri"]}
    first = _token(desk, **form)
    assert _token(desk, **form)["error"] == "invalid_grant"
    desk.call("GET", "/preferences", token=first["access_token"])
    assert desk.last.status == 401


def test_it_changes_the_refresh_token_once_a_day_and_forgets_the_old_one(desk: Desk) -> None:
    first = _exchange(desk)["refresh_token"]
    assert _token(desk, grant_type="refresh_token", refresh_token=first)["refresh_token"] == first
    desk.ground.clock.advance(timedelta(hours=25).total_seconds())
    second = _token(desk, grant_type="refresh_token", refresh_token=first)["refresh_token"]
    assert second != first
    assert _token(desk, grant_type="refresh_token", refresh_token=first)["error"] == "invalid_grant"
    assert "access_token" in _token(desk, grant_type="refresh_token", refresh_token=second)


def test_it_tells_the_end_of_the_five_years_when_asked(desk: Desk) -> None:
    code = _consent(desk)["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": _CONSENT["redirect_uri"]}
    reply = _send(desk, "POST", path="/oauth2/v1/tokens/bearer", form=form, x_include_refresh_token_hard_expires_in="true")
    assert json.loads(reply.body)["x_refresh_token_hard_expires_in"] > 86_400 * 1800


def test_it_ends_the_grant_when_either_token_is_revoked(desk: Desk) -> None:
    tokens = _exchange(desk)
    body = json.dumps({"token": tokens["refresh_token"]}).encode()
    call = Call("POST", "/v2/oauth2/tokens/revoke", {}, _BASIC, body, desk.ground.clock.now(), "")
    reply = desk.send(call)
    assert (reply.status, reply.body) == (200, b"")
    desk.call("GET", "/preferences", token=tokens["access_token"])
    assert desk.last.status == 401
    assert desk.send(call).status == 400


def test_it_answers_401_in_lower_case_for_an_expired_token(desk: Desk) -> None:
    desk.ground.clock.advance(3601)
    answer = desk.get("/preferences")
    assert desk.last.status == 401
    assert answer["fault"]["error"][0]["code"] == "3200"
    assert answer["fault"]["type"] == "AUTHENTICATION"
    assert isinstance(answer["time"], int)


def test_it_answers_403_in_lower_case_for_another_company(desk: Desk) -> None:
    desk.realm = AU
    answer = desk.get("/preferences")
    assert desk.last.status == 403
    assert answer["fault"]["error"][0]["code"] == "3100"


def test_it_names_every_answer_for_support(desk: Desk) -> None:
    desk.get("/preferences")
    first = desk.last.headers["intuit_tid"]
    desk.get("/invoice/999")
    assert desk.last.status == 400
    assert desk.last.headers["intuit_tid"] not in ("", first)


def test_it_throttles_at_ten_a_second_in_json_or_xml() -> None:
    desk = open_desk(limits="1")
    desk.ground.clock.freeze(frozen=True)
    for _ in range(10):
        desk.get("/preferences")
        assert desk.last.status == 200
    answer = desk.get("/preferences")
    assert (desk.last.status, answer["Fault"]["Error"][0]["code"], answer["Fault"]["type"]) == (429, "3001", "SERVICE")
    with desk.ground.books.unit():
        desk.provider.edit(organisation=desk.realm, kind="Company", id="", change={"throttles_in_xml": True})
    assert desk.get("/preferences").startswith("<?xml")
    desk.ground.clock.advance(1)
    desk.get("/preferences")
    assert desk.last.status == 200


def test_it_throttles_batches_at_forty_a_minute_and_calls_at_five_hundred() -> None:
    desk = open_desk(limits="1")
    desk.ground.clock.freeze(frozen=True)

    def calls(path: str) -> int:
        for count in range(1000):
            desk.ground.clock.advance(0.101)
            desk.post(path, {"BatchItemRequest": [{"bId": "1", "Query": "select count(*) from Customer"}]})
            if desk.last.status == 429:
                return count
        return 1000

    assert calls("/batch") == 40
    assert calls("/nonsense") == 460


@pytest.mark.parametrize("path", ["/reports/NoSuchReport", "/nonsense", "/invoice/1/2/3", "/estimate"])
def test_it_refuses_what_it_does_not_have_with_500_in_a_fault(desk: Desk, path: str) -> None:
    assert desk.get(path)["Fault"]["Error"][0]["code"] == "500"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"\xff", b'{"DisplayName": "\\ud800"}', b'{"DisplayName": NaN, "Balance": NaN}']
)
def test_it_refuses_bodies_that_are_no_objects(desk: Desk, body: bytes) -> None:
    desk.call("POST", "/customer", body=body)
    assert desk.last.status == 400


def test_it_edits_behind_the_clients_back_with_all_rules() -> None:
    desk = open_desk(US, seed="demo")
    invoice = desk.query("select * from Invoice where Balance > '0' maxresults 1")["Invoice"][0]
    line = sale_line("500.00", item="1", code="NON")
    with desk.ground.books.unit():
        edited = desk.provider.edit(
            organisation=US, kind="invoice", id=invoice["Id"], change={"Line": [json.loads(json.dumps(line, default=float))]}
        )
    assert edited["TotalAmt"] == 500
    with pytest.raises(KeyError), desk.ground.books.unit():
        desk.provider.edit(organisation=US, kind="Invoice", id="1", change={})


def test_it_pays_a_share_of_the_open_invoices_the_same_way_each_time() -> None:
    def paid() -> tuple[dict[str, object], list[str]]:
        desk = open_desk()
        customer, item = desk.customer(), desk.item()
        for _ in range(10):
            desk.save("Invoice", sale(customer, sale_line("10.00", item=item)))
        with desk.ground.books.unit():
            answer = desk.provider.pay(desk.realm, {"share": "0.8", "seed": 1})
        return answer, [row["Id"] for row in desk.query("select * from Invoice where Balance > '0'")["Invoice"]]

    assert paid() == paid()
    answer, left = paid()
    assert (answer["open"], answer["payments"], answer["sums"]) == (10, 8, {"GBP": "96.00"})
    assert len(left) == 2


def test_it_shows_counts_balances_and_latest_documents() -> None:
    desk = open_desk(US, seed="demo")
    overview = desk.provider.overview(US)
    assert overview.counts["Invoice"] == 94
    assert overview.balances["Accounts Receivable (A/R)"] > Decimal(0)
    assert len(overview.latest) == 8
    assert not [kind for kind in overview.counts if kind.startswith("_")]


def test_it_seeds_the_british_company_without_names_and_documents_in_every_seed() -> None:
    for seed in ("empty", "demo"):
        desk = open_desk(seed=seed)
        for kind in ("Customer", "Vendor", "Item", "Invoice", "Bill", "Payment"):
            assert desk.query(f"select count(*) from {kind}") == {"totalCount": 0}
        assert {code["Name"] for code in desk.query("select * from TaxCode")["TaxCode"]} >= {
            "20.0% S",
            "17.5% S",
            "No VAT",
            "0.0% ECG",
        }
        names = {account["Name"] for account in desk.query("select * from Account")["Account"]}
        assert names >= {
            "Sales of Product Income",
            "Current",
            "VAT Control",
            "Postage Income",
            "Discounts given",
            "Accounts Receivable (A/R)",
        }
