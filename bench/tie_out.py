"""Tie-out of two ledgers with 200,000 figures a side, beside a bare comparison of two dicts that only says which keys differ."""

import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from tieout.reconciliation.figures import Figure, Side
from tieout.reconciliation.tieout import tie_out
from tieout.testing import make_figure

FIRST_DAY, DAYS, CONTACTS = date(2026, 1, 1), 365, 20_000
# One figure in a thousand is changed and one in a thousand missing: what a proof is for, and no more than a bad month has.
CHANGED_EVERY, MISSING_EVERY = 1000, 1000


def left_side(count: int) -> list[Figure]:
    chance = random.Random(1)
    pattern = make_figure("120.00 GBP")
    figures = []
    for number in range(count):
        gross = Decimal(chance.randrange(100, 500_000)) / 100
        net = (gross / Decimal("1.2")).quantize(Decimal("0.01"))
        figures.append(
            replace(
                pattern,
                group=f"order-{number}",
                id=f"left-{number}",
                number=str(500_000 + number),
                kind="credit_note" if number % 20 == 7 else "invoice",
                party=f"party-{chance.randrange(CONTACTS)}",
                issued_on=FIRST_DAY + timedelta(days=number % DAYS),
                net=net,
                tax=gross - net,
                gross=gross,
                due=gross if number % 2 else Decimal(0),
                status="open" if number % 2 else "paid",
            )
        )
    return figures


def right_side(left: Sequence[Figure]) -> list[Figure]:
    """The other ledger: the same documents in another order, some changed by a cent, some missing."""
    right = []
    for place, figure in enumerate(left):
        if place % MISSING_EVERY == 11:
            continue
        other = replace(figure, id=f"right-{place}")
        if place % CHANGED_EVERY == 5:
            other = replace(other, gross=other.gross + Decimal("0.01"), net=other.net + Decimal("0.01"))
        right.append(other)
    random.Random(2).shuffle(right)
    return right


def bare(left: Sequence[Figure], right: Sequence[Figure]) -> int:
    """The least that can be called a comparison: gross by kind and number, without causes, balances or control totals."""
    ours: Mapping[tuple[str, str], Decimal] = {(one.kind, one.number): one.gross for one in left}
    theirs: Mapping[tuple[str, str], Decimal] = {(one.kind, one.number): one.gross for one in right}
    return sum(1 for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))


def main(count: int) -> None:
    left = left_side(count)
    right = right_side(left)
    began = time.perf_counter()
    different = bare(left, right)
    bare_seconds = time.perf_counter() - began
    sides = [Side(key="left", name="Left", figures=left), Side(key="right", name="Right", figures=right)]
    began = time.perf_counter()
    proof = tie_out(sides, pairs=[("left", "right")], as_of=FIRST_DAY + timedelta(days=DAYS))
    seconds = time.perf_counter() - began
    assert proof.difference_count == different, (proof.difference_count, different)
    assert not any(proof.unexplained.values()), proof.unexplained
    print(f"{count} figures a side, {different} differences, unexplained {proof.unexplained}")
    print(f"tie-out          {seconds:8.2f} s   {count / seconds:12,.0f} figures a side and second")
    print(f"bare comparison  {bare_seconds:8.2f} s   {count / bare_seconds:12,.0f}")
    print(f"ratio            {seconds / bare_seconds:8.1f}     (what causes, balances and control totals cost)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
