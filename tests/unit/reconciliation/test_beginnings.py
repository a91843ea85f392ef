"""Names found by how their words begin, and by likeness, against what looking at each of them says."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as some

from tieout.accounting.contacts import Contact
from tieout.accounting.kinds import EntityKind
from tieout.reconciliation.identity.beginnings import Beginnings
from tieout.reconciliation.identity.index import Index, trigrams
from tieout.reconciliation.identity.traits import Traits, traits

WORDS = some.text("abz09", min_size=1, max_size=4)
SENTENCES = some.lists(some.lists(WORDS, max_size=5, unique=True), max_size=12)


def has(sentence: Sequence[str], asked: Sequence[str], *, first: bool) -> bool:
    begins = not first or bool(sentence and sentence[0].startswith(asked[0]))
    return begins and all(any(word.startswith(start) for word in sentence) for start in asked)


@given(SENTENCES, some.lists(WORDS, min_size=1, max_size=3), some.booleans())
def test_it_finds_whoever_has_for_each_beginning_a_word_and_nobody_else(
    sentences: list[list[str]], asked: list[str], first: bool
) -> None:
    expected = [place for place, sentence in enumerate(sentences) if has(sentence, asked, first=first)]
    assert Beginnings.of(sentences).having(asked, first=first) == expected


@given(some.lists(some.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=30), WORDS, some.integers(1, 5))
def test_of_those_that_resemble_a_text_none_is_left_out_for_one_that_has_less_of_it(
    names: list[str], text: str, limit: int
) -> None:
    index = Index.of(Traits(name=name, core=name) for name in names)
    own = [gram for gram in trigrams(text) if not (gram[-1] == " " and text.endswith(gram[:-1]))]

    def weight(place: int) -> float:
        return sum(float(index.rarity[index.grams[gram]]) for gram in own if gram in trigrams(names[place]))

    found = [round(weight(place), 3) for place in index.resembling(text, limit=limit)]
    most = sorted((round(weight(place), 3) for place in range(len(names)) if weight(place) > 0), reverse=True)
    assert found == most[:limit]


def test_a_contact_is_found_by_its_number_its_person_and_its_mailbox() -> None:
    one = Contact(
        kind=EntityKind.CONTACT, name="Cedar Books", account_number="K-77", first_name="Robin", email="orders@cedar.example"
    )  # fmt: skip
    assert traits(one).said == ("cedar", "books", "k", "77", "robin", "orders", "example")
