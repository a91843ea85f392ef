"""The page of promises says what the marks of the tests say."""

import os

import features


def test_the_page_of_promises_is_written_from_the_marks() -> None:
    if os.environ.get("TIEOUT_WRITE_DOCS") == "1":
        features.PAGE.write_text(features.render(), "utf-8")
    assert features.PAGE.read_text("utf-8") == features.render(), (
        "renew it: TIEOUT_WRITE_DOCS=1 ./dev test tests/unit/test_features.py"
    )


def test_it_finds_what_is_marked_and_nothing_else() -> None:
    found = features.proofs()
    assert (
        "tests/integration/engine/test_sage.py::test_an_answer_that_was_lost_after_the_write_makes_no_second_document"
        in found["T-03"]
    )
    assert all(tests for tests in found.values())
