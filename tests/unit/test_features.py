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


def test_an_id_in_a_test_of_the_page_stands_in_a_title_that_is_found() -> None:
    by_file: dict[str, set[str]] = {}
    for one, tests in features.proofs().items():
        for test in tests:
            by_file.setdefault(test.partition(": ")[0], set()).add(one)
    named = features.named_on_the_page()
    assert any(named.values())
    assert {path: ids for path, ids in named.items() if ids - by_file.get(path, set())} == {}


def test_a_title_is_read_to_its_own_end() -> None:
    text = """it("leaves the mapping's codes alone [X-39]", () => {}); test.each([1])(`says "no" (X-41)`, f);"""
    assert features.titles(text) == ["leaves the mapping's codes alone [X-39]", 'says "no" (X-41)']


def test_what_only_the_long_run_shows_is_known() -> None:
    left_out = features.left_to_the_long_run()
    assert left_out
    assert all((features.TESTS.parent / path).is_file() for path in left_out)
