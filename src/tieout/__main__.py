"""`python -m tieout`: the command."""

from tieout.cli import main

main()
