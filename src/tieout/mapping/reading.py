"""Reads the values of one record by rules, and gathers what is wrong on the way."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from tieout.accounting.money import MoneyError, parse_amount
from tieout.mapping.accounting_mapping import RefusalRule
from tieout.mapping.conditions import ConditionError, FieldValueError, holds
from tieout.mapping.problems import Problem
from tieout.mapping.rules import ValueRule, evaluate_text

LINES_MAX = 5_000
MAPPING_REMEDY = "Correct the accounting mapping of the collection, then try again."


class Reader:
    """One record on its way to an entry; `problems` refuse it, `warnings` go with it."""

    def __init__(self, record: Mapping[str, object], *, types: Mapping[str, str]) -> None:
        self.record = record
        self.types = types
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def refuse(self, cause: str, message: str, *, remedy: str, field: str = "", rows: tuple[int, ...] = ()) -> None:
        self.problems.append(Problem(cause=cause, message=message, remedy=remedy, field=field, rows=rows))

    def warn(self, cause: str, message: str, *, remedy: str, rows: tuple[int, ...]) -> None:
        self.warnings.append(Problem(cause=cause, message=message, remedy=remedy, rows=rows))

    def refuse_by(self, rules: Sequence[RefusalRule]) -> None:
        """The rules that ask the record itself; those for each line are asked where the lines are read."""
        for rule in rules:
            if rule.each == "record" and self.meets(rule, self.record):
                self.refuse(rule.cause, rule.message, remedy=rule.remedy)

    def meets(self, rule: RefusalRule, values: Mapping[str, object]) -> bool:
        try:
            return holds(rule.when, values, types=self.types)
        except ConditionError as error:
            self._undecided(error, field="refuse")
            return False

    def text(self, rule: ValueRule | None, field: str, *, values: Mapping[str, object] | None = None) -> str:
        try:
            return evaluate_text(rule, self.record if values is None else values, types=self.types)
        except ConditionError as error:
            self._undecided(error, field=field)
            return ""

    def optional_amount(self, rule: ValueRule | None, field: str) -> Decimal | None:
        text = self.text(rule, field)
        return self._amount(text, field, rows=()) if text else None

    def amount(self, rule: ValueRule, field: str, *, values: Mapping[str, object], row: int) -> Decimal | None:
        text = self.text(rule, field, values=values)
        return self._amount(text, field, rows=(row,))

    def day(self, rule: ValueRule, field: str) -> date | None:
        """The date, of which an instant's first ten characters are enough."""
        text = self.text(rule, field)
        if not text:
            self.refuse("date_missing", "The record has no date.", remedy="Fill in the date of the document.", field=field)
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            self.refuse(
                "date_unreadable", f"{text!r} is no date.", remedy="Write the date as year-month-day, 2010-12-01.", field=field
            )
            return None

    def _amount(self, text: str, field: str, *, rows: tuple[int, ...]) -> Decimal | None:
        try:
            return parse_amount(text)
        except MoneyError:
            place = f" in line {rows[0]}" if rows else ""
            said = f"{text!r} is no number" if text else "there is no number"
            message = f"{field.replace('_', ' ').capitalize()}{place}: {said}."
            self.refuse("number_unreadable", message, remedy="Correct the value; write it like 1234.50.", field=field, rows=rows)
            return None

    def _undecided(self, error: ConditionError, *, field: str) -> None:
        # The same rule fails on every line; saying it once is enough.
        if isinstance(error, FieldValueError):
            problem = Problem(cause="value_unreadable", message=str(error), remedy="Correct the value in the record.", field=field)
        else:
            problem = Problem(cause="mapping_unclear", message=str(error), remedy=MAPPING_REMEDY, field=field)
        if problem not in self.problems:
            self.problems.append(problem)
