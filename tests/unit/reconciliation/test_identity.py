"""Is it already there: what is certain, what a person must decide, and what is new."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tieout.accounting.contacts import Address, Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.reconciliation.identity.assignment import assigned
from tieout.reconciliation.identity.fellegi_sunter import fit
from tieout.reconciliation.identity.forms import without_form
from tieout.reconciliation.identity.index import Index, Layered
from tieout.reconciliation.identity.normal import is_same_number, mailbox, tax_key, words
from tieout.reconciliation.identity.traits import traits
from tieout.reconciliation.identity.verdict import Certainty, Verdict, judged

TRADING = Contact(
    kind=EntityKind.CONTACT, name="Alder Trading Ltd", email="info@alder.example", tax_number="GB123456782",
    phone="+44 20 7946 0018", addresses=(Address(lines=("12 Mill Street",), city="Leeds", postal_code="LS1 4AB"),),
)  # fmt: skip
HOLDINGS = Contact(kind=EntityKind.CONTACT, name="Alder Holdings Ltd", email="info@alder.example", tax_number="GB999999973")
OTHER = Contact(kind=EntityKind.CONTACT, name="Birch Interiors GmbH", account_number="B-0012")


def asked(one: Contact | Item, there: Sequence[Contact | Item]) -> Verdict:
    return judged(traits(one), Index.of(traits(each) for each in there))


def like(name: str, **said: str) -> Contact:
    return replace(Contact(kind=EntityKind.CONTACT, name=name), **said)  # type: ignore[arg-type]


def test_it_is_certain_of_the_same_tax_number_and_name_written_otherwise() -> None:
    verdict = asked(like("ALDER TRADING LIMITED", tax_number="123 4567 82"), [OTHER, TRADING])
    assert (verdict.certainty, verdict.likely[0].position) == (Certainty.CERTAIN, 1)
    assert verdict.likely[0].reasons == ("Same name", "Same tax number")


def test_it_never_links_by_itself_what_has_another_hard_id() -> None:
    one = replace(TRADING, tax_number="GB999999973")
    verdict = asked(one, [TRADING])
    assert verdict.certainty is Certainty.DOUBTFUL
    assert "Other tax number" in verdict.likely[0].reasons


def test_it_asks_about_a_mailbox_that_related_parties_share() -> None:
    verdict = asked(like("Alder Trading", email="info@alder.example"), [TRADING, HOLDINGS])
    assert verdict.certainty is Certainty.DOUBTFUL
    assert "Same e-mail address, which others have too" in verdict.likely[0].reasons


def test_it_takes_a_company_of_the_same_owners_for_another_one() -> None:
    verdict = asked(like("Alder Properties Ltd", email="info@alder.example", tax_number="GB980780684"), [TRADING])
    assert verdict.certainty is not Certainty.CERTAIN


def test_it_asks_about_a_name_alone() -> None:
    assert asked(like("Birch Interiors"), [OTHER]).certainty is Certainty.DOUBTFUL
    assert asked(like("Birch Interiors Ltd", account_number="B-9999"), [OTHER]).certainty is not Certainty.CERTAIN


def test_it_finds_nothing_where_nothing_is_like_it() -> None:
    assert asked(like("Zenith Motors"), [TRADING, OTHER]) == Verdict(certainty=Certainty.NEW)
    assert asked(like("Zenith Motors"), []) == Verdict(certainty=Certainty.NEW)


def test_it_takes_a_persons_word_before_every_score() -> None:
    index = Index.of(traits(one) for one in (TRADING, OTHER))
    one = traits(replace(TRADING, name="Something else"))
    assert judged(one, index, said={1: True}).likely[0].position == 1
    assert all(like.position != 0 for like in judged(traits(TRADING), index, said={0: False}).likely)
    assert judged(traits(TRADING), index, said={0: False}).certainty is Certainty.NEW


def test_it_knows_an_item_by_its_code_and_a_model_by_its_number() -> None:
    kettle = Item(code="KT-100", name="Kettle 1.7 l KT100")
    there = [kettle, Item(code="KT-200", name="Kettle 1.7 l KT200")]
    for code, name in (("kt-100 ", "Water kettle"), ("kt 100", "Kettle KT100, 1.7 l")):
        verdict = asked(Item(code=code, name=name), there)
        assert (verdict.certainty, verdict.likely[0].position) == (Certainty.CERTAIN, 0)
    assert asked(Item(code="KT-300", name="Kettle 1.7 l KT300"), there).certainty is not Certainty.CERTAIN


@pytest.mark.parametrize(("ours", "theirs"), [("X1.5", "X15"), ("1-12", "11-2"), ("kt 100", "KT-100"), ("A/1", "A1")])
def test_it_asks_about_a_code_that_is_the_same_but_for_its_marks(ours: str, theirs: str) -> None:
    verdict = asked(Item(code=ours, name="Lamp"), [Item(code=theirs, name="Chair, oak")])
    assert (verdict.certainty, verdict.likely[0].position) == (Certainty.DOUBTFUL, 0)
    assert verdict.likely[0].reasons == ("Same code but for its marks", "Other name")


def test_it_asks_about_a_code_that_two_items_have_however_they_are_called() -> None:
    there = [Item(code="A1", name="Chair 40 cm"), Item(code="A-1", name="Table 90 cm")]
    assert asked(Item(code="A1", name="Lamp 60 W"), there).certainty is Certainty.DOUBTFUL


STREETS = ("High Street", "Albion Court", "Trinity Retail Park", "Old Mill Road")


@given(some.sampled_from(STREETS), some.integers(1, 300), some.integers(1, 300), some.booleans())
def test_it_never_takes_a_neighbour_for_the_same(street: str, number: int, other: int, in_front: bool) -> None:
    lines = [f"{one} {street}" if in_front else f"Unit {one}, {street}" for one in (number, other)]
    here, there = (
        like("J Smith", addresses=(Address(lines=(line,), city="Leeds", postal_code="LS1 1AA"),))  # type: ignore[arg-type]
        for line in lines
    )
    assert asked(here, [there]).certainty is (Certainty.CERTAIN if number == other else Certainty.DOUBTFUL)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Rose Cottage, Main Road", "LS1 1AA"), ("Ivy Cottage, Main Road", "LS1 1AA")),
        (("Main Road", "LS1 1AA"), ("9 Main Road", "LS1 1AA")),
        (("12 Main Road", "LS1 1AA"), ("12 Main Road", "LS27 9XY")),
    ],
)
def test_it_asks_where_a_house_has_another_name_or_postcode_or_none(ours: tuple[str, str], theirs: tuple[str, str]) -> None:
    one, other = (
        like("J Smith", addresses=(Address(lines=(street,), city="Leeds", postal_code=code),))  # type: ignore[arg-type]
        for street, code in (ours, theirs)
    )
    assert asked(one, [other]).certainty is Certainty.DOUBTFUL


def test_it_asks_where_a_company_number_differs_in_one_place_unless_another_number_agrees() -> None:
    there = like("Acme", company_number="12345679", email="office@acme.example", tax_number="GB123456782")
    near = like("Acme Ltd", company_number="12345678", email="office@acme.example")
    assert asked(near, [there]).certainty is Certainty.DOUBTFUL
    assert "Company number differs in one place" in asked(near, [there]).likely[0].reasons
    assert asked(replace(near, tax_number="123456782"), [there]).certainty is Certainty.CERTAIN


def test_it_writes_the_same_thing_in_one_way() -> None:
    assert words("Ægir & Søn A/S") == ("aegir", "and", "son", "as")
    assert mailbox("Buchhaltung@MÜLLER-shop.example") == "buchhaltung@xn--mller-shop-9db.example"
    assert tax_key("DE 123456789") == tax_key("123456789")
    assert is_same_number("020 7946 0018", "+44 (0)20 7946 0018", region="GB")
    assert without_form(("co", "op")) == (("co", "op"), "")


def test_an_index_with_changes_beside_it_answers_as_one_made_anew() -> None:
    before, after = [TRADING, OTHER], [OTHER, replace(TRADING, name="Larch Trading Ltd"), HOLDINGS]
    layered = Layered.of(Index.of(traits(one) for one in before), beside=[traits(one) for one in after[1:]], gone=[0])
    whole = Index.of(traits(one) for one in after)
    for one in map(traits, [TRADING, HOLDINGS, *after]):
        names = [layered.at(place).name for place in layered.found(one)]
        assert set(names) == {whole.at(place).name for place in whole.found(one)}
        assert layered.found_many([one, one]) == [layered.found(one)] * 2
        assert all(layered.sharing(key) == whole.sharing(key) for key in one.keys)


@given(some.lists(some.tuples(some.integers(0, 6), some.integers(0, 6), some.floats(0.1, 1.0)), max_size=20))
def test_it_gives_each_side_at_most_once_and_nothing_that_was_not_claimed(claims: list[tuple[int, int, float]]) -> None:
    found = assigned(claims)
    assert len(set(found.values())) == len(found)
    assert set(found.items()) <= {(left, right) for left, right, _ in claims}


def test_it_fits_a_model_that_tells_two_groups_apart() -> None:
    chance = np.random.default_rng(1)
    same = (chance.random((300, 3)) < 0.95).astype(np.int8)
    other = (chance.random((2700, 3)) < 0.10).astype(np.int8)
    model = fit(np.vstack([same, other]), sizes=(2, 2, 2), prior=0.2)
    assert model.prior == pytest.approx(0.1, abs=0.03)
    assert model.probability((1, 1, 1)) > 0.95
    assert model.probability((0, 0, -1)) < 0.05


@given(some.text(max_size=40), some.text(max_size=40))
def test_whatever_people_write_is_found_again_and_taken_for_nobody_else(name: str, email: str) -> None:
    one = like(name, email=email, phone=email, tax_number=name, account_number=email)
    verdict = asked(one, [TRADING, one])
    scores = [each.score for each in verdict.likely]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert verdict.certainty is not Certainty.CERTAIN or (verdict.likely[0].proven and verdict.likely[0].position == 1)
    if traits(one).keys:
        assert verdict.likely[0].position == 1
