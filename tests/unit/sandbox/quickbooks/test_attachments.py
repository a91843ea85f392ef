"""Notes and files: uploads in the forms that clients send, addresses that expire, and what is refused."""

import base64
import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tieout.sandbox.call import Call, Reply
from tieout.sandbox.quickbooks.multipart import parts_of
from unit.sandbox.quickbooks.desk import Desk, open_desk

_EDGE = "-------------PythonMultipartPost"
_TYPE = f"multipart/form-data; boundary={_EDGE}"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def part(name: str, content: bytes, *, kind: str, file_name: str = "", base_64: bool = False) -> bytes:
    disposition = f'form-data; name="{name}"' + (f'; filename="{file_name}"' if file_name else "")
    rows = [f"Content-Disposition: {disposition}".encode(), f"Content-Type: {kind}".encode()]
    if base_64:
        rows.append(b"Content-Transfer-Encoding: base64")
        content = base64.b64encode(content)
    return b"--" + _EDGE.encode() + b"\r\n" + b"\r\n".join(rows) + b"\r\n\r\n" + content + b"\r\n"


def upload(desk: Desk, *parts: bytes, content_type: str = _TYPE, **query: str) -> Any:
    body = b"".join(parts) + f"--{_EDGE}--\r\n".encode()
    headers = {"authorization": f"Bearer {desk.token}", "content-type": content_type}
    call = Call("POST", f"/v3/company/{desk.realm}/upload", query, headers, body, desk.ground.clock.now(), "http://127.0.0.1:1")
    desk.last = desk.send(call)
    return json.loads(desk.last.body)


def fetch(desk: Desk, address: str) -> Reply:
    place = urlsplit(address)
    query = dict(parse_qsl(place.query))
    return desk.send(
        Call("GET", place.path.removeprefix("/quickbooks"), query, {}, b"", desk.ground.clock.now(), "http://127.0.0.1:1")
    )


