"""What is told of a request: once, after it was kept, and nothing of what was taken back."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from tieout.sandbox.books import Books
from tieout.sandbox.changes import Change, Operation

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def change(id: str, operation: Operation = "UPDATE") -> Change:
    return Change("p", "o", "Cat", id, operation, NOON)


def followed() -> tuple[Books, list[list[tuple[str, str]]]]:
    books, heard = Books(None, indexes={}), list[list[tuple[str, str]]]()
    books.changes.follow(lambda changes: heard.append([(one.id, one.operation) for one in changes]))
    return books, heard


def tell(books: Books, *told: tuple[str, Operation]) -> None:
    with books.unit():
        for own_id, operation in told:
            books.changes.tell(change(own_id, operation))


def test_it_is_told_when_the_request_was_kept() -> None:
    books, heard = followed()
    with books.unit():
        books.changes.tell(change("1"))
        assert heard == []
    assert heard == [[("1", "UPDATE")]]


def spoil(books: Books, id: str) -> None:
    books.changes.tell(change(id))
    raise KeyError


def spoil_unit(books: Books) -> None:
    with books.unit():
        spoil(books, "1")


def spoil_part(books: Books) -> None:
    with books.part():
        spoil(books, "3")


def test_what_is_taken_back_is_forgotten_in_whole_and_in_part() -> None:
    books, heard = followed()
    with pytest.raises(KeyError):
        spoil_unit(books)
    with books.unit():
        books.changes.tell(change("2"))
        with pytest.raises(KeyError):
            spoil_part(books)
        books.changes.tell(change("4"))
    assert heard == [[("2", "UPDATE"), ("4", "UPDATE")]]


def test_several_changes_of_one_object_are_one() -> None:
    books, heard = followed()
    tell(books, ("1", "CREATE"), ("1", "UPDATE"), ("2", "UPDATE"), ("2", "VOID"), ("3", "CREATE"), ("3", "DELETE"))
    assert heard == [[("1", "CREATE"), ("2", "VOID")]]


def test_what_is_done_in_silence_is_no_news() -> None:
    books, heard = followed()
    with books.changes.silent():
        tell(books, ("1", "CREATE"))
    tell(books, ("2", "DELETE"))
    assert heard == [[("2", "DELETE")]]


def test_who_left_is_told_nothing() -> None:
    books, heard = followed()
    follower = books.changes._followers[0]
    books.changes.leave(follower)
    tell(books, *((word, word) for word in get_args(Operation)))
    assert heard == []
