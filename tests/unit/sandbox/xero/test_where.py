"""The filter language: what it means, and that nothing sent as a filter breaks it."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tieout.sandbox.ground import ProviderError
from tieout.sandbox.xero.where import parse_order, parse_where

BODY = {
    "Name": "Café Nord",
    "Status": "PAID",
    "Total": Decimal("10.50"),
    "Date": "2026-01-31",
    "UpdatedDateUTC": 1_769_817_600_000,
    "IsCustomer": True,
    "Reference": None,
    "Contact.ContactID": "abc",
}


def holds(text: str) -> bool:
    def look(path: str) -> Any:
        return BODY.get(path)

    return parse_where(text)(look)


@pytest.mark.parametrize(
    "text",
    [
        'Name=="cafe nord"',
        'Name.ToLower()=="café nord"',
        'Name.Contains("Nord") AND Status="PAID"',
        'Name.ToLower().StartsWith("caf") && Total>=10.5',
        'Status=="VOIDED" OR Status=="PAID"',
        '(Status=="VOIDED" || Total < 11) and Total > 10',
        "Date>=DateTime(2026, 01, 31) AND Date<DateTime(2026,02,01)",
        "UpdatedDateUTC>DateTime(2026,1,30,23,59,59)",
        'Date==DateTime.Parse("2026-01-31")',
        "IsCustomer==true",
        "IsCustomer",
        "Reference==null",
        "Status!=null",
        'Contact.ContactID==Guid("ABC")',
        "!(Total == 0)",
    ],
)
def test_it_finds_the_body(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text", ['Reference.Contains("x")', 'Reference=="x"', "Total==10", "IsCustomer==false", 'Unknown=="x"', 'Total=="10.50"']
)
def test_it_passes_the_body_over(text: str) -> None:
    assert not holds(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Status=='PAID'", "Character literal must contain exactly one character"),
        ("Status==", "Expression expected"),
        ("(Status", "')' or ',' expected"),
        ("Status # 1", "Syntax error '#'"),
        ("DateTime(2026,13,1)==Date", "Expression expected"),
        ("((((" * 40 + "Status" + "))))" * 40, "Query is too deep"),
    ],
)
def test_it_says_what_it_cannot_read(text: str, message: str) -> None:
    with pytest.raises(ProviderError) as refused:
        parse_where(text)
    assert refused.value.reply.status == 400
    assert message.encode() in refused.value.reply.body
    assert b'"ErrorNumber":16' in refused.value.reply.body


WORDS = st.sampled_from(
    [
        "Status",
        "Name.Contains",
        "(",
        ")",
        '"x"',
        "==",
        "AND",
        "OR",
        "!",
        "DateTime",
        "Guid",
        ",",
        "1",
        "-2.5",
        "null",
        "true",
        ".",
        "'a'",
        "<",
    ]
)


@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=12).map(" ".join)))
@example("!" * 500)
@example("DateTime(99999999999999999999,1,1)==Date")
@example('Guid("a","b")')
def test_whatever_is_sent_it_answers_or_refuses(text: str) -> None:
    refused = []
    for read in (holds, parse_order):
        try:
            read(text)
        except ProviderError as error:
            refused.append(error.reply.status)
    assert set(refused) <= {400}
