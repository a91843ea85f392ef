"""Which documents of two sides belong together, and what they say otherwise."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence

from tieout.reconciliation.figures import CENT, COUNTED, PAYABLE, Cause, Difference, Figure, Totals, counted
from tieout.reconciliation.folding import folded_key

Pairs = list[tuple[Figure, Figure]]
Key = Callable[[Figure], Hashable]


def differences_between(left: Sequence[Figure], right: Sequence[Figure]) -> Iterator[Difference]:
    """Every difference, each document in at most one pair.

    Because every figure is in one pair or alone, the differences add up to the difference of the control totals. Drafts and voided
    documents count nothing, and two of them differ in nothing.
    """
    pairs, left_alone, right_alone = _paired(left, right, key=_group_key)
    more, left_alone, right_alone = _paired(left_alone, right_alone, key=_number_key)
    known = {identity for pair in (*pairs, *more) for figure in pair for identity in _identities(figure)}
    for ours, theirs in (*pairs, *more):
        yield from _between(ours, theirs)
    for figure in left_alone:
        if counted(figure) or figure.exception:
            yield _alone(figure, is_left=True, is_duplicate=_is_known(figure, known))
    for figure in right_alone:
        if counted(figure):
            yield _alone(figure, is_left=False, is_duplicate=_is_known(figure, known))


def _group_key(figure: Figure) -> Hashable:
    return figure.group or None


def _number_key(figure: Figure) -> Hashable:
    if not figure.number:
        return None
    # Two suppliers may use one number; our own numbers are unique.
    return figure.kind, folded_key(figure.number), figure.party if figure.kind in PAYABLE else ""


def _identities(figure: Figure) -> tuple[Hashable, ...]:
    return tuple(key for key in (_group_key(figure), _number_key(figure)) if key is not None)


def _is_known(figure: Figure, known: set[Hashable]) -> bool:
    return any(identity in known for identity in _identities(figure))


def _paired(left: Sequence[Figure], right: Sequence[Figure], *, key: Key) -> tuple[Pairs, list[Figure], list[Figure]]:
    """Pairs of one key each; where a key stands more than once, equal totals go together first. And who is left alone."""
    waiting: dict[Hashable, list[Figure]] = defaultdict(list)
    for figure in right:
        waiting[key(figure)].append(figure)
    unkeyed = waiting.pop(None, [])
    sought: dict[Hashable, list[Figure]] = defaultdict(list)
    for figure in left:
        sought[key(figure)].append(figure)
    pairs: Pairs = []
    alone = sought.pop(None, [])
    for name, members in sought.items():
        found, members_alone, others_alone = _paired_members(members, waiting.pop(name, []))
        pairs += found
        alone += members_alone
        unkeyed += others_alone
    for others in waiting.values():
        unkeyed += others
    return pairs, alone, unkeyed


def _paired_members(left: list[Figure], right: list[Figure]) -> tuple[Pairs, list[Figure], list[Figure]]:
    if len(left) == 1 and len(right) == 1:
        return [(left[0], right[0])], [], []
    pairs: Pairs = []
    by_total: dict[Hashable, list[Figure]] = defaultdict(list)
    for figure in reversed(right):
        by_total[(figure.currency, counted(figure))].append(figure)
    rest: list[Figure] = []
    for figure in left:
        equal = by_total[(figure.currency, counted(figure))]
        if equal:
            pairs.append((figure, equal.pop()))
        else:
            rest.append(figure)
    others = [figure for figures in by_total.values() for figure in reversed(figures)]
    # One that counts is not spent on a voided namesake.
    rest.sort(key=lambda figure: not counted(figure))
    others.sort(key=lambda figure: not counted(figure))
    count = min(len(rest), len(others))
    return pairs + list(zip(rest, others, strict=False)), rest[count:], others[count:]


def _compared(figure: Figure) -> tuple[Hashable, ...]:
    """All that a difference is found in: most pairs are equal, and are done with here."""
    shown = (figure.kind, figure.number, figure.party, figure.issued_on, figure.currency, figure.status in COUNTED)
    return (*shown, figure.net, figure.tax, figure.gross, figure.due)


def _between(ours: Figure, theirs: Figure) -> Iterator[Difference]:
    if _compared(ours) == _compared(theirs):
        return
    here, there = counted(ours), counted(theirs)
    if not here.documents and not there.documents:
        return
    if ours.currency != theirs.currency:
        said = f"{ours.currency} on one side, {theirs.currency} on the other"
        yield _difference(("currency",), said, currency=ours.currency, amounts=here, pair=(ours, theirs))
        yield _difference(("currency",), said, currency=theirs.currency, amounts=Totals().minus(there), pair=(ours, theirs))
        return
    found = dict(_causes(ours, theirs))
    if found:
        if ours.exception:
            found["exception"] = f"open exception: {ours.exception}"
        detail = "; ".join(found.values())
        yield _difference(tuple(found), detail, currency=ours.currency, amounts=here.minus(there), pair=(ours, theirs))


def _causes(ours: Figure, theirs: Figure) -> Iterator[tuple[Cause, str]]:
    """The causes with their words, the weightiest first."""
    if ours.kind != theirs.kind:
        yield "kind", f"{ours.kind} here, {theirs.kind} there"
    if (ours.status in COUNTED) != (theirs.status in COUNTED):
        yield "status", f"{ours.status} here, {theirs.status} there"
    yield from _amounts(ours, theirs)
    if ours.issued_on != theirs.issued_on:
        yield "date", f"{ours.issued_on} here, {theirs.issued_on} there"
    if folded_key(ours.number) != folded_key(theirs.number):
        yield "number", f"number {ours.number or '(none)'} here, {theirs.number or '(none)'} there"
    if ours.party and theirs.party and ours.party != theirs.party:
        yield "party", f"{ours.party_name or ours.party} here, {theirs.party_name or theirs.party} there"


def _amounts(ours: Figure, theirs: Figure) -> Iterator[tuple[Cause, str]]:
    net, tax, gross, due = ours.net - theirs.net, ours.tax - theirs.tax, ours.gross - theirs.gross, ours.due - theirs.due
    tolerance = CENT * max(ours.lines, theirs.lines, 1)
    if (net or tax or gross) and max(abs(net), abs(tax), abs(gross)) <= tolerance:
        yield "rounding", f"gross {ours.gross} here, {theirs.gross} there, within a cent a line"
    elif net:
        yield "amount", f"net {ours.net} here, {theirs.net} there"
        if _is_taxed_otherwise(ours, theirs):
            yield "tax", f"tax {ours.tax} here, {theirs.tax} there"
    elif tax:
        yield "tax", f"tax {ours.tax} here, {theirs.tax} there"
    elif gross:
        yield "amount", f"gross {ours.gross} here, {theirs.gross} there"
    # What is still open follows the total; only another change of it is one of payments.
    if due and due != gross:
        yield "payment", f"open {ours.due} here, {theirs.due} there"


def _is_taxed_otherwise(ours: Figure, theirs: Figure) -> bool:
    """Whether tax differs by more than the other net explains: the two shares of tax in net, compared without dividing."""
    tolerance = CENT * max(ours.lines, theirs.lines, 1)
    return abs(ours.tax * theirs.net - theirs.tax * ours.net) > tolerance * (abs(ours.net) + abs(theirs.net))


def _alone(figure: Figure, *, is_left: bool, is_duplicate: bool) -> Difference:
    named = f"{figure.kind.replace('_', ' ')} {figure.number or figure.id}"
    causes: tuple[Cause, ...]
    if is_left and figure.exception:
        causes, detail = ("exception", "missing_there"), figure.exception
    elif is_duplicate:
        causes, detail = ("duplicate",), f"{named} is {'here' if is_left else 'there'} more than once"
    elif is_left:
        causes, detail = ("missing_there",), f"{named} is not there"
    else:
        causes, detail = ("missing_here",), f"{named} is not here"
    amounts = counted(figure) if is_left else Totals().minus(counted(figure))
    pair = (figure, None) if is_left else (None, figure)
    return _difference(causes, detail, currency=figure.currency, amounts=amounts, pair=pair)


def _difference(
    causes: tuple[Cause, ...], detail: str, *, currency: str, amounts: Totals, pair: tuple[Figure | None, Figure | None]
) -> Difference:
    return Difference(
        cause=causes[0], causes=causes, detail=detail, currency=currency, amounts=amounts, left=pair[0], right=pair[1]
    )
