"""A length of time as people set it."""

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

DAYS_MAX = 366


class Span(BaseModel):
    """At most 366 days."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    amount: int = Field(ge=1, le=10_000, title="Amount")
    unit: Literal["minutes", "hours", "days", "weeks"] = Field(default="hours", title="Unit")

    @model_validator(mode="after")
    def _not_too_long(self) -> "Span":
        if self.length > timedelta(days=DAYS_MAX):
            raise ValueError(f"is longer than {DAYS_MAX} days")
        return self

    @property
    def length(self) -> timedelta:
        return timedelta(**{self.unit: self.amount})

    def __str__(self) -> str:
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit[:-1]}"