@example(content=b"\r", end=b"\n", base_64=False, lead=b"")
@example(content=b"\r\n", end=b"\r\n", base_64=False, lead=b"")
@given(
    content=st.binary(max_size=300),
    end=st.sampled_from([b"\n", b"\r\n"]),
    base_64=st.booleans(),
    lead=st.sampled_from([b"", b"\n", b"\r\n"]),
)
def test_a_part_comes_out_as_it_went_in(content: bytes, end: bytes, base_64: bool, lead: bytes) -> None:
    edge = b"--" + _EDGE.encode()
    assume(edge not in content)
    made = part("file_content_01", b"", kind="image/png", file_name="a.png", base_64=base_64)
    head = made.partition(b"\r\n\r\n")[0].replace(b"\r\n", end)
    sent = base64.b64encode(content) if base_64 else content
    body = lead + head + end + end + sent + end + edge + b"--" + end
    found = parts_of(body, _TYPE)
    assert [(one.name, one.file_name, one.content_type, one.content) for one in found] == [
        ("file_content_01", "a.png", "image/png", content)
    ]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", _TYPE),
        (b"hello", _TYPE),
        (b"--x\r\n\r\n--x--", "multipart/form-data"),
        (f"--{_EDGE}\nno headers\n--{_EDGE}--".encode(), _TYPE),
        (
            part("a", b"", kind="b").replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!")
            + f"--{_EDGE}--".encode(),
            _TYPE,
        ),
    ],
)
def test_what_is_no_upload_is_refused(desk: Desk, body: bytes, content_type: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parts_of(body, content_type)


def test_several_files_come_in_one_call_and_each_succeeds_alone(desk: Desk) -> None:
    customer = desk.customer()
    target = [{"EntityRef": {"type": "customer", "value": customer}}]
    answer = upload(
        desk,
        part("file_metadata_01", json.dumps({"AttachableRef": target, "Note": "one"}).encode(), kind="application/json"),
        part("file_content_01", b"first", kind="text/plain", file_name="one.txt"),
        part("file_content_02", b"MZ", kind="application/x-dosexec", file_name="two.exe"),
        part(
            "file_metadata_03", b'{"AttachableRef": [{"EntityRef": {"type": "Invoice", "value": "999"}}]}', kind="application/json"
        ),
        part("file_content_03", b"third", kind="text/plain", file_name="three.txt"),
        part("file_content_04", b"a,b", kind="", file_name="four.CSV", base_64=True),
    )["AttachableResponse"]
    first, second, third, fourth = answer
    assert (first["Attachable"]["Note"], first["Attachable"]["AttachableRef"][0]["EntityRef"]["type"]) == ("one", "Customer")
    assert [entry["Fault"]["Error"][0]["code"] for entry in (second, third)] == ["6000", "2500"]
    assert (fourth["Attachable"]["ContentType"], fourth["Attachable"]["Size"]) == ("text/csv", 3)
    assert desk.query("select count(*) from Attachable") == {"totalCount": 2}


def test_a_repeated_upload_with_its_requestid_attaches_once(desk: Desk) -> None:
    file = part("file_content_01", b"x", kind="text/plain", file_name="a.txt")
    ids = {upload(desk, file, requestid="once")["AttachableResponse"][0]["Attachable"]["Id"] for _ in range(2)}
    assert len(ids) == 1
    assert desk.query("select count(*) from Attachable") == {"totalCount": 1}


def test_an_upload_without_files_or_readable_metadata_says_so(desk: Desk) -> None:
    meta = part("file_metadata_01", b"{", kind="application/json")
    assert upload(desk, meta)["Fault"]["Error"][0]["code"] == "2020"
    entry = upload(desk, meta, part("file_content_01", b"x", kind="text/plain", file_name="a.txt"))["AttachableResponse"][0]
    assert entry["Fault"]["Error"][0]["code"] == "500"
    assert upload(desk, content_type="text/plain")["Fault"]["Error"][0]["code"] == "500"


def test_a_file_is_fetched_without_a_token_for_a_quarter_of_an_hour(desk: Desk) -> None:
    made = upload(desk, part("file_content_01", b"\x00\xff", kind="image/png", file_name="a.png"))["AttachableResponse"][0][
        "Attachable"
    ]
    address = made["TempDownloadUri"]
    assert (fetch(desk, address).body, fetch(desk, address).media_type) == (b"\x00\xff", "image/png")
    assert fetch(desk, address.replace("until=", "until=9")).status == 403
    assert fetch(desk, address.replace(f"/{made['Id']}?", "/99?")).status == 403
    assert fetch(desk, address.partition("?")[0]).status == 403
    plain = desk.get(f"/download/{made['Id']}")
    desk.ground.clock.advance(901)
    assert (fetch(desk, address).status, fetch(desk, plain).status) == (403, 403)
    again = desk.query(f"select * from Attachable where Id = '{made['Id']}'")["Attachable"][0]["TempDownloadUri"]
    assert fetch(desk, again).status == 200
    assert desk.post("/attachable", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")["Attachable"]["status"] == "Deleted"
    assert fetch(desk, again).status == 403


def test_a_note_needs_no_file_and_a_file_keeps_what_it_is(desk: Desk) -> None:
    note = desk.save("Attachable", {"Note": "Call back"})
    assert "TempDownloadUri" not in note
    assert desk.get(f"/download/{note['Id']}")["Fault"]["Error"][0]["code"] == "610"
    assert desk.refused("/attachable", {}) == "2020"
    assert desk.refused("/attachable", {"Note": "x", "AttachableRef": [{"EntityRef": {"type": "TaxCode", "value": "2"}}]}) == "2170"
    assert desk.refused("/attachable", {"Note": "x", "AttachableRef": [{"EntityRef": {"type": "Customer"}}]}) == "2020"
    file = upload(desk, part("file_content_01", b"abc", kind="text/plain", file_name="a.txt"))["AttachableResponse"][0][
        "Attachable"
    ]
    changed = desk.save(
        "Attachable", {"Id": file["Id"], "SyncToken": "0", "FileName": "b.txt", "Size": 99, "ContentType": "image/png"}
    )
    assert (changed["FileName"], changed["Size"], changed["ContentType"]) == ("b.txt", 3, "text/plain")


def test_attachments_are_found_by_what_they_hang_on(desk: Desk) -> None:
    one, two = desk.customer("One"), desk.customer("Two")
    for target in (one, two):
        desk.save("Attachable", {"Note": target, "AttachableRef": [{"EntityRef": {"type": "Customer", "value": target}}]})
    both = [{"EntityRef": {"type": "Customer", "value": own_id}} for own_id in (one, two)]
    desk.save("Attachable", {"Note": "both", "AttachableRef": both})
    where = "select * from Attachable where AttachableRef.EntityRef.Type = 'Customer' and AttachableRef.EntityRef.value"
    assert [body["Note"] for body in desk.query(f"{where} = '{one}'")["Attachable"]] == [one, "both"]
    assert [body["Note"] for body in desk.query(f"{where} in ('{two}')")["Attachable"]] == [two, "both"]
    assert desk.query(f"{where} like '9%'") == {}
    assert (
        desk.call("POST", "/query", body=b"select * from Attachable orderby AttachableRef.EntityRef.value")["Fault"]["Error"][0][
            "code"
        ]
        == "4001"
    )


def test_a_file_lives_as_long_as_the_books(tmp_path: Any) -> None:
    first = open_desk(path=tmp_path / "books.db")
    upload(first, part("file_content_01", b"kept", kind="text/plain", file_name="a.txt"))
    address = first.query("select * from Attachable")["Attachable"][0]["TempDownloadUri"]
    first.ground.books.close()
    from tieout.sandbox import oauth
    from tieout.sandbox.books import Books
    from tieout.sandbox.ground import Ground
    from tieout.sandbox.quickbooks.provider import INDEXES, QuickBooks

    books = Books(tmp_path / "books.db", indexes={**oauth.INDEXES, **INDEXES})
    ground = Ground(books, first.ground.clock, first.ground.limits)
    again = replace(first, ground=ground, provider=QuickBooks(ground))
    assert fetch(again, address).body == b"kept"
