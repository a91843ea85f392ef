"""Files as they come: encodings, dialects, broken rows, bounds."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.mapping.csv_file import COLUMNS_MAX, read, samples

TEXT = "Number,Name\r\n1,Café\r\n2,Müller\r\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_it_finds_the_encoding(content: bytes, encoding: str) -> None:
    file = read(content)
    assert (file.encoding, file.columns) == (encoding, ("Number", "Name"))
    assert [row.cells for row in file.rows] == [("1", "Café"), ("2", "Müller")]
    assert not file.problems


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_it_finds_the_delimiter_and_the_quote(delimiter: str, quote: str) -> None:
    cells = [["Number", "Name"], ["1", f"Mug{delimiter} blue"], ["2", "Plate"]]
    content = io.StringIO()
    csv.writer(content, delimiter=delimiter, quotechar=quote, quoting=csv.QUOTE_ALL).writerows(cells)
    file = read(content.getvalue().encode())
    assert [file.columns, *(row.cells for row in file.rows)] == [tuple(record) for record in cells]
    assert file.delimiter == delimiter


def test_rows_keep_their_number_cells_and_problem() -> None:
    file = read(b"Number,Name,Price\n1,Mug,2\n2,Plate\n\n4,Cup,3,9\n5,Jug,4\n")
    assert [(row.number, row.problem.cause if row.problem else "") for row in file.rows] == [
        (1, ""),
        (2, "cells_missing"),
        (4, "cells_too_many"),
        (5, ""),
    ]
    assert file.rows[1].cells == ("2", "Plate")


def test_a_line_break_inside_a_cell_is_no_new_row() -> None:
    file = read(b'Number,Name\n1,"Mug\nblue"\n2,Plate\n')
    assert [row.cells for row in file.rows] == [("1", "Mug\nblue"), ("2", "Plate")]


def test_broken_bytes_in_utf_8_are_a_problem_of_their_row() -> None:
    file = read("Number,Name\n1,Café\n2,Müller\n".encode() + b"3,\xff\n")
    assert file.encoding == "utf-8"
    assert [row.problem.cause if row.problem else "" for row in file.rows] == ["", "", "characters_unreadable"]


@pytest.mark.parametrize(
    ("content", "cause"),
    [(b"", "file_unreadable"), (b"  \n\n", "file_unreadable"), (",".join("a" * (COLUMNS_MAX + 1)).encode(), "file_unreadable")],
)
def test_it_says_why_a_file_cannot_be_imported(content: bytes, cause: str) -> None:
    file = read(content)
    assert [problem.cause for problem in file.problems] == [cause]
    assert file.columns == ()


def test_every_column_has_a_name_of_its_own() -> None:
    file = read(b"Name,Name,\nMug,Plate,1\n")
    assert file.columns == ("Name", "Name (2)", "Column 3")
    assert [problem.cause for problem in file.problems] == ["column_twice"]


def test_it_gives_samples_of_each_column() -> None:
    assert samples(read(b"Number,Name\n1,Mug\n2,\n1,Plate\n"), count=1) == {"Number": ["1"], "Name": ["Mug"]}


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)


@given(rows=st.lists(st.tuples(CELLS, CELLS, st.integers(1, 9).map(str)), min_size=1, max_size=12))
def test_no_row_and_no_cell_is_lost(rows: list[tuple[str, str, str]]) -> None:
    content = io.StringIO()
    writer = csv.writer(content, quoting=csv.QUOTE_ALL)
    writer.writerow(("Alpha", "Beta", "Gamma"))
    writer.writerows(rows)
    file = read(content.getvalue().encode())
    assert [row.cells for row in file.rows] == rows


@given(content=st.binary(max_size=400))
def test_it_never_fails_whatever_the_bytes(content: bytes) -> None:
    file = read(content)
    assert file.columns or file.problems


def test_a_row_with_a_nul_is_a_problem_because_no_database_keeps_one() -> None:
    file = read(b"number,name\n1,Mug\n2,V\x00ase\n")
    assert [row.problem.cause if row.problem else "" for row in file.rows] == ["", "characters_unreadable"]
    assert all("\0" not in cell for row in file.rows for cell in row.cells)
