"""A secret that a host sends back is taken out of the answer, however the host writes it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.connectors.outside import Answer
from tieout.engine.answers import document_of
from tieout.engine.outside import HIDDEN_CHARACTERS_MIN, _without

SLASHED = "kQ/9vZ+ab/77Zx=="


def shown(secret: str, body: str) -> object:
    answer = Answer(status=200, url="https://api.example/", headers={}, content=body.encode())
    return document_of(_without(answer, (secret,)))


@pytest.mark.parametrize(
    "body",
    [
        '{"echo": "kQ\\/9vZ+ab\\/77Zx=="}',
        '{"echo": "kQ/9vZ\\u002bab/77Zx=="}',
        '{"echo": "\\u006BQ\\u002F9vZ+ab\\/77Zx=="}',
        '{"echo": "kQ%2F9vZ%2Bab%2F77Zx%3D%3D"}',
    ],
)
def test_a_secret_with_a_slash_is_hidden_where_json_escapes_it(body: str) -> None:
    assert shown(SLASHED, body) == {"echo": "…"}


@given(
    secret=st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), min_size=6, max_size=40),
    is_ascii=st.booleans(),
)
def test_no_json_writes_a_secret_so_that_it_is_seen(secret: str, is_ascii: bool) -> None:
    assert len(secret) >= HIDDEN_CHARACTERS_MIN
    found = shown(secret, json.dumps({"a": f"before {secret} after", "b": secret}, ensure_ascii=is_ascii))
    assert isinstance(found, dict)
    assert found["b"] == "…"
    assert secret not in str(found["a"])
