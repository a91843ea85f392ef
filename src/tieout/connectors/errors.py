"""What can go wrong with a provider, grouped by what the caller does next.

ProviderError
├── Transient            try again, perhaps after `retry_after` seconds; nothing was written
│   └── Throttled        a limit is reached: wait `retry_after` (`scope` says minute, day, concurrent or second)
├── Rejected             the user must change something; carries every problem with its remedy
├── AuthorisationLost    the connection must be made anew by a person
├── NotPermitted         signed in, but not allowed: a scope, a role or a plan is missing
└── OutcomeUnknown       a write without a clear answer: look before writing again
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `cause` is a word of ours (docs/reference/causes.md), `message` the provider's own sentence."""

    cause: str
    message: str
    remedy: str = ""
    field: str = ""
    code: str = ""


class ProviderError(Exception):
    """Any trouble with a provider; the subclass says what to do about it."""


class Transient(ProviderError):
    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Throttled(Transient):
    def __init__(self, message: str, *, retry_after: float, scope: str = "minute") -> None:
        super().__init__(message, retry_after=retry_after)
        self.scope = scope


class Rejected(ProviderError):
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class AuthorisationLost(ProviderError):
    pass


class NotPermitted(ProviderError):
    pass


class OutcomeUnknown(ProviderError):
    pass
