"""Sage's refusals: a JSON array with one entry for each problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tieout.sandbox.call import Json, Reply, answer
from tieout.sandbox.ground import ProviderError

NOT_FOUND = "RecordNotFound"
NO_RECORD = "The requested record was not found"


@dataclass(frozen=True)
class Problem:
    """`source` is the attribute below the resource's name, such as `invoice_lines[0].tax_amount`."""

    source: str
    message: str
    code: str = "RecordInvalid"

    def entry(self, name: str) -> dict[str, Json]:
        source = f"{name}.{self.source}" if name and self.source else name or self.source
        return {"$severity": "error", "$dataCode": self.code, "$message": self.message, "$source": source}


class InvalidError(Exception):
    """A write is refused with every problem that applies to it: with 404 when they all are records not found, else with 422."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.source}: {problem.message}" for problem in problems))
        self.problems = problems

    @property
    def status(self) -> int:
        return 404 if all(problem.code == NOT_FOUND for problem in self.problems) else 422


def invalid(source: str, message: str) -> InvalidError:
    return InvalidError(Problem(source, message))


def problems_reply(status: int, problems: Sequence[Problem], *, name: str = "", headers: Mapping[str, str] | None = None) -> Reply:
    return answer([problem.entry(name) for problem in problems], status=status, headers=headers)


def refuse(status: int, code: str, *, message: str, source: str = "", headers: Mapping[str, str] | None = None) -> ProviderError:
    return ProviderError(problems_reply(status, [Problem(source, message, code)], headers=headers))


def not_found(source: str = "") -> ProviderError | InvalidError:
    """The id is unknown in this business, is gone, or is of a kind that cannot be used here; `source` names it in a write."""
    if source:
        return InvalidError(Problem(source, NO_RECORD, NOT_FOUND))
    return refuse(404, NOT_FOUND, message=NO_RECORD)


# Kept in one place so that a client's table of messages can be held against it. All wordings are assumed but BLANK.
BLANK = "can't be blank"
TOO_LONG = "is too long (maximum is {0} characters)"
NOT_A_NUMBER = "is not a number"
NOT_A_DATE = "is not a valid date"
NOT_KNOWN = "could not be found"
NOT_AN_OBJECT = "is invalid"
LOCKED = "must be after the year end lockdown date {0}"
TAKEN = "has already been taken"
NOT_EDITABLE = "can no longer be edited"
NOT_DELETABLE = "can no longer be deleted"
REPLAYED = "has been used with another request"
