"""The books: all or nothing, in pieces too, found by index, kept on disk."""

from decimal import Decimal
from pathlib import Path

import pytest

from tieout.sandbox.books import Books, IndexKey

INDEXES: dict[tuple[str, str], IndexKey] = {("Cat", "colour"): lambda body: body.get("colour")}


def books(path: Path | None = None) -> Books:
    return Books(path, indexes=INDEXES)


def names(kept: Books, colour: str) -> list[str]:
    return [body["name"] for body in kept.find("s", "Cat", index="colour", key=colour)]


def spoil_unit(kept: Books) -> None:
    with kept.unit():
        kept.put("s", "Cat", id="1", body={"name": "Ada", "colour": "blue"})
        kept.put("s", "Cat", id="2", body={"name": "Bob", "colour": "blue"})
        kept.remove("s", "Cat", id="1")
        kept.next("s", "number")
        raise KeyError


def spoil_part(kept: Books) -> None:
    with kept.part():
        kept.put("s", "Cat", id="1", body={"name": "Ada", "colour": "blue"})
        kept.put("s", "Cat", id="2", body={"name": "Bob", "colour": "blue"})
        raise KeyError


def test_a_unit_that_fails_leaves_nothing_behind() -> None:
    kept = books()
    with kept.unit():
        kept.put("s", "Cat", id="1", body={"name": "Ada", "colour": "red"})
        assert kept.next("s", "number") == 1
    with pytest.raises(KeyError):
        spoil_unit(kept)
    assert (names(kept, "red"), names(kept, "blue"), kept.count("s", "Cat")) == (["Ada"], [], 1)
    with kept.unit():
        assert kept.next("s", "number") == 2


def test_a_part_that_fails_takes_only_itself_back(tmp_path: Path) -> None:
    kept = books(tmp_path / "b.sqlite")
    with kept.unit():
        kept.put("s", "Cat", id="1", body={"name": "Ada", "colour": "red"})
        with pytest.raises(KeyError):
            spoil_part(kept)
        kept.put("s", "Cat", id="3", body={"name": "Cleo", "colour": "red"})
    kept.close()
    assert names(books(tmp_path / "b.sqlite"), "red") == ["Ada", "Cleo"]
    assert names(books(tmp_path / "b.sqlite"), "blue") == []


def test_the_disk_holds_amounts_exactly_and_numbers_go_on(tmp_path: Path) -> None:
    kept = books(tmp_path / "b.sqlite")
    with kept.unit():
        kept.put("s", "Cat", id="1", body={"name": "Ada", "price": Decimal("1.10"), "list": [Decimal("0.005")]})
        kept.next("s", "number", start=7)
    kept.close()
    again = books(tmp_path / "b.sqlite")
    assert str((again.get("s", "Cat", id="1") or {})["price"]) == "1.10"
    with again.unit():
        assert again.next("s", "number") == 8


def test_writing_outside_a_unit_is_refused() -> None:
    with pytest.raises(RuntimeError):
        books().put("s", "Cat", id="1", body={})


def test_a_cleared_book_is_empty_on_disk_too(tmp_path: Path) -> None:
    kept = books(tmp_path / "b.sqlite")
    with kept.unit():
        kept.put("s", "Cat", id="1", body={"name": "Ada"})
    kept.clear()
    kept.close()
    assert books(tmp_path / "b.sqlite").shelves() == []
