"""How far two contacts or two items agree, trait by trait: a level for each, from what speaks against to what speaks for it."""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from tieout.reconciliation.identity.normal import is_same_number, is_valid_tax_number
from tieout.reconciliation.identity.traits import Traits

UNKNOWN = -1
# How many others have a key of this kind and value ("email:…"): agreement on what many have says less.
Sharing = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Trait:
    """A thing that is compared: what each level means to a person, from "other" upwards. `is_hard` is an identifier: agreement
    may prove, disagreement forbids that anything is linked without a person."""

    name: str
    said: tuple[str, ...]
    is_hard: bool = False


CONTACT_TRAITS = (
    Trait("name", ("Other name", "Name with other words", "Name spelt differently", "Same name, other legal form", "Same name")),
    Trait("tax", ("Other tax number", "Tax number differs in one place", "Same tax number"), is_hard=True),
    Trait("company", ("Other company number", "Company number differs in one place", "Same company number"), is_hard=True),
    Trait("account", ("Other account number", "Same account number"), is_hard=True),
    Trait(
        "email",
        (
            "Other e-mail address",
            "E-mail address spelt differently",
            "Same e-mail domain",
            "Same e-mail address, which others have too",
            "Same e-mail address",
        ),
    ),
    Trait("phone", ("Other telephone number", "Same telephone number, which others have too", "Same telephone number")),
    Trait("address", ("Other address", "Same town", "Similar address", "Same address")),
    Trait("person", ("Other person", "Person spelt differently", "Same person")),
)
ITEM_TRAITS = (
    Trait("code", ("Other code", "Code spelt differently", "Same code"), is_hard=True),
    Trait("name", ("Other name", "Name with other words", "Name spelt differently", "Same name")),
    Trait("marks", ("Other model number or size", "Same model number or size")),
)


def levels(one: Traits, other: Traits, *, sharing: Sharing) -> tuple[int, ...]:
    """A level for each of CONTACT_TRAITS (of ITEM_TRAITS where they are items), UNKNOWN where one of them says nothing."""
    if one.is_item:
        return (_code(one.code, other.code), _item_name(one, other), _marks(one, other))
    return (
        name_level(one, other),
        _number(one.tax, other.tax),
        _number(one.company, other.company),
        _equal(one.account, other.account),
        _email(one, other, sharing=sharing),
        _phone(one, other, sharing=sharing),
        _address(one, other),
        _text(one.person, other.person),
    )


def name_level(one: Traits, other: Traits) -> int:
    """0 another, 1 some words are others, 2 spelling, 3 the legal form only, 4 the same."""
    if not one.core or not other.core:
        return UNKNOWN
    forms_differ = bool(one.form) and bool(other.form) and one.form != other.form
    if one.core == other.core or one.core.replace(" ", "") == other.core.replace(" ", ""):
        return 3 if forms_differ else 4
    if _is_spelling(one.core, other.core):
        return 1 if forms_differ else 2
    return 1 if _has_words_in_common(one.core, other.core) else 0


def _is_spelling(one: str, other: str) -> bool:
    """Whether the words, in any order, differ by a slip of the pen each and none is more, less or another."""
    left, right = sorted(one.split()), sorted(other.split())
    if len(left) != len(right):
        left, right = ["".join(one.split())], ["".join(other.split())]
        return _is_slip(left[0], right[0], at_most=1)
    if left == right:
        return True
    slips = 0
    for word, near in _paired(left, right):
        if word != near and not _is_slip(word, near, at_most=2 if len(word) > 7 else 1):
            return False
        slips += word != near
    return slips <= 2


