"""Certain, doubtful or new: what is said about one contact or item and all that are there already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tieout.reconciliation.identity.index import Index, Layered
from tieout.reconciliation.identity.levels import CONTACT_TRAITS, ITEM_TRAITS, UNKNOWN, Sharing, Trait, levels
from tieout.reconciliation.identity.rules import DEFAULT, MatchRules, counted
from tieout.reconciliation.identity.traits import Traits
from tieout.reconciliation.identity.weights import CONTACTS, ITEMS

SHOWN_MAX = 8
WORTH_SHOWING = 0.05
SPELT_ALIKE, SAME_NAME = 2, 4
SAME_CODE = 2


class Certainty(StrEnum):
    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Likeness:
    """One that may be the same: its position in the index, how likely (0 to 1), why, whether nothing but a person's word is
    wanting, and whether a person is asked however unlikely it is."""

    position: int
    score: float
    reasons: tuple[str, ...]
    proven: bool = False
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`likely` is best first, at most eight; of CERTAIN the first is meant."""

    certainty: Certainty
    likely: tuple[Likeness, ...] = ()


def judged(
    one: Traits,
    index: Index | Layered,
    *,
    found: Sequence[int] | None = None,
    said: Mapping[int, bool] | None = None,
    rules: MatchRules = DEFAULT,
) -> Verdict:
    """Whether it is there already. `found` are the candidates when they are known, `said` what people decided before about some
    of them (True: the same), which wins over every score and rule."""
    decided = said or {}
    positions = list(
        dict.fromkeys([*(place for place, same in decided.items() if same), *(index.found(one) if found is None else found)])
    )
    every = [compared(one, index, position=position, rules=rules) for position in positions if decided.get(position, True)]
    every.sort(key=lambda like: (not decided.get(like.position, False), -like.score, like.position))
    if any(decided.get(like.position, False) for like in every[:1]):
        first = every[0]
        told = Likeness(position=first.position, score=1.0, reasons=("Decided before by a person", *first.reasons), proven=True)
        return Verdict(certainty=Certainty.CERTAIN, likely=(told, *_shown(every[1:]))[:SHOWN_MAX])
    proven = [like for like in every if like.proven]
    if len(proven) == 1 and proven[0].score >= max(like.score for like in every):
        others = _shown([like for like in every if like is not proven[0]])
        return Verdict(certainty=Certainty.CERTAIN, likely=(proven[0], *others)[:SHOWN_MAX])
    likely = _shown(every)
    asking = [like for like in likely if like.score >= rules.asked_from or like.is_asked]
    return Verdict(certainty=Certainty.DOUBTFUL if asking else Certainty.NEW, likely=likely)


def compared(one: Traits, index: Index | Layered, *, position: int, rules: MatchRules = DEFAULT) -> Likeness:
    """One pair, weighed and explained."""
    other = index.at(position)
    found = counted(levels(one, other, sharing=index.sharing), rules, is_item=one.is_item)
    told, model = (ITEM_TRAITS, ITEMS) if one.is_item else (CONTACT_TRAITS, CONTACTS)
    score = model.probability(found)
    proven = (
        _proven_item(found, one=one, other=other, sharing=index.sharing)
        if one.is_item
        else score >= rules.certain_from and _proven_contact(found, sharing=index.sharing, other=other)
    )
    reasons = _reasons(told, found)
    if one.is_item and found[0] == SAME_CODE and one.written != other.written:
        reasons = ("Same code but for its marks", *reasons[1:])
    # Whoever has the code in mind has this item in mind, or has written it wrongly: either way a person knows.
    is_asked = one.is_item and found[0] == SAME_CODE
    return Likeness(position=position, score=round(score, 4), reasons=reasons, proven=proven, is_asked=is_asked)


def _shown(every: Sequence[Likeness]) -> tuple[Likeness, ...]:
    return tuple(like for like in every if like.score >= WORTH_SHOWING or like.is_asked)[:SHOWN_MAX]


def _proven_contact(found: Sequence[int], *, sharing: Sharing, other: Traits) -> bool:
    """Linked without asking: an identifier that nobody else has agrees, none disagrees, and the name is the same or a slip of it;
    or the whole name and the whole address are the same. A number that differs in one place disagrees, unless another agrees."""
    name, tax, company, account, email, phone, address, _ = found
    if any(level == 0 for level, trait in zip(found, CONTACT_TRAITS, strict=True) if trait.is_hard):
        return False
    alone = {key.partition(":")[0] for key in other.keys if sharing(key) <= 1}
    agreed = [
        tax == 2 and "tax" in alone,
        company == 2 and "company" in alone,
        account == 1 and "account" in alone,
        email == 4,
        phone == 2,
    ]
    numbered = any(agreed[:3])
    nearly = any(trait.is_hard and 0 < level < len(trait.said) - 1 for level, trait in zip(found, CONTACT_TRAITS, strict=True))
    if nearly and not numbered:
        return False
    if name < SPELT_ALIKE or (name == 3 and not numbered):
        return False
    if name == SAME_NAME:
        return any(agreed) or address == len(CONTACT_TRAITS[6].said) - 1
    return numbered or sum(agreed) >= 2


def _proven_item(found: Sequence[int], *, one: Traits, other: Traits, sharing: Sharing) -> bool:
    """The code is the key that the business gave: the same code, which no other has, is the same item. Where its marks are others
    (1-12 and 11-2), the name must say the same too."""
    code, name, marks = found
    if code == SAME_CODE:
        return sharing(f"code:{other.code}") <= 1 and (one.written == other.written or name > 0)
    return code == UNKNOWN and name == len(ITEM_TRAITS[1].said) - 1 and marks != 0 and sharing(f"name:{other.core}") <= 1


def _reasons(told: Sequence[Trait], found: Sequence[int]) -> tuple[str, ...]:
    """What speaks for it first, then what speaks against."""
    known = [(trait, level) for trait, level in zip(told, found, strict=True) if level != UNKNOWN]
    speaking = [trait.said[level] for trait, level in known if level > 0]
    against = [trait.said[0] for trait, level in known if level == 0 and (trait.is_hard or trait.name == "name")]
    rest = [trait.said[0] for trait, level in known if level == 0 and trait.said[0] not in against]
    return (*speaking, *against, *rest)
