"""Random documents of every provider, as we say they come out beside what the sandbox's own arithmetic makes of them."""

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from random_documents import Place, differences, explained, random_document
from sandbox_sums import open_places

SHOWN = 5


def run(provider: str, places: tuple[Place, ...], *, count: int, seed: int) -> int:
    """Prints how many of `count` documents agreed in every way of handing them over, and gives how many did not."""
    began, wrong, shown = time.perf_counter(), 0, 0
    for number, place in enumerate(places):
        chance = random.Random(f"{seed} {place.name}")
        share = count // len(places) + (number < count % len(places))
        last = None
        for document, way in differences((random_document(chance, place) for _ in range(share)), place):
            wrong, last = wrong + (document is not last), document
            if shown < SHOWN:
                shown += 1
                print(f"    {explained(document, place, way=way)}")
    seconds = time.perf_counter() - began
    print(f"{provider:<12}{count - wrong:>10,} of {count:,} agree   {seconds:8.1f} s", flush=True)
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000, help="documents of each provider")
    parser.add_argument("--documents", type=int, help="the same, by name")
    parser.add_argument("--seed", type=int, default=1, help="another one gives other documents")
    wish = parser.parse_args()
    count = wish.documents or wish.count
    wrong = [run(provider, places, count=count, seed=wish.seed) for provider, places in open_places().items()]
    sys.exit(1 if any(wrong) else 0)


if __name__ == "__main__":
    main()