def _paired(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    """Each word with the one that it is most like."""
    rest = list(right)
    pairs = []
    for word in left:
        best = word if word in rest else max(rest, key=lambda near: JaroWinkler.similarity(word, near))
        rest.remove(best)
        pairs.append((word, best))
    return pairs


def _is_slip(one: str, other: str, *, at_most: int) -> bool:
    # Numbers and very short words are different things, not slips.
    if not (one.isalpha() and other.isalpha()) or min(len(one), len(other)) < 4:
        return False
    return DamerauLevenshtein.distance(one, other, score_cutoff=at_most) <= at_most


def _has_words_in_common(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one, other) >= 85 or fuzz.token_sort_ratio(one, other) >= 80


def _number(one: str, other: str) -> int:
    if not one or not other:
        return UNKNOWN
    if one == other:
        return 2
    # Two numbers whose own check digits agree are two numbers, however near they are.
    if is_valid_tax_number(one) and is_valid_tax_number(other):
        return 0
    return 1 if DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1 else 0


def _equal(one: str, other: str) -> int:
    return UNKNOWN if not one or not other else int(one == other)


def _email(one: Traits, other: Traits, *, sharing: Sharing) -> int:
    if one.email and one.email == other.email:
        return 3 if sharing(f"email:{one.email}") > 1 else 4
    if one.domain and one.domain == other.domain:
        return 2 if sharing(f"domain:{one.domain}") <= 2 else UNKNOWN
    if not one.email or not other.email:
        return UNKNOWN
    return 1 if DamerauLevenshtein.distance(one.email, other.email, score_cutoff=2) <= 2 else 0


def _phone(one: Traits, other: Traits, *, sharing: Sharing) -> int:
    if not one.phone or not other.phone:
        return UNKNOWN
    if not is_same_number(one.phone, other.phone, region=_region(one, other)):
        return 0
    return 1 if any(sharing(key) > 1 for key in other.keys if key.startswith("phone:")) else 2


def _region(one: Traits, other: Traits) -> str:
    """Two letters by which a national number is read."""
    known = {"united kingdom": "GB", "uk": "GB", "ireland": "IE", "france": "FR", "germany": "DE", "united states": "US"}
    country = one.country or other.country
    return known.get(country) or (country.upper() if len(country) == 2 else "GB")


def _address(one: Traits, other: Traits) -> int:
    same_code = bool(one.postcode) and one.postcode == other.postcode
    street = fuzz.token_sort_ratio(one.street, other.street) if one.street and other.street else None
    if street is None and not (one.postcode and other.postcode):
        return UNKNOWN if not one.city or not other.city else int(one.city == other.city)
    same_house = street is not None and _same_house(one.street, other.street)
    if same_code and same_house and street is not None and street >= 80:
        return 3
    if same_house and street is not None and street >= 90:
        elsewhere = bool(one.postcode and other.postcode) and not same_code
        return 3 if one.city and one.city == other.city and not elsewhere else 2
    if same_code:
        return 2
    return 1 if one.city and one.city == other.city else 0


def _same_house(one: str, other: str) -> bool:
    """By its numbers, which a slip of the pen in the street does not touch; without any, by every word."""
    numbers = _digits(one)
    return numbers == _digits(other) and (bool(numbers) or sorted(one.split()) == sorted(other.split()))


def _digits(street: str) -> list[str]:
    return sorted(word for word in street.split() if any(character.isdigit() for character in word))


def _text(one: str, other: str) -> int:
    if not one or not other:
        return UNKNOWN
    if one == other:
        return 2
    return 1 if JaroWinkler.similarity(one, other) >= 0.9 else 0


def _code(one: str, other: str) -> int:
    if not one or not other:
        return UNKNOWN
    if one == other:
        return 2
    # One that has noughts or a letter more in front is the same shelf as often as not; a person knows.
    return 1 if one.lstrip("0") == other.lstrip("0") else 0


def _item_name(one: Traits, other: Traits) -> int:
    if not one.core or not other.core:
        return UNKNOWN
    if one.core == other.core or sorted(one.core.split()) == sorted(other.core.split()):
        return 3
    if fuzz.token_sort_ratio(one.core, other.core) >= 90:
        return 2
    return 1 if fuzz.token_set_ratio(one.core, other.core) >= 80 else 0


def _marks(one: Traits, other: Traits) -> int:
    if not one.marks or not other.marks:
        return UNKNOWN
    return 1 if one.marks & other.marks else 0
