"""The same two ledgers in a workspace of its own, for what is paid; a program, because there Django is its own."""

import sys

from e2e import workflow_stage

NAME, DOMAIN = "Two-ledger bank", "two-ledger-bank.example"


def person(role: str) -> str:
    return workflow_stage.person(role, domain=DOMAIN)


if __name__ == "__main__":
    workflow_stage.main(sys.argv[1], name=NAME, domain=DOMAIN)
