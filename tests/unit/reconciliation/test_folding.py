"""Names that a person would call the same are folded to the same."""

from hypothesis import given
from hypothesis import strategies as st

from tieout.reconciliation.folding import folded, folded_key


def test_case_accents_and_marks_do_not_count() -> None:
    assert folded("  Café  MÜLLER & Co. ") == folded("cafe muller and co")
    assert folded("A.B.C. Ltd") != folded("A.B.D. Ltd")


@given(text=st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded_key(folded_key(text)) == folded_key(text)
