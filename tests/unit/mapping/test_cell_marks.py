"""Keys and names go into a file of links and come back as they were, and none of them is a formula there."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from tieout.accounting.kinds import EntityKind
from tieout.mapping import csv_file
from tieout.mapping.cell_marks import FORMULA, marked, unmarked
from tieout.mapping.link_columns import LinkLine, link_column, read_links

TEXTS = st.text(alphabet="'=+-@a1 ", max_size=8)


@given(TEXTS)
def test_a_marked_text_is_no_formula_and_is_the_same_again(text: str) -> None:
    assert not marked(text).startswith(FORMULA)
    assert unmarked(marked(text)) == text


def test_a_file_that_a_person_wrote_without_marks_is_read_as_it_stands() -> None:
    column = link_column("quickbooks", EntityKind.CUSTOMER)
    written = io.StringIO()
    csv.writer(written).writerows([["Key", "Name", column], ["-7", "Minus", "58"], ["'-8", "Marked", "59"], ["'tis", "Plain", ""]])
    lines = read_links(csv_file.read(written.getvalue().encode()), column=column)
    assert lines == [
        LinkLine(number=1, key="-7", external_id="58"),
        LinkLine(number=2, key="-8", external_id="59"),
        LinkLine(number=3, key="'tis", external_id=""),
    ]
