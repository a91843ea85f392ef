"""`python -m tieout.sandbox`: the sandbox on its own."""

import argparse
import sys
from collections.abc import Sequence

from tieout.sandbox.server import run
from tieout.sandbox.world import SEEDS, check_seed


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tieout.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9400)
    parser.add_argument("--data", default="memory", help="a folder to keep the books in, or memory (default)")
    parser.add_argument("--seed", type=check_seed, metavar="SEED", default="demo", help=SEEDS)
    parser.add_argument("--limits", default="1", help="a factor on the providers' call limits, or off")
    wish = parser.parse_args(arguments)
    sys.stdout.write(f"The sandbox answers at http://{wish.host}:{wish.port}/ (/xero, /quickbooks, /sage, /_control)\n")
    sys.stdout.flush()
    run(host=wish.host, port=wish.port, data=wish.data, seed=wish.seed, limits=wish.limits)


if __name__ == "__main__":
    main()
