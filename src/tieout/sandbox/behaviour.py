"""One thing that a provider does and the sandbox does after it, with how it is known."""

from dataclasses import dataclass
from typing import Literal

# In the provider's own documents; seen at the provider by others who say so; or our guess, until somebody looks.
Basis = Literal["documented", "observed", "assumed"]


@dataclass(frozen=True)
class Behaviour:
    """`endpoint` is as in the provider's table of routes, or "*" (all of them), "oauth", "webhooks"."""

    endpoint: str
    says: str  # one sentence for a developer who has never seen the provider
    basis: Basis
    source: str  # the provider's page, or the tag of the sheet that quotes it
